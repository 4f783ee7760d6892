/*
 * topic - from channel names to bits.
 */
#include "core/topic.h"

#include <stddef.h>
#include <string.h>

enum { CHANNEL_KEY = 32 }; /* hex digits of the organization */

struct topic_name {
	const char *name;
	topic_mask mask;
};

static const struct topic_name names[] = {
	{ "stock", TOPIC_STOCK },	    { "order", TOPIC_ORDER },
	{ "purchase", TOPIC_PURCHASE },	    { "alert", TOPIC_ALERT },
	{ "floor", TOPIC_FLOOR },	    { "board", TOPIC_BOARD },
	{ "low_stock_alert", TOPIC_ALERT }, { "work_order_status_changed", TOPIC_ORDER },
};

topic_mask topic_of_channel(const char *channel)
{
	const char *end = channel ? strrchr(channel, '_') : NULL;
	size_t length;

	if (!end || strlen(end + 1) != CHANNEL_KEY || strspn(end + 1, "0123456789abcdef") != CHANNEL_KEY)
		return 0;
	length = (size_t)(end - channel);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strlen(names[i].name) == length && memcmp(names[i].name, channel, length) == 0)
			return names[i].mask;
	return 0;
}
