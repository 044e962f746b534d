/* The common part of marks: creation in the arena, the list, and what is decided by default. */
#include "plots/marks/mark_kind.h"

#include <math.h>

const bn_word pl_marker_words[] = {
    {PL_MARKER_NONE, "none", "no marker"},
    {PL_MARKER_CIRCLE, "o", "circle"},
    {PL_MARKER_POINT, ".", "point"},
    {PL_MARKER_SQUARE, "s", "square"},
    {PL_MARKER_DIAMOND, "D", "diamond"},
    {PL_MARKER_UP, "^", "triangle that points up"},
    {PL_MARKER_DOWN, "v", "triangle that points down"},
    {PL_MARKER_PLUS, "+", "plus"},
    {PL_MARKER_CROSS, "x", "cross"},
    {PL_MARKER_BAR, "|", "vertical bar"},
    {0},
};

pl_mark_options pl_mark_options_default(void)
{
    return (pl_mark_options){.alpha = 1.0};
}

pl_color pl_color_automatic(void)
{
    return (pl_color){NAN, 0.0, 0.0, 1.0};
}

bool pl_color_is_automatic(pl_color color)
{
    return isnan(color.red);
}

bn_status pl_out_of_memory(void)
{
    return bn_fault(BN_ENOMEM, "not enough memory for the figure");
}

void *pl_mark_new(pl_marks *marks, const pl_mark_class *class, size_t size, const pl_mark_options *options)
{
    pl_mark *mark = pl_arena_take(marks->arena, 1, size);
    if (mark == NULL) return NULL;
    *mark = (pl_mark){.class = class, .options = *options, .x = pl_extent_none(), .y = pl_extent_none()};
    if (options->label == NULL) return mark;
    mark->options.label = pl_arena_text(marks->arena, options->label);
    return mark->options.label == NULL ? NULL : mark;
}

void pl_marks_add(pl_marks *marks, pl_mark *mark)
{
    pl_mark **place = &marks->first;
    while (*place != NULL && (*place)->options.order <= mark->options.order) place = &(*place)->next;
    mark->next = *place;
    *place = mark;
    if (mark->map != NULL) marks->mapped = mark;
    marks->changed = true;
}

static pl_color next_color(const pl_marks *marks, size_t *used, pl_color color)
{
    return pl_color_is_automatic(color) ? marks->theme->palette[(*used)++ % PL_PALETTE_SIZE] : color;
}

pl_color pl_marks_color(pl_marks *marks, pl_color color)
{
    return next_color(marks, &marks->colors_used->marks, color);
}

pl_color pl_marks_band_color(pl_marks *marks, pl_color color)
{
    return next_color(marks, &marks->colors_used->bands, color);
}

// Which of four patterns goes with the automatic colour that was taken last: of four greys and four patterns, each pair
// comes once in sixteen.
static size_t pattern_of(const pl_marks *marks)
{
    const size_t number = marks->colors_used->marks - 1;
    return (number + number / 4) % 4;
}

pl_dash pl_marks_dash(const pl_marks *marks, pl_color asked, pl_dash dash)
{
    static const pl_dash dashes[] = {PL_SOLID, PL_DASHED, PL_DOTTED, PL_DASH_DOT};
    const bool automatic = marks->theme->greyscale && pl_color_is_automatic(asked) && dash == PL_SOLID;
    return automatic ? dashes[pattern_of(marks)] : dash;
}

pl_marker pl_marks_marker(const pl_marks *marks, pl_color asked, pl_marker marker)
{
    static const pl_marker markers[] = {PL_MARKER_CIRCLE, PL_MARKER_SQUARE, PL_MARKER_UP, PL_MARKER_DIAMOND};
    const bool automatic =
        marks->theme->greyscale && pl_color_is_automatic(asked) && marker == PL_MARKER_CIRCLE;
    return automatic ? markers[pattern_of(marks)] : marker;
}

bn_status pl_mark_set_map(pl_marks *marks, pl_mark *mark, const pl_norm_options *norm, const double *values,
                          size_t count, const char *colormap)
{
    pl_norm *fitted = pl_arena_take(marks->arena, 1, sizeof *fitted);
    pl_colormap *map = pl_arena_take(marks->arena, 1, sizeof *map);
    if (fitted == NULL || map == NULL) return pl_out_of_memory();
    mark->norm = fitted;
    mark->map = map;
    BN_TRY(pl_norm_fit(norm, values, count, fitted));
    return pl_colormap_named(colormap == NULL ? "viridis" : colormap, map);
}

pl_color pl_mark_value_color(const pl_mark *mark, double value)
{
    const double at = pl_norm_at(mark->norm, value);
    if (isnan(at)) return (pl_color){0};
    return pl_color_faded(pl_color_rgb(pl_colormap_rgb(mark->map, at)), mark->options.alpha);
}
