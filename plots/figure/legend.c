/* The legend stands where the least of the marks' ink (panel_ink.c) lies under it. Marks are drawn in the
   order of the panel; entries stand in the order the marks were added. */
#include "plots/figure/legend.h"

#include "plots/figure/panel_internal.h"

#include <math.h>
#include <string.h>

const bn_word pl_legend_words[] = {
    {PL_LEGEND_BEST, "best", "the emptiest of those inside"},
    {PL_LEGEND_UPPER_RIGHT, "upper right", "inside, upper right"},
    {PL_LEGEND_UPPER_LEFT, "upper left", "inside, upper left"},
    {PL_LEGEND_LOWER_RIGHT, "lower right", "inside, lower right"},
    {PL_LEGEND_LOWER_LEFT, "lower left", "inside, lower left"},
    {PL_LEGEND_UPPER_CENTRE, "upper centre", "inside, upper centre"},
    {PL_LEGEND_LOWER_CENTRE, "lower centre", "inside, lower centre"},
    {PL_LEGEND_CENTRE_RIGHT, "centre right", "inside, centre right"},
    {PL_LEGEND_CENTRE_LEFT, "centre left", "inside, centre left"},
    {PL_LEGEND_CENTRE, "centre", "inside, centre"},
    {PL_LEGEND_OUTSIDE, "outside", "to the right of the panel"},
    {PL_LEGEND_DIRECT, "direct", "labels at the ends of lines, in their colours"},
    {0},
};

pl_legend_options pl_legend_options_default(void)
{
    return (pl_legend_options){.columns = 0};
}

// --- entries ---------------------------------------------------------------------------------------------

static bool has_label(const pl_entries *list, const char *label)
{
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->marks[i]->options.label, label) == 0) return true;
    return false;
}

// Those of a panel; where labels are to stand once, without those that are there.
static void add_entries(const pl_panel *panel, bool once, pl_entries *list)
{
    for (const pl_mark *mark = panel->marks.first; mark != NULL && list->count < PL_MOST_ENTRIES;
         mark = mark->next) {
        if (mark->options.label == NULL || mark->class->key == NULL) continue;
        if (once && has_label(list, mark->options.label)) continue;
        list->panels[list->count] = panel;
        list->marks[list->count++] = mark;
    }
}

pl_entries pl_legend_entries(const pl_panel *panel)
{
    pl_entries list = {.count = 0};
    if (panel == panel->figure->key) {
        for (const pl_panel *other = panel->figure->panels; other != NULL; other = other->next)
            add_entries(other, true, &list);
        return list;
    }
    add_entries(panel, false, &list);
    for (const pl_panel *twin = panel->figure->panels; twin != NULL; twin = twin->next)
        if (twin->host == panel && !twin->inset) add_entries(twin, false, &list);
    return list;
}

typedef struct {
    double key;                // width of a sample
    double gap;                // from the sample to the label
    double row;                // height
    double column;             // width
    double title, title_width; // height and width of the title; 0 without
    int rows, columns;
} legend_sizes;

static int rows_of(const pl_entries *list, int columns)
{
    return columns > 0 ? (list->count + columns - 1) / columns : 0;
}

static legend_sizes measure(const pl_panel *panel, const pl_entries *list, int columns, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    legend_sizes m = {.key = 1.9 * theme->legend_size, .gap = 0.5 * theme->legend_size};
    const char *title = panel->legend.title;
    if (title != NULL) {
        m.title_width = pl_canvas_width(canvas, title, theme->legend_size, PL_FACE_REGULAR);
        m.title =
            pl_canvas_height(canvas, title, theme->legend_size, PL_FACE_REGULAR) + 0.3 * theme->legend_size;
    }
    for (int i = 0; i < list->count; i++) {
        const char *label = list->marks[i]->options.label;
        m.column = fmax(m.column, pl_canvas_width(canvas, label, theme->legend_size, PL_FACE_REGULAR));
        m.row = fmax(m.row, pl_canvas_height(canvas, label, theme->legend_size, PL_FACE_REGULAR));
    }
    m.column += m.key + m.gap;
    m.row += 0.15 * theme->legend_size; // keeps accents clear of descenders in the row above
    m.columns = columns < list->count ? columns : list->count;
    m.rows = rows_of(list, m.columns);
    return m;
}

static pl_rect size_of(const legend_sizes *m, const pl_theme *theme)
{
    const double pad = theme->legend_pad;
    if (m->rows == 0) return (pl_rect){0};
    const double entries = m->columns * m->column + (m->columns - 1) * 2.0 * pad;
    return (pl_rect){.width = fmax(entries, m->title_width) + 2.0 * pad,
                     .height = m->title + m->rows * m->row + 2.0 * pad};
}

void pl_legend_size(const pl_panel *panel, int columns, pl_canvas *canvas, double *width, double *height)
{
    const pl_entries list = pl_legend_entries(panel);
    const legend_sizes m = measure(panel, &list, columns, canvas);
    const pl_rect size = size_of(&m, canvas->theme);
    *width = size.width;
    *height = size.height;
}

// As few columns as make the rows no higher than the panel, at least those that were asked for.
static int columns_outside(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_entries list = pl_legend_entries(panel);
    int columns = panel->legend.columns > 0 ? panel->legend.columns : 1;
    legend_sizes m = measure(panel, &list, columns, canvas);
    const double room = panel->box.height - 2.0 * canvas->theme->legend_pad - m.title;
    while (columns < list.count && rows_of(&list, columns) * m.row > room) columns++;
    return columns;
}

double pl_legend_width_outside(pl_panel *panel, pl_canvas *canvas)
{
    if (panel->legend.place == PL_LEGEND_DIRECT) return pl_direct_width(panel, canvas);
    double width, height;
    panel->legend_columns = columns_outside(panel, canvas);
    pl_legend_size(panel, panel->legend_columns, canvas, &width, &height);
    return width;
}

// --- places ----------------------------------------------------------------------------------------------

static pl_rect at_place(pl_legend_place place, pl_rect box, double width, double height)
{
    // horizontal and vertical position: 0 left or top, 1 right or bottom
    static const double where[][2] = {
        [PL_LEGEND_BEST] = {1.0, 0.0},         [PL_LEGEND_UPPER_RIGHT] = {1.0, 0.0},
        [PL_LEGEND_UPPER_LEFT] = {0.0, 0.0},   [PL_LEGEND_LOWER_RIGHT] = {1.0, 1.0},
        [PL_LEGEND_LOWER_LEFT] = {0.0, 1.0},   [PL_LEGEND_UPPER_CENTRE] = {0.5, 0.0},
        [PL_LEGEND_LOWER_CENTRE] = {0.5, 1.0}, [PL_LEGEND_CENTRE_RIGHT] = {1.0, 0.5},
        [PL_LEGEND_CENTRE_LEFT] = {0.0, 0.5},  [PL_LEGEND_CENTRE] = {0.5, 0.5},
        [PL_LEGEND_OUTSIDE] = {1.0, 0.0},
    };
    return (pl_rect){box.x + where[place][0] * (box.width - width),
                     box.y + where[place][1] * (box.height - height), width, height};
}

typedef struct {
    pl_rect place;
    double ink;
} candidate;

static void consider(const pl_ink *ink_of_box, pl_rect place, candidate *best)
{
    const double ink = pl_ink_under(ink_of_box, place);
    if (ink < best->ink) *best = (candidate){place, ink};
}

enum { STEPS = 12 };

// The named places first, for they look tidy; when none is free, any place, from the upper right on.
static candidate emptiest(const pl_ink *ink, pl_rect inside, double width, double height)
{
    candidate best = {at_place(PL_LEGEND_UPPER_RIGHT, inside, width, height), INFINITY};
    for (int place = PL_LEGEND_UPPER_RIGHT; place <= PL_LEGEND_CENTRE; place++)
        consider(ink, at_place((pl_legend_place)place, inside, width, height), &best);
    const double dx = (inside.width - width) / STEPS, dy = (inside.height - height) / STEPS;
    for (int down = 0; down <= STEPS && best.ink > 0.0; down++)
        for (int left = 0; left <= STEPS && best.ink > 0.0; left++)
            consider(
                ink,
                (pl_rect){inside.x + inside.width - width - left * dx, inside.y + down * dy, width, height},
                &best);
    return best;
}

typedef struct {
    candidate at;
    int columns;
} choice;

// The emptiest place for a legend with a given number of columns.
static candidate place_columns(const pl_panel *panel, int columns, const pl_ink *ink, pl_canvas *canvas)
{
    const pl_rect inside = pl_rect_grown(panel->box, -0.3 * canvas->theme->legend_pad);
    double width, height;
    pl_legend_size(panel, columns, canvas, &width, &height);
    if (panel->legend.place == PL_LEGEND_BEST) return emptiest(ink, inside, width, height);
    candidate named = {at_place(panel->legend.place, inside, width, height), 0.0};
    if (!panel->legend.over_data) named.ink = pl_ink_under(ink, named.place);
    return named;
}

static bool lies_in(pl_rect outer, pl_rect inner)
{
    return inner.x >= outer.x - 0.01 && inner.y >= outer.y - 0.01 &&
           pl_rect_right(inner) <= pl_rect_right(outer) + 0.01 &&
           pl_rect_bottom(inner) <= pl_rect_bottom(outer) + 0.01;
}

// The first number of columns that covers nothing, else the one that covers least; those that do not fit come last.
static choice choose(const pl_panel *panel, const pl_ink *ink, pl_canvas *canvas)
{
    const int asked = panel->legend.columns, count = pl_legend_entries(panel).count;
    choice best = {{{0}, INFINITY}, asked > 0 ? asked : 1};
    for (int columns = best.columns; columns <= (asked > 0 || count == 0 ? best.columns : count); columns++) {
        candidate at = place_columns(panel, columns, ink, canvas);
        const bool fits = lies_in(panel->box, at.place);
        if (!fits && best.at.ink < INFINITY) break; // more columns are wider still
        if (!fits) at.ink = fmax(at.ink, 1e9);
        if (at.ink < best.at.ink) best = (choice){at, columns};
        if (best.at.ink <= 0.0) break;
    }
    return best;
}

static bool place_inside(pl_panel *panel, pl_canvas *canvas)
{
    pl_arena scratch = {0};
    const pl_ink ink = pl_panel_ink(panel, canvas, &scratch);
    if (ink.sums != NULL) {
        const choice best = choose(panel, &ink, canvas);
        panel->legend_box = best.at.place;
        panel->legend_columns = best.columns;
        pl_arena_empty(&scratch);
        return best.at.ink <= 0.0;
    }
    pl_arena_empty(&scratch);
    return true; // the canvas has the error
}

bool pl_legend_is_outside(const pl_panel *panel)
{
    return panel->legend.place == PL_LEGEND_OUTSIDE || panel->legend.place == PL_LEGEND_DIRECT ||
           panel->legend_moved;
}

bool pl_legend_place_box(pl_panel *panel, pl_canvas *canvas)
{
    if (!pl_legend_is_outside(panel)) return place_inside(panel, canvas);
    double width, height;
    pl_legend_size(panel, panel->legend_columns, canvas, &width, &height);
    if (panel->legend.place == PL_LEGEND_DIRECT) {
        width = pl_direct_width(panel, canvas);
        height = panel->box.height;
    }
    panel->legend_box = (pl_rect){pl_rect_right(panel->outer) - width, panel->box.y, width, height};
    return true;
}

static bn_status check_inside(const pl_panel *panel)
{
    if (!panel->legend_covers) return bn_ok();
    return bn_fault(
        BN_EINVAL,
        "the legend of the panel in row %d, column %d covers data at '%s'; another place, 'best', "
        "'outside', 'direct', or over_data = true was needed",
        panel->row + 1, panel->column + 1, bn_word_of(pl_legend_words, (int)panel->legend.place));
}

bn_status pl_legend_check(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_figure *figure = panel->figure;
    const int count = pl_legend_entries(panel).count;
    const bool outside = pl_legend_is_outside(panel);
    if (count == PL_MOST_ENTRIES)
        return bn_fault(
            BN_EINVAL,
            "the legend of the panel in row %d, column %d has %d entries or more; fewer can be shown",
            panel->row + 1, panel->column + 1, PL_MOST_ENTRIES);
    if (panel->legend.place == PL_LEGEND_DIRECT) BN_TRY(pl_direct_check(panel, canvas));
    const pl_rect page = {0.0, 0.0, figure->width, figure->height};
    if (count == 0) return bn_ok();
    if (lies_in(outside ? page : panel->box, panel->legend_box))
        return outside ? bn_ok() : check_inside(panel);
    return bn_fault(BN_EINVAL,
                    "the legend of the panel in row %d, column %d, of %d entries, needs %.0f mm x %.0f mm "
                    "and does not fit %s",
                    panel->row + 1, panel->column + 1, count, panel->legend_box.width / PL_POINTS_PER_MM,
                    panel->legend_box.height / PL_POINTS_PER_MM, outside ? "on the page" : "in it");
}

// --- ink -------------------------------------------------------------------------------------------------

static void draw_ground(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_rect box = panel->legend_box;
    cairo_rectangle(canvas->pen, box.x, box.y, box.width, box.height);
    pl_canvas_color(canvas, pl_color_faded(canvas->theme->background, 0.8));
    if (!panel->legend.frame) {
        cairo_new_path(canvas->pen);
        return;
    }
    cairo_fill_preserve(canvas->pen);
    pl_canvas_color(canvas, canvas->theme->ink);
    pl_canvas_stroke_style(canvas, canvas->theme->grid_width, PL_SOLID);
    cairo_stroke(canvas->pen);
}

void pl_legend_draw(const pl_panel *panel, pl_canvas *canvas)
{
    if (panel->legend.place == PL_LEGEND_DIRECT) {
        pl_direct_draw(panel, canvas);
        return;
    }
    const pl_entries list = pl_legend_entries(panel);
    const legend_sizes m = measure(panel, &list, panel->legend_columns, canvas);
    if (m.rows == 0) return;
    const pl_theme *theme = canvas->theme;
    draw_ground(panel, canvas);
    const double top = panel->legend_box.y + theme->legend_pad;
    pl_canvas_write(canvas, panel->legend.title, theme->legend_size, PL_FACE_REGULAR, theme->ink,
                    (pl_point){panel->legend_box.x + theme->legend_pad, top + 0.5 * m.title},
                    (pl_text_anchor){PL_LEFT, PL_MIDDLE, 0.0});
    for (int i = 0; i < list.count; i++) {
        const int column = i / m.rows, row = i % m.rows;
        const double x =
            panel->legend_box.x + theme->legend_pad + column * (m.column + 2.0 * theme->legend_pad);
        const double y = top + m.title + row * m.row;
        cairo_save(canvas->pen);
        list.marks[i]->class->key(list.marks[i], (pl_rect){x, y, m.key, m.row}, canvas);
        cairo_restore(canvas->pen);
        pl_canvas_write(canvas, list.marks[i]->options.label, theme->legend_size, PL_FACE_REGULAR, theme->ink,
                        (pl_point){x + m.key + m.gap, y + 0.5 * m.row},
                        (pl_text_anchor){PL_LEFT, PL_MIDDLE, 0.0});
    }
}
