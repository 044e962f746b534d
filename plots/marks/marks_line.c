/* Lines are mapped to page points in one pass, steps double the points, and tracing clips and thins them. */
#include "plots/marks/marks_line.h"

#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>

const bn_word pl_step_words[] = {
    {PL_STEP_NONE, "none", "straight from point to point"},
    {PL_STEP_BEFORE, "before", "the value of a point holds before it"},
    {PL_STEP_AFTER, "after", "after it"},
    {PL_STEP_MIDDLE, "middle", "half way to its neighbours"},
    {0},
};

typedef struct {
    pl_mark base;
    const double *x, *y;
    size_t count;
    pl_color color; // where the mark has no colour map, else by the value
    double value, width;
    pl_dash dash;
    pl_marker_style marker;
    double marker_size;
    pl_step_kind step;
} line_mark;

pl_line_options pl_line_options_default(void)
{
    return (pl_line_options){.mark = pl_mark_options_default(),
                             .color = pl_color_automatic(),
                             .width = NAN,
                             .marker_size = NAN,
                             .value = NAN,
                             .norm = pl_norm_options_default()};
}

static pl_color color_of(const line_mark *line)
{
    return line->base.map == NULL ? line->color : pl_mark_value_color(&line->base, line->value);
}

static pl_marker_style marker_of(const line_mark *line)
{
    pl_marker_style style = line->marker;
    style.fill = color_of(line);
    return style;
}

// Where the line goes up or down between two points.
static double turn_between(pl_step_kind step, double last, double here)
{
    if (step == PL_STEP_BEFORE) return last;
    return step == PL_STEP_MIDDLE ? 0.5 * (last + here) : here;
}

static size_t step_points(const line_mark *line, const pl_view *view, pl_point *points)
{
    size_t used = 0;
    for (size_t i = 0; i < line->count; i++) {
        const pl_point here = pl_view_point(view, line->x[i], line->y[i]);
        if (i > 0) {
            const pl_point last = pl_view_point(view, line->x[i - 1], line->y[i - 1]);
            const double turn = turn_between(line->step, last.x, here.x);
            points[used++] = (pl_point){turn, last.y};
            points[used++] = (pl_point){turn, here.y};
        }
        points[used++] = here;
    }
    return used;
}

static size_t plain_points(const line_mark *line, const pl_view *view, pl_point *points)
{
    for (size_t i = 0; i < line->count; i++) points[i] = pl_view_point(view, line->x[i], line->y[i]);
    return line->count;
}

static void stroke_line(const line_mark *line, const pl_view *view, pl_canvas *canvas)
{
    if (!(line->width > 0.0)) return;
    pl_arena scratch = {0};
    const size_t room = line->step == PL_STEP_NONE ? line->count : 3 * line->count;
    pl_point *points = pl_arena_take(&scratch, room, sizeof *points);
    if (points == NULL) {
        pl_canvas_note(canvas, pl_out_of_memory());
        return;
    }
    const size_t count =
        line->step == PL_STEP_NONE ? plain_points(line, view, points) : step_points(line, view, points);
    pl_canvas_color(canvas, color_of(line));
    pl_canvas_stroke_style(canvas, line->width, line->dash);
    pl_trace_line(canvas, view->box, points, count);
    pl_arena_empty(&scratch);
}

static void draw_markers(const line_mark *line, const pl_view *view, pl_canvas *canvas)
{
    if (line->marker.shape == PL_MARKER_NONE) return;
    const pl_rect reach = pl_rect_grown(view->box, line->marker_size);
    const pl_marker_style style = marker_of(line);
    pl_canvas_stroke_style(canvas, canvas->theme->line_width, PL_SOLID);
    for (size_t i = 0; i < line->count; i++) {
        const pl_point at = pl_view_point(view, line->x[i], line->y[i]);
        if (pl_rect_holds(reach, at.x, at.y)) pl_trace_marker(canvas, &style, at, line->marker_size);
    }
}

static void draw_line(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const line_mark *line = (const line_mark *)mark;
    stroke_line(line, view, canvas);
    draw_markers(line, view, canvas);
}

static void line_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const line_mark *line = (const line_mark *)mark;
    const double y = box.y + 0.5 * box.height;
    const pl_marker_style style = marker_of(line);
    pl_canvas_color(canvas, color_of(line));
    if (line->width > 0.0) {
        pl_canvas_stroke_style(canvas, line->width, line->dash);
        pl_trace_key_line(canvas, box);
    }
    pl_canvas_stroke_style(canvas, canvas->theme->line_width, PL_SOLID);
    pl_trace_marker(canvas, &style, (pl_point){box.x + 0.5 * box.width, y}, line->marker_size);
}

static bool line_end(const pl_mark *mark, const pl_view *view, pl_point *at, pl_color *color)
{
    const line_mark *line = (const line_mark *)mark;
    *color = color_of(line);
    for (size_t i = line->count; i > 0; i--) {
        *at = pl_view_point(view, line->x[i - 1], line->y[i - 1]);
        if (pl_rect_holds(view->box, at->x, at->y)) return true;
    }
    return false;
}

static const pl_mark_class line_class = {.draw = draw_line, .key = line_key, .end = line_end};

// The line's common parts, data copied; NULL without memory.
static line_mark *new_line(pl_marks *marks, const pl_mark_class *class, size_t size, const double *x,
                           const double *y, size_t count, const pl_line_options *options)
{
    pl_arena *arena = marks->arena;
    const pl_theme *theme = marks->theme;
    line_mark *line = pl_mark_new(marks, class, size, &options->mark);
    if (line == NULL) return NULL;
    line->x = pl_arena_numbers_or_count(arena, x, count);
    line->y = pl_arena_numbers(arena, y, count);
    if (line->x == NULL || line->y == NULL) return NULL;
    line->count = count;
    if (isnan(options->value))
        line->color = pl_color_faded(pl_marks_color(marks, options->color), options->mark.alpha);
    line->value = options->value;
    line->width = isnan(options->width) ? theme->line_width : options->width;
    line->dash = pl_marks_dash(marks, options->color, options->dash);
    line->marker = (pl_marker_style){.shape = pl_marks_marker(marks, options->color, options->marker)};
    line->marker_size = isnan(options->marker_size) ? theme->marker_size : options->marker_size;
    if (options->marker != PL_MARKER_NONE) line->base.overhang = 0.5 * line->marker_size;
    line->step = options->step;
    line->base.x = pl_extent_of(line->x, count);
    line->base.y = pl_extent_of(line->y, count);
    return line;
}

bn_status pl_marks_add_line(pl_marks *marks, const double *x, const double *y, size_t count,
                            const pl_line_options *options)
{
    line_mark *line = new_line(marks, &line_class, sizeof *line, x, y, count, options);
    if (line == NULL) return pl_out_of_memory();
    if (!isnan(options->value))
        BN_TRY(pl_mark_set_map(marks, &line->base, &options->norm, &options->value, 1, options->colormap));
    pl_marks_add(marks, &line->base);
    return bn_ok();
}

// --- error bars ------------------------------------------------------------------------------------------

typedef struct {
    line_mark line;
    const double *below, *above, *left, *right;
} error_mark;

pl_line_options pl_errorbar_options_default(void)
{
    pl_line_options options = pl_line_options_default();
    options.width = 0.0;
    options.marker = PL_MARKER_CIRCLE;
    return options;
}

// Half the length of a cap, and how far from its point one would be hidden by the marker.
typedef struct {
    double half, hidden;
} cap_size;

static void stroke_bar(pl_canvas *canvas, pl_rect box, pl_point at, pl_point from, pl_point to, cap_size caps)
{
    pl_point ends[2] = {from, to};
    const double length = hypot(to.x - from.x, to.y - from.y);
    if (isnan(length)) return;
    const bool upright = from.x == to.x;
    const double dx = upright ? caps.half : 0.0, dy = upright ? 0.0 : caps.half;
    for (int i = 0; i < 2; i++) {
        if (!pl_rect_holds(pl_rect_grown(box, caps.half), ends[i].x, ends[i].y)) continue;
        if (hypot(ends[i].x - at.x, ends[i].y - at.y) < caps.hidden) continue;
        cairo_move_to(canvas->pen, ends[i].x - dx, ends[i].y - dy);
        cairo_line_to(canvas->pen, ends[i].x + dx, ends[i].y + dy);
    }
    cairo_stroke(canvas->pen);
    pl_trace_line(canvas, box, ends, 2);
}

// The end of a bar, beyond the axis where that can't show it.
static pl_point end_point(const pl_view *view, double x, double y)
{
    return (pl_point){pl_map_reach(&view->x, x), pl_map_reach(&view->y, y)};
}

// Caps are no longer than half the marker more than the marker, and apart from those of neighbours that are spread
// evenly along the box.
static cap_size caps_of(const error_mark *bars, double length, const pl_canvas *canvas)
{
    const double marker = bars->line.marker.shape == PL_MARKER_NONE ? INFINITY : bars->line.marker_size;
    const double cap = fmin(canvas->theme->cap_size, 1.5 * marker);
    return (cap_size){0.5 * fmin(cap, 0.7 * length / fmax(1.0, (double)bars->line.count)),
                      isinf(marker) ? 0.0 : 0.5 * marker};
}

static void draw_errors(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const error_mark *bars = (const error_mark *)mark;
    const line_mark *line = &bars->line;
    const cap_size across = caps_of(bars, view->box.width, canvas),
                   up = caps_of(bars, view->box.height, canvas);
    pl_canvas_color(canvas, line->color);
    pl_canvas_stroke_style(canvas, 0.8 * canvas->theme->line_width, PL_SOLID);
    for (size_t i = 0; i < line->count; i++) {
        const double x = line->x[i], y = line->y[i];
        const pl_point at = pl_view_point(view, x, y);
        if (bars->below != NULL)
            stroke_bar(canvas, view->box, at, end_point(view, x, y - bars->below[i]),
                       end_point(view, x, y + bars->above[i]), across);
        if (bars->left != NULL)
            stroke_bar(canvas, view->box, at, end_point(view, x - bars->left[i], y),
                       end_point(view, x + bars->right[i], y), up);
    }
    draw_line(mark, view, canvas);
}

static void error_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const line_mark *line = (const line_mark *)mark;
    const double x = box.x + 0.5 * box.width, cap = 0.5 * canvas->theme->cap_size;
    pl_canvas_color(canvas, line->color);
    pl_canvas_stroke_style(canvas, 0.8 * canvas->theme->line_width, PL_SOLID);
    for (int end = 0; end < 2; end++) {
        const double y = box.y + (end == 0 ? 0.15 : 0.85) * box.height;
        cairo_move_to(canvas->pen, x - cap, y);
        cairo_line_to(canvas->pen, x + cap, y);
    }
    cairo_move_to(canvas->pen, x, box.y + 0.15 * box.height);
    cairo_line_to(canvas->pen, x, box.y + 0.85 * box.height);
    cairo_stroke(canvas->pen);
    line_key(mark, box, canvas);
}

static const pl_mark_class error_class = {.draw = draw_errors, .key = error_key, .end = line_end};

static pl_extent reach(const double *at, const double *down, const double *up, size_t count)
{
    pl_extent extent = pl_extent_of(at, count);
    for (size_t i = 0; i < count; i++) {
        const double ends[2] = {at[i] - down[i], at[i] + up[i]};
        extent = pl_extent_joined(extent, pl_extent_of(ends, 2));
    }
    return extent;
}

bn_status pl_marks_add_errorbar(pl_marks *marks, const double *x, const double *y, size_t count,
                                const pl_errors *errors, const pl_line_options *options)
{
    pl_arena *arena = marks->arena;
    error_mark *bars = (error_mark *)new_line(marks, &error_class, sizeof *bars, x, y, count, options);
    if (bars == NULL) return pl_out_of_memory();
    bars->line.base.overhang = fmax(bars->line.base.overhang, 0.5 * marks->theme->cap_size);
    if (errors->below != NULL) {
        bars->below = pl_arena_numbers(arena, errors->below, count);
        bars->above = pl_arena_numbers(arena, errors->above, count);
        if (bars->below == NULL || bars->above == NULL) return pl_out_of_memory();
        bars->line.base.y = reach(bars->line.y, bars->below, bars->above, count);
    }
    if (errors->left != NULL) {
        bars->left = pl_arena_numbers(arena, errors->left, count);
        bars->right = pl_arena_numbers(arena, errors->right, count);
        if (bars->left == NULL || bars->right == NULL) return pl_out_of_memory();
        bars->line.base.x = reach(bars->line.x, bars->left, bars->right, count);
    }
    pl_marks_add(marks, &bars->line.base);
    return bn_ok();
}
