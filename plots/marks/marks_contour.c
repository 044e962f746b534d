/* Contours are traced on the grid's indices, then carried to data by linear interpolation between grid lines
   and to the page by the axes. */
#include "plots/marks/marks_contour.h"

#include "plots/axes/ticks.h"
#include "plots/base/number_text.h"
#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"
#include "plots/paths/contour.h"
#include "plots/paths/contour_area.h"
#include "plots/paths/contour_label.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

typedef struct {
    pl_mark base;
    const double *x, *y, *values;
    size_t rows, columns;
    const double *levels;
    size_t level_count;
    pl_color color;           // automatic: by the map
    double width, label_size; // a size of 0: no labels
    pl_dash dash;
    bool filled;
} contour_mark;

pl_contour_options pl_contour_options_default(void)
{
    return (pl_contour_options){.mark = pl_mark_options_default(),
                                .color = pl_color_automatic(),
                                .norm = pl_norm_options_default(),
                                .width = NAN,
                                .label_size = NAN};
}

// The value between two entries of an ascending or descending list at a fractional index.
static double between(const double *list, size_t count, double index)
{
    const size_t below = index >= (double)(count - 1) ? count - 2 : (size_t)index;
    const double part = index - (double)below;
    return (1.0 - part) * list[below] + part * list[below + 1];
}

// Where a level lies in the colour map.
static double level_part(const contour_mark *contour, double level)
{
    const double at = pl_norm_at(contour->base.norm, level);
    return isnan(at) ? 0.0 : at;
}

static pl_color level_color(const contour_mark *contour, double level)
{
    if (!pl_color_is_automatic(contour->color)) return contour->color;
    const pl_color color = pl_color_rgb(pl_colormap_rgb(contour->base.map, level_part(contour, level)));
    return pl_color_faded(color, contour->base.options.alpha);
}

// The lines of a level on the page; SIZE_MAX without memory.
static size_t level_points(const contour_mark *contour, double level, const pl_view *view, pl_arena *scratch,
                           pl_point **points)
{
    const size_t count =
        pl_contour_trace(contour->values, contour->rows, contour->columns, level, scratch, points);
    for (size_t k = 0; k < count && count != SIZE_MAX; k++)
        if (!isnan((*points)[k].x))
            (*points)[k] = pl_view_point(view, between(contour->x, contour->columns, (*points)[k].x),
                                         between(contour->y, contour->rows, (*points)[k].y));
    return count;
}

// The places of labels so far.
enum { MOST_LABELS = 256 };
typedef struct {
    pl_label_place places[MOST_LABELS];
    size_t count;
} labels;

// Writes a level into each of its lines that has room, and cuts the gap; returns how many points are left in *points.
static size_t label_level(const contour_mark *contour, double level, const pl_view *view, pl_canvas *canvas,
                          labels *all, pl_arena *scratch, pl_point **points, size_t count)
{
    char number[32], text[40];
    pl_number_text(number, sizeof number, "%.6g", fabs(level));
    snprintf(text, sizeof text, "%s%s", level < 0.0 ? "\u2212" : "", number);
    const double width = pl_canvas_width(canvas, text, contour->label_size, PL_FACE_REGULAR);
    const size_t first = all->count;
    for (size_t from = 0, to; from < count; from = to + 1) {
        for (to = from; to < count && !isnan((*points)[to].x); to++) {
        }
        pl_label_place place;
        if (to == from || all->count == MOST_LABELS ||
            !pl_label_find(*points + from, to - from, width, view->box, all->places, all->count, &place))
            continue;
        all->places[all->count++] = place;
        pl_canvas_write(canvas, text, contour->label_size, PL_FACE_REGULAR, level_color(contour, level),
                        place.at, (pl_text_anchor){PL_CENTRE, PL_MIDDLE, place.angle});
    }
    for (size_t i = first; i < all->count; i++) {
        pl_point *cut = pl_arena_take(scratch, 4 * count, sizeof *cut);
        if (cut == NULL) return count;
        count = pl_label_cut(*points, count, all->places[i].at, 0.5 * width + 1.0, cut);
        *points = cut;
    }
    return count;
}

static void draw_level(const contour_mark *contour, double level, const pl_view *view, pl_canvas *canvas,
                       labels *all)
{
    pl_arena scratch = {0};
    pl_point *points;
    size_t count = level_points(contour, level, view, &scratch, &points);
    if (count == SIZE_MAX) {
        pl_canvas_note(canvas, pl_out_of_memory());
        pl_arena_empty(&scratch);
        return;
    }
    if (contour->label_size > 0.0)
        count = label_level(contour, level, view, canvas, all, &scratch, &points, count);
    pl_canvas_color(canvas, level_color(contour, level));
    pl_canvas_stroke_style(canvas, contour->width, contour->dash);
    pl_trace_line(canvas, view->box, points, count);
    pl_arena_empty(&scratch);
}

// A row's polygons, in units of the grid, as parts of the path.
static void add_areas(const contour_mark *contour, const pl_view *view, pl_canvas *canvas,
                      const pl_point *points, size_t count)
{
    enum { MOST_CORNERS = 6 };
    pl_point corners[MOST_CORNERS], scratch[PL_CLIPPED_SIZE(MOST_CORNERS)],
        clipped[PL_CLIPPED_SIZE(MOST_CORNERS)];
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(points[i].x)) {
            corners[used++] =
                (pl_point){pl_map_reach(&view->x, between(contour->x, contour->columns, points[i].x)),
                           pl_map_reach(&view->y, between(contour->y, contour->rows, points[i].y))};
            continue;
        }
        pl_trace_polygon(canvas, view->box, corners, used, scratch, clipped);
        used = 0;
    }
}

// From the lowest area up, each over all that is above its lower level, so that neighbours have no seams.
static void fill_areas(const contour_mark *contour, const pl_view *view, pl_canvas *canvas)
{
    pl_arena scratch = {0};
    pl_point *points = pl_arena_take(&scratch, PL_AREA_POINTS * contour->columns, sizeof *points);
    if (points == NULL) {
        pl_canvas_note(canvas, pl_out_of_memory());
        return;
    }
    const size_t levels = contour->level_count;
    for (size_t i = 0; i <= levels; i++) { // the area below level i
        const double low = i == 0 ? 0.0 : level_part(contour, contour->levels[i - 1]);
        const double high = i == levels ? 1.0 : level_part(contour, contour->levels[i]);
        const double level = i == 0 ? -INFINITY : contour->levels[i - 1];
        for (size_t row = 0; row + 1 < contour->rows; row++)
            add_areas(contour, view, canvas, points,
                      pl_contour_area(contour->values, row, contour->columns, level, points));
        pl_canvas_color(canvas, pl_color_rgb(pl_colormap_rgb(contour->base.map, 0.5 * low + 0.5 * high)));
        cairo_fill(canvas->pen);
    }
    pl_arena_empty(&scratch);
}

static void draw_filled(const contour_mark *contour, const pl_view *view, pl_canvas *canvas)
{
    const double alpha = contour->base.options.alpha;
    if (alpha < 1.0) cairo_push_group(canvas->pen);
    fill_areas(contour, view, canvas);
    if (!(alpha < 1.0)) return;
    cairo_pop_group_to_source(canvas->pen);
    cairo_paint_with_alpha(canvas->pen, alpha);
}

static void draw_contour(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const contour_mark *contour = (const contour_mark *)mark;
    if (contour->filled) draw_filled(contour, view, canvas);
    if (contour->filled && pl_color_is_automatic(contour->color)) return;
    labels all = {.count = 0};
    for (size_t i = 0; i < contour->level_count; i++)
        draw_level(contour, contour->levels[i], view, canvas, &all);
}

static void contour_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const contour_mark *contour = (const contour_mark *)mark;
    const double middle = 0.5 * contour->base.norm->low + 0.5 * contour->base.norm->high;
    pl_canvas_color(canvas, level_color(contour, middle));
    if (contour->filled) {
        pl_trace_key_area(canvas, box);
        return;
    }
    pl_canvas_stroke_style(canvas, contour->width, contour->dash);
    pl_trace_key_line(canvas, box);
}

static const pl_mark_class contour_class = {.draw = draw_contour, .key = contour_key};

enum { USUAL_LEVELS = 9 };

static bn_status set_levels(pl_marks *marks, contour_mark *contour, const pl_contour_options *options)
{
    pl_arena *arena = marks->arena;
    if (options->level_count > PL_MOST_GIVEN_LEVELS)
        return bn_fault(BN_EINVAL, "there are %zu levels; at most %d are drawn", options->level_count,
                        PL_MOST_GIVEN_LEVELS);
    if (options->levels != NULL) {
        contour->levels =
            pl_arena_sorted(arena, options->levels, options->level_count, &contour->level_count);
        return contour->levels == NULL ? pl_out_of_memory() : bn_ok();
    }
    const pl_norm *norm = contour->base.norm;
    pl_ticks *ticks = pl_arena_take(arena, 1, sizeof *ticks);
    if (ticks == NULL) return pl_out_of_memory();
    pl_ticks_make((pl_scale){.kind = norm->logarithmic ? PL_LOG : PL_LINEAR}, norm->low, norm->high,
                  options->level_count > 0 ? (int)options->level_count + 1 : USUAL_LEVELS, ticks);
    contour->levels = ticks->major;
    contour->level_count = (size_t)ticks->majors;
    return bn_ok();
}

// A function that no level crosses would be drawn to nothing.
static bn_status check_levels(const contour_mark *contour)
{
    const pl_extent range = pl_extent_of(contour->values, contour->rows * contour->columns);
    if (range.least > range.most) return bn_ok(); // nothing but gaps
    for (size_t i = 0; i < contour->level_count; i++)
        if (contour->levels[i] > range.least && contour->levels[i] <= range.most) return bn_ok();
    if (range.least == range.most)
        return bn_fault(BN_EINVAL, "the function is %g everywhere; a contour needs values that differ",
                        range.least);
    return bn_fault(
        BN_EINVAL, "the function goes from %g to %g; no level above the first and up to the second was given",
        range.least, range.most);
}

bn_status pl_marks_add_contour(pl_marks *marks, const double *x, const double *y, const double *values,
                               size_t rows, size_t columns, const pl_contour_options *options)
{
    pl_arena *arena = marks->arena;
    contour_mark *contour = pl_mark_new(marks, &contour_class, sizeof *contour, &options->mark);
    if (contour == NULL) return pl_out_of_memory();
    contour->x = pl_arena_numbers_or_count(arena, x, columns);
    contour->y = pl_arena_numbers_or_count(arena, y, rows);
    contour->values = pl_arena_numbers(arena, values, rows * columns);
    if (contour->x == NULL || contour->y == NULL || contour->values == NULL) return pl_out_of_memory();
    BN_TRY(pl_mark_set_map(marks, &contour->base, &options->norm, values, rows * columns, options->colormap));
    contour->rows = rows;
    contour->columns = columns;
    contour->color = options->color;
    if (!pl_color_is_automatic(options->color))
        contour->color = pl_color_faded(options->color, options->mark.alpha);
    contour->width = isnan(options->width) ? marks->theme->line_width : options->width;
    contour->dash = options->dash;
    contour->filled = options->filled;
    const double label_size = isnan(options->label_size) ? marks->theme->tick_size : options->label_size;
    contour->label_size = options->labels ? label_size : 0.0;
    BN_TRY(set_levels(marks, contour, options));
    BN_TRY(check_levels(contour));
    contour->base.x = pl_extent_of(contour->x, columns);
    contour->base.y = pl_extent_of(contour->y, rows);
    contour->base.pins = PL_PIN_ALL;
    pl_marks_add(marks, &contour->base);
    return bn_ok();
}
