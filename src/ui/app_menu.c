/*
 * app_menu - F10: the second way to everything.
 */
#include <string.h>

#include "core/base/arena.h"
#include "core/base/str.h"
#include "ui/app_own.h"

enum { MENU_ITEMS = 48 };

struct builder {
	struct arena mem;
	struct menu_item item[MENU_ITEMS + 1];
	int n;
};

static void add(struct builder *b, const char *key, const char *label, const char *hint)
{
	if (b->n < MENU_ITEMS)
		b->item[b->n++] = (struct menu_item){ key, label, hint };
}

static void add_line(struct builder *b)
{
	if (b->n > 0 && b->item[b->n - 1].key[0] != '\0')
		add(b, "", "", NULL);
}

static void add_action(struct builder *b, const struct app *app, enum action a, const char *label)
{
	const struct action_info *info = action_get(a);
	char keys[80];

	keymap_all(&app->keymap, a, (app->own->top->ops->flags & SCREEN_SCAN) != 0, keys, sizeof(keys));
	add(b, arena_printf(&b->mem, "act %s", info->name), label != NULL ? label : info->label,
	    arena_strdup(&b->mem, keys));
}

/* Those stand at the end of every menu. */
static bool is_common(enum action a)
{
	return a == ACT_MENU || a == ACT_HELP || a == ACT_SIGN_OFF || a == ACT_EXIT;
}

static void add_screen_actions(struct builder *b, const struct app *app)
{
	const struct level *l = app->own->top;

	for (const struct screen_key *k = l->ops->keys; k != NULL && k->action != ACT_NONE; k++)
		if (!is_common(k->action) && k->action != ACT_BACK && (k->enabled == NULL || k->enabled(l->state)))
			add_action(b, app, k->action, k->label);
	add_line(b);
}

static void add_screens(struct builder *b, const struct app *app)
{
	const struct screen_ops *const *s = app->own->screens;

	for (; app->own->signed_on && *s != NULL; s++)
		if (!((*s)->flags & SCREEN_HIDDEN) && *s != app_screen(app) && app_may(app, (*s)->permission))
			add(b, arena_printf(&b->mem, "open %s", (*s)->name), (*s)->title, NULL);
	add_line(b);
}

static void chosen(struct app *app, void *owner, const char *key)
{
	(void)owner;
	if (key == NULL)
		return;
	if (str_starts(key, "open "))
		app_open(app, key + strlen("open "), NULL);
	else if (str_starts(key, "act "))
		input_action(app, action_parse(key + strlen("act ")));
}

void menu_show(struct app *app)
{
	struct builder b = { 0 };

	if (app->own->top == NULL)
		return;
	add_screen_actions(&b, app);
	add_screens(&b, app);
	add_action(&b, app, ACT_HELP, NULL);
	if (app->own->signed_on)
		add_action(&b, app, ACT_SIGN_OFF, NULL);
	add_action(&b, app, ACT_EXIT, NULL);
	app_menu(app, app->own->top->state, "Menu", b.item, chosen);
	arena_done(&b.mem);
}
