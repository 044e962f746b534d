/* Ticks are tried from many to few until their labels do not overlap. Labels of ticks that were given are
   turned by 45 degrees where they would overlap. A horizontal side writes the common factor at the end of the
   axis label's row, or in a row of its own when the label reaches that far; a vertical side writes it above
   its upper end. Measuring and drawing call the same functions for positions. */
#include "plots/axes/axis_side.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double diagonal = 0.7071067811865476; // sine and cosine of 45 degrees

static bool is_horizontal(const pl_axis_side *side)
{
    return side->place == PL_AXIS_BOTTOM;
}

static pl_map side_map(const pl_axis_side *side, const pl_axis *axis, double length)
{
    return is_horizontal(side) ? pl_axis_map(axis, 0.0, length) : pl_axis_map(axis, length, 0.0);
}

static double text_width(const char *text, pl_canvas *canvas)
{
    return pl_canvas_width(canvas, text, canvas->theme->tick_size, PL_FACE_REGULAR);
}

static double text_height(const char *text, pl_canvas *canvas)
{
    return pl_canvas_height(canvas, text, canvas->theme->tick_size, PL_FACE_REGULAR);
}

// --- choosing --------------------------------------------------------------------------------------------

static void keep_asked_ticks(pl_axis_side *side, const pl_axis *axis, double length)
{
    const pl_map map = side_map(side, axis, length);
    memset(&side->at, 0, sizeof side->at);
    for (int i = 0; i < side->tick_count; i++) {
        if (!pl_map_shows(&map, side->ticks[i])) continue;
        if (side->tick_texts != NULL) side->texts[side->at.majors] = side->tick_texts[i];
        side->at.major[side->at.majors++] = side->ticks[i];
    }
}

static void write_texts(pl_axis_side *side, pl_canvas *canvas)
{
    const pl_tick_format format = pl_tick_format_for(&side->at);
    side->common[0] = '\0';
    for (int i = 0; i < side->at.majors; i++) {
        if (side->ticks != NULL && side->tick_texts != NULL) continue;
        char *text = side->written[i];
        if (side->writer.write != NULL)
            pl_canvas_note(
                canvas, side->writer.write(side->writer.context, side->at.major[i], text, PL_TICK_TEXT_SIZE));
        else
            pl_tick_text(format, side->at.major[i], text);
        side->texts[i] = text;
    }
    if (side->writer.write == NULL && side->tick_texts == NULL) pl_tick_common_text(format, side->common);
}

static bool labels_stand_apart(const pl_axis_side *side, const pl_axis *axis, double length,
                               pl_canvas *canvas)
{
    const pl_map map = side_map(side, axis, length);
    const double size = canvas->theme->tick_size;
    for (int i = 0; i + 1 < side->at.majors; i++) {
        const double apart =
            fabs(pl_map_page(&map, side->at.major[i + 1]) - pl_map_page(&map, side->at.major[i]));
        const double needed =
            is_horizontal(side)
                ? 0.5 * (text_width(side->texts[i], canvas) + text_width(side->texts[i + 1], canvas)) +
                      0.55 * size
                : 1.25 * size;
        if (apart < needed) return false;
    }
    return true;
}

static int most_ticks(const pl_axis_side *side, double length, double size)
{
    const double most = is_horizontal(side) ? length / (3.0 * size) : length / (2.4 * size);
    return (int)fmax(2.0, fmin(is_horizontal(side) ? 9.0 : 7.0, most + 1.0));
}

void pl_axis_side_choose_ticks(pl_axis_side *side, const pl_axis *axis, double length, pl_canvas *canvas)
{
    if (side->ticks != NULL) {
        keep_asked_ticks(side, axis, length);
        write_texts(side, canvas);
        side->turned = is_horizontal(side) && !side->bare && !labels_stand_apart(side, axis, length, canvas);
        return;
    }
    const double low = fmin(axis->first, axis->last);
    const double high = fmax(axis->first, axis->last);
    for (int most = most_ticks(side, length, canvas->theme->tick_size); most >= 2; most--) {
        pl_ticks_make(axis->scale, low, high, most, &side->at);
        write_texts(side, canvas);
        if (side->bare || labels_stand_apart(side, axis, length, canvas)) break;
    }
}

// How far apart along the axis the middles of two labels must be for their letters not to touch; 0 without letters.
static double least_apart(const pl_axis_side *side, int i, int j, pl_canvas *canvas)
{
    const double a = text_width(side->texts[i], canvas), b = text_width(side->texts[j], canvas);
    if (a == 0.0 || b == 0.0) return 0.0;
    const double high = 0.75 * canvas->theme->tick_size; // of a digit
    if (!is_horizontal(side)) return high;
    return side->turned ? high / diagonal : 0.5 * (a + b);
}

bool pl_axis_side_labels_meet(const pl_axis_side *side, const pl_axis *axis, double length, pl_canvas *canvas,
                              int *first, int *second)
{
    if (side->ticks == NULL || side->bare || side->off) return false;
    const pl_map map = side_map(side, axis, length);
    for (*first = 0; *first < side->at.majors; ++*first)
        for (*second = *first + 1; *second < side->at.majors; ++*second) {
            const double apart =
                fabs(pl_map_page(&map, side->at.major[*second]) - pl_map_page(&map, side->at.major[*first]));
            if (apart < least_apart(side, *first, *second, canvas)) return true;
        }
    return false;
}

// --- measuring -------------------------------------------------------------------------------------------

// How much lower than others a turned label stands, to be below its tick rather than beside it.
static double lowered(const pl_axis_side *side, pl_canvas *canvas)
{
    return side->turned ? 0.5 * diagonal * canvas->theme->tick_size : 0.0;
}

// How far the label of tick i reaches beyond the ticks.
static double label_reach(const pl_axis_side *side, int i, pl_canvas *canvas)
{
    const double width = text_width(side->texts[i], canvas), height = text_height(side->texts[i], canvas);
    if (side->turned) return lowered(side, canvas) + diagonal * (width + 0.5 * height);
    return is_horizontal(side) ? height : width;
}

double pl_axis_side_reach(const pl_axis_side *side, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    double reach = 0.0;
    for (int i = 0; i < side->at.majors && !side->bare; i++)
        reach = fmax(reach, label_reach(side, i, canvas));
    return theme->tick_length + (reach > 0.0 ? theme->tick_pad + reach : 0.0);
}

static double label_height(const pl_axis_side *side, pl_canvas *canvas)
{
    return side->bare ? 0.0
                      : pl_canvas_height(canvas, side->label, canvas->theme->label_size, PL_FACE_REGULAR);
}

static bool has_common(const pl_axis_side *side)
{
    return side->common[0] != '\0' && !side->bare;
}

// The common text of a horizontal side has a row of its own where the centred label would run into it.
static bool common_below_label(const pl_axis_side *side, double length, pl_canvas *canvas)
{
    const double label = pl_canvas_width(canvas, side->label, canvas->theme->label_size, PL_FACE_REGULAR);
    const double common = text_width(side->common, canvas);
    return 0.5 * label + common + 0.4 * canvas->theme->label_size > 0.5 * length;
}

// Where the axis label begins.
static double label_foot(const pl_axis_side *side, pl_canvas *canvas)
{
    return fmax(side->label_at, pl_axis_side_reach(side, canvas)) + canvas->theme->label_pad;
}

static double outward_room(const pl_axis_side *side, double length, pl_canvas *canvas)
{
    const double label = label_height(side, canvas);
    const double room = label > 0.0 ? label_foot(side, canvas) + label : pl_axis_side_reach(side, canvas);
    if (!has_common(side)) return room;
    if (side->place == PL_AXIS_RIGHT)
        return fmax(room, text_width(side->common, canvas)); // it begins at the box
    if (!is_horizontal(side)) return room;
    const double common = text_height(side->common, canvas);
    if (label == 0.0) return room + common;
    return common_below_label(side, length, canvas) ? room + common : room + fmax(0.0, common - label);
}

pl_axis_side_room pl_axis_side_measure(const pl_axis_side *side, const pl_axis *axis, double length,
                                       pl_canvas *canvas)
{
    if (side->off) return (pl_axis_side_room){0};
    pl_axis_side_room room = {.outward = outward_room(side, length, canvas)};
    const pl_map map = side_map(side, axis, length);
    for (int i = 0; i < side->at.majors && !side->bare; i++) {
        const double page = pl_map_page(&map, side->at.major[i]);
        const double width = text_width(side->texts[i], canvas), height = text_height(side->texts[i], canvas);
        const double half = 0.5 * (is_horizontal(side) ? width : height);
        const double start = (side->turned ? diagonal * (width + 0.5 * height) : half) - page;
        const double end = page + (side->turned ? 0.5 * diagonal * height : half) - length;
        room.before = fmax(room.before, is_horizontal(side) ? start : end);
        room.after = fmax(room.after, is_horizontal(side) ? end : start);
    }
    const double label = pl_canvas_width(canvas, side->label, canvas->theme->label_size, PL_FACE_REGULAR);
    const double overhang = side->bare ? 0.0 : 0.5 * (label - length);
    room.before = fmax(room.before, overhang);
    room.after = fmax(room.after, overhang);
    if (!is_horizontal(side) && has_common(side))
        room.after = fmax(room.after, text_height(side->common, canvas) + canvas->theme->tick_pad);
    return room;
}

// --- drawing ---------------------------------------------------------------------------------------------

typedef struct {
    pl_point base; // on the box's edge
    double nx, ny; // outward
} foot;

static foot foot_at(const pl_axis_side *side, pl_rect box, double page)
{
    switch (side->place) {
    case PL_AXIS_BOTTOM:
        return (foot){{page, pl_rect_bottom(box)}, 0.0, 1.0};
    case PL_AXIS_LEFT:
        return (foot){{box.x, page}, -1.0, 0.0};
    case PL_AXIS_RIGHT:
        break;
    }
    return (foot){{pl_rect_right(box), page}, 1.0, 0.0};
}

static pl_map box_map(const pl_axis_side *side, const pl_axis *axis, pl_rect box)
{
    return is_horizontal(side) ? pl_axis_map(axis, box.x, pl_rect_right(box))
                               : pl_axis_map(axis, pl_rect_bottom(box), box.y);
}

static void draw_tick(foot at, double length, cairo_t *pen)
{
    cairo_move_to(pen, at.base.x, at.base.y);
    cairo_line_to(pen, at.base.x + at.nx * length, at.base.y + at.ny * length);
}

static void draw_ticks(const pl_axis_side *side, const pl_map *map, pl_rect box, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    pl_canvas_color(canvas, theme->ink);
    pl_canvas_stroke_style(canvas, theme->spine_width, PL_SOLID);
    for (int i = 0; i < side->at.majors; i++)
        draw_tick(foot_at(side, box, pl_map_page(map, side->at.major[i])), theme->tick_length, canvas->pen);
    cairo_stroke(canvas->pen);
    if (map->scale.kind == PL_LINEAR && !theme->minor) return;
    pl_canvas_stroke_style(canvas, PL_MINOR_WIDTH * theme->spine_width, PL_SOLID);
    for (int i = 0; i < side->at.minors; i++)
        draw_tick(foot_at(side, box, pl_map_page(map, side->at.minor[i])), theme->minor_length, canvas->pen);
    cairo_stroke(canvas->pen);
}

static pl_text_anchor tick_anchor(const pl_axis_side *side)
{
    if (side->turned) return (pl_text_anchor){PL_RIGHT, PL_MIDDLE, 0.25 * acos(-1.0)};
    switch (side->place) {
    case PL_AXIS_BOTTOM:
        return (pl_text_anchor){PL_CENTRE, PL_TOP, 0.0};
    case PL_AXIS_LEFT:
        return (pl_text_anchor){PL_RIGHT, PL_MIDDLE, 0.0};
    case PL_AXIS_RIGHT:
        break;
    }
    return (pl_text_anchor){PL_LEFT, PL_MIDDLE, 0.0};
}

static void draw_tick_texts(const pl_axis_side *side, const pl_map *map, pl_rect box, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    const double away = theme->tick_length + theme->tick_pad + lowered(side, canvas);
    for (int i = 0; i < side->at.majors; i++) {
        const foot at = foot_at(side, box, pl_map_page(map, side->at.major[i]));
        const pl_point point = {at.base.x + at.nx * away, at.base.y + at.ny * away};
        pl_canvas_write(canvas, side->texts[i], theme->tick_size, PL_FACE_REGULAR, theme->ink, point,
                        tick_anchor(side));
    }
}

static void draw_label(const pl_axis_side *side, pl_rect box, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    const double away = label_foot(side, canvas);
    const double middle = is_horizontal(side) ? box.x + 0.5 * box.width : box.y + 0.5 * box.height;
    const foot at = foot_at(side, box, middle);
    pl_text_anchor anchor = {PL_CENTRE, PL_TOP, 0.0};
    if (!is_horizontal(side)) // turned; its foot is to the right
        anchor =
            (pl_text_anchor){PL_CENTRE, side->place == PL_AXIS_LEFT ? PL_BOTTOM : PL_TOP, acos(-1.0) / 2.0};
    pl_canvas_write(canvas, side->label, theme->label_size, PL_FACE_REGULAR, theme->ink,
                    (pl_point){at.base.x + at.nx * away, at.base.y + at.ny * away}, anchor);
}

static void draw_common(const pl_axis_side *side, pl_rect box, double common_left, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    pl_point at = {fmax(box.x, common_left), box.y - theme->tick_pad};
    pl_text_anchor anchor = {PL_LEFT, PL_BOTTOM, 0.0};
    if (is_horizontal(side)) {
        const double label = label_height(side, canvas);
        double away = label > 0.0 ? label_foot(side, canvas) : pl_axis_side_reach(side, canvas);
        if (label > 0.0 && common_below_label(side, box.width, canvas)) away += label;
        const foot corner = foot_at(side, box, pl_rect_right(box));
        at = (pl_point){corner.base.x, corner.base.y + corner.ny * away};
        anchor = (pl_text_anchor){PL_RIGHT, PL_TOP, 0.0};
    }
    pl_canvas_write(canvas, side->common, theme->tick_size, PL_FACE_REGULAR, theme->ink, at, anchor);
}

void pl_axis_side_draw(const pl_axis_side *side, const pl_axis *axis, pl_rect box, double common_left,
                       pl_canvas *canvas)
{
    if (side->off) return;
    const pl_map map = box_map(side, axis, box);
    draw_ticks(side, &map, box, canvas);
    if (side->bare) return;
    draw_tick_texts(side, &map, box, canvas);
    if (side->label != NULL) draw_label(side, box, canvas);
    if (has_common(side)) draw_common(side, box, common_left, canvas);
}

void pl_axis_side_grid(const pl_axis_side *side, const pl_axis *axis, pl_rect box, pl_canvas *canvas)
{
    const pl_map map = box_map(side, axis, box);
    pl_canvas_color(canvas, canvas->theme->grid_color);
    pl_canvas_stroke_style(canvas, canvas->theme->grid_width, PL_SOLID);
    for (int i = 0; i < side->at.majors; i++) {
        const foot at = foot_at(side, box, pl_map_page(&map, side->at.major[i]));
        draw_tick(at, is_horizontal(side) ? -box.height : -box.width, canvas->pen);
    }
    cairo_stroke(canvas->pen);
}
