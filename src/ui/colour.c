/*
 * colour - names and numbers of terminal colours.
 */
#include "ui/colour.h"

#include <stdint.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/num.h"
#include "core/base/str.h"

static const char *const names[8] = { "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white" };

struct rgb {
	int r, g, b;
};

/* xterm's palette. */
static struct rgb rgb_of(int colour)
{
	static const struct rgb first[16] = {
		{ 0, 0, 0 },	   { 205, 0, 0 },   { 0, 205, 0 },   { 205, 205, 0 },
		{ 0, 0, 238 },	   { 205, 0, 205 }, { 0, 205, 205 }, { 229, 229, 229 },
		{ 127, 127, 127 }, { 255, 0, 0 },   { 0, 255, 0 },   { 255, 255, 0 },
		{ 92, 92, 255 },   { 255, 0, 255 }, { 0, 255, 255 }, { 255, 255, 255 },
	};
	static const int step[6] = { 0, 95, 135, 175, 215, 255 };
	int grey;

	if (colour < 16)
		return first[colour];
	if (colour < 232)
		return (struct rgb){ step[(colour - 16) / 36], step[(colour - 16) / 6 % 6], step[(colour - 16) % 6] };
	grey = 8 + (colour - 232) * 10;
	return (struct rgb){ grey, grey, grey };
}

static int distance(struct rgb a, struct rgb b)
{
	return (a.r - b.r) * (a.r - b.r) + (a.g - b.g) * (a.g - b.g) + (a.b - b.b) * (a.b - b.b);
}

short colour_to_16(short colour)
{
	struct rgb wanted;
	short best = 0;

	if (colour < 16)
		return colour;
	wanted = rgb_of(colour);
	for (short i = 1; i < 16; i++)
		if (distance(rgb_of(i), wanted) < distance(rgb_of(best), wanted))
			best = i;
	return best;
}

static bool parse_name(const char *word, short *ret)
{
	bool bright = str_starts(word, "bright-");

	if (strcmp(word, "default") == 0) {
		*ret = -1;
		return true;
	}
	if (strcmp(word, "grey") == 0) {
		*ret = 8;
		return true;
	}
	if (bright)
		word += strlen("bright-");
	for (short i = 0; i < 8; i++)
		if (strcmp(word, names[i]) == 0) {
			*ret = (short)(i + (bright ? 8 : 0));
			return true;
		}
	return false;
}

bool colour_parse(const char *word, short *ret, short *ret16)
{
	char first[32];
	const char *slash = strchr(word, '/');
	size_t n = slash != NULL ? (size_t)(slash - word) : strlen(word);
	struct err err = { 0 };
	int64_t number = 0;
	short colour;

	if (n >= sizeof(first))
		return false;
	memcpy(first, word, n);
	first[n] = '\0';
	if (!parse_name(first, &colour)) {
		if (!num_parse_int(first, "", &number, &err) || number < 0 || number > 255)
			return false;
		colour = (short)number;
	}
	*ret = colour;
	*ret16 = colour_to_16(colour);
	return slash == NULL || parse_name(slash + 1, ret16);
}
