/*
 * sparkline - one cell per value, eight heights.
 */
#include "ui/widgets/sparkline.h"

static const char *const heights[8] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

void sparkline_draw(const struct canvas *c, int row, int col, int cols, const int *values, size_t n, int max,
		    enum role role)
{
	size_t shown = cols > 0 && n > (size_t)cols ? (size_t)cols : n;
	int at = col + cols - (int)shown;

	if (cols <= 0 || max <= 0)
		return;
	for (size_t i = n - shown; i < n; i++, at++) {
		int step;

		if (values[i] < 0)
			continue;
		step = (int)((long long)values[i] * 8 / max);
		text_put(c, row, at, 1, role, heights[step > 7 ? 7 : step]);
	}
}
