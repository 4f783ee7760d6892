/*
 * day_plan - a day of the board as CSV and as a page.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/str.h"
#include "core/base/zone.h"
#include "core/day_plan.h"
#include "support/unit_board.h"

struct desk {
	struct unit_board u;
	struct day_plan day;
	char *text;
};

static int setup(void **state)
{
	struct desk *d = mem_alloc(sizeof(*d));

	zone_use("Europe/Rome");
	unit_board_init(&d->u);
	unit_board_lane(&d->u, 1, "A", 1);
	unit_board_lane(&d->u, 2, "B", 2);
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	free(d->text);
	unit_board_done(&d->u);
	free(d);
	return 0;
}

static const char *written(struct desk *d, void (*write)(FILE *f, const struct day_plan *day))
{
	size_t size;
	FILE *f;

	unit_board_load(&d->u, 0);
	d->day = (struct day_plan){ .board = &d->u.board,
				    .plant = "Plant Rho",
				    .from = HOUR(-1),
				    .to = HOUR(23),
				    .printed_at = HOUR(13.5),
				    .lane = d->day.lane };
	free(d->text);
	f = open_memstream(&d->text, &size);
	write(f, &d->day);
	fclose(f);
	return d->text;
}

static void test_csv(void **state)
{
	struct desk *d = *state;

	unit_board_bar(
		&d->u,
		&(struct unit_bar){
			.operation = 3, .order = 3, .number = "WO-3", .lane = 2, .from = 7, .to = 9, .work = 1.254 });
	unit_board_bar(&d->u, &(struct unit_bar){ .operation = 2,
						  .order = 2,
						  .number = "=WO-2",
						  .lane = 1,
						  .from = 8,
						  .to = 10,
						  .name = "say \"hi\", then\ngo",
						  .product = "@P",
						  .quantity = "12.5",
						  .good = "1",
						  .status = "firm",
						  .due = 9,
						  .is_short = true });
	unit_board_bar(&d->u, &(struct unit_bar){ .operation = 1, .order = 1, .lane = 1, .from = -5, .to = 1 });
	unit_board_bar(&d->u, &(struct unit_bar){ .operation = 4, .order = 4, .lane = 1, .from = 23, .to = 24 });
	unit_board_bar(&d->u, &(struct unit_bar){ .operation = 5, .order = 5, .work = 1 });
	assert_string_equal(
		written(d, day_plan_csv),
		"lane,order,operation,product,name,start,end,hours,quantity,good,status,flags\r\n"
		"A,WO-1,10,,,2026-11-23 20:00,2026-11-24 02:00,6,10,0,planned,\r\n"
		"A,'=WO-2,10,'@P,\"say \"\"hi\"\", then\ngo\",2026-11-24 09:00,2026-11-24 11:00,2,12.5,1,firm,"
		"\"late, short of material\"\r\n"
		"B,WO-3,10,,,2026-11-24 08:00,2026-11-24 10:00,1.25,10,0,planned,\r\n");
}

static void test_only_some_lanes(void **state)
{
	static const bool wanted[] = { false, true };
	struct desk *d = *state;

	unit_board_bar(&d->u, &(struct unit_bar){ .operation = 1, .lane = 1, .from = 7, .to = 9 });
	d->day.lane = wanted;
	assert_string_equal(written(d, day_plan_csv),
			    "lane,order,operation,product,name,start,end,hours,quantity,good,status,flags\r\n");
	assert_non_null(strstr(written(d, day_plan_page), "Nothing is booked.\n\f"));
}

static void check_lines(const char *text, int *ret_pages)
{
	int line = 0;

	*ret_pages = 0;
	while (*text) {
		int width = 0;
		unsigned codepoint;
		size_t n;

		for (; (n = utf8_next(text, &codepoint)) > 0 && *text != '\n' && *text != '\f'; text += n)
			width++;
		assert_true(width <= 80);
		if (*text == '\f') {
			*ret_pages += 1;
			line = 0;
		} else {
			assert_true(++line <= 60);
		}
		text++;
	}
}

static void test_page(void **state)
{
	struct desk *d = *state;
	const char *text;
	int pages;

	unit_board_bar(
		&d->u,
		&(struct unit_bar){
			.operation = 1, .lane = 1, .from = 7, .to = 9, .name = "K\xc3\xb6nig", .quantity = "1500" });
	unit_board_bar(&d->u, &(struct unit_bar){
				      .operation = 2, .order = 2, .number = "WO-2", .lane = 1, .from = 8, .to = 32 });
	text = written(d, day_plan_page);
	assert_non_null(
		strstr(text, "Plant Rho                  2026-11-24                   printed 2026-11-24 14:30\n"));
	assert_non_null(strstr(text, "capacity 1, load"));
	assert_non_null(
		strstr(text, "  08:00      10:00      WO-1           K\xc3\xb6nig                 1500  planned\n"));
	assert_non_null(strstr(text, "  09:00      Wed 09:00  WO-2"));
	assert_non_null(strstr(text, "! overload"));
	assert_null(strstr(text, " \n"));
	assert_null(strstr(text, "B  B"));
	check_lines(text, &pages);
	assert_int_equal(pages, 1);
}

static void test_many_pages(void **state)
{
	static char number[110][16];
	struct desk *d = *state;
	const char *text;
	int pages;

	for (int i = 0; i < 110; i++) {
		snprintf(number[i], sizeof(number[0]), "WO-%d", i);
		unit_board_bar(&d->u, &(struct unit_bar){ .operation = i + 1,
							  .order = i + 1,
							  .number = number[i],
							  .lane = i < 70 ? 1 : 2,
							  .from = i / 5.0,
							  .to = i / 5.0 + 0.2,
							  .name = "a long name that does not fit in its column" });
	}
	text = written(d, day_plan_page);
	check_lines(text, &pages);
	assert_int_equal(pages, 3);
	for (int i = 0; i < 110; i++)
		assert_non_null(strstr(text, number[i]));
	assert_non_null(strstr(text, "(goes on)"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_csv, setup, teardown),
		cmocka_unit_test_setup_teardown(test_only_some_lanes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_page, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_pages, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
