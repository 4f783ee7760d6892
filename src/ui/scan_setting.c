/*
 * scan_setting - how this terminal's scanner types.
 */
#include "ui/scan_setting.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/str.h"

enum { GAP_LEAST_MS = 1, GAP_MOST_MS = 2000, US_A_SECOND = 1000000 };

static const char *const suffix_names[] = { [WEDGE_ENTER] = "enter", [WEDGE_TAB] = "tab", [WEDGE_NONE] = "none" };

const char *scan_suffix_name(enum wedge_suffix suffix)
{
	return suffix_names[suffix];
}

static void set_suffix(enum wedge_suffix *ret, const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof(suffix_names) / sizeof(suffix_names[0]); i++)
		if (strcmp(suffix_names[i], name) == 0)
			*ret = (enum wedge_suffix)i;
}

static void set_gap(int *ret, const char *text)
{
	long ms = text != NULL ? strtol(text, NULL, 10) : 0;

	if (ms >= GAP_LEAST_MS && ms <= GAP_MOST_MS)
		*ret = (int)ms;
}

static void set_text(char *ret, size_t size, const char *text)
{
	if (text != NULL)
		str_copy(ret, size, text);
}

static void set_bool(bool *ret, const char *text)
{
	if (text != NULL)
		*ret = strcmp(text, "true") == 0;
}

static void of_spool(struct spool *spool, struct scan_setting *ret)
{
	struct arena mem = { 0 };

	set_gap(&ret->wedge.gap_ms, spool_setting(spool, "scan.gap_ms", &mem));
	set_text(ret->wedge.prefix, sizeof(ret->wedge.prefix), spool_setting(spool, "scan.prefix", &mem));
	set_suffix(&ret->wedge.suffix, spool_setting(spool, "scan.suffix", &mem));
	set_text(ret->gs, sizeof(ret->gs), spool_setting(spool, "scan.gs", &mem));
	set_bool(&ret->gs_kept, spool_setting(spool, "scan.gs_kept", &mem));
	set_bool(&ret->bare_gs1, spool_setting(spool, "scan.bare_gs1", &mem));
	arena_done(&mem);
}

void scan_setting_of(const struct config *c, struct spool *spool, struct scan_setting *ret)
{
	*ret = (struct scan_setting){
		.wedge = { .gap_ms = c->scan_gap_ms },
		.gs_kept = c->scan_gs_kept,
		.bare_gs1 = c->scan_bare_gs1,
	};
	set_text(ret->wedge.prefix, sizeof(ret->wedge.prefix), c->scan_prefix);
	set_suffix(&ret->wedge.suffix, c->scan_suffix);
	set_text(ret->gs, sizeof(ret->gs), c->scan_gs);
	if (spool != NULL)
		of_spool(spool, ret);
}

bool scan_setting_store(struct spool *spool, const struct scan_setting *s, struct err *err)
{
	char gap[16];

	str_format(gap, sizeof(gap), "%d", s->wedge.gap_ms);
	return spool_set(spool, "scan.gap_ms", gap, err) && spool_set(spool, "scan.prefix", s->wedge.prefix, err) &&
	       spool_set(spool, "scan.suffix", scan_suffix_name(s->wedge.suffix), err) &&
	       spool_set(spool, "scan.gs", s->gs, err) &&
	       spool_set(spool, "scan.gs_kept", s->gs_kept ? "true" : "false", err) &&
	       spool_set(spool, "scan.bare_gs1", s->bare_gs1 ? "true" : "false", err);
}

static int year_now(const struct clock *clock)
{
	time_t now = (time_t)(clock_wall_us(clock) / US_A_SECOND);
	struct tm parts;

	gmtime_r(&now, &parts);
	return parts.tm_year + 1900;
}

/* The default prefixes with those of the config in their place. */
static void set_prefixes(const struct config *c, struct arena *mem, struct scan_rules *ret)
{
	enum { CONFIGURABLE = sizeof(c->label_prefix) / sizeof(c->label_prefix[0]) };
	struct scan_prefix *all = arena_alloc(mem, scan_default_prefixes_n * sizeof(*all));

	memcpy(all, scan_default_prefixes, scan_default_prefixes_n * sizeof(*all));
	for (size_t i = 0; i < scan_default_prefixes_n && i < CONFIGURABLE; i++)
		if (c->label_prefix[i] != NULL)
			all[i].text = arena_strdup(mem, c->label_prefix[i]);
	ret->prefix = all;
	ret->n_prefixes = scan_default_prefixes_n;
}

void scan_rules_from(const struct scan_setting *s, const struct config *c, const struct clock *clock, struct arena *mem,
		     struct scan_rules *ret)
{
	*ret = (struct scan_rules){
		.year = year_now(clock),
		.gs = s->gs[0] != '\0' ? arena_strdup(mem, s->gs) : NULL,
		.gs_is_kept = s->gs_kept,
		.bare_gs1 = s->bare_gs1,
	};
	set_prefixes(c, mem, ret);
}

void scan_rules_of(const struct config *c, struct spool *spool, const struct clock *clock, struct arena *mem,
		   struct scan_rules *ret)
{
	struct scan_setting s;

	scan_setting_of(c, spool, &s);
	scan_rules_from(&s, c, clock, mem, ret);
}
