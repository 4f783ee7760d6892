/*
 * scan_setting - how this terminal's scanner types: the config's scan group,
 * and over it what the scanner check stored in the spool, by the same names
 * ("scan.gap_ms", "scan.prefix", "scan.suffix", "scan.gs", "scan.gs_kept",
 * "scan.bare_gs1").
 */
#ifndef GEMBA_UI_SCAN_SETTING_H
#define GEMBA_UI_SCAN_SETTING_H

#include "core/base/clock.h"
#include "core/config.h"
#include "core/scan/scan.h"
#include "core/spool/spool.h"
#include "ui/wedge.h"

enum { SCAN_GS_CHARS = 16 };

struct scan_setting {
	struct wedge_setting wedge;
	char gs[SCAN_GS_CHARS]; /* "": none */
	bool gs_kept;
	bool bare_gs1;
};

/* spool may be NULL: the config alone. What cannot be read in the spool is as if it were not there. */
void scan_setting_of(const struct config *c, struct spool *spool, struct scan_setting *ret);
/* For later starts of this terminal. */
MUSTUSE bool scan_setting_store(struct spool *spool, const struct scan_setting *s, struct err *err);

/* The rules of this terminal for scan_parse, but for a supplier's. Strings and arrays are in mem. */
void scan_rules_from(const struct scan_setting *s, const struct config *c, const struct clock *clock, struct arena *mem,
		     struct scan_rules *ret);
/* scan_setting_of and scan_rules_from in one. */
void scan_rules_of(const struct config *c, struct spool *spool, const struct clock *clock, struct arena *mem,
		   struct scan_rules *ret);

/* "enter" "tab" "none", as in the config. */
const char *scan_suffix_name(enum wedge_suffix suffix);

#endif
