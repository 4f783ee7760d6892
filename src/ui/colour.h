/*
 * colour - names and numbers of terminal colours. Pure.
 */
#ifndef GEMBA_UI_COLOUR_H
#define GEMBA_UI_COLOUR_H

#include <stdbool.h>

/*
 * "default", a name, 0..255, or "N/NAME". *ret is 0..255 or -1 (default),
 * *ret16 the same on 16 colours.
 */
bool colour_parse(const char *word, short *ret, short *ret16);
/* Nearest of the first 16 colours, by xterm's palette. */
short colour_to_16(short colour);

#endif
