/*
 * unit_scan - read a label in a test and say what must stand on it.
 */
#ifndef GEMBA_TESTS_UNIT_SCAN_H
#define GEMBA_TESTS_UNIT_SCAN_H

#include "core/scan/scan.h"

enum { UNIT_SCAN_YEAR = 2026 };

/* Must be readable; rules NULL: none but the year. scan_done by the caller. */
void unit_scan_reads(const char *text, const struct scan_rules *rules, enum scan_format format, struct scan *ret);
/* Must be refused with that code on field "text"; returns the error. */
struct err unit_scan_refuses(const char *text, const struct scan_rules *rules, const char *code);
/* The pair number i of the first reading. */
void unit_scan_pair(const struct scan *s, size_t i, const char *id, const char *value);
/* A field of the first reading; NULL: it is not there. */
void unit_scan_field(const struct scan *s, const char *name, const char *value);
/* One field of a label, as unit_scan_field; nothing is kept. */
void unit_scan_tells(const char *text, const struct scan_rules *rules, enum scan_format format, const char *name,
		     const char *value);

#endif
