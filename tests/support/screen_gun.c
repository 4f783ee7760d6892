/*
 * screen_gun - keys with times into a wedge.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/screen_gun.h"

struct gun gun;

void gun_heard(void *ctx, const struct wedge_event *e)
{
	assert_ptr_equal(ctx, &gun);
	if (e->kind == WEDGE_KEY) {
		assert_true(gun.n_keys < GUN_KEYS);
		gun.keys[gun.n_keys++] = e->key;
	} else if (e->kind == WEDGE_SCAN) {
		assert_true(gun.n_scans < GUN_SCANS);
		assert_int_equal(strlen(e->text), e->n);
		memcpy(gun.scan[gun.n_scans].text, e->text, e->n + 1);
		gun.scan[gun.n_scans].keys_before = gun.n_keys;
		gun.scan[gun.n_scans++].n = e->n;
	} else {
		gun.too_long++;
	}
}

void gun_begin(int gap_ms, enum wedge_suffix suffix, const char *prefix)
{
	struct wedge_setting s = { .gap_ms = gap_ms, .suffix = suffix };

	memset(&gun, 0, sizeof(gun));
	snprintf(s.prefix, sizeof(s.prefix), "%s", prefix);
	wedge_init(&gun.w, &s);
	gun.now = 1000;
}

void gun_pass(int64_t ms)
{
	int64_t until = gun.now + ms, due = wedge_deadline_ms(&gun.w);

	while (due >= 0 && due <= until) {
		wedge_time(&gun.w, due, gun_heard, &gun);
		if (wedge_deadline_ms(&gun.w) == due)
			fail_msg("a deadline that nothing came of");
		due = wedge_deadline_ms(&gun.w);
	}
	gun.now = until;
}

void gun_press(key_code c)
{
	struct key k = { c, gun.now };

	assert_true(gun.n_in < GUN_KEYS);
	gun.in[gun.n_in++] = k;
	wedge_keys(&gun.w, &k, 1, gun_heard, &gun);
}

static key_code key_of(unsigned char c)
{
	return c == '\r' ? KEYC_ENTER : c == '\t' ? KEYC_TAB : c == 0x1B ? KEYC_ESC : c;
}

void gun_send(const char *text, int64_t gap_ms)
{
	for (; *text != '\0'; text++) {
		gun_press(key_of((unsigned char)*text));
		if (text[1] != '\0')
			gun_pass(gap_ms);
	}
}

void gun_burst(const char *text)
{
	struct key keys[GUN_KEYS];
	size_t n = 0;

	for (; *text != '\0'; text++) {
		keys[n] = (struct key){ key_of((unsigned char)*text), gun.now };
		gun.in[gun.n_in++] = keys[n++];
	}
	wedge_keys(&gun.w, keys, n, gun_heard, &gun);
}

void gun_is_one_scan(const char *text)
{
	gun_pass(2000);
	if (gun.n_scans != 1 || strcmp(gun.scan[0].text, text) != 0)
		fail_msg("%zu scans, the first \"%s\", wanted \"%s\"", gun.n_scans, gun.scan[0].text, text);
	assert_int_equal(gun.n_keys, 0);
	assert_false(wedge_holds(&gun.w));
	assert_int_equal(wedge_deadline_ms(&gun.w), -1);
}

void gun_is_typing(void)
{
	gun_pass(2000);
	assert_int_equal(gun.n_scans, 0);
	assert_int_equal(gun.n_keys, gun.n_in);
	for (size_t i = 0; i < gun.n_in; i++) {
		assert_int_equal(gun.keys[i].code, gun.in[i].code);
		assert_int_equal(gun.keys[i].at_ms, gun.in[i].at_ms);
	}
	assert_false(wedge_holds(&gun.w));
}
