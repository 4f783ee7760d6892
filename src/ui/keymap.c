/*
 * keymap - which key asks for which action.
 */
#include "ui/keymap.h"

#include <string.h>

#include "core/base/str.h"

static void bind(struct keymap *k, enum action a, key_code key)
{
	for (int i = 0; i < KEYMAP_KEYS; i++) {
		if (k->keys[a][i] == key)
			return;
		if (k->keys[a][i] == 0) {
			k->keys[a][i] = key;
			return;
		}
	}
}

/* Take a key from every action, closing the gap. */
static void unbind(struct keymap *k, key_code key)
{
	for (int a = 0; a < ACT_COUNT; a++) {
		int kept = 0;

		for (int i = 0; i < KEYMAP_KEYS; i++)
			if (k->keys[a][i] != key)
				k->keys[a][kept++] = k->keys[a][i];
		while (kept < KEYMAP_KEYS)
			k->keys[a][kept++] = 0;
	}
}

/* Bind every key named in words; on failure *ret_bad is the one that is no key. */
static bool bind_all(struct keymap *k, enum action a, const char *words, char *ret_bad, size_t size)
{
	while (*words != '\0') {
		size_t n = strcspn(words, " \t,");
		char name[KEY_NAME * 2];
		key_code key;

		if (n > 0) {
			str_format(name, sizeof(name), "%.*s", (int)(n < sizeof(name) ? n : sizeof(name) - 1), words);
			if (!key_parse(name, &key)) {
				str_copy(ret_bad, size, name);
				return false;
			}
			unbind(k, key);
			bind(k, a, key);
		}
		words += n;
		words += strspn(words, " \t,");
	}
	return true;
}

static bool apply(struct keymap *k, const struct key_setting *s, struct err *err)
{
	enum action a = action_parse(s->action);
	char bad[KEY_NAME * 2] = "";

	if (a == ACT_NONE) {
		err_set(err, ERR_USAGE, "UNKNOWN_ACTION", "keys", "keys: there is no action called %s", s->action);
		return err_hint(err, "the help screen lists the actions");
	}
	memset(k->keys[a], 0, sizeof(k->keys[a]));
	if (!bind_all(k, a, s->keys, bad, sizeof(bad))) {
		err_set(err, ERR_USAGE, "UNKNOWN_KEY", "keys", "keys: %s: there is no key called %s", s->action, bad);
		return err_hint(err, "names are F1 Esc Enter Tab Ctrl-S Up PageDown or one character");
	}
	return true;
}

/* A key named for two actions would silently belong to the second. */
static bool no_key_twice(const struct keymap *k, const struct key_setting *settings, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct keymap one = { 0 };
		enum action a = action_parse(settings[i].action);
		char name[KEY_NAME], unused[KEY_NAME * 2];

		if (!bind_all(&one, a, settings[i].keys, unused, sizeof(unused)))
			continue;
		for (int j = 0; j < KEYMAP_KEYS && one.keys[a][j] != 0; j++) {
			enum action owner = keymap_find(k, one.keys[a][j], false);

			if (owner == a)
				continue;
			key_text(one.keys[a][j], name);
			return err_set(err, ERR_USAGE, "DUPLICATE_KEY", "keys", "keys: %s is given to both %s and %s",
				       name, settings[i].action, action_get(owner)->name);
		}
	}
	return true;
}

bool keymap_init(struct keymap *k, const struct key_setting *settings, size_t n, struct err *err)
{
	char bad[KEY_NAME * 2];

	memset(k, 0, sizeof(*k));
	for (int a = ACT_NONE + 1; a < ACT_COUNT; a++) {
		const struct action_info *info = action_get((enum action)a);

		if (!bind_all(k, (enum action)a, info->keys, bad, sizeof(bad)) ||
		    !bind_all(k, (enum action)a, info->second, bad, sizeof(bad)))
			return err_set(err, ERR_BUG, "BAD_KEY", "", "action %s: no key %s", info->name, bad);
	}
	for (size_t i = 0; i < n; i++)
		if (!apply(k, &settings[i], err))
			return false;
	return no_key_twice(k, settings, n, err);
}

enum action keymap_find(const struct keymap *k, key_code key, bool text)
{
	if (key == 0 || (text && key_is_text(key)))
		return ACT_NONE;
	for (int a = ACT_NONE + 1; a < ACT_COUNT; a++)
		for (int i = 0; i < KEYMAP_KEYS; i++)
			if (k->keys[a][i] == key)
				return (enum action)a;
	return ACT_NONE;
}

void keymap_shown(const struct keymap *k, enum action a, bool has_function_keys, char ret[KEY_NAME])
{
	key_code best = k->keys[a][0];

	/* A letter means nothing where text is typed, so it is the last that is offered instead of an F-key. */
	for (int i = 0; !has_function_keys && i < KEYMAP_KEYS; i++) {
		key_code key = k->keys[a][i];

		if (key == 0 || (key >= KEYC_F0 && key <= KEYC_LAST))
			continue;
		if (best == k->keys[a][0] || !key_is_text(key))
			best = key;
		if (!key_is_text(key))
			break;
	}
	ret[0] = '\0';
	if (best != 0)
		key_text(best, ret);
}

void keymap_all(const struct keymap *k, enum action a, bool text, char *ret, size_t size)
{
	char name[KEY_NAME];

	ret[0] = '\0';
	for (int i = 0; i < KEYMAP_KEYS && k->keys[a][i] != 0; i++) {
		if (text && key_is_text(k->keys[a][i]))
			continue;
		key_text(k->keys[a][i], name);
		if (ret[0] != '\0')
			str_append(ret, size, ", ");
		str_append(ret, size, name);
	}
}
