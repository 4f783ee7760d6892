/*
 * gauge - a bar of a ratio.
 */
#include "ui/widgets/gauge.h"

static const char *const eighths[8] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };

void gauge_draw(const struct canvas *c, int row, int col, int cols, int permille, enum role role)
{
	int steps, whole, part;

	if (permille < 0)
		permille = 0;
	steps = (permille * cols * 8 + 500) / 1000;
	if (permille > 0 && steps == 0)
		steps = 1;
	if (permille < 1000 && steps == cols * 8)
		steps--;
	if (steps > cols * 8)
		steps = cols * 8;
	/* Without blocks there are only whole cells: the rule of "never full, never empty" holds for those. */
	if (c->grid->ascii && steps % 8 != 0)
		steps = steps < 8 ? 8 : steps - steps % 8;
	whole = steps / 8;
	part = steps % 8;
	for (int i = 0; i < whole; i++)
		text_put(c, row, col + i, 1, role, "█");
	for (int i = whole; i < cols; i++)
		text_put(c, row, col + i, 1, ROLE_BAR_EMPTY, "░");
	if (part > 0)
		text_put(c, row, col + whole, 1, role, eighths[part]);
}

int gauge_permille(long long part, long long whole)
{
	if (whole <= 0 || part <= 0)
		return 0;
	if (part >= whole)
		return 1000;
	return (int)((__int128)part * 1000 / whole);
}
