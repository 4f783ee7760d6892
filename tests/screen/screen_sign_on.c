/*
 * screen_sign_on - badge, PIN, and what the screen says about the server.
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

static struct player *play(int rows, int cols)
{
	fake_db_reset();
	person_answers(PERSON_STOREKEEPER);
	goods_answers();
	return player_new(&(struct player_setup){ .rows = rows, .cols = cols, .session = person_nobody });
}

static void test_badge_then_pin(void **state)
{
	struct player *p = play(24, 80);

	(void)state;
	assert_shows(p, "g e m b a");
	assert_shows(p, "Plant Rho · kiosk1");
	assert_shows(p, "● live");
	player_scan(p, "STOREKEEPER");
	player_type(p, "1234");
	assert_shows(p, "••••");
	assert_not_shows(p, "1234");
	player_keys(p, "Enter");
	assert_string_equal(app_screen(player_app(p))->name, SCREEN_NAME_HOME);
	assert_string_equal(fake_db_value(Q_SIGN_ON, 0, "user"), "STOREKEEPER");
	player_free(p);
}

static void test_refusal_stands_at_the_field(void **state)
{
	struct player *p = play(24, 80);
	struct err err = { .kind = ERR_UNAUTHORIZED,
			   .code = "WRONG_PIN",
			   .field = "user",
			   .message = "Name or PIN is wrong",
			   .hint = "4 tries are left" };

	(void)state;
	fake_db_forget_answers(Q_SIGN_ON);
	fake_db_answer_err(Q_SIGN_ON, &err);
	player_scan(p, "STOREKEEPER");
	player_type(p, "9999");
	player_keys(p, "Enter");
	assert_shows(p, "Name or PIN is wrong. 4 tries are left");
	assert_not_shows(p, "••••");
	assert_shows(p, "STOREKEEPER");
	player_type(p, "1");
	assert_not_shows(p, "Name or PIN is wrong");
	assert_int_equal(fake_db_count(Q_SIGN_ON), 1);
	player_free(p);
}

/* After a refusal the cursor waits in the PIN; the next person scans a badge there. */
static void test_a_badge_in_the_pin_is_the_next_person(void **state)
{
	struct player *p = play(24, 80);

	(void)state;
	player_scan(p, "STOREKEEPER");
	player_scan(p, "OPERATOR");
	assert_int_equal(fake_db_count(Q_SIGN_ON), 0);
	assert_shows(p, "OPERATOR");
	assert_not_shows(p, "••••");
	player_type(p, "1234");
	player_keys(p, "Enter");
	assert_string_equal(fake_db_value(Q_SIGN_ON, 0, "user"), "OPERATOR");
	player_free(p);
}

static void test_nothing_typed(void **state)
{
	struct player *p = play(24, 80);

	(void)state;
	player_keys(p, "Enter");
	assert_shows(p, "Scan the badge, or type the name");
	player_type(p, "rossi");
	player_keys(p, "F2");
	assert_shows(p, "Type the PIN, then Enter");
	assert_int_equal(fake_db_count(Q_SIGN_ON), 0);
	player_free(p);
}

static void test_small(void **state)
{
	struct player *p = play(12, 40);

	(void)state;
	assert_shows(p, "gemba");
	assert_shows(p, "Badge or name");
	assert_shows(p, "PIN");
	assert_shows(p, "● live");
	player_free(p);
}

static void test_no_server(void **state)
{
	struct player *p;

	(void)state;
	p = player_new(&(struct player_setup){ 0 });
	assert_shows(p, "offline: nobody new can sign on");
	player_type(p, "rossi");
	player_keys(p, "Enter");
	player_type(p, "1");
	player_keys(p, "Enter");
	assert_shows(p, "There is no server");
	player_free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_badge_then_pin),
		cmocka_unit_test(test_refusal_stands_at_the_field),
		cmocka_unit_test(test_a_badge_in_the_pin_is_the_next_person),
		cmocka_unit_test(test_nothing_typed),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_no_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
