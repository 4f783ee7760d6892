/*
 * Every named statement of sql/queries on a fresh schema: it can be prepared,
 * and the server describes its parameters and columns as the file declares them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "core/base/str.h"
#include "support/db_plant.h"

/* From the catalogue of every PostgreSQL. */
enum {
	OID_BOOL = 16,
	OID_INT8 = 20,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_FLOAT8 = 701,
	OID_TEXT_ARRAY = 1009,
	OID_DATE = 1082,
	OID_TIMESTAMPTZ = 1184,
	OID_NUMERIC = 1700,
	OID_UUID = 2950,
	OID_JSONB = 3802,
};

struct differences {
	const char *query;
	char text[4096];
};

/* One statement of the table, for cmocka. */
struct subject {
	struct plant *plant;
	enum query_id id;
};

static Oid kind_oid(enum value_kind kind)
{
	switch (kind) {
	case VAL_TEXT:
	case VAL_CODE:
	case VAL_SECRET:
		return OID_TEXT;
	case VAL_QUANTITY:
	case VAL_SIGNED:
	case VAL_COUNT:
	case VAL_COST:
	case VAL_AMOUNT:
		return OID_NUMERIC;
	case VAL_INT:
		return OID_INT8;
	case VAL_RATIO:
		return OID_FLOAT8;
	case VAL_BOOL:
		return OID_BOOL;
	case VAL_TIME:
		return OID_TIMESTAMPTZ;
	case VAL_DATE:
		return OID_DATE;
	case VAL_UUID:
		return OID_UUID;
	case VAL_JSON:
		return OID_JSONB;
	case VAL_ARRAY:
		return OID_TEXT_ARRAY;
	}
	return InvalidOid;
}

static bool oid_fits(Oid found, enum value_kind kind)
{
	return found == kind_oid(kind) || (kind == VAL_INT && found == OID_INT4);
}

static void differ(struct differences *d, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void differ(struct differences *d, const char *fmt, ...)
{
	char line[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	str_append(d->text, sizeof(d->text), d->text[0] ? "; " : "");
	str_append(d->text, sizeof(d->text), line);
}

/* A type's name, as people know it. */
static void type_name(struct plant *p, Oid oid, char ret[PLANT_CELL])
{
	char number[32];

	str_format(number, sizeof(number), "%u", oid);
	plant_ask(p, "type_name", number, ret);
}

static void params_compare(struct plant *p, const struct query *q, const PGresult *res, struct differences *d)
{
	char found[PLANT_CELL], wanted[PLANT_CELL];

	if ((size_t)PQnparams(res) != q->n_params)
		differ(d, "%d parameters, declared %zu", PQnparams(res), q->n_params);
	for (size_t i = 0; i < q->n_params && i < (size_t)PQnparams(res); i++) {
		if (oid_fits(PQparamtype(res, (int)i), q->param[i].kind))
			continue;
		type_name(p, PQparamtype(res, (int)i), found);
		type_name(p, kind_oid(q->param[i].kind), wanted);
		differ(d, "parameter %s is %s, declared %s", q->param[i].name, found, wanted);
	}
}

static void columns_compare(struct plant *p, const struct query *q, const PGresult *res, struct differences *d)
{
	char found[PLANT_CELL], wanted[PLANT_CELL];

	/* What declares no columns has no use for them. */
	if (q->n_columns > 0 && (size_t)PQnfields(res) != q->n_columns)
		differ(d, "%d columns, declared %zu", PQnfields(res), q->n_columns);
	for (size_t i = 0; i < q->n_columns && i < (size_t)PQnfields(res); i++) {
		if (!str_equal(PQfname(res, (int)i), q->column[i].name))
			differ(d, "column %zu is called %s, declared %s", i + 1, PQfname(res, (int)i),
			       q->column[i].name);
		if (oid_fits(PQftype(res, (int)i), q->column[i].kind))
			continue;
		type_name(p, PQftype(res, (int)i), found);
		type_name(p, kind_oid(q->column[i].kind), wanted);
		differ(d, "column %s is %s, declared %s", q->column[i].name, found, wanted);
	}
}

static void names_compare(const struct query *q, struct differences *d)
{
	for (size_t i = 0; i < q->n_params; i++) {
		if (query_param_index(q, q->param[i].name) != i)
			differ(d, "two parameters %s", q->param[i].name);
	}
	for (size_t i = 0; i < q->n_columns; i++) {
		for (size_t k = 0; k < i; k++) {
			if (str_equal(q->column[i].name, q->column[k].name))
				differ(d, "two columns %s", q->column[i].name);
		}
	}
}

static void a_statement_is_as_declared(void **state)
{
	const struct subject *s = *state;
	const struct query *q = query_get(s->id);
	PGconn *pg = s->plant->admin;
	struct differences d = { .query = q->name };
	PGresult *res = PQprepare(pg, q->name, q->sql, 0, NULL);

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s cannot be prepared: %s", q->name, PQerrorMessage(pg));
	PQclear(res);
	res = PQdescribePrepared(pg, q->name);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s cannot be described: %s", q->name, PQerrorMessage(pg));
	params_compare(s->plant, q, res, &d);
	columns_compare(s->plant, q, res, &d);
	names_compare(q, &d);
	PQclear(res);
	if (d.text[0])
		fail_msg("%s: %s", q->name, d.text);
}

static int subjects_open(void **state)
{
	struct subject *s = *state;
	void *plant = NULL;
	int status = plant_open(&plant);

	for (size_t i = 0; i < Q_COUNT; i++)
		s[i].plant = plant;
	return status;
}

static int subjects_close(void **state)
{
	struct subject *s = *state;
	void *plant = s[0].plant;

	return plant_close(&plant);
}

/* The group's state reaches setup and teardown only; each test has its own. */
int main(void)
{
	struct subject subjects[Q_COUNT];
	struct CMUnitTest tests[Q_COUNT];
	void *state = subjects;

	for (size_t i = 0; i < Q_COUNT; i++) {
		subjects[i] = (struct subject){ .id = (enum query_id)i };
		tests[i] = (struct CMUnitTest){ .name = query_get((enum query_id)i)->name,
						.test_func = a_statement_is_as_declared,
						.initial_state = &subjects[i] };
	}
	if (Q_COUNT == 0 || subjects_open(&state) != 0)
		return 1;
	return _cmocka_run_group_tests("queries", tests, Q_COUNT, NULL, NULL) + subjects_close(&state);
}
