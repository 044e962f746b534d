/* Each guide keeps its numbers as data and maps them when it is drawn. A circle is a polygon with corners
   closer than can be seen, so that it holds for every scale. */
#include "plots/marks/marks_guide.h"

#include "plots/marks/mark_kind.h"
#include "plots/marks/trace.h"

#include <math.h>

typedef struct {
    pl_mark base;
    double a, b, c, d;
    pl_direction direction;
    pl_color color, fill;
    double width;
    pl_dash dash;
    double from, to;
    pl_arrow_style arrow;
} guide_mark;

pl_guide_options pl_guide_options_default(void)
{
    return (pl_guide_options){.mark = pl_mark_options_default(),
                              .color = pl_color_automatic(),
                              .width = NAN,
                              .fill = pl_color_automatic(),
                              .to = 1.0,
                              .arrow = {.head_size = NAN}};
}

static guide_mark *new_guide(pl_marks *marks, const pl_mark_class *class, const pl_guide_options *options)
{
    guide_mark *guide = pl_mark_new(marks, class, sizeof *guide, &options->mark);
    if (guide == NULL) return NULL;
    const pl_theme *theme = marks->theme;
    const pl_color ink = pl_color_is_automatic(options->color) ? theme->ink : options->color;
    guide->color = pl_color_faded(ink, options->mark.alpha);
    guide->fill = (pl_color){0};
    if (!pl_color_is_automatic(options->fill))
        guide->fill = pl_color_faded(options->fill, options->mark.alpha);
    guide->width = isnan(options->width) ? 0.7 * theme->line_width : options->width;
    guide->dash = options->dash;
    guide->from = options->from;
    guide->to = options->to;
    return guide;
}

static void set_pen(const guide_mark *guide, pl_canvas *canvas)
{
    pl_canvas_color(canvas, guide->color);
    pl_canvas_stroke_style(canvas, guide->width, guide->dash);
}

static void line_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    set_pen((const guide_mark *)mark, canvas);
    pl_trace_key_line(canvas, box);
}

// --- lines across ----------------------------------------------------------------------------------------

static void draw_line_at(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const guide_mark *guide = (const guide_mark *)mark;
    const pl_rect box = view->box;
    pl_point ends[2];
    if (guide->direction == PL_X) {
        const double x = pl_map_page(&view->x, guide->a);
        ends[0] = (pl_point){x, pl_rect_bottom(box) - guide->from * box.height};
        ends[1] = (pl_point){x, pl_rect_bottom(box) - guide->to * box.height};
    } else {
        const double y = pl_map_page(&view->y, guide->a);
        ends[0] = (pl_point){box.x + guide->from * box.width, y};
        ends[1] = (pl_point){box.x + guide->to * box.width, y};
    }
    set_pen(guide, canvas);
    pl_trace_line(canvas, box, ends, 2);
}

static bool line_at_end(const pl_mark *mark, const pl_view *view, pl_point *at, pl_color *color)
{
    const guide_mark *guide = (const guide_mark *)mark;
    const pl_rect box = view->box;
    *color = guide->color;
    *at = guide->direction == PL_X ? (pl_point){pl_map_page(&view->x, guide->a), box.y}
                                   : (pl_point){pl_rect_right(box), pl_map_page(&view->y, guide->a)};
    return pl_rect_holds(box, at->x, at->y);
}

static const pl_mark_class line_at_class = {.draw = draw_line_at, .key = line_key, .end = line_at_end};

bn_status pl_marks_add_line_at(pl_marks *marks, pl_direction direction, double value,
                               const pl_guide_options *options)
{
    guide_mark *guide = new_guide(marks, &line_at_class, options);
    if (guide == NULL) return pl_out_of_memory();
    guide->a = value;
    guide->direction = direction;
    *(direction == PL_X ? &guide->base.x : &guide->base.y) = pl_extent_of(&value, 1);
    pl_marks_add(marks, &guide->base);
    return bn_ok();
}

// --- spans -----------------------------------------------------------------------------------------------

pl_guide_options pl_span_options_default(void)
{
    pl_guide_options options = pl_guide_options_default();
    options.mark.alpha = 0.15;
    options.mark.order = -1;
    return options;
}

static void draw_span(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const guide_mark *guide = (const guide_mark *)mark;
    const pl_map *map = guide->direction == PL_X ? &view->x : &view->y;
    double page0 = pl_map_reach(map, guide->a), page1 = pl_map_reach(map, guide->b);
    if (isnan(page0) || isnan(page1)) return;
    if (fabs(page1 - page0) < PL_LEAST_SEEN) {
        page0 = 0.5 * (page0 + page1) - 0.5 * PL_LEAST_SEEN;
        page1 = page0 + PL_LEAST_SEEN;
    }
    const pl_rect box = view->box;
    const bool across = guide->direction == PL_X;
    const pl_point corners[4] = {
        across ? (pl_point){page0, box.y} : (pl_point){box.x, page0},
        across ? (pl_point){page1, box.y} : (pl_point){pl_rect_right(box), page0},
        across ? (pl_point){page1, pl_rect_bottom(box)} : (pl_point){pl_rect_right(box), page1},
        across ? (pl_point){page0, pl_rect_bottom(box)} : (pl_point){box.x, page1},
    };
    pl_point scratch[PL_CLIPPED_SIZE(4)], clipped[PL_CLIPPED_SIZE(4)];
    pl_trace_polygon(canvas, box, corners, 4, scratch, clipped);
    pl_canvas_color(canvas, guide->color);
    cairo_fill(canvas->pen);
}

static void span_key(const pl_mark *mark, pl_rect box, pl_canvas *canvas)
{
    pl_canvas_color(canvas, ((const guide_mark *)mark)->color);
    pl_trace_key_area(canvas, box);
}

static const pl_mark_class span_class = {.draw = draw_span, .key = span_key};

bn_status pl_marks_add_span(pl_marks *marks, pl_direction direction, double from, double to,
                            const pl_guide_options *options)
{
    guide_mark *guide = new_guide(marks, &span_class, options);
    if (guide == NULL) return pl_out_of_memory();
    guide->a = from;
    guide->b = to;
    guide->direction = direction;
    const double ends[2] = {from, to};
    *(direction == PL_X ? &guide->base.x : &guide->base.y) = pl_extent_of(ends, 2);
    pl_marks_add(marks, &guide->base);
    return bn_ok();
}

// --- circles ---------------------------------------------------------------------------------------------

enum { CORNERS = 256 };

static void draw_circle(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const guide_mark *guide = (const guide_mark *)mark;
    pl_point points[CORNERS + 1], scratch[PL_CLIPPED_SIZE(CORNERS)], clipped[PL_CLIPPED_SIZE(CORNERS)];
    bool whole = true;
    const pl_point centre = pl_view_point(view, guide->a, guide->b);
    for (int i = 0; i <= CORNERS; i++) {
        const double angle = 2.0 * acos(-1.0) * (i % CORNERS) / CORNERS, least = 0.5 * PL_LEAST_SEEN;
        points[i] = pl_view_point(view, guide->a + guide->c * cos(angle), guide->b + guide->c * sin(angle));
        if (hypot(points[i].x - centre.x, points[i].y - centre.y) < least)
            points[i] = (pl_point){centre.x + least * cos(angle), centre.y - least * sin(angle)};
        whole = whole && !isnan(points[i].x) && !isnan(points[i].y);
    }
    if (whole && guide->fill.alpha > 0.0) {
        pl_trace_polygon(canvas, view->box, points, CORNERS, scratch, clipped);
        pl_canvas_color(canvas, guide->fill);
        cairo_fill(canvas->pen);
    }
    if (!(guide->width > 0.0)) return;
    set_pen(guide, canvas);
    pl_trace_line(canvas, view->box, points, CORNERS + 1);
}

static const pl_mark_class circle_class = {.draw = draw_circle, .key = line_key};

bn_status pl_marks_add_circle(pl_marks *marks, double x, double y, double radius,
                              const pl_guide_options *options)
{
    guide_mark *guide = new_guide(marks, &circle_class, options);
    if (guide == NULL) return pl_out_of_memory();
    guide->a = x;
    guide->b = y;
    guide->c = radius;
    const double across[2] = {x - radius, x + radius}, up[2] = {y - radius, y + radius};
    guide->base.x = pl_extent_of(across, 2);
    guide->base.y = pl_extent_of(up, 2);
    pl_marks_add(marks, &guide->base);
    return bn_ok();
}

// --- arrows ----------------------------------------------------------------------------------------------

static void draw_arrow(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const guide_mark *guide = (const guide_mark *)mark;
    pl_point from = pl_view_point(view, guide->a, guide->b);
    pl_point to = pl_view_point(view, guide->c, guide->d);
    if (isnan(from.x + from.y + to.x + to.y)) return;
    if (!pl_clip_segment(pl_rect_grown(view->box, 1000.0), &from, &to)) return;
    pl_arrow_style style = guide->arrow;
    style.color = guide->color;
    style.width = guide->width;
    style.dash = guide->dash;
    pl_arrow_draw(canvas, &style, from, to);
}

static const pl_mark_class arrow_class = {.draw = draw_arrow, .key = line_key};

bn_status pl_marks_add_arrow(pl_marks *marks, double x0, double y0, double x1, double y1,
                             const pl_guide_options *options)
{
    guide_mark *guide = new_guide(marks, &arrow_class, options);
    if (guide == NULL) return pl_out_of_memory();
    guide->a = x0;
    guide->b = y0;
    guide->c = x1;
    guide->d = y1;
    guide->arrow = options->arrow;
    const double across[2] = {x0, x1}, up[2] = {y0, y1};
    guide->base.x = pl_extent_of(across, 2);
    guide->base.y = pl_extent_of(up, 2);
    pl_marks_add(marks, &guide->base);
    return bn_ok();
}

// --- texts -----------------------------------------------------------------------------------------------

typedef struct {
    pl_mark base;
    double x, y;
    const char *text;
    pl_label_options options;
} text_mark;

pl_label_options pl_label_options_default(void)
{
    pl_label_options options = {.mark = pl_mark_options_default(),
                                .color = pl_color_automatic(),
                                .size = NAN,
                                .anchor = {PL_LEFT, PL_BASELINE, 0.0},
                                .ground = pl_color_automatic()};
    options.mark.unclipped = true;
    return options;
}

// A line from the edge of the text's box to a little before the place.
static void draw_pointer(const text_mark *text, pl_canvas *canvas, pl_point place, pl_point at)
{
    const pl_label_options *options = &text->options;
    const pl_rect box = pl_rect_grown(
        pl_canvas_text_box(canvas, text->text, options->size, options->face, at, options->anchor), 1.0);
    const pl_point middle = {box.x + 0.5 * box.width, box.y + 0.5 * box.height};
    if (pl_rect_holds(box, place.x, place.y)) return;
    pl_point inner = middle, border = place;
    pl_clip_segment(box, &inner, &border);
    const pl_arrow_style style = {
        .color = options->color, .width = 0.7 * canvas->theme->line_width, .head_size = 4.0, .end_gap = 1.5};
    pl_arrow_draw(canvas, &style, border, place);
}

static void draw_text(const pl_mark *mark, const pl_view *view, pl_canvas *canvas)
{
    const text_mark *text = (const text_mark *)mark;
    const pl_label_options *options = &text->options;
    pl_point at = pl_view_point(view, text->x, text->y);
    if (options->in_panel)
        at = (pl_point){view->box.x + text->x * view->box.width,
                        pl_rect_bottom(view->box) - text->y * view->box.height};
    const pl_point place = at;
    at = (pl_point){at.x + options->offset.x, at.y - options->offset.y};
    if (!pl_rect_holds(pl_rect_grown(view->box, 2000.0), at.x, at.y)) return;
    if (options->pointing) draw_pointer(text, canvas, place, at);
    if (!pl_color_is_automatic(options->ground)) {
        const pl_rect box = pl_rect_grown(
            pl_canvas_text_box(canvas, text->text, options->size, options->face, at, options->anchor), 1.0);
        pl_canvas_color(canvas, options->ground);
        cairo_rectangle(canvas->pen, box.x, box.y, box.width, box.height);
        cairo_fill(canvas->pen);
    }
    pl_canvas_write(canvas, text->text, options->size, options->face, options->color, at, options->anchor);
}

static const pl_mark_class text_class = {.draw = draw_text};

bn_status pl_marks_add_text(pl_marks *marks, double x, double y, const char *string,
                            const pl_label_options *options)
{
    text_mark *text = pl_mark_new(marks, &text_class, sizeof *text, &options->mark);
    if (text == NULL) return pl_out_of_memory();
    text->text = pl_arena_text(marks->arena, string);
    if (text->text == NULL) return pl_out_of_memory();
    const pl_theme *theme = marks->theme;
    text->x = x;
    text->y = y;
    text->options = *options;
    const pl_color color = pl_color_is_automatic(options->color) ? theme->ink : options->color;
    text->options.color = pl_color_faded(color, options->mark.alpha);
    if (isnan(options->size)) text->options.size = theme->tick_size;
    pl_marks_add(marks, &text->base);
    return bn_ok();
}
