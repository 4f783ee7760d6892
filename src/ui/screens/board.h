/*
 * board - the planning board: what its files share; nobody else includes it.
 *
 * board.c table and actions, board_load.c what the server says,
 * board_cursor.c moving about, board_drag.c a held bar, board_drop.c what is
 * sent, board_tray.c orders not booked yet, board_view.c the filter and the
 * window, board_level.c a proposed plan, board_export.c the day on paper,
 * board_history.c drops taken back, board_trouble.c what is wrong in words,
 * board_words.c other words, board_draw.c and board_side.c the picture.
 *
 * A struct desk is what one person at the board sees and does.
 */
#ifndef GEMBA_UI_SCREENS_BOARD_H
#define GEMBA_UI_SCREENS_BOARD_H

#include "core/board.h"
#include "ui/app.h"
#include "ui/widgets/gantt.h"

enum desk_mode { DESK_BROWSE, DESK_HELD, DESK_LEVEL };
enum desk_part { PART_LANES, PART_WINDOWS, PART_BARS, PART_LINKS, PART_HISTORY, PARTS };
enum { PARTS_CALENDAR = 1 << PART_LANES | 1 << PART_WINDOWS, PARTS_BARS = 1 << PART_BARS | 1 << PART_LINKS };

/* From here on there is room for a list at the side. */
enum { DESK_WIDE_COLS = 110, DESK_TALL_ROWS = 30, DESK_HEADER = 2 };
enum { DESK_QUEUE = 16, DESK_WORDS = 400, DESK_FILTER = 120, DESK_SHORT = 96 };

/* Where the cursor is, by what stays when the rest changes. */
struct desk_cursor {
	int64_t operation; /* 0: on the lane itself */
	int64_t lane;	   /* its id; 0: there is none */
	int64_t t;	   /* the instant that Up and Down keep */
};

/* All that Esc brings back. */
struct desk_look {
	struct gantt_view view;
	struct desk_cursor at;
	enum board_snap snap;
	enum plan_cascade cascade;
	bool in_tray;
	int64_t tray; /* operation */
};

/* One thing that is wrong. */
struct desk_trouble {
	enum plan_flag flag;
	uint32_t bar;
	uint32_t other; /* PLAN_NO_BAR: none */
	const struct plan_overload *overload;
	int64_t from, to; /* where to look */
	int64_t by;
};
struct desk_troubles {
	struct desk_trouble *item;
	size_t n;
};

/* Places with all that follows from them. */
struct desk_draft {
	struct arena mem;
	const struct plan_place *place;
	struct plan_conflicts conflicts;
	const struct plan_times *times;
	struct desk_troubles troubles;
};

struct desk_load {
	struct rows rows[PARTS], fresh[PARTS];
	uint64_t request[PARTS];
	unsigned wanted, have; /* bits of desk_part */
	bool all;	       /* the next time everything */
	bool missed;	       /* something changed while a proposal stood on the old base */
	bool failed;
	int64_t from, to;	    /* of the windows held */
	int64_t next_from, next_to; /* of those asked for */
	int64_t calendar_ms;	    /* when lanes and windows came last */
};

struct desk_held {
	int64_t operation;
	uint32_t bar;
	struct plan_place to;
	int64_t lane;	/* id of to.lane */
	int64_t wanted; /* the start that was aimed at, before a calendar moved it */
	struct desk_look before;
	struct desk_draft draft; /* its arena is emptied before each play */
	struct plan_outcome out;
	size_t trouble;		 /* SIZE_MAX: none is looked at */
	char banner[DESK_WORDS]; /* what others did meanwhile; "" */
	bool unseen;		 /* Enter says it once more before it drops over it */
	/* The drop that was tried: the same again has the same op_id, so that an answer that was lost is found. */
	char op_id[UUID_TEXT];
	char gesture[256];
};

struct desk_level {
	struct arena mem;
	struct level_input input;
	struct level_search *search;
	struct level_place *best;
	struct level_worth worth;
	struct desk_draft draft;
	uint32_t *moved;
	size_t n_moved;
	size_t at, top; /* in the list of moved bars */
	struct desk_look before;
	int64_t started_ms, shown_ms, better_ms; /* better_: when it last got better */
	int64_t tries, better_tries;
	bool running;
};

/* What is sent and not answered yet, or answered and not yet read back. */
enum desk_wait { WAIT_NONE, WAIT_ANSWER, WAIT_BASE };
enum desk_errand { ERRAND_DROP, ERRAND_LEVEL, ERRAND_PIN, ERRAND_UNBOOK, ERRAND_UNDO, ERRAND_REDO };
struct desk_drop {
	enum desk_errand errand;
	enum desk_wait wait;
	char *changes; /* JSON, owned */
	char gesture[256];
	char accepted[80]; /* soft rules to override */
	char op_id[UUID_TEXT];
	char done[DESK_WORDS]; /* what to say when it worked */
	char change_set[24];   /* undo and redo: "" the last */
	bool stale;	       /* the base is read again because the server had another one */
	enum action queue[DESK_QUEUE];
	size_t n_queue;
};

struct desk_filter {
	char lanes[DESK_FILTER], orders[DESK_FILTER], state[16];
	bool completed;
};

/* Made anew whenever anything changed; draw only reads it. */
struct desk_frame {
	struct arena mem;
	uint8_t *mark;
	uint32_t *lane;
	size_t n_lanes;
	uint32_t *tray;
	size_t n_tray;
	size_t n_shown;	   /* bars that are booked and not filtered away */
	uint32_t *on_lane; /* bars of the cursor's lane, by start */
	size_t n_on_lane;
	uint32_t *of_order; /* operations of the order under the cursor, by number */
	size_t n_of_order;
	struct gantt_scene scene;
	struct gantt_rows rows;
};

struct desk_area {
	struct rect body, gantt, title, detail, side, legend;
	int cols; /* of time */
};

struct desk {
	enum desk_mode mode;
	bool loaded;
	bool placed; /* the window was set for the first time */
	bool may_update, may_override;
	char jump[64]; /* order to go to as soon as the board is there */
	struct board base;
	struct desk_draft plan; /* of the base */
	struct desk_look look;
	struct desk_load load;
	struct desk_held held;
	struct desk_level level;
	struct desk_drop drop;
	struct desk_filter filter;
	struct desk_frame frame;
	struct desk_area area;
	int gap; /* rows between lanes; not changed while a bar is held, so that no lane jumps */
};

/* ---- board.c ---- */

/* What is shown now: the base, what a gesture makes of it, or a proposal. */
const struct desk_draft *desk_shown(const struct desk *s);
/* Make the frame anew with the cursor's row in it: at the end of whatever a key changed. */
void desk_settle(struct desk *s);
/* The frame only; the window stays. */
void desk_compose(struct desk *s);
bool desk_act(struct app *app, void *state, enum action action);
int64_t desk_now_s(const struct app *app);
/* False, and it is said, when the person may not change the plan. */
bool desk_may_change(struct app *app, const struct desk *s);
/* Conflicts, times and troubles of places in d->mem. */
void desk_judge(const struct plan *p, const struct plan_place *place, struct desk_draft *d);

/* ---- board_load.c ---- */

void desk_ask(struct app *app, struct desk *s, unsigned parts);
void desk_update(struct app *app, void *state, topic_mask topics);
/* The window shows time that is not known: ask for it. */
void desk_ask_beyond(struct app *app, struct desk *s);
/* Forget what is on its way: the base must stay until desk_ask is called again. */
void desk_hold_load(struct app *app, struct desk *s);
void desk_load_done(struct desk *s);

/* ---- board_cursor.c ---- */

uint32_t desk_bar(const struct desk *s);  /* under the cursor; PLAN_NO_BAR */
uint32_t desk_lane(const struct desk *s); /* PLAN_NO_LANE */
uint32_t desk_lane_of_id(const struct board *b, int64_t id);
void desk_to_bar(struct desk *s, uint32_t bar);
void desk_to_lane(struct desk *s, uint32_t lane);
/* After a new base or filter: the same bar, else one near it. */
void desk_mend_cursor(struct desk *s);
bool desk_browse(struct app *app, struct desk *s, enum action action);
/* The window only, so that the cursor's bar (the held one) is in it. */
void desk_follow(struct desk *s);
/* ... with room around a bar that was out of sight. */
void desk_bring(struct desk *s, uint32_t bar);
/* ... so that the interval is. */
void desk_show_time(struct desk *s, int64_t from, int64_t to);
void desk_show_row(struct desk *s);
int64_t desk_window_end(const struct desk *s);
void desk_zoom(struct desk *s, int by);
/* The place of a lane in the list of those shown; n_lanes when it is not. */
size_t desk_shown_lane(const struct desk *s, uint32_t lane);

/* ---- board_drag.c ---- */

void desk_grab(struct app *app, struct desk *s, uint32_t bar);
/* Held at that place, which the bar does not have in the base. */
void desk_grab_at(struct app *app, struct desk *s, uint32_t bar, const struct plan_place *to);
bool desk_drag(struct app *app, struct desk *s, enum action action);
void desk_play(struct desk *s);
/* Let go; back: everything as it was when it was grabbed. */
void desk_release(struct desk *s, bool back);

/* ---- board_drop.c ---- */

void desk_drop_held(struct app *app, struct desk *s);
void desk_toggle_firm(struct app *app, struct desk *s);
void desk_unbook(struct app *app, struct desk *s);
/* Places that differ from the base, as one change set. */
void desk_send_places(struct app *app, struct desk *s, enum desk_errand errand, const struct plan_place *place,
		      const char *gesture, const char *done);
/* The same after its rules were judged: refused in words, a reason asked for, or sent. */
void desk_drop_plan(struct app *app, struct desk *s, enum desk_errand errand, const struct plan_outcome *o,
		    const char *gesture, const char *done);
/* What was dropped is in the base that comes: neither held nor proposed any more. */
void desk_lower(struct desk *s);
/* The base after a drop came (or will not): go on with what was typed meanwhile. */
void desk_landed(struct app *app, struct desk *s, bool ok);
void desk_drop_done(struct desk *s);

/* ---- board_replay.c ---- */

/* What others changed of the bars a gesture moves; before the old base goes. Into held.banner; false: the held one is gone. */
bool desk_note_changes(struct desk *s, const struct board *fresh);
/* Play again on the base that came. */
void desk_replay(struct app *app, struct desk *s);
/* What others did and what the gesture would do now; Enter is asked for again. */
void desk_say_replayed(struct app *app, struct desk *s);

/* ---- board_history.c ---- */

void desk_undo(struct app *app, struct desk *s, enum desk_errand errand);
void desk_history(struct app *app, struct desk *s);

/* ---- board_tray.c ---- */

void desk_list_tray(struct desk *s, struct arena *mem);
uint32_t desk_tray_bar(const struct desk *s);
bool desk_tray_act(struct app *app, struct desk *s, enum action action);
void desk_tray_focus(struct app *app, struct desk *s);

/* ---- board_view.c ---- */

bool desk_hides(const struct desk *s, const struct desk_draft *d, uint32_t bar);
bool desk_hides_lane(const struct desk *s, uint32_t lane);
bool desk_filters(const struct desk *s);
void desk_ask_view(struct app *app, struct desk *s);
void desk_ask_jump(struct app *app, struct desk *s);
void desk_jump(struct app *app, struct desk *s, const char *number);

/* ---- board_level.c ---- */

void desk_level(struct app *app, struct desk *s);
bool desk_level_act(struct app *app, struct desk *s, enum action action);
/* A slice of the search. True: there is more to do. */
bool desk_work(struct app *app, void *state);
void desk_level_done(struct desk *s);
/* Why a bar of the proposal stands where it does: "after WO-17 on Press 1". */
void desk_level_reason(const struct desk *s, uint32_t bar, char *ret, size_t size);

/* ---- board_export.c ---- */

void desk_export(struct app *app, struct desk *s);

/* ---- board_trouble.c ---- */

/* All that is wrong, by time. */
void desk_troubles(const struct plan *p, const struct plan_place *place, const struct plan_conflicts *c,
		   struct arena *mem, struct desk_troubles *ret);
/* What a gesture made wrong, by time. */
void desk_caused(const struct desk *s, struct arena *mem, struct desk_troubles *ret);
void desk_trouble_words(const struct desk *s, const struct desk_trouble *t, char *ret, size_t size);

/* ---- board_words.c ---- */

/* "Tue 24 Nov 14:00-15:30". */
void desk_interval_words(int64_t from, int64_t to, char *ret, size_t size);
const char *desk_cascade_words(enum plan_cascade mode);
/* "+2h30", "-45m", "same time". */
void desk_delta_words(int64_t seconds, char *ret, size_t size);
/* "pushes 2 orders (WO-126 +2h30, WO-127 +45m)"; "" when none but the held one moved. */
void desk_carried_words(const struct desk *s, char *ret, size_t size);
/* "+2h30 on Weld", "same time, Weld to Press 2" ... */
void desk_step_words(const struct desk *s, char *ret, size_t size);
/* "24 Nov 16:00 - 25 Nov 09:30 (6h working)". */
void desk_place_words(const struct plan_place *at, char *ret, size_t size);
void desk_blocked_words(const struct desk *s, char *ret, size_t size);
void desk_due_words(const struct desk *s, uint32_t bar, char *ret, size_t size);
/* "after WO-120, WO-121" or "before WO-126"; "" when there are none. */
void desk_links_words(const struct desk *s, uint32_t bar, bool after, char *ret, size_t size);
void desk_made_words(const struct app *app, const struct desk *s, uint32_t bar, char *ret, size_t size);
void desk_subtitle(const void *state, char *ret, size_t size);
const char *desk_lane_name(const struct desk *s, uint32_t lane);
int64_t desk_delta(const struct desk *s, uint32_t bar);
/* How bad a plan is, for "before" and "after". */
void desk_worth_words(const struct plan *p, const struct desk_draft *d, char *ret, size_t size);

/* ---- board_draw.c, board_side.c ---- */

void desk_layout(void *state, struct rect body);
/* The same body again: what is shown below changed without a key. */
void desk_lay_out(struct desk *s);
void desk_draw(const struct app *app, const void *state, const struct canvas *canvas);
void desk_draw_side(const struct app *app, const struct desk *s, const struct canvas *c);
void desk_draw_tray(const struct app *app, const struct desk *s, const struct canvas *c);
void desk_draw_moved(const struct desk *s, const struct canvas *c);
/* Where there is room below the lanes: what else stands on this one, and the other operations of the order. */
void desk_draw_below(const struct desk *s, const struct canvas *c);

/* ---- board_lists.c ---- */

/* on_lane and of_order of the frame. */
void desk_list_company(struct desk *s);
/* The bar that the lists are about; PLAN_NO_BAR. */
uint32_t desk_focus(const struct desk *s);

#endif
