/*
 * gantt_head - two lines of dates and hours above the bars, as fine as the
 * zoom allows, and the mark of now.
 */
#include <string.h>

#include "core/base/str.h"
#include "ui/widgets/gantt_own.h"

enum { DAY_ZOOM = GANTT_ZOOMS - 2, WEEK_ZOOM, DAYS_ZOOM = DAY_ZOOM - 1, HOUR_MINUTES = 60, LABEL = 32 };

static const char *const days[7] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };
static const char *const months[12] = { "January", "February", "March",	    "April",   "May",	   "June",
					"July",	   "August",   "September", "October", "November", "December" };

/* Minutes between two hours that are named; 0: not hours but days. */
static int minutes_between(int zoom)
{
	static const int minutes[GANTT_ZOOMS] = { 30, 60, 120, 120, 180, 360, 720, 0, 0, 0 };

	return minutes[zoom];
}

/* ---- upper line ---- */

static uint8_t upper_edge(int zoom)
{
	return zoom == WEEK_ZOOM ? EDGE_MONTH : zoom >= DAYS_ZOOM ? EDGE_WEEK : EDGE_DAY;
}

static void day_label(const struct tm *tm, int form, char *ret)
{
	const char *day = days[tm->tm_wday], *month = months[tm->tm_mon];

	if (form == 0)
		str_format(ret, LABEL, "%s %d %s", day, tm->tm_mday, month);
	else if (form == 1)
		str_format(ret, LABEL, "%.3s %d %.3s", day, tm->tm_mday, month);
	else if (form == 2)
		str_format(ret, LABEL, "%.3s %d", day, tm->tm_mday);
	else if (form == 3)
		str_format(ret, LABEL, "%.2s %d", day, tm->tm_mday);
	else
		str_format(ret, LABEL, "%d", tm->tm_mday);
}

static void week_label(const struct tm *tm, int form, char *ret)
{
	const char *month = months[tm->tm_mon];

	if (form == 0)
		str_format(ret, LABEL, "%.3s %d %s", days[tm->tm_wday], tm->tm_mday, month);
	else if (form == 1)
		str_format(ret, LABEL, "%.3s %d %.3s", days[tm->tm_wday], tm->tm_mday, month);
	else if (form == 2)
		str_format(ret, LABEL, "%d %.3s", tm->tm_mday, month);
	else
		str_format(ret, LABEL, "%d", tm->tm_mday);
}

static void month_label(const struct tm *tm, int form, char *ret)
{
	const char *month = months[tm->tm_mon];
	int year = tm->tm_year + 1900;

	if (form == 0)
		str_format(ret, LABEL, "%s %d", month, year);
	else if (form == 1)
		str_format(ret, LABEL, "%.3s %d", month, year);
	else
		str_format(ret, LABEL, "%.3s", month);
}

/* The longest form that leaves a blank behind it; false when none does. */
static bool upper_label(int zoom, const struct tm *tm, int room, char *ret)
{
	for (int form = 0; form < 5; form++) {
		if (zoom == WEEK_ZOOM)
			month_label(tm, form, ret);
		else if (zoom >= DAYS_ZOOM)
			week_label(tm, form, ret);
		else
			day_label(tm, form, ret);
		if (text_width(ret) < room)
			return true;
	}
	return false;
}

static int next_edge(const struct gantt_picture *p, int col, uint8_t edge)
{
	int next = col + 1;

	while (next < p->cols.n && !(p->edge[next] & edge))
		next++;
	return next;
}

static void draw_upper(const struct gantt_picture *p)
{
	uint8_t edge = upper_edge(p->view->zoom);
	char label[LABEL];

	for (int col = 0, next; col < p->cols.n; col = next) {
		next = next_edge(p, col, edge);
		if (upper_label(p->view->zoom, &p->wall[col], next - col + (next == p->cols.n), label))
			text_put(&p->head, 0, p->label + col, -1, ROLE_VALUE, label);
	}
}

/* ---- lower line ---- */

/* Is something named at this column, and what? */
static bool lower_label(const struct gantt_picture *p, int col, char *ret)
{
	const struct tm *tm = &p->wall[col];
	int zoom = p->view->zoom, step = minutes_between(zoom);

	if (zoom == DAY_ZOOM)
		return str_format(ret, LABEL, "%.1s", days[tm->tm_wday]);
	if (zoom == WEEK_ZOOM)
		return (p->edge[col] & EDGE_MONTH) && str_format(ret, LABEL, "%d", tm->tm_mday);
	if (step == 0)
		return (p->edge[col] & EDGE_DAY) && str_format(ret, LABEL, "%d", tm->tm_mday);
	if ((tm->tm_hour * HOUR_MINUTES + tm->tm_min) % step != 0)
		return false;
	if (gantt_zoom_seconds(zoom) < 30 * HOUR_MINUTES)
		return str_format(ret, LABEL, "%02d:%02d", tm->tm_hour, tm->tm_min);
	return str_format(ret, LABEL, "%02d", tm->tm_hour);
}

/* Now with its time when there is room; returns the first column behind it, 0 when it is not shown. */
static int draw_now(const struct gantt_picture *p)
{
	time_t now = (time_t)p->scene->now;
	char time[LABEL];
	struct tm tm;
	int end = p->now + 1;

	if (p->now < 0 || p->now >= p->cols.n)
		return 0;
	gantt_sign(&p->head, 1, p->label + p->now, SIGN_NOW_HEAD);
	if (localtime_r(&now, &tm) == NULL || p->view->zoom >= DAYS_ZOOM)
		return end;
	str_format(time, sizeof(time), "%02d:%02d", tm.tm_hour, tm.tm_min);
	if (end + (int)strlen(time) > p->cols.n)
		return end;
	return end + text_put(&p->head, 1, p->label + end, -1, ROLE_GANTT_NOW, time);
}

static void draw_lower(const struct gantt_picture *p)
{
	int now_end = draw_now(p), free = 0, gap = p->view->zoom < DAY_ZOOM;
	char label[LABEL];

	for (int col = 0; col < p->cols.n; col++) {
		int end;

		if (col < free || !lower_label(p, col, label))
			continue;
		end = col + text_width(label);
		if (end > p->cols.n || (now_end > 0 && col < now_end + gap && end + gap > p->now))
			continue;
		text_put(&p->head, 1, p->label + col, -1, ROLE_HEADER, label);
		free = end + gap;
	}
}

/* ---- what is above and below ---- */

static void draw_corner(const struct gantt_picture *p)
{
	int above = p->view->top, below = p->rows->n - above - p->time.rect.rows, width = p->label - 2;
	char more[LABEL] = "";

	if (width <= 0)
		return;
	text_put(&p->head, 1, 1, width, ROLE_HEADER, "lane");
	if (p->label >= 19)
		text_put_in(&p->head, 1, p->label - 6, 5, ALIGN_RIGHT, ROLE_HEADER, "load");
	if (above > 0)
		str_format(more, sizeof(more), "↑%d ", above);
	if (below > 0)
		str_format(more + strlen(more), sizeof(more) - strlen(more), "↓%d", below);
	text_put(&p->head, 0, 1, width, ROLE_INFO, more);
}

void gantt_head(const struct gantt_picture *p)
{
	canvas_fill(&p->head, (struct rect){ 0, 0, 1, p->head.rect.cols }, ROLE_BODY);
	canvas_fill(&p->head, (struct rect){ 1, 0, 1, p->head.rect.cols }, ROLE_HEADER);
	draw_corner(p);
	draw_upper(p);
	draw_lower(p);
}
