/*
 * Fuzz target: the parsers of core/base on any bytes. What was accepted must print and parse back.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/num.h"
#include "core/base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void number(const char *text)
{
	char printed[NUM_TEXT];
	int64_t value;
	int64_t back;
	struct err err;

	if (!num_parse(text, NUM_QUANTITY_SCALE, "x", &value, &err))
		return;
	num_format(value, NUM_QUANTITY_SCALE, printed);
	if (!num_parse(printed, NUM_QUANTITY_SCALE, "x", &back, &err) || back != value)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	char small[17];
	struct err err;
	int64_t value;
	bool ok;

	memcpy(text, data, size);
	text[size] = '\0';
	number(text);
	ok = num_parse_int(text, "x", &value, &err);
	ok = num_round(text, NUM_AMOUNT_SCALE, &value) || ok;
	ok = num_trim(text, small, sizeof(small)) || ok;
	ok = time_check(text, "x", &err) || ok;
	ok = date_check(text, "x", &err) || ok;
	time_rfc3339(text, small, sizeof(small));
	str_printable(small, sizeof(small), text, size % 2);
	if (!utf8_valid(small) || str_copy(small, sizeof(small), text) != (strlen(text) < sizeof(small)))
		abort();
	err_set(&err, ERR_VALIDATION, text, text, "%s", text);
	if (!utf8_valid(err.message))
		abort();
	free(text);
	return 0;
}
