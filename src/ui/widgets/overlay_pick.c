/*
 * overlay_pick - choose one row of a table; typing narrows it.
 */
#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/text.h"
#include "ui/widgets/overlay.h"

enum { WANTED_COLS = 72, LEAST_ROWS = 6 };

struct pick {
	struct overlay base;
	struct table table;
};

static bool pick_takes_text(const struct overlay *o)
{
	(void)o;
	return true;
}

static void pick_type(struct overlay *o, unsigned cp)
{
	table_type(&((struct pick *)o)->table, cp);
}

static void pick_act(struct overlay *o, enum action action)
{
	struct pick *p = (struct pick *)o;

	if (action == ACT_BACK || action == ACT_EXIT) {
		o->state = OVERLAY_CANCELLED;
	} else if (action == ACT_GO || action == ACT_SAVE) {
		if (p->table.n_view > 0) {
			/* The row under the pointer, also when find moved it there. */
			table_act(&p->table, ACT_GO);
			o->state = OVERLAY_ACCEPTED;
		}
	} else {
		table_act(&p->table, action);
		p->table.finding = true;
	}
}

static void pick_size(const struct overlay *o, struct rect space, int *ret_rows, int *ret_cols)
{
	const struct pick *p = (const struct pick *)o;
	int cols = 4;

	for (size_t i = 0; i < p->table.spec->n_columns; i++)
		cols += p->table.natural[i] + 2;
	*ret_cols = cols < WANTED_COLS / 2 ? WANTED_COLS / 2 : cols;
	*ret_rows = (int)p->table.rows.n + 2;
	if (*ret_rows < LEAST_ROWS)
		*ret_rows = LEAST_ROWS;
	if (*ret_rows > space.rows - 2 && space.rows > LEAST_ROWS + 2)
		*ret_rows = space.rows - 2;
}

static void pick_layout(struct overlay *o)
{
	table_layout(&((struct pick *)o)->table, o->rows);
}

static void pick_draw(const struct overlay *o, const struct canvas *c)
{
	table_draw(&((const struct pick *)o)->table, c, true);
}

static void pick_done(struct overlay *o)
{
	table_done(&((struct pick *)o)->table);
}

static const struct overlay_ops pick_ops = {
	.name = "pick",
	.takes_text = pick_takes_text,
	.type = pick_type,
	.act = pick_act,
	.size = pick_size,
	.layout = pick_layout,
	.draw = pick_draw,
	.done = pick_done,
};

struct overlay *overlay_pick(const char *title, const struct table_spec *spec, const void *ctx, struct rows *rows)
{
	struct pick *p = mem_alloc(sizeof(*p));

	p->base.ops = &pick_ops;
	p->base.keys[0] = (struct overlay_key){ ACT_GO, "Take" };
	p->base.keys[1] = (struct overlay_key){ ACT_BACK, "Back" };
	str_printable(p->base.title, sizeof(p->base.title), title, false);
	table_init(&p->table, spec, ctx);
	table_load(&p->table, rows, false);
	p->table.finding = true;
	return &p->base;
}

const char *overlay_pick_key(const struct overlay *o)
{
	const struct pick *p = (const struct pick *)o;

	return p->table.n_view > 0 ? p->table.key : "";
}

void overlay_pick_select(struct overlay *o, const char *key)
{
	table_select(&((struct pick *)o)->table, key);
}
