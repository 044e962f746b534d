/* What belongs to all panels of a figure: a legend, a colour bar, texts on the page. Legend and bar are those of panels
   that stand in no grid. Their room is taken from the page before the grid has its own; the bar's height is that of the
   grid. */
#include "plots/figure/panel_internal.h"

#include <math.h>
#include <string.h>

const bn_word pl_key_words[] = {
    {PL_KEY_BOTTOM, "bottom", "below all panels, in rows"},
    {PL_KEY_TOP, "top", "above them, in rows"},
    {PL_KEY_RIGHT, "right", "beside them, in a column"},
    {0},
};

bn_status pl_figure_set_legend(pl_figure *figure, pl_key_place place)
{
    if (figure->key == NULL) figure->key = pl_panel_new(figure);
    if (figure->key == NULL) return pl_out_of_memory();
    figure->key->legend = pl_legend_options_default();
    figure->key_place = place;
    figure->laid_out = false;
    return bn_ok();
}

bn_status pl_figure_set_colorbar(pl_figure *figure, const char *label)
{
    if (label != NULL) BN_TRY(pl_text_check(figure->fonts, label));
    if (figure->bar == NULL) figure->bar = pl_panel_new(figure);
    if (figure->bar == NULL) return pl_out_of_memory();
    figure->laid_out = false;
    figure->bar->bar_side.label = label == NULL ? NULL : pl_arena_text(&figure->arena, label);
    return label != NULL && figure->bar->bar_side.label == NULL ? pl_out_of_memory() : bn_ok();
}

bn_status pl_figure_check_text(const pl_figure *figure, const char *text)
{
    return pl_text_check(figure->fonts, text);
}

pl_marks *pl_figure_marks(pl_figure *figure)
{
    if (figure->page == NULL) figure->page = pl_panel_new(figure);
    if (figure->page == NULL) return NULL;
    figure->laid_out = false;
    return &figure->page->marks;
}

// --- one scale of colours --------------------------------------------------------------------------------

// The next mark with a colour map, of a panel without a colour bar of its own, behind `mark` of `*panel`.
static pl_mark *next_mapped(pl_panel **panel, pl_mark *mark)
{
    for (mark = mark == NULL ? NULL : mark->next; *panel != NULL;) {
        while (mark != NULL && mark->map == NULL) mark = mark->next;
        if (mark != NULL) return mark;
        do {
            *panel = (*panel)->next;
        } while (*panel != NULL && (*panel)->has_bar);
        mark = *panel == NULL ? NULL : (*panel)->marks.first;
    }
    return NULL;
}

static pl_mark *first_mapped(const pl_figure *figure, pl_panel **panel)
{
    *panel = figure->panels;
    while (*panel != NULL && (*panel)->has_bar) *panel = (*panel)->next;
    if (*panel == NULL || (*panel)->marks.first == NULL || (*panel)->marks.first->map == NULL)
        return *panel == NULL ? NULL : next_mapped(panel, (*panel)->marks.first);
    return (*panel)->marks.first;
}

bn_status pl_figure_join_norms(pl_figure *figure)
{
    if (figure->bar == NULL) return bn_ok();
    pl_panel *panel;
    pl_mark *first = first_mapped(figure, &panel);
    if (first == NULL)
        return bn_fault(BN_EINVAL,
                        "the figure has a colour bar, and no panel without its own has a mark with a "
                        "colour map");
    pl_norm joined = *first->norm;
    for (pl_mark *mark = first; mark != NULL; mark = next_mapped(&panel, mark)) {
        if (memcmp(mark->map, first->map, sizeof *mark->map) != 0 ||
            mark->norm->logarithmic != joined.logarithmic)
            return bn_fault(BN_EINVAL,
                            "marks with different colour maps or norms have no colour bar in common; the "
                            "same map and norm were needed");
        joined.low = fmin(joined.low, mark->norm->low);
        joined.high = fmax(joined.high, mark->norm->high);
    }
    for (pl_mark *mark = first_mapped(figure, &panel); mark != NULL; mark = next_mapped(&panel, mark))
        *mark->norm = joined;
    figure->bar->marks.mapped = first;
    return bn_ok();
}

// --- room ------------------------------------------------------------------------------------------------

static void take_legend(pl_figure *figure, pl_rect *area, pl_canvas *canvas)
{
    pl_panel *key = figure->key;
    double width = 0.0, height = 0.0;
    const bool rows = figure->key_place != PL_KEY_RIGHT;
    int columns = rows ? pl_legend_entries(key).count : 1;
    pl_legend_size(key, columns, canvas, &width, &height);
    while (columns > 1 && width > area->width) pl_legend_size(key, --columns, canvas, &width, &height);
    key->legend_columns = columns;
    const double pad = canvas->theme->legend_pad;
    const double x = rows ? area->x + 0.5 * (area->width - width) : pl_rect_right(*area) - width;
    double y = area->y;
    if (figure->key_place == PL_KEY_BOTTOM) y = pl_rect_bottom(*area) - height;
    if (figure->key_place == PL_KEY_RIGHT) y += 0.5 * (area->height - height);
    key->legend_box = (pl_rect){x, y, width, height};
    if (height == 0.0) return;
    if (rows) area->height -= height + pad;
    if (figure->key_place == PL_KEY_TOP) area->y += height + pad;
    if (!rows) area->width -= width + pad;
}

void pl_figure_take_room(pl_figure *figure, pl_rect *area, pl_canvas *canvas)
{
    if (figure->key != NULL) take_legend(figure, area, canvas);
    pl_panel *bar = figure->bar;
    if (bar == NULL) return;
    bar->outer = *area;
    bar->room = (pl_room){0};
    const double length = bar->box.height > 0.0 ? bar->box.height : area->height;
    area->width -= pl_colorbar_room(bar, length, canvas);
    bar->box.x = area->x;
    bar->box.width = fmax(0.0, area->width);
}

void pl_figure_place_bar(pl_figure *figure)
{
    double top = INFINITY, bottom = -INFINITY;
    if (figure->bar == NULL) return;
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (panel->host != NULL || panel->holds != NULL) continue;
        top = fmin(top, panel->box.y);
        bottom = fmax(bottom, pl_rect_bottom(panel->box));
    }
    pl_panel *bar = figure->bar; // with its labels within the page
    top = fmax(top, bar->outer.y + bar->room.top);
    bottom = fmin(bottom, pl_rect_bottom(bar->outer) - bar->room.bottom);
    bar->box.y = top;
    bar->box.height = fmax(1.0, bottom - top);
}

// --- ink -------------------------------------------------------------------------------------------------

void pl_figure_draw_wide(const pl_figure *figure, pl_canvas *canvas)
{
    if (canvas->placed != NULL) canvas->placed->owner = NULL;
    if (figure->bar != NULL) pl_colorbar_draw(figure->bar, canvas);
    if (figure->key != NULL) pl_legend_draw(figure->key, canvas);
    if (figure->page == NULL) return;
    const pl_rect page = {0.0, 0.0, figure->width, figure->height};
    const pl_view view = {.x = pl_axis_map(figure->page->x, 0.0, page.width),
                          .y = pl_axis_map(figure->page->y, page.height, 0.0),
                          .box = page};
    for (const pl_mark *mark = figure->page->marks.first; mark != NULL; mark = mark->next)
        mark->class->draw(mark, &view, canvas);
}
