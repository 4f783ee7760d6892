/*
 * screen_person - a session on the fake db with somebody signed on.
 */
#include "support/screen_person.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/fake_db.h"

enum { STEPS = 50 };

void person_answers(const char *permissions)
{
	const char *const hello[] = {
		NULL, NULL, NULL, NULL, NULL, "5", "kiosk1", "RHO", "P1", "Plant Rho", "UTC", NULL
	};
	const char *const sign_on[] = { NULL,	  NULL,	     NULL,	  NULL,		 NULL,	      "token",
					"7",	  "m.rossi", "M. Rossi",  "storekeeper", permissions, "RHO",
					"Rho AG", "P1",	     "Plant Rho", "UTC",	 "EUR",	      "600" };
	const char *const off[] = { "t" };
	const char *const unlock[] = { NULL, NULL, NULL, NULL, NULL };

	fake_db_answer_cells(Q_HELLO, 1, hello);
	fake_db_answer_cells(Q_SIGN_ON, 1, sign_on);
	fake_db_answer_cells(Q_LISTEN, 0, NULL);
	fake_db_answer_cells(Q_SIGN_OFF, 1, off);
	fake_db_answer_cells(Q_UNLOCK, 1, unlock);
}

struct session *person_nobody(const struct clock *clock)
{
	struct session *s = session_new("host=nowhere", clock, NULL);

	for (int i = 0; i < STEPS && session_link(s) != LINK_LIVE; i++)
		session_step(s);
	assert_int_equal(session_link(s), LINK_LIVE);
	return s;
}

static void signed_on(void *ctx, struct rows *rows, const struct err *err)
{
	(void)rows;
	assert_null(err);
	*(bool *)ctx = true;
}

struct session *person_session(const struct clock *clock)
{
	struct session *s = person_nobody(clock);
	bool done = false;

	session_sign_on(s, "m.rossi", "1234", signed_on, &done);
	for (int i = 0; i < STEPS && !done; i++)
		session_step(s);
	assert_true(done);
	return s;
}
