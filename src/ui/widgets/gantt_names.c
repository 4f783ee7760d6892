/*
 * gantt_names - the lanes at the left: name, capacity, how full they are.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/widgets/gantt_own.h"

enum { HIGH_PERCENT = 75, FULL_PERCENT = 90, WIDE = 19 };

static const char *name_of(const struct gantt_scene *s, uint32_t lane)
{
	const char *name = s->board->lane_fact[lane].name;

	return str_empty(name) ? s->board->plan.lane[lane].code : name;
}

static bool is_down(const struct gantt_scene *s, uint32_t lane)
{
	return !str_empty(s->board->lane_fact[lane].down);
}

static uint32_t cursor_lane(const struct gantt_scene *s)
{
	for (size_t i = 0; i < s->board->plan.n_bars; i++)
		if (s->mark[i] & GANTT_CURSOR)
			return s->place[i].lane;
	return PLAN_NO_LANE;
}

struct load {
	char text[24];
	enum role role;
};

static void down_text(const struct gantt_picture *p, struct load *ret)
{
	ret->role = ROLE_GANTT_LANE_DOWN;
	str_copy(ret->text, sizeof(ret->text), p->label < WIDE ? "■" : " ■ DOWN ");
}

/* "82 % high" with room for it, else "82+". */
static void load_text(const struct gantt_picture *p, uint32_t lane, struct load *ret)
{
	static const struct {
		const char *word, *sign;
		enum role role;
	} bands[] = { { "ok", "", ROLE_GANTT_LOAD_OK },
		      { "high", "+", ROLE_GANTT_LOAD_HIGH },
		      { "full", "!", ROLE_GANTT_LOAD_FULL } };
	int load = p->load[lane];
	int band = (load >= HIGH_PERCENT) + (load > FULL_PERCENT);

	ret->role = bands[band].role;
	if (p->label < WIDE)
		str_format(ret->text, sizeof(ret->text), "%d%s", load, bands[band].sign);
	else
		str_format(ret->text, sizeof(ret->text), p->label > WIDE ? "%d %% %-4s" : "%d %-4s", load,
			   bands[band].word);
}

static void draw_name(const struct gantt_picture *p, int row, uint32_t lane, bool here, int room)
{
	const struct gantt_scene *s = p->scene;
	char name[96];

	str_copy(name, sizeof(name), name_of(s, lane));
	if (s->board->plan.lane[lane].capacity > 1)
		str_format(name, sizeof(name), "%s (%d)", name_of(s, lane), s->board->plan.lane[lane].capacity);
	if (here)
		text_put(&p->names, row, 0, 1, ROLE_INFO, "▶");
	if (room > 0)
		text_put(&p->names, row, 1, room, here ? ROLE_VALUE : ROLE_LABEL, name);
}

static void draw_lane(const struct gantt_picture *p, int row, uint32_t lane, bool here)
{
	int room = p->label - 2, used;
	struct load load;

	if (is_down(p->scene, lane))
		down_text(p, &load);
	else
		load_text(p, lane, &load);
	used = text_width(load.text);
	if (room >= used + 4) {
		text_put(&p->names, row, p->label - 1 - used, used, load.role, load.text);
		room -= used + 1;
	}
	draw_name(p, row, lane, here, room);
}

/* In the second row of a lane whose first one says "DOWN" there is room for its load. */
static void draw_below(const struct gantt_picture *p, int row, const struct gantt_row *of)
{
	struct load load;
	int used;

	if (of->of != 1 || !is_down(p->scene, of->lane))
		return;
	load_text(p, of->lane, &load);
	used = text_width(load.text);
	if (used <= p->label - 2)
		text_put(&p->names, row, p->label - 1 - used, used, load.role, load.text);
}

void gantt_names(const struct gantt_picture *p)
{
	uint32_t here = cursor_lane(p->scene);

	for (int i = 0; i < p->names.rect.rows; i++) {
		int at = p->view->top + i;

		if (at >= p->rows->n)
			return;
		text_put(&p->names, i, p->label - 1, 1, ROLE_BORDER, "│");
		if (p->rows->row[at].first || i == 0)
			draw_lane(p, i, p->rows->row[at].lane, p->rows->row[at].lane == here);
		else
			draw_below(p, i, &p->rows->row[at]);
	}
}
