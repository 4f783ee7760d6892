/*
 * bars - title bar and function-key bar.
 */
#include "ui/widgets/bars.h"

#include "ui/text.h"

enum { GAP = 3 };

/* One piece of the right half, put at the left of what is there already. */
static int put_right(const struct canvas *c, int right, enum role role, const char *text, int gap)
{
	int width = text_width(text);

	if (text[0] == '\0')
		return right;
	text_put(c, 0, right - width, width, role, text);
	return right - width - gap;
}

static int wanted(const char *text, int gap)
{
	return text[0] != '\0' ? text_width(text) + gap : 0;
}

void bars_title(const struct canvas *c, const struct title_bar *t)
{
	const char *place = t->place, *person = t->person, *subtitle = t->subtitle;
	int left, used, right = c->rect.cols - 1;
	int fixed = 1 + wanted("gemba", 2) + wanted(t->screen, GAP) + wanted(t->state, GAP) + wanted(t->clock, 1);

	canvas_fill(c, (struct rect){ 0, 0, 1, c->rect.cols }, ROLE_TITLE);
	if (fixed + wanted(place, GAP) + wanted(person, GAP) + wanted(subtitle, 2) > c->rect.cols)
		place = "";
	if (fixed + wanted(place, GAP) + wanted(person, GAP) + wanted(subtitle, 2) > c->rect.cols)
		person = "";
	if (fixed + wanted(subtitle, 2) > c->rect.cols + GAP)
		subtitle = "";
	right = put_right(c, right, ROLE_TITLE, t->clock, GAP);
	right = put_right(c, right, t->state_role, t->state, GAP);
	right = put_right(c, right, ROLE_TITLE_DIM, person, GAP);
	right = put_right(c, right, ROLE_TITLE_DIM, place, GAP);
	left = 1;
	if (fixed <= c->rect.cols)
		left += text_put(c, 0, left, -1, ROLE_TITLE_NAME, "gemba") + 2;
	used = text_put(c, 0, left, right - left + 1, ROLE_TITLE, t->screen);
	if (subtitle[0] != '\0')
		text_put(c, 0, left + used + 2, right - left - used - 1, ROLE_TITLE_DIM, subtitle);
}

static int key_width(const struct key_label *k, int gap)
{
	return text_width(k->key) + 1 + text_width(k->label) + gap;
}

void bars_keys(const struct canvas *c, const struct key_label *keys, size_t n)
{
	int room = c->rect.cols - 1, gap = c->rect.cols < 60 ? 1 : 2, at = 1, kept = 0;

	canvas_fill(c, (struct rect){ 0, 0, 1, c->rect.cols }, ROLE_KEY_LABEL);
	for (size_t i = 0; i < n; i++)
		kept += keys[i].keep ? key_width(&keys[i], gap) : 0;
	for (size_t i = 0; i < n; i++) {
		int width = key_width(&keys[i], gap);

		if (keys[i].keep)
			kept -= width;
		else if (at + width + kept > room + gap)
			continue;
		if (at + width - gap > room)
			break;
		at += text_put(c, 0, at, -1, ROLE_KEY_NUMBER, keys[i].key) + 1;
		at += text_put(c, 0, at, -1, ROLE_KEY_LABEL, keys[i].label) + gap;
	}
}
