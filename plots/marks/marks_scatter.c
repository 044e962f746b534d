/* Markers are drawn one by one in the order of the data; many of them into pixels by stamps. Where all are opaque and
   alike, a marker on the same quarter of a pixel as an earlier one is left out, because it covers nothing new. */
#include "plots/marks/marks_scatter.h"

#include "plots/marks/mark_kind.h"
#include "plots/marks/stamps.h"
#include "plots/marks/trace.h"

#include <math.h>

typedef struct {
    pl_mark base;
    const double *x, *y, *values, *sizes;
    size_t count;
    pl_marker_style style;
    double size;
} scatter_mark;

pl_scatter_options pl_scatter_options_default(void)
{
    return (pl_scatter_options){.mark = pl_mark_options_default(),
                                .color = pl_color_automatic(),
                                .norm = pl_norm_options_default(),
                                .size = NAN,
                                .marker = PL_MARKER_CIRCLE,
                                .edge = {0.0, 0.0, 0.0, 1.0}};
}

// --- what can't be seen ----------------------------------------------------------------------------------

enum { CELLS_PER_PIXEL = 4, MANY = 1000 };

// One bit a cell of a grid over the box; bits is NULL where every marker must be drawn.
typedef struct {
    unsigned char *bits;
    double x, y, cells; // cells to a point
    size_t columns, rows;
} seen;

static seen see(const scatter_mark *scatter, const pl_rect reach, const pl_canvas *canvas, pl_arena *scratch)
{
    seen s = {.x = reach.x, .y = reach.y, .cells = CELLS_PER_PIXEL * canvas->pixels};
    const bool alike = scatter->values == NULL && scatter->sizes == NULL && scatter->style.fill.alpha == 1.0;
    if (!alike || scatter->count < MANY) return s;
    s.columns = (size_t)ceil(reach.width * s.cells) + 1;
    s.rows = (size_t)ceil(reach.height * s.cells) + 1;
    s.bits = pl_arena_take(scratch, s.columns * s.rows / 8 + 1, 1);
    return s;
}

static bool is_first_there(seen *s, pl_point at)
{
    if (s->bits == NULL) return true;
    const size_t column = (size_t)((at.x - s->x) * s->cells);
    const size_t row = (size_t)((at.y - s->y) * s->cells);
    const size_t cell = row * s->columns + column;
    const unsigned char bit = (unsigned char)(1u << cell % 8);
    if (s->bits[cell / 8] & bit) return false;
    s->bits[cell / 8] |= bit;
    return true;
}

// --- drawing ---------------------------------------------------------------------------------------------

static double size_of(const scatter_mark *scatter, size_t i)
{
    return scatter->sizes == NULL ? scatter->size : scatter->sizes[i];
}

static pl_color fill_of(const scatter_mark *scatter, size_t i)
{
    return scatter->values == NULL ? scatter->style.fill
                                   : pl_mark_value_color(&scatter->base, scatter->values[i]);
}

static double largest_size(const scatter_mark *scatter)
{
    if (scatter->sizes == NULL) return scatter->size;
    return fmax(0.0, pl_extent_of(scatter->sizes, scatter->count).most);
}

// Whether a point has a marker that no other one covers wholly.
static bool is_drawn(const scatter_mark *scatter, size_t i, pl_rect reach, pl_point at, seen *s)
{
    if (!pl_rect_holds(reach, at.x, at.y) || !is_first_there(s, at)) return false;
    return scatter->values == NULL || fill_of(scatter, i).alpha > 0.0;
}

// Whether all points are done; false where they must be drawn one by one.
static bool draw_by_stamps(const scatter_mark *scatter, const pl_view *view, pl_rect reach, pl_canvas *canvas,
                           pl_arena *scratch)
{
    if (scatter->count < MANY) return false;
    const pl_stamp_kind kind = {.style = scatter->style,
                                .largest = largest_size(scatter),
                                .sized = scatter->sizes != NULL,
                                .colored = scatter->values != NULL,
                                .unclipped = scatter->base.options.unclipped};
    pl_stamps *stamps = pl_stamps_begin(canvas, &kind, view->box, scratch);
    if (stamps == NULL) return false;
    for (size_t i = 0; i < scatter->count; i++) {
        const pl_point at = pl_view_point(view, scatter->x[i], scatter->y[i]);
        if (!pl_rect_holds(reach, at.x, at.y)) continue;
        const pl_color fill = fill_of(scatter, i);
        if (kind.colored && fill.alpha == 0.0) continue;
        if (!pl_stamps_print(stamps, at, size_of(scatter, i), fill)) {
            pl_canvas_note(canvas, pl_out_of_memory());
            break;
        }
    }
    pl_stamps_end(stamps);
    return true;
}

// More markers than these make a vector file of many megabytes that no viewer shows at once.
enum { MOST_VECTORS = 200000 };

// Says so before the first is drawn.
static bool are_too_many(const scatter_mark *scatter, const pl_view *view, pl_rect reach, pl_canvas *canvas)
{
    pl_arena scratch = {0};
    size_t drawn = 0;
    if (!canvas->vector || scatter->base.options.vector || scatter->count <= MOST_VECTORS) return false;
    seen s = see(scatter, reach, canvas, &scratch);
    for (size_t i = 0; i < scatter->count && drawn <= MOST_VECTORS; i++) {
        const pl_point at = pl_view_point(view, scatter->x[i], scatter->y[i]);
        if (is_drawn(scatter, i, reach, at, &s)) drawn++;
    }
    pl_arena_empty(&scratch);
    if (drawn <= MOST_VECTORS) return false;
    pl_canvas_note(canvas,
                   bn_fault(BN_EINVAL,
                            "a scatter of %zu points has more than %d markers to draw as vectors; rasterized "
                            "= true draws them as pixels, rasterized = false as vectors all the same",
                            scatter->count, MOST_VECTORS));
    return true;
}

static void draw_one_by_one(const scatter_mark *scatter, const pl_view *view, pl_rect reach,
                            pl_canvas *canvas, pl_arena *scratch)
{
    if (are_too_many(scatter, view, reach, canvas)) return;
    seen s = see(scatter, reach, canvas, scratch);
    pl_marker_style style = scatter->style;
    for (size_t i = 0; i < scatter->count; i++) {
        const pl_point at = pl_view_point(view, scatter->x[i], scatter->y[i]);
        if (!is_drawn(scatter, i, reach, at, &s)) continue;
        style.fill = fill_of(scatter, i);
        pl_trace_marker(canvas, &style, at, size_of(scatter, i));
    }
}

static void draw_scatter(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const scatter_mark *scatter = (const scatter_mark *)mark;
    pl_arena scratch = {0};
    const pl_rect reach = pl_rect_grown(view->box, largest_size(scatter));
    const bool edged = scatter->style.edge_width > 0.0;
    pl_canvas_stroke_style(canvas, edged ? scatter->style.edge_width : canvas->theme->line_width, PL_SOLID);
    if (!draw_by_stamps(scatter, view, reach, canvas, &scratch))
        draw_one_by_one(scatter, view, reach, canvas, &scratch);
    pl_arena_empty(&scratch);
}

static void scatter_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    const scatter_mark *scatter = (const scatter_mark *)mark;
    pl_marker_style style = scatter->style;
    if (scatter->values != NULL) style.fill = pl_color_rgb(pl_colormap_rgb(scatter->base.map, 0.5));
    const bool edged = style.edge_width > 0.0;
    pl_canvas_stroke_style(canvas, edged ? style.edge_width : canvas->theme->line_width, PL_SOLID);
    const pl_point middle = {box.x + 0.5 * box.width, box.y + 0.5 * box.height};
    pl_trace_marker(canvas, &style, middle, fmax(2.0, fmin(scatter->size, 0.8 * box.height)));
}

static const pl_mark_class scatter_class = {.draw = draw_scatter, .key = scatter_key};

// --- making ----------------------------------------------------------------------------------------------

static bn_status color_by_values(pl_marks *marks, scatter_mark *scatter, const pl_scatter_options *options)
{
    scatter->values = pl_arena_numbers(marks->arena, options->values, scatter->count);
    if (scatter->values == NULL) return pl_out_of_memory();
    return pl_mark_set_map(marks, &scatter->base, &options->norm, options->values, scatter->count,
                           options->colormap);
}

static double largest(const double *sizes, size_t count)
{
    const pl_extent extent = pl_extent_of(sizes, count);
    return fmax(0.0, extent.most);
}

bn_status pl_marks_add_scatter(pl_marks *marks, const double *x, const double *y, size_t count,
                               const pl_scatter_options *options)
{
    pl_arena *arena = marks->arena;
    scatter_mark *scatter = pl_mark_new(marks, &scatter_class, sizeof *scatter, &options->mark);
    if (scatter == NULL) return pl_out_of_memory();
    scatter->x = pl_arena_numbers(arena, x, count);
    scatter->y = pl_arena_numbers(arena, y, count);
    scatter->sizes = options->sizes == NULL ? NULL : pl_arena_numbers(arena, options->sizes, count);
    if (scatter->x == NULL || scatter->y == NULL || (options->sizes != NULL && scatter->sizes == NULL))
        return pl_out_of_memory();
    scatter->count = count;
    scatter->size = isnan(options->size) ? marks->theme->marker_size : options->size;
    scatter->style = (pl_marker_style){.edge = pl_color_faded(options->edge, options->mark.alpha),
                                       .edge_width = options->edge_width};
    if (options->values != NULL)
        BN_TRY(color_by_values(marks, scatter, options));
    else
        scatter->style.fill = pl_color_faded(pl_marks_color(marks, options->color), options->mark.alpha);
    scatter->style.shape =
        options->values == NULL ? pl_marks_marker(marks, options->color, options->marker) : options->marker;
    const double size = scatter->sizes == NULL ? scatter->size : largest(scatter->sizes, count);
    scatter->base.overhang = 0.5 * (size + fmax(options->edge_width, 0.0));
    scatter->base.x = pl_extent_of(x, count);
    scatter->base.y = pl_extent_of(y, count);
    pl_marks_add(marks, &scatter->base);
    return bn_ok();
}
