/*
 * Calls: every kind of parameter, good and hostile values, and what is still missing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/call.h"

struct sample {
	enum query_id id;
	const char *param, *text;
	const char *value; /* NULL: refused */
	const char *code;
};

static const struct sample samples[] = {
	/* qty */
	{ Q_STOCK_RECEIVE, "quantity", "5", "5", NULL },
	{ Q_STOCK_RECEIVE, "quantity", " 5.500 ", "5.5", NULL },
	{ Q_STOCK_RECEIVE, "quantity", "0.000001", "0.000001", NULL },
	{ Q_STOCK_RECEIVE, "quantity", "999999999999.999999", "999999999999.999999", NULL },
	{ Q_STOCK_RECEIVE, "quantity", "0", NULL, "NOT_POSITIVE" },
	{ Q_STOCK_RECEIVE, "quantity", "-1", NULL, "NOT_POSITIVE" },
	{ Q_STOCK_RECEIVE, "quantity", "NaN", NULL, "NOT_A_NUMBER" },
	{ Q_STOCK_RECEIVE, "quantity", "1e30", NULL, "NOT_A_NUMBER" },
	{ Q_STOCK_RECEIVE, "quantity", "Infinity", NULL, "NOT_A_NUMBER" },
	{ Q_STOCK_RECEIVE, "quantity", "0x10", NULL, "NOT_A_NUMBER" },
	{ Q_STOCK_RECEIVE, "quantity", "1,000", NULL, "NOT_A_NUMBER" },
	{ Q_STOCK_RECEIVE, "quantity", "1.0000001", NULL, "TOO_MANY_DECIMALS" },
	{ Q_STOCK_RECEIVE, "quantity", "1000000000000", NULL, "TOO_LARGE" },
	{ Q_STOCK_RECEIVE, "quantity", "99999999999999999999999999", NULL, "TOO_LARGE" },
	{ Q_STOCK_RECEIVE, "quantity", "1; DROP TABLE materials", NULL, "NOT_A_NUMBER" },
	/* signed */
	{ Q_STOCK_ADJUST, "quantity", "-3.25", "-3.25", NULL },
	{ Q_STOCK_ADJUST, "quantity", "+3", "3", NULL },
	{ Q_STOCK_ADJUST, "quantity", "-0", NULL, "ZERO" },
	/* count */
	{ Q_STOCK_COUNT, "quantity", "0", "0", NULL },
	{ Q_STOCK_COUNT, "quantity", "-1", NULL, "NEGATIVE" },
	/* cost */
	{ Q_STOCK_RECEIVE, "unit_cost", "0.00000001", "0.00000001", NULL },
	{ Q_STOCK_RECEIVE, "unit_cost", "0", "0", NULL },
	{ Q_STOCK_RECEIVE, "unit_cost", "-1", NULL, "NEGATIVE" },
	{ Q_STOCK_RECEIVE, "unit_cost", "1.123456789", NULL, "TOO_MANY_DECIMALS" },
	{ Q_STOCK_RECEIVE, "unit_cost", "10000000000", NULL, "TOO_LARGE" },
	/* int */
	{ Q_STOCK_REVERSE, "transaction", "42", "42", NULL },
	{ Q_STOCK_REVERSE, "transaction", "4.2", NULL, "NOT_A_NUMBER" },
	{ Q_STOCK_REVERSE, "transaction", "1' OR '1'='1", NULL, "NOT_A_NUMBER" },
	{ Q_STOCK_REVERSE, "transaction", "99999999999999999999", NULL, "TOO_LARGE" },
	/* code and text */
	{ Q_STOCK_RECEIVE, "material", "  M-1\n", "M-1", NULL },
	{ Q_STOCK_RECEIVE, "material", "1' OR '1'='1", "1' OR '1'='1", NULL },
	{ Q_STOCK_RECEIVE, "material", "a\tb", NULL, "CONTROL_CHARACTER" },
	{ Q_STOCK_RECEIVE, "material", "a\033[31mb", NULL, "CONTROL_CHARACTER" },
	{ Q_STOCK_RECEIVE, "material", "a\u202eb", NULL, "CONTROL_CHARACTER" },
	{ Q_STOCK_RECEIVE, "material", "\xff\xfe", NULL, "NOT_UTF8" },
	{ Q_STOCK_RECEIVE, "material", "0123456789012345678901234567890123456789012345678901234567890123",
	  "0123456789012345678901234567890123456789012345678901234567890123", NULL },
	{ Q_STOCK_RECEIVE, "material", "01234567890123456789012345678901234567890123456789012345678901234", NULL,
	  "TOO_LONG" },
	{ Q_STOCK_RECEIVE, "notes", "Gr\u00fc\u00dfe", "Gr\u00fc\u00dfe", NULL },
	{ Q_STOCK_RECEIVE, "notes", "two\nlines", NULL, "CONTROL_CHARACTER" },
	/* date, time */
	{ Q_STOCK_RECEIVE, "expiry", "2028-02-29", "2028-02-29", NULL },
	{ Q_STOCK_RECEIVE, "expiry", "2027-02-29", NULL, "BAD_DATE" },
	{ Q_STOCK_RECEIVE, "expiry", "tomorrow", NULL, "BAD_DATE" },
	{ Q_STOCK_RECEIVE, "at", "2026-11-24T14:00:00+01:00", "2026-11-24T14:00:00+01:00", NULL },
	{ Q_STOCK_RECEIVE, "at", "2026-11-24", "2026-11-24", NULL },
	{ Q_STOCK_RECEIVE, "at", "infinity", NULL, "BAD_TIME" },
	{ Q_STOCK_RECEIVE, "at", "2026-11-24 25:00", NULL, "BAD_TIME" },
	/* bool */
	{ Q_STOCK_ISSUE, "force", "yes", "true", NULL },
	{ Q_STOCK_ISSUE, "force", "OFF", "false", NULL },
	{ Q_STOCK_ISSUE, "force", "maybe", NULL, "NOT_A_BOOL" },
	/* uuid */
	{ Q_STOCK_ISSUE, "op_id", "6f1c2d3e-0000-4000-8000-000000000001", "6f1c2d3e-0000-4000-8000-000000000001",
	  NULL },
	{ Q_STOCK_ISSUE, "op_id", "6f1c2d3e", NULL, "BAD_UUID" },
	{ Q_STOCK_ISSUE, "op_id", "1' OR '1'='1", NULL, "BAD_UUID" },
	/* json, array, secret */
	{ Q_PO_ADD, "lines", "[{\"material\":\"M\"}]", "[{\"material\":\"M\"}]", NULL },
	{ Q_PO_ADD, "lines", "[{", NULL, "BAD_JSON" },
	{ Q_USER_ADD, "roles", "storekeeper, operator", "{\"storekeeper\",\"operator\"}", NULL },
	{ Q_USER_ADD, "roles", "a\"b\\c", "{\"a\\\"b\\\\c\"}", NULL },
	{ Q_USER_ADD, "roles", "{a}", "{\"{a}\"}", NULL },
	{ Q_USER_ADD, "roles", ",,", "{}", NULL },
	{ Q_USER_ADD, "new_pin", " 12 34 ", " 12 34 ", NULL },
	{ Q_USER_ADD, "new_pin", "1\n2", NULL, "CONTROL_CHARACTER" },
};

static void judges_every_kind(void **state)
{
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *s = &samples[i];
		struct err err = { 0 };
		struct call c;

		call_init(&c, s->id);
		if (s->value) {
			if (!call_set(&c, s->param, s->text, &err))
				fail_msg("%s=\"%s\": %s", s->param, s->text, err.message);
			assert_string_equal(call_get(&c, s->param), s->value);
		} else {
			assert_false(call_set(&c, s->param, s->text, &err));
			assert_int_equal(err.kind, ERR_VALIDATION);
			assert_string_equal(err.code, s->code);
			assert_string_equal(err.field, s->param);
			assert_null(call_get(&c, s->param));
		}
		call_done(&c);
	}
}

static void blank_means_not_given(void **state)
{
	struct err err;
	struct call c;

	call_init(&c, Q_STOCK_RECEIVE);
	assert_true(call_set(&c, "lot", "L1", &err));
	assert_true(call_set(&c, "lot", " \t", &err));
	assert_null(call_get(&c, "lot"));
	assert_true(call_set(&c, "lot", NULL, &err));
	assert_null(call_get(&c, "lot"));
	assert_null(call_get(&c, "no_such_parameter"));
	call_done(&c);
}

/* A refused value leaves the one before it. */
static void a_refusal_changes_nothing(void **state)
{
	struct err err;
	struct call c;

	call_init(&c, Q_STOCK_RECEIVE);
	assert_true(call_set(&c, "quantity", "5", &err));
	assert_false(call_set(&c, "quantity", "x", &err));
	assert_string_equal(call_get(&c, "quantity"), "5");
	call_done(&c);
	call_done(&c);
}

static void tells_what_is_missing(void **state)
{
	struct err err;
	struct call c;

	call_init(&c, Q_STOCK_RECEIVE);
	assert_false(call_complete(&c, &err));
	assert_int_equal(err.kind, ERR_USAGE);
	assert_string_equal(err.code, "MISSING");
	assert_string_equal(err.field, "material");
	assert_true(call_set(&c, "material", "M-1", &err));
	assert_true(call_set(&c, "quantity", "5", &err));
	assert_false(call_complete(&c, &err));
	assert_string_equal(err.field, "ref_type");
	assert_true(call_set(&c, "ref_type", "ADJUSTMENT", &err));
	assert_true(call_complete(&c, &err));
	call_done(&c);
}

static void knows_statements(void **state)
{
	const struct column *column;
	struct err err;
	struct call c;
	size_t n;

	assert_true(call_has(Q_STOCK_RECEIVE, "lot"));
	assert_false(call_has(Q_STOCK_RECEIVE, "lots"));
	assert_true(call_is_write(Q_STOCK_RECEIVE));
	assert_false(call_is_write(Q_STOCK_SEARCH));
	column = call_columns(Q_STOCK_LAYERS, &n);
	assert_int_equal(n, 4);
	assert_string_equal(column[1].name, "quantity_left");
	call_init(&c, Q_STOCK_SEARCH);
	assert_false(call_set(&c, "bogus", "x", &err));
	assert_int_equal(err.kind, ERR_BUG);
	call_done(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_every_kind),	     cmocka_unit_test(blank_means_not_given),
		cmocka_unit_test(a_refusal_changes_nothing), cmocka_unit_test(tells_what_is_missing),
		cmocka_unit_test(knows_statements),
	};

	return cmocka_run_group_tests_name("call", tests, NULL, NULL);
}
