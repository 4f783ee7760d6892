/*
 * session_link - the connection: hello, LISTEN, notifications, news.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/str.h"
#include "core/session_own.h"
#include "core/version.h"

enum { HELLO_AGAIN_MS = 10000 };

static void link_set(struct session *s, enum link_state state)
{
	if (s->link == state)
		return;
	s->link = state;
	s->topics |= TOPIC_LINK;
	log_line(s->log, LOG_LEVEL_INFO, "server: %s",
		 state == LINK_LIVE	 ? "connected"
		 : state == LINK_OFFLINE ? "not reachable"
					 : "connecting");
}

static void hello_good(struct session *s, const struct rows *rows)
{
	s->hello = HELLO_GOOD;
	s->trouble = (struct err){ 0 };
	str_copy(s->kiosk, sizeof(s->kiosk), rows_text(rows, 0, "kiosk"));
	if (rows_get(rows, 0, "notice"))
		log_line(s->log, LOG_LEVEL_WARNING, "server: %s", rows_text(rows, 0, "notice"));
	link_set(s, LINK_LIVE);
	if (session_person(s))
		link_listen(s);
}

static void hello_answer(void *ctx, struct rows *rows, const struct err *err)
{
	struct session *s = ctx;

	if (rows) {
		hello_good(s, rows);
		return;
	}
	s->trouble = *err;
	s->hello = HELLO_REFUSED;
	s->hello_again_ms = clock_mono_ms(s->clock) + HELLO_AGAIN_MS;
	link_set(s, LINK_OFFLINE);
}

static void hello_say(struct session *s)
{
	char version[24];
	const char *const values[] = { version };

	str_format(version, sizeof(version), "%d", GEMBA_PROTOCOL);
	s->hello = HELLO_ASKED;
	db_send(s->db, Q_HELLO, values, hello_answer, s);
}

void link_follow(struct session *s)
{
	enum db_state state = db_state(s->db);

	if (state == DB_WAITING || state == DB_CONNECTING) {
		if (state == DB_WAITING || s->link == LINK_LIVE) {
			if (db_last_error(s->db)->kind != ERR_NONE)
				s->trouble = *db_last_error(s->db);
			link_set(s, LINK_OFFLINE);
		}
		s->hello = HELLO_NONE;
		return;
	}
	if (db_generation(s->db) != s->generation || s->hello == HELLO_NONE) {
		/* Lost and back within one step: what is asked waits for the greeting. */
		if (s->link == LINK_LIVE)
			link_set(s, LINK_CONNECTING);
		s->generation = db_generation(s->db);
		hello_say(s);
	} else if (s->hello == HELLO_REFUSED && clock_mono_ms(s->clock) >= s->hello_again_ms) {
		hello_say(s);
	}
}

/* ---- LISTEN ---- */

static void listen_answer(void *ctx, struct rows *rows, const struct err *err)
{
	struct session *s = ctx;

	if (rows)
		s->topics = TOPIC_ALL;
	else if (err->kind != ERR_OFFLINE)
		log_line(s->log, LOG_LEVEL_WARNING, "LISTEN refused: %s", err->code);
}

void link_listen(struct session *s)
{
	const char *const values[] = { s->token };

	if (!s->headless)
		db_send(s->db, Q_LISTEN, values, listen_answer, s);
}

/* ---- notifications ---- */

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* Quantities come as JSON strings or numbers; both are shown as they stand. */
static void number_of(const json_t *object, const char *key, char *ret, size_t size)
{
	const json_t *v = json_object_get(object, key);

	if (json_is_string(v))
		str_copy(ret, size, json_string_value(v));
	else if (json_is_integer(v))
		str_format(ret, size, "%lld", (long long)json_integer_value(v));
	else if (json_is_real(v))
		str_format(ret, size, "%g", json_real_value(v));
	else
		str_copy(ret, size, "?");
}

static void news_text(struct session_news *n, const json_t *payload)
{
	char quantity[40], reorder_point[40], line[sizeof(n->text)];

	if (n->many > 0) {
		str_format(line, sizeof(line),
			   n->kind == NEWS_LOW_STOCK ? "%d materials are low" : "%d orders changed their status",
			   n->many);
	} else if (n->kind == NEWS_LOW_STOCK) {
		number_of(payload, "quantity", quantity, sizeof(quantity));
		number_of(payload, "reorder_point", reorder_point, sizeof(reorder_point));
		str_format(line, sizeof(line), "%s is low: %s on hand, reorder at %s", n->subject, quantity,
			   reorder_point);
	} else {
		str_format(line, sizeof(line), "%s is %s now, was %s", n->subject, text_of(payload, "new_status"),
			   text_of(payload, "old_status"));
	}
	str_printable(n->text, sizeof(n->text), line, false);
}

static void news_add(struct session *s, const struct session_news *n)
{
	if (s->n_news == SESSION_NEWS) { /* the oldest gives way */
		s->first_news = (s->first_news + 1) % SESSION_NEWS;
		s->n_news--;
	}
	s->news[(s->first_news + s->n_news++) % SESSION_NEWS] = *n;
}

static void news_take(struct session *s, const char *channel, const char *payload)
{
	struct session_news n = { 0 };
	json_t *object;

	if (str_starts(channel, "low_stock_alert_"))
		n.kind = NEWS_LOW_STOCK;
	else if (str_starts(channel, "work_order_status_changed_"))
		n.kind = NEWS_ORDER_STATUS;
	else
		return;
	object = json_loads(payload, 0, NULL);
	if (json_is_object(object)) {
		n.many = (int)json_integer_value(json_object_get(object, "many"));
		str_printable(n.subject, sizeof(n.subject),
			      text_of(object, n.kind == NEWS_LOW_STOCK ? "material_code" : "work_order_number"), false);
		news_text(&n, object);
		news_add(s, &n);
	}
	json_decref(object);
}

void link_drain(struct session *s)
{
	const char *channel, *payload;

	while (db_notification(s->db, &channel, &payload)) {
		s->topics |= topic_of_channel(channel);
		news_take(s, channel, payload);
	}
}
