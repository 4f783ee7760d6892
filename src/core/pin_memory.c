/*
 * pin_memory - one hash, one comparison, a count of wrong tries.
 */
#include "core/pin_memory.h"

#include <crypt.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"

/* bcrypt, about 20 ms: slow enough for whoever gets at the memory, unnoticed at the screen. */
static const char method[] = "$2b$";
enum { COST = 8, SALT_BYTES = 16 };

/* The work area holds traces of the PIN and is too large for a stack. */
static bool hash(const char *pin, const char *setting, char ret[PIN_MEMORY_HASH])
{
	struct crypt_data *area = mem_alloc(sizeof(*area));
	const char *text = crypt_r(pin, setting, area);
	bool ok = text && text[0] != '*' && str_copy(ret, PIN_MEMORY_HASH, text);

	explicit_bzero(area, sizeof(*area));
	free(area);
	return ok;
}

void pin_memory_learn(struct pin_memory *m, const struct clock *clock, const char *pin)
{
	char salt[SALT_BYTES], setting[CRYPT_GENSALT_OUTPUT_SIZE];

	pin_memory_forget(m);
	for (size_t i = 0; i < sizeof(salt); i += sizeof(uint64_t)) {
		uint64_t bits = clock_random(clock);

		memcpy(salt + i, &bits, sizeof(bits));
	}
	if (!crypt_gensalt_rn(method, COST, salt, sizeof(salt), setting, sizeof(setting)) ||
	    !hash(pin, setting, m->hash))
		pin_memory_forget(m);
}

void pin_memory_forgive(struct pin_memory *m)
{
	m->wrong = 0;
}

/* Every character is looked at, wherever they differ. */
static bool equal(const char a[PIN_MEMORY_HASH], const char b[PIN_MEMORY_HASH])
{
	unsigned char different = 0;

	for (size_t i = 0; i < PIN_MEMORY_HASH; i++)
		different |= (unsigned char)(a[i] ^ b[i]);
	return different == 0;
}

static bool is_right(const struct pin_memory *m, const char *pin)
{
	char given[PIN_MEMORY_HASH] = "", kept[PIN_MEMORY_HASH] = "";
	bool right;

	str_copy(kept, sizeof(kept), m->hash);
	right = hash(pin, kept, given) && equal(given, kept);
	explicit_bzero(given, sizeof(given));
	explicit_bzero(kept, sizeof(kept));
	return right;
}

static bool too_many(struct err *err)
{
	err_set(err, ERR_OFFLINE, "TOO_MANY_TRIES", "pin", "Too many wrong PINs: wait until the server is back.");
	return err_hint(err, "F3 signs off.");
}

bool pin_memory_check(struct pin_memory *m, const char *pin, struct err *err)
{
	if (!m->hash[0])
		return err_set(err, ERR_OFFLINE, "PIN_UNKNOWN", "pin",
			       "There is no server, and without it this PIN cannot be checked.");
	if (m->wrong >= PIN_MEMORY_TRIES)
		return too_many(err);
	if (is_right(m, pin)) {
		m->wrong = 0;
		return true;
	}
	if (++m->wrong >= PIN_MEMORY_TRIES)
		return too_many(err);
	return err_set(err, ERR_UNAUTHORIZED, "WRONG_PIN", "pin", "That is not the PIN; %d more without a server.",
		       PIN_MEMORY_TRIES - m->wrong);
}

void pin_memory_forget(struct pin_memory *m)
{
	explicit_bzero(m, sizeof(*m));
}
