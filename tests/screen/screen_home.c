/*
 * screen_home - the front page: what may be done, how the plant stands, and
 * scanning anything.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/fake_db.h"
#include "support/screen_goods.h"
#include "support/screen_harness.h"
#include "support/screen_person.h"
#include "ui/screens.h"

static struct player *play_as(const char *permissions, int rows, int cols)
{
	fake_db_reset();
	person_answers(permissions);
	goods_answers();
	return player_new(&(struct player_setup){ .rows = rows, .cols = cols, .session = person_session });
}

static struct player *play(void)
{
	return play_as(PERSON_STOREKEEPER, 24, 80);
}

static const char *screen_of(struct player *p)
{
	return app_screen(player_app(p))->name;
}

static void test_figures(void **state)
{
	struct player *p = play();

	(void)state;
	assert_string_equal(screen_of(p), SCREEN_NAME_HOME);
	assert_shows(p, "1  Goods receipt");
	assert_shows(p, "2 open");
	assert_shows(p, "1 released");
	assert_shows(p, "1 in work");
	assert_shows(p, "1 low");
	assert_shows(p, "12 844 EUR");
	player_free(p);
}

/* At 80 columns every purpose stands there whole. */
static void test_purposes_fit(void **state)
{
	struct player *p = play();

	(void)state;
	for (const struct screen_ops *const *s = screens_all(); *s != NULL; s++) {
		if ((*s)->flags & (SCREEN_HIDDEN | SCREEN_SELDOM))
			continue;
		assert_non_null((*s)->purpose);
		assert_true(text_width((*s)->purpose) <= 36);
		if (app_may(player_app(p), (*s)->permission))
			assert_shows(p, (*s)->purpose);
	}
	assert_shows(p, "low stock");
	player_free(p);
}

static void test_only_what_one_may(void **state)
{
	struct player *p = play_as("{materials.receive,materials.view}", 24, 80);

	(void)state;
	assert_shows(p, "1  Goods receipt");
	assert_not_shows(p, "Goods issue");
	assert_not_shows(p, "EUR");
	player_free(p);
}

static void test_numbers_and_arrows(void **state)
{
	struct player *p = play();

	(void)state;
	player_type(p, "2");
	player_keys(p, "Enter");
	assert_string_equal(screen_of(p), "issue");
	player_keys(p, "Esc");
	assert_string_equal(screen_of(p), SCREEN_NAME_HOME);
	player_keys(p, "Up Enter");
	assert_string_equal(screen_of(p), "receipt");
	player_free(p);
}

static void test_scan_anything(void **state)
{
	struct player *p = play();

	(void)state;
	goods_resolve("purchase_order", "PO-4500012/20", "Washer M8", "M-1077");
	player_scan(p, "PO-4500012/20");
	assert_string_equal(screen_of(p), "receipt");
	assert_string_equal(fake_db_value(Q_PO_SHOW, 0, "purchase_order"), "PO-4500012");
	assert_shows(p, "pcs, open 10 000");
	player_keys(p, "Esc");
	player_keys(p, "Esc");
	goods_resolve("work_order", "WO-124", "Bracket left", "F-1");
	player_scan(p, "WO-124");
	assert_string_equal(screen_of(p), "issue");
	player_keys(p, "Esc");
	goods_resolve("user", "M. Rossi", "M. Rossi", NULL);
	player_scan(p, "BADGE");
	assert_shows(p, "that is a badge");
	player_keys(p, "Esc");
	goods_resolve_nothing();
	player_scan(p, "XYZ");
	assert_shows(p, "nothing here is called XYZ");
	player_free(p);
}

/* Both labels at once, as a gun with a memory sends them; the server keeps its answers to itself. */
static void burst(struct player *p, const char *text)
{
	struct key keys[64];
	size_t n = 0;

	for (; *text; text++)
		keys[n++] =
			(struct key){ *text == '\r' ? KEYC_ENTER : (key_code)*text, clock_mono_ms(player_clock(p)) };
	app_feed(player_app(p), keys, n);
	for (int i = 0; i < 4; i++)
		app_turn(player_app(p));
}

static void test_a_second_scan_waits_for_the_first(void **state)
{
	struct player *p = play();

	(void)state;
	goods_resolve("purchase_order", "PO-4500012", "ACME Fasteners", NULL);
	fake_db_hold(true);
	burst(p, "PO-4500012\rM-1042\r");
	assert_string_equal(screen_of(p), SCREEN_NAME_HOME);
	assert_int_equal(fake_db_count(Q_RESOLVE), 1);
	fake_db_hold(false);
	player_step(p);
	/* The screen that the first one opened gets the second. */
	assert_string_equal(screen_of(p), "receipt");
	assert_int_equal(fake_db_count(Q_RESOLVE), 2);
	assert_string_equal(fake_db_value(Q_RESOLVE, 1, "text"), "M-1042");
	player_free(p);
}

static void test_signing_off(void **state)
{
	struct player *p = play();

	(void)state;
	player_type(p, "0");
	player_keys(p, "Enter");
	assert_string_equal(screen_of(p), SCREEN_NAME_SIGN_ON);
	player_free(p);
}

static void test_sizes(void **state)
{
	struct player *p = play_as(PERSON_STOREKEEPER, 40, 120);

	(void)state;
	assert_shows(p, "last moves");
	assert_shows(p, "RECEIPT");
	player_resize(p, 12, 40);
	assert_shows(p, "1  Goods receipt");
	assert_shows(p, "Sign off");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures),		  cmocka_unit_test(test_purposes_fit),
		cmocka_unit_test(test_only_what_one_may), cmocka_unit_test(test_numbers_and_arrows),
		cmocka_unit_test(test_scan_anything),	  cmocka_unit_test(test_a_second_scan_waits_for_the_first),
		cmocka_unit_test(test_signing_off),	  cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
