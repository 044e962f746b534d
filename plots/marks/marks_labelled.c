/* Brackets and scale bars take room beside the data in points, so that they do not depend on the axis. A bracket
   without a height of its own stands over what is drawn in the panel when it is drawn. */
#include "plots/marks/marks_labelled.h"

#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>
#include <string.h>

const bn_word pl_corner_words[] = {
    {PL_CORNER_LOWER_RIGHT, "lower right", "below on the right"},
    {PL_CORNER_LOWER_LEFT, "lower left", "below on the left"},
    {PL_CORNER_UPPER_RIGHT, "upper right", "above on the right"},
    {PL_CORNER_UPPER_LEFT, "upper left", "above on the left"},
    {0},
};

pl_labelled_options pl_labelled_options_default(void)
{
    pl_labelled_options options = {
        .mark = pl_mark_options_default(), .color = pl_color_automatic(), .width = NAN, .size = NAN};
    options.mark.unclipped = true;
    return options;
}

// Colour, width and size as they are drawn.
static pl_labelled_options with_defaults(const pl_marks *marks, const pl_labelled_options *options,
                                         double width)
{
    pl_labelled_options set = *options;
    const pl_theme *theme = marks->theme;
    set.color =
        pl_color_faded(pl_color_is_automatic(set.color) ? theme->ink : set.color, options->mark.alpha);
    if (isnan(set.width)) set.width = width;
    if (isnan(set.size)) set.size = theme->tick_size;
    return set;
}

// NULL stays NULL; *fine becomes false without memory.
static const char *kept_text(pl_marks *marks, const char *text, bool *fine)
{
    if (text == NULL) return NULL;
    const char *kept = pl_arena_text(marks->arena, text);
    if (kept == NULL) *fine = false;
    return kept;
}

static void set_pen(const pl_labelled_options *options, pl_canvas *canvas)
{
    pl_canvas_color(canvas, options->color);
    pl_canvas_stroke_style(canvas, options->width, PL_SOLID);
}

// --- scale bars ------------------------------------------------------------------------------------------

typedef struct {
    pl_mark base;
    pl_scale_bar bar;
    pl_labelled_options options;
} scale_mark;

// The points that a length from the origin takes.
static double points_of(const pl_map *map, double length)
{
    const double a = pl_map_reach(map, 0.0), b = pl_map_reach(map, length);
    return fabs(b - a);
}

// A bar that can't be seen, and one that does not fit.
static void check_length(double length, double points, double room, const char *axis, pl_canvas *canvas)
{
    if (length == 0.0 || (points >= PL_LEAST_SEEN && points <= room + 0.5)) return;
    pl_canvas_note(
        canvas, bn_fault(BN_EINVAL,
                         "a scale bar of %g along %s is %.3g mm long in a panel of %.3g mm; another length "
                         "was needed",
                         length, axis, points / PL_POINTS_PER_MM, room / PL_POINTS_PER_MM));
}

static const double scale_pad = 2.0; // between a scale bar and its text

static bool is_right(const pl_scale_bar *bar)
{
    return bar->corner == PL_CORNER_LOWER_RIGHT || bar->corner == PL_CORNER_UPPER_RIGHT;
}

static bool is_low(const pl_scale_bar *bar)
{
    return bar->corner == PL_CORNER_LOWER_RIGHT || bar->corner == PL_CORNER_LOWER_LEFT;
}

// The horizontal line stands beyond the data, with its text beyond it; the vertical one beside the data likewise.
static void draw_scale(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const scale_mark *scale = (const scale_mark *)mark;
    const pl_scale_bar *bar = &scale->bar;
    const pl_labelled_options *o = &scale->options;
    const double across = points_of(&view->x, bar->x), up = points_of(&view->y, bar->y);
    check_length(bar->x, across, view->box.width, "x", canvas);
    check_length(bar->y, up, view->box.height, "y", canvas);
    if (canvas->status.code != BN_OK || !isfinite(across + up)) return;
    const bool right = is_right(bar), low = is_low(bar);
    const pl_rect box = view->box;
    const double beyond = bar->x_text == NULL
                              ? 0.0
                              : pl_canvas_height(canvas, bar->x_text, o->size, PL_FACE_REGULAR) + scale_pad;
    const double beside = bar->y_text == NULL
                              ? 0.0
                              : pl_canvas_width(canvas, bar->y_text, o->size, PL_FACE_REGULAR) + scale_pad;
    const double x = right ? pl_rect_right(box) - beside - 0.5 * o->width : box.x + beside + 0.5 * o->width;
    const double y = low ? pl_rect_bottom(box) - beyond : box.y + beyond + 0.5 * o->width;
    const double end_x = right ? x - across : x + across, end_y = low ? y - up : y + up;
    set_pen(o, canvas);
    cairo_set_line_join(canvas->pen, CAIRO_LINE_JOIN_MITER);
    cairo_move_to(canvas->pen, end_x, y);
    cairo_line_to(canvas->pen, x, y);
    cairo_line_to(canvas->pen, x, end_y);
    cairo_stroke(canvas->pen);
    pl_canvas_write(canvas, bar->x_text, o->size, PL_FACE_REGULAR, o->color,
                    (pl_point){0.5 * (x + end_x), low ? y + scale_pad : y - scale_pad},
                    (pl_text_anchor){PL_CENTRE, low ? PL_TOP : PL_BOTTOM, 0.0});
    pl_canvas_write(canvas, bar->y_text, o->size, PL_FACE_REGULAR, o->color,
                    (pl_point){right ? x + scale_pad : x - scale_pad, 0.5 * (y + end_y)},
                    (pl_text_anchor){right ? PL_LEFT : PL_RIGHT, PL_MIDDLE, 0.0});
}

static const pl_mark_class scale_class = {.draw = draw_scale};

bn_status pl_marks_add_scale_bar(pl_marks *marks, const pl_scale_bar *bar, const pl_labelled_options *options)
{
    scale_mark *scale = pl_mark_new(marks, &scale_class, sizeof *scale, &options->mark);
    if (scale == NULL) return pl_out_of_memory();
    bool fine = true;
    scale->bar = *bar;
    scale->bar.x_text = kept_text(marks, bar->x_text, &fine);
    scale->bar.y_text = kept_text(marks, bar->y_text, &fine);
    if (!fine) return pl_out_of_memory();
    scale->options = with_defaults(marks, options, 1.5 * marks->theme->line_width);
    const pl_labelled_options *o = &scale->options;
    const double from_data = 3.0 + o->width;
    const double letters =
        bar->y_text == NULL ? 0.0 : (double)strlen(bar->y_text); // the text is measured when it is drawn
    if (bar->x > 0.0)
        scale->base.room[is_low(bar) ? 2 : 3] =
            from_data + (bar->x_text == NULL ? 0.0 : 1.2 * o->size + scale_pad);
    if (bar->y > 0.0)
        scale->base.room[is_right(bar) ? 1 : 0] = from_data + 0.6 * o->size * letters + scale_pad;
    pl_marks_add(marks, &scale->base);
    return bn_ok();
}

// --- brackets --------------------------------------------------------------------------------------------

typedef struct {
    pl_mark base;
    pl_bracket bracket;
    pl_labelled_options options;
    const pl_marks *marks;
} bracket_mark;

static const double over_data = 3.0, tip = 2.5, text_pad = 1.0;

// The height of a bracket with its text.
static double height_of(const pl_labelled_options *options)
{
    return over_data + tip + text_pad + 1.2 * options->size;
}

// The highest value of the panel's marks that are no brackets.
static double top_of(const pl_marks *marks)
{
    double top = -INFINITY;
    for (const pl_mark *mark = marks->first; mark != NULL; mark = mark->next)
        if (mark->room[3] == 0.0) top = fmax(top, mark->y.most);
    return top;
}

static void draw_bracket(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const bracket_mark *drawn = (const bracket_mark *)mark;
    const pl_bracket *b = &drawn->bracket;
    const pl_labelled_options *o = &drawn->options;
    const double left = pl_map_page(&view->x, b->x0), right = pl_map_page(&view->x, b->x1);
    const double top = isnan(b->y) ? top_of(drawn->marks) : b->y;
    const double base =
        isfinite(top) ? pl_map_reach(&view->y, top) : pl_rect_bottom(view->box); // over no data
    if (!isfinite(left + right) || !isfinite(base)) return;
    const double low = base - over_data - b->tier * height_of(o), high = low - tip;
    set_pen(o, canvas);
    cairo_set_line_join(canvas->pen, CAIRO_LINE_JOIN_MITER);
    cairo_move_to(canvas->pen, left, low);
    cairo_line_to(canvas->pen, left, high);
    cairo_line_to(canvas->pen, right, high);
    cairo_line_to(canvas->pen, right, low);
    cairo_stroke(canvas->pen);
    pl_canvas_write(canvas, b->text, o->size, PL_FACE_REGULAR, o->color,
                    (pl_point){0.5 * (left + right), high - text_pad},
                    (pl_text_anchor){PL_CENTRE, PL_BOTTOM, 0.0});
}

static const pl_mark_class bracket_class = {.draw = draw_bracket};

bn_status pl_marks_add_bracket(pl_marks *marks, const pl_bracket *bracket, const pl_labelled_options *options)
{
    bracket_mark *made = pl_mark_new(marks, &bracket_class, sizeof *made, &options->mark);
    if (made == NULL) return pl_out_of_memory();
    bool fine = true;
    made->bracket = *bracket;
    made->bracket.text = kept_text(marks, bracket->text, &fine);
    if (!fine) return pl_out_of_memory();
    made->options = with_defaults(marks, options, 0.7 * marks->theme->line_width);
    made->marks = marks;
    const double ends[2] = {bracket->x0, bracket->x1};
    made->base.x = pl_extent_of(ends, 2);
    if (!isnan(bracket->y)) made->base.y = pl_extent_of(&bracket->y, 1);
    made->base.room[3] = (bracket->tier + 1) * height_of(&made->options);
    pl_marks_add(marks, &made->base);
    return bn_ok();
}
