/*
 * remembered - answers from memory while there is no server: what scans
 * mean, open purchase orders, materials, places.
 *
 * Three snapshots (statements memory_codes, memory_lines, memory_materials)
 * and the last answer of location_list are read after sign-on and when
 * purchase orders change, at most once a minute, and kept in the spool. The
 * answers have the columns of the statements they stand for, so screens need
 * not know.
 */
#ifndef GEMBA_CORE_REMEMBERED_H
#define GEMBA_CORE_REMEMBERED_H

#include "core/session.h"
#include "core/spool/spool.h"

struct remembered;

/* Borrowed. Recalls what the spool holds; of another organization than the person's nothing is ever answered. */
struct remembered *remembered_new(struct spool *spool, struct session *session, const struct clock *clock);
void remembered_free(struct remembered *r); /* accepts NULL */

/* Read again what is due: after sign-on, and when topics hold TOPIC_PURCHASE or TOPIC_STOCK. Call it each turn. */
void remembered_step(struct remembered *r, topic_mask topics);
int64_t remembered_deadline_ms(const struct remembered *r);

/*
 * The answer of a read while there is no server: resolve, po_list, po_show,
 * po_lines, material_show, location_list. What is QUEUED in the spool counts
 * as received on its line. False: it is not one of these, or nothing is
 * remembered. NOT_FOUND comes as *ret_err with *ret empty.
 */
bool remembered_answer(struct remembered *r, const struct call *call, struct rows *ret, struct err *ret_err);
/* When it was read, microseconds since 1970; 0: never. */
int64_t remembered_at_us(const struct remembered *r);
/* The rules of a supplier's labels (statement label_rules); n 0: none. Borrowed until the next step. */
const struct rows *remembered_label_rules(const struct remembered *r);

#endif
