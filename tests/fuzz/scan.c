/*
 * Fuzz target: any bytes as a label. The first byte chooses the terminal's and the supplier's rules. What was read
 * stays inside its bounds and can be painted; what was refused says why; memory grows with the text only.
 */
#include <sanitizer/allocator_interface.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/scan/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A reading has a fixed size; the text may stand in it some times over, as pairs, fields and their paintable copies. */
enum { READINGS_BYTES = 32 * (int)sizeof(struct scan_reading), BYTES_EACH = 1024, SHOWN = 64 };

static const struct scan_prefix prefixes[] = { { "#", "badge" }, { "M-", "material" }, { "", "order" } };
static const struct scan_rule supplier[] = {
	{ "P", "supplier_material" }, { "1P", "material" },	 { "9D", "expiry" },   { "D", "production_date" },
	{ "6D", "best_before" },      { "Q", "quantity" },	 { "Z", "quantity" },  { "10", "" },
	{ "91", "quantity" },	      { "92", "expiry" },	 { "90", "material" }, { "8P", "gtin" },
	{ "14K", "order" },	      { "4L", "no_such_field" }, { "T", "-" },
};

static void choose_rules(uint8_t bits, struct scan_rules *ret)
{
	*ret = (struct scan_rules){ .year = bits & 1 ? 2026 : 1999 };
	if (bits & 2)
		ret->gs = bits & 4 ? "#~^" : "|";
	ret->gs_is_kept = bits & 8;
	ret->bare_gs1 = bits & 16;
	if (bits & 32) {
		ret->prefix = prefixes;
		ret->n_prefixes = sizeof(prefixes) / sizeof(prefixes[0]);
	}
	if (bits & 64) {
		ret->rule = supplier;
		ret->n_rules = sizeof(supplier) / sizeof(supplier[0]);
	}
}

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_reading(const struct scan_reading *r, size_t n)
{
	must(r->n_elements <= SCAN_ELEMENTS && r->n_fields <= SCAN_FIELDS);
	for (size_t i = 0; i < r->n_elements; i++) {
		const struct scan_element *e = &r->element[i];

		must(e->at < n && strlen(e->id) <= 4 && strlen(e->value) <= n + 14);
		must(i == 0 || r->element[i - 1].at <= e->at);
	}
	for (size_t i = 0; i < r->n_fields; i++) {
		const struct scan_field *f = &r->field[i];

		must(f->name[0] && strlen(f->value) <= 3 * n + 16 && utf8_valid(f->value));
		must(str_equal(scan_get(r, f->name), f->value)); /* no name twice */
	}
	must(!scan_get(r, "expiry_day_given") == !scan_get(r, "expiry"));
	must(!scan_get(r, "quantity") ||
	     strspn(scan_get(r, "quantity"), "0123456789.") == strlen(scan_get(r, "quantity")));
}

static void check_scan(const struct scan *s, size_t n)
{
	must(s->n_readings >= 1 && s->n_readings <= SCAN_READINGS && s->n_warnings <= SCAN_WARNINGS);
	must(scan_format_name(s->format)[0] && strlen(s->symbology) < sizeof(s->symbology));
	for (size_t i = 0; i < s->n_readings; i++)
		check_reading(s->reading[i], n);
	for (size_t i = 0; i < s->n_warnings; i++)
		must(s->warning[i][0] && utf8_valid(s->warning[i]));
}

static void check_shown(const char *bytes, size_t n)
{
	char shown[SHOWN];

	for (int ascii = 0; ascii < 2; ascii++) {
		scan_show(bytes, n, ascii, shown, sizeof(shown));
		must(strlen(shown) < sizeof(shown) && utf8_valid(shown) && !str_has_control(shown));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scan_rules rules;
	struct err err = { 0 };
	struct scan s;
	char *bytes;
	size_t n, before;
	bool ok;

	if (size == 0)
		return 0;
	choose_rules(data[0], &rules);
	n = size - 1;
	bytes = malloc(n ? n : 1); /* exactly so much: one byte beyond is found */
	memcpy(bytes, data + 1, n);
	memset(&s, 0xa5, sizeof(s));
	before = __sanitizer_get_current_allocated_bytes();
	ok = scan_parse(bytes, n, &rules, &s, &err);
	must(__sanitizer_get_current_allocated_bytes() - before < READINGS_BYTES + BYTES_EACH * n);
	if (ok) {
		check_scan(&s, n);
		free(bytes);
		bytes = NULL;
		check_scan(&s, n); /* nothing is borrowed from the text */
	} else {
		must(err.kind == ERR_VALIDATION && err.code[0] && err.message[0] && utf8_valid(err.message));
		must(str_equal(err.field, "text") && s.n_readings == 0 && !s.mem.head);
		check_shown(bytes, n);
	}
	scan_done(&s);
	free(bytes);
	return 0;
}
