/*
 * session - who is signed on and what is asked.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/session_own.h"
#include "db/query.h"

struct session *session_new(const char *conninfo, const struct clock *clock, struct log *log)
{
	struct session *s = mem_alloc(sizeof(*s));

	s->clock = clock;
	s->log = log;
	s->link = LINK_CONNECTING;
	s->db = db_new(conninfo, clock);
	return s;
}

static void ask_free(struct ask *a)
{
	const struct query *q = query_get(a->id);

	for (size_t i = 0; i < q->n_params; i++)
		if (q->param[i].kind == VAL_SECRET && a->value[i])
			explicit_bzero((void *)(uintptr_t)a->value[i], strlen(a->value[i]));
	arena_done(&a->mem);
	free(a);
}

static void forget_person(struct session *s)
{
	explicit_bzero(s->token, sizeof(s->token));
	pin_memory_forget(&s->pin);
	rows_done(&s->signed_on);
	s->person = (struct person){ 0 };
}

void session_free(struct session *s)
{
	if (!s)
		return;
	db_free(s->db);
	while (s->asks) {
		struct ask *next = s->asks->next;

		ask_free(s->asks);
		s->asks = next;
	}
	forget_person(s);
	free(s);
}

/* ---- asks ---- */

struct ask *ask_new(struct session *s, enum query_id id, enum ask_role role, session_done done, void *ctx)
{
	struct ask *a = mem_alloc(sizeof(*a)), **tail = &s->asks;

	*a = (struct ask){ .session = s, .id = id, .role = role, .done = done, .ctx = ctx };
	a->number = ++s->last_number;
	a->value = arena_alloc(&a->mem, (query_get(id)->n_params + 1) * sizeof(*a->value));
	a->give_up_ms = clock_mono_ms(s->clock) + s->connect_ms;
	while (*tail)
		tail = &(*tail)->next;
	*tail = a;
	return a;
}

static void person_take(struct session *s, const struct rows *rows)
{
	const struct rows *r = &s->signed_on;

	forget_person(s);
	str_copy(s->token, sizeof(s->token), rows_text(rows, 0, "token"));
	rows_copy(&s->signed_on, rows);
	s->person = (struct person){
		.user_name = rows_text(r, 0, "user_name"),
		.display_name = rows_text(r, 0, "display_name"),
		.organization = rows_text(r, 0, "organization"),
		.organization_name = rows_text(r, 0, "organization_name"),
		.plant = rows_text(r, 0, "plant"),
		.plant_name = rows_text(r, 0, "plant_name"),
		.time_zone = rows_text(r, 0, "time_zone"),
		.kiosk = "",
		.currency = rows_text(r, 0, "currency"),
		.roles = rows_text(r, 0, "roles"),
		.session_id = rows_int(r, 0, "session_id"),
	};
	s->person.kiosk = arena_strdup(&s->signed_on.mem, s->kiosk);
}

static void signed_on(struct session *s, const struct rows *rows)
{
	person_take(s, rows);
	if (s->person.time_zone[0])
		db_set_time_zone(s->db, s->person.time_zone);
	link_listen(s);
	s->topics = TOPIC_ALL;
}

static const char *ask_value(const struct ask *a, const char *param)
{
	size_t i = query_param_index(query_get(a->id), param);

	return i != SIZE_MAX && a->value[i] ? a->value[i] : "";
}

static void ask_unlink(struct ask *a)
{
	struct ask **at = &a->session->asks;

	while (*at && *at != a)
		at = &(*at)->next;
	if (*at)
		*at = a->next;
}

void ask_end(struct ask *a, struct rows *rows, const struct err *err)
{
	ask_unlink(a);
	if (a->role == ASK_SIGN_ON && rows && rows->n == 1) {
		signed_on(a->session, rows);
		if (!a->session->headless)
			pin_memory_learn(&a->session->pin, a->session->clock, ask_value(a, "pin"));
	}
	if (a->id == Q_UNLOCK && rows)
		pin_memory_forgive(&a->session->pin);
	if (a->done)
		a->done(a->ctx, rows, err);
	ask_free(a);
}

static void ask_put(struct ask *a, const char *param, const char *value)
{
	size_t i = query_param_index(query_get(a->id), param);

	if (i != SIZE_MAX)
		a->value[i] = arena_strdup(&a->mem, value);
}

uint64_t session_send(struct session *s, const struct call *c, session_done done, void *ctx)
{
	struct ask *a = ask_new(s, c->id, ASK_CALL, done, ctx);
	char op_id[UUID_TEXT];

	for (size_t i = 0; i < query_get(c->id)->n_params; i++)
		a->value[i] = arena_strdup(&a->mem, c->value[i]);
	ask_put(a, "token", s->token);
	if (call_is_write(c->id) && !call_get(c, "op_id")) {
		uuid_make(s->clock, op_id);
		ask_put(a, "op_id", op_id);
	}
	return a->number;
}

/* A write goes on to its end: its outcome must not stay unknown because a screen closed. */
static void ask_forget(struct ask *a)
{
	a->done = NULL;
	if (a->role != ASK_CALL || call_is_write(a->id))
		return;
	if (a->request)
		db_forget(a->session->db, a->request);
	ask_unlink(a);
	ask_free(a);
}

void session_forget(struct session *s, uint64_t request)
{
	for (struct ask *a = s->asks, *next; a; a = next) {
		next = a->next;
		if (a->number == request)
			ask_forget(a);
	}
}

void session_forget_ctx(struct session *s, const void *ctx)
{
	for (struct ask *a = s->asks, *next; a; a = next) {
		next = a->next;
		if (a->done && a->ctx == ctx)
			ask_forget(a);
	}
}

bool session_busy(const struct session *s)
{
	for (const struct ask *a = s->asks; a; a = a->next)
		if (a->done)
			return true;
	return false;
}

/* ---- who is signed on ---- */

void session_sign_on(struct session *s, const char *user, const char *pin, session_done done, void *ctx)
{
	struct ask *a = ask_new(s, Q_SIGN_ON, ASK_SIGN_ON, done, ctx);

	ask_put(a, "user", user ? user : "");
	ask_put(a, "pin", pin ? pin : "");
}

void session_sign_off(struct session *s)
{
	struct ask *a;

	if (!session_person(s))
		return;
	a = ask_new(s, Q_SIGN_OFF, ASK_SIGN_OFF, NULL, NULL);
	ask_put(a, "token", s->token);
	forget_person(s);
}

bool session_unlock_offline(struct session *s, const char *pin, struct err *err)
{
	return pin_memory_check(&s->pin, pin, err);
}

const struct person *session_person(const struct session *s)
{
	return s->signed_on.n > 0 ? &s->person : NULL;
}

bool session_may(const struct session *s, const char *permission)
{
	const char *list = rows_text(&s->signed_on, 0, "permissions");
	size_t length = strlen(permission);

	/* {materials.view,cost.view}: names of permissions need no quotes. */
	for (const char *at = list; (at = strstr(at, permission)) != NULL; at += length)
		if (at > list && strchr("{,", at[-1]) && at[length] && strchr(",}", at[length]))
			return true;
	return false;
}

/* ---- one step ---- */

void session_step(struct session *s)
{
	db_step(s->db);
	link_follow(s);
	link_drain(s);
	asks_pump(s);
}

static void earlier(int64_t *deadline_ms, int64_t other_ms)
{
	if (other_ms >= 0 && (*deadline_ms < 0 || other_ms < *deadline_ms))
		*deadline_ms = other_ms;
}

void session_wait(const struct session *s, struct session_wait *ret)
{
	struct db_wait w;

	db_wait(s->db, &w);
	*ret = (struct session_wait){ .fd = w.fd, .events = w.events, .deadline_ms = w.deadline_ms };
	earlier(&ret->deadline_ms, asks_deadline_ms(s));
	if (s->hello == HELLO_REFUSED)
		earlier(&ret->deadline_ms, s->hello_again_ms);
}

enum link_state session_link(const struct session *s)
{
	return s->link;
}

int session_retry_in_s(const struct session *s)
{
	int64_t at = s->hello == HELLO_REFUSED ? s->hello_again_ms : -1, left;
	struct db_wait w;

	if (s->link != LINK_OFFLINE)
		return 0;
	if (at < 0) {
		db_wait(s->db, &w);
		at = w.deadline_ms;
	}
	left = at < 0 ? 0 : at - clock_mono_ms(s->clock);
	return left <= 0 ? 0 : (int)((left + 999) / 1000);
}

const struct err *session_trouble(const struct session *s)
{
	return &s->trouble;
}

topic_mask session_take_topics(struct session *s)
{
	topic_mask topics = s->topics;

	s->topics = 0;
	return topics;
}

bool session_take_news(struct session *s, struct session_news *ret)
{
	if (s->n_news == 0)
		return false;
	*ret = s->news[s->first_news];
	s->first_news = (s->first_news + 1) % SESSION_NEWS;
	s->n_news--;
	return true;
}
