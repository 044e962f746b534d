/* The legend stands where the least of the marks' ink (panel_ink.c) lies under it. Marks are drawn in the
   order of the panel; entries stand in the order the marks were added. */
#include "plots/figure/legend.h"

#include "plots/figure/panel_internal.h"

#include <math.h>

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
    {0},
};

pl_legend_options pl_legend_options_default(void)
{
    return (pl_legend_options){.columns = 1};
}

// --- entries ---------------------------------------------------------------------------------------------

enum { MOST_ENTRIES = 256 };

typedef struct {
    const pl_mark *marks[MOST_ENTRIES];
    int count;
} entries;

static void add_entries(const pl_panel *panel, entries *list)
{
    for (const pl_mark *mark = panel->marks.first; mark != NULL && list->count < MOST_ENTRIES;
         mark = mark->next)
        if (mark->options.label != NULL && mark->class->key != NULL) list->marks[list->count++] = mark;
}

static entries entries_of(const pl_panel *panel)
{
    entries list = {.count = 0};
    add_entries(panel, &list);
    for (const pl_panel *twin = panel->figure->panels; twin != NULL; twin = twin->next)
        if (twin->host == panel && !twin->inset) add_entries(twin, &list);
    return list;
}

typedef struct {
    double key, gap, row,
        column; // width of a sample, its distance to the label, height of a row, width of a column
    int rows, columns;
} measures;

static int rows_of(const entries *list, int columns)
{
    return columns > 0 ? (list->count + columns - 1) / columns : 0;
}

// As many columns as were asked for, or more where the rows would be higher than the box.
static measures measure(const pl_panel *panel, const entries *list, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    measures m = {.key = 1.9 * theme->legend_size, .gap = 0.5 * theme->legend_size};
    for (int i = 0; i < list->count; i++) {
        const char *label = list->marks[i]->options.label;
        m.column = fmax(m.column, pl_canvas_width(canvas, label, theme->legend_size, PL_FACE_REGULAR));
        m.row = fmax(m.row, pl_canvas_height(canvas, label, theme->legend_size, PL_FACE_REGULAR));
    }
    m.column += m.key + m.gap;
    m.row += 0.15 * theme->legend_size; // keeps accents clear of descenders in the row above
    m.columns = panel->legend.columns < list->count ? panel->legend.columns : list->count;
    const double room = panel->box.height - 2.0 * theme->legend_pad;
    while (m.columns < list->count && rows_of(list, m.columns) * m.row > room) m.columns++;
    m.rows = rows_of(list, m.columns);
    return m;
}

void pl_legend_size(const pl_panel *panel, pl_canvas *canvas, double *width, double *height)
{
    const entries list = entries_of(panel);
    const measures m = measure(panel, &list, canvas);
    const double pad = canvas->theme->legend_pad;
    *width = m.columns == 0 ? 0.0 : m.columns * m.column + (m.columns - 1) * 2.0 * pad + 2.0 * pad;
    *height = m.rows == 0 ? 0.0 : m.rows * m.row + 2.0 * pad;
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

static double place_best(pl_panel *panel, pl_rect inside, double width, double height, pl_canvas *canvas)
{
    pl_arena scratch = {0};
    const pl_ink ink = pl_panel_ink(panel, canvas, &scratch);
    candidate best = {at_place(PL_LEGEND_UPPER_RIGHT, inside, width, height), 0.0};
    if (ink.sums != NULL) best = emptiest(&ink, inside, width, height);
    pl_arena_empty(&scratch);
    panel->legend_box = best.place;
    return best.ink;
}

bool pl_legend_is_outside(const pl_panel *panel)
{
    return panel->legend.place == PL_LEGEND_OUTSIDE || panel->legend_moved;
}

static bool lies_in(pl_rect outer, pl_rect inner)
{
    return inner.x >= outer.x - 0.01 && inner.y >= outer.y - 0.01 &&
           pl_rect_right(inner) <= pl_rect_right(outer) + 0.01 &&
           pl_rect_bottom(inner) <= pl_rect_bottom(outer) + 0.01;
}

bn_status pl_legend_check(const pl_panel *panel)
{
    const pl_figure *figure = panel->figure;
    const int count = entries_of(panel).count;
    if (count == MOST_ENTRIES)
        return bn_fault(
            BN_EINVAL,
            "the legend of the panel in row %d, column %d has %d entries or more; fewer can be shown",
            panel->row + 1, panel->column + 1, MOST_ENTRIES);
    const pl_rect page = {0.0, 0.0, figure->width, figure->height};
    if (count == 0 || lies_in(pl_legend_is_outside(panel) ? page : panel->box, panel->legend_box))
        return bn_ok();
    return bn_fault(BN_EINVAL,
                    "the legend of the panel in row %d, column %d, of %d entries, needs %.0f mm x %.0f mm "
                    "and does not fit %s",
                    panel->row + 1, panel->column + 1, count, panel->legend_box.width / PL_POINTS_PER_MM,
                    panel->legend_box.height / PL_POINTS_PER_MM,
                    pl_legend_is_outside(panel) ? "on the page" : "in it");
}

bool pl_legend_place_box(pl_panel *panel, pl_canvas *canvas)
{
    double width, height, ink = 0.0;
    pl_legend_size(panel, canvas, &width, &height);
    const pl_rect inside = pl_rect_grown(panel->box, -0.3 * canvas->theme->legend_pad);
    if (pl_legend_is_outside(panel))
        panel->legend_box = (pl_rect){pl_rect_right(panel->outer) - width, panel->box.y, width, height};
    else if (panel->legend.place == PL_LEGEND_BEST)
        ink = place_best(panel, inside, width, height, canvas);
    else
        panel->legend_box = at_place(panel->legend.place, inside, width, height);
    return ink <= 0.0 && (panel->legend.place != PL_LEGEND_BEST || pl_legend_is_outside(panel) ||
                          lies_in(panel->box, panel->legend_box));
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
    const entries list = entries_of(panel);
    const measures m = measure(panel, &list, canvas);
    if (m.rows == 0) return;
    const pl_theme *theme = canvas->theme;
    draw_ground(panel, canvas);
    for (int i = 0; i < list.count; i++) {
        const int column = i / m.rows, row = i % m.rows;
        const double x =
            panel->legend_box.x + theme->legend_pad + column * (m.column + 2.0 * theme->legend_pad);
        const double y = panel->legend_box.y + theme->legend_pad + row * m.row;
        cairo_save(canvas->pen);
        list.marks[i]->class->key(list.marks[i], (pl_rect){x, y, m.key, m.row}, canvas);
        cairo_restore(canvas->pen);
        pl_canvas_write(canvas, list.marks[i]->options.label, theme->legend_size, PL_FACE_REGULAR, theme->ink,
                        (pl_point){x + m.key + m.gap, y + 0.5 * m.row},
                        (pl_text_anchor){PL_LEFT, PL_MIDDLE, 0.0});
    }
}
