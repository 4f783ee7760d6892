/*
 * notify - notifications between libpq and the caller.
 */
#include <stdlib.h>

#include "core/base/arena.h"
#include "db/conn.h"

/*
 * Notifications are hints and a live panel looks by itself every few seconds,
 * so a caller that never drains loses the oldest instead of the memory.
 */
enum { NOTIFY_MAX = 4096 };

static void notification_free(struct notification *n)
{
	if (!n)
		return;
	free(n->channel);
	free(n->payload);
	free(n);
}

static struct notification *notify_pop(struct db *db)
{
	struct notification *n = db->notify_head;

	if (!n)
		return NULL;
	db->notify_head = n->next;
	if (!db->notify_head)
		db->notify_tail = &db->notify_head;
	db->n_notifications--;
	return n;
}

static void notify_push(struct db *db, const char *channel, const char *payload)
{
	struct notification *n = mem_alloc(sizeof(*n));

	n->channel = mem_strdup(channel);
	n->payload = mem_strdup(payload);
	*db->notify_tail = n;
	db->notify_tail = &n->next;
	if (++db->n_notifications > NOTIFY_MAX)
		notification_free(notify_pop(db));
}

void notify_drain(struct db *db)
{
	PGnotify *from;

	while ((from = PQnotifies(db->pg))) {
		notify_push(db, from->relname, from->extra ? from->extra : "");
		PQfreemem(from);
	}
}

void notify_release(struct db *db)
{
	notification_free(db->lent);
	db->lent = NULL;
}

bool db_notification(struct db *db, const char **ret_channel, const char **ret_payload)
{
	notify_release(db);
	db->lent = notify_pop(db);
	if (!db->lent)
		return false;
	*ret_channel = db->lent->channel;
	*ret_payload = db->lent->payload;
	return true;
}

void notify_free_all(struct db *db)
{
	struct notification *n;

	notify_release(db);
	while ((n = notify_pop(db)))
		notification_free(n);
}
