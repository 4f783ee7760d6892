/*
 * topic - what a notification is about, as bits.
 *
 * A channel is "<topic>_<32 hex>"; a poke says only that something of that
 * topic changed. The two channels of the plant's history (low_stock_alert,
 * work_order_status_changed) carry one message each and mark their topic too.
 */
#ifndef GEMBA_CORE_TOPIC_H
#define GEMBA_CORE_TOPIC_H

#include <stdint.h>

typedef uint32_t topic_mask;

#define TOPIC_STOCK    UINT32_C(1)   /* on hand, layers, moves */
#define TOPIC_ORDER    UINT32_C(2)   /* work orders: status, cost, requirements */
#define TOPIC_PURCHASE UINT32_C(4)   /* purchase orders and their lines */
#define TOPIC_ALERT    UINT32_C(8)   /* low stock */
#define TOPIC_LINK     UINT32_C(16)  /* the connection's own state */
#define TOPIC_FLOOR    UINT32_C(32)  /* machines, stops, pieces */
#define TOPIC_QUEUE    UINT32_C(64)  /* the terminal's own spool */
#define TOPIC_BOARD    UINT32_C(128) /* bookings, lanes, calendars */
#define TOPIC_ALL      UINT32_C(0xffffffff)

/* The topic of a channel name; 0 for an unknown one. */
topic_mask topic_of_channel(const char *channel);

#endif
