/*
 * overlay - frame, size and life of every dialog.
 */
#include "ui/widgets/overlay.h"

#include <stdlib.h>

#include "ui/text.h"

/* Frame and a blank column at each side. */
enum { FRAME_ROWS = 2, FRAME_COLS = 4 };

void overlay_free(struct overlay *o)
{
	if (o == NULL)
		return;
	if (o->ops->done != NULL)
		o->ops->done(o);
	free(o);
}

void overlay_layout(struct overlay *o, struct rect space)
{
	struct rect inside = { 0, 0, space.rows - FRAME_ROWS, space.cols - FRAME_COLS };
	int rows, cols, title = text_width(o->title) + 4;

	o->ops->size(o, inside, &rows, &cols);
	if (cols < title)
		cols = title;
	o->rows = rows < inside.rows ? rows : inside.rows;
	o->cols = cols < inside.cols ? cols : inside.cols;
	if (o->ops->layout != NULL)
		o->ops->layout(o);
}

void overlay_draw(const struct overlay *o, const struct canvas *c)
{
	struct rect all = { 0, 0, c->rect.rows, c->rect.cols };
	struct rect frame = rect_centre(all, o->rows + FRAME_ROWS, o->cols + FRAME_COLS);
	struct canvas on = canvas_on(c, ROLE_OVERLAY), inside;

	canvas_fill(&on, frame, ROLE_OVERLAY);
	canvas_box(&on, frame, ROLE_OVERLAY_BORDER, o->title);
	inside = canvas_sub(&on, (struct rect){ frame.row + 1, frame.col + 2, o->rows, o->cols });
	o->ops->draw(o, &inside);
}
