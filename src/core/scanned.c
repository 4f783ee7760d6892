/*
 * scanned - what the server recognized in a scanned or typed text, in words.
 */
#include "core/scanned.h"

#include <string.h>

#include "core/base/num.h"
#include "core/base/str.h"

static const struct {
	const char *word;
	enum scanned_what what;
} kinds[] = {
	{ "material", SCANNED_MATERIAL },     { "lot", SCANNED_LOT },
	{ "location", SCANNED_LOCATION },     { "purchase_order", SCANNED_PURCHASE_ORDER },
	{ "work_order", SCANNED_WORK_ORDER }, { "user", SCANNED_USER },
};

enum scanned_what scanned_what(const struct rows *resolved, size_t row)
{
	const char *word = rows_text(resolved, row, "what");

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_equal(word, kinds[i].word))
			return kinds[i].what;
	return SCANNED_NOTHING;
}

void scanned_order(const struct rows *resolved, size_t row, char *ret, size_t size, int64_t *ret_line)
{
	struct err err;
	char *slash;

	*ret_line = 0;
	str_copy(ret, size, rows_text(resolved, row, "code"));
	slash = strrchr(ret, '/');
	if (rows_get(resolved, row, "material") == NULL || slash == NULL)
		return;
	if (num_parse_int(slash + 1, "", ret_line, &err))
		*slash = '\0';
}

const char *scanned_words(enum scanned_what what)
{
	switch (what) {
	case SCANNED_MATERIAL:
		return "a material";
	case SCANNED_LOT:
		return "a lot";
	case SCANNED_LOCATION:
		return "a storage location";
	case SCANNED_PURCHASE_ORDER:
		return "a purchase order";
	case SCANNED_WORK_ORDER:
		return "a work order";
	case SCANNED_USER:
		return "a badge";
	case SCANNED_NOTHING:
		break;
	}
	return "unknown";
}

bool scanned_refuse(const struct rows *resolved, const char *text, const char *wanted, struct err *err)
{
	enum scanned_what what = scanned_what(resolved, 0);

	if (what == SCANNED_NOTHING) {
		err_set(err, ERR_NOT_FOUND, "UNKNOWN_CODE", "scan", "nothing here is called %s", text);
		return err_hint(err, "scan %s", wanted);
	}
	/* A badge's owner is nobody's business here. */
	if (what == SCANNED_USER)
		err_set(err, ERR_VALIDATION, "WRONG_KIND", "scan", "that is a badge");
	else
		err_set(err, ERR_VALIDATION, "WRONG_KIND", "scan", "%s is %s", rows_text(resolved, 0, "code"),
			scanned_words(what));
	return err_hint(err, "%s is wanted here", wanted);
}
