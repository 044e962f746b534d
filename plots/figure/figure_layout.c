/* Layout of a figure. Limits come first; then boxes, ticks and the room for texts (figure_room.c) depend on each
   other and are found by iteration: the room that a panel asks for never shrinks, and the iteration ends when no
   panel asks for more. Legends (figure_legends.c) come last, for they look for a place among the marks. */
#include "plots/figure/panel_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

pl_canvas pl_figure_canvas(const pl_figure *figure, cairo_t *pen)
{
    return (pl_canvas){.pen = pen,
                       .fonts = figure->fonts,
                       .theme = &figure->theme,
                       .texts = figure->texts,
                       .status = bn_ok()};
}

pl_view pl_panel_view(const pl_panel *panel)
{
    const pl_rect box = panel->box;
    return (pl_view){.x = pl_axis_map(panel->x, box.x, pl_rect_right(box)),
                     .y = pl_axis_map(panel->y, pl_rect_bottom(box), box.y),
                     .box = box};
}

// --- boxes -----------------------------------------------------------------------------------------------

static pl_rect page_area(pl_figure *figure, pl_canvas *canvas)
{
    const pl_theme *theme = &figure->theme;
    pl_rect area = pl_rect_grown((pl_rect){0.0, 0.0, figure->width, figure->height}, -theme->margin);
    const double title = pl_canvas_height(canvas, figure->title, theme->suptitle_size, PL_FACE_REGULAR);
    if (title > 0.0) {
        area.y += title + theme->title_pad;
        area.height -= title + theme->title_pad;
    }
    pl_figure_take_room(figure, &area, canvas);
    return area;
}

static bool stands_in(const pl_panel *panel, const pl_nest *nest)
{
    return panel->host == NULL && panel->nest == nest;
}

static bn_status place_grid(pl_figure *figure, const pl_nest *nest, pl_rect area)
{
    size_t count = 0, i = 0;
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        count += stands_in(panel, nest);
    pl_arena scratch = {0};
    pl_cell *cells = pl_arena_take(&scratch, count, sizeof *cells);
    if (cells == NULL) return pl_out_of_memory();
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (stands_in(panel, nest))
            cells[i++] = (pl_cell){.row = panel->row,
                                   .column = panel->column,
                                   .rows = panel->rows,
                                   .columns = panel->columns,
                                   .left = panel->room.left,
                                   .right = panel->room.right,
                                   .top = panel->room.top,
                                   .bottom = panel->room.bottom,
                                   .beside = panel->room_beside};
    pl_grid_place(&nest->grid, area, cells, count);
    i = 0;
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (!stands_in(panel, nest)) continue;
        panel->box = cells[i].box;
        panel->outer = cells[i++].outer;
    }
    pl_arena_empty(&scratch);
    return bn_ok();
}

// A panel that is a grid stands before those in it, which have all of its place below its title.
static bn_status place_grids(pl_figure *figure, pl_canvas *canvas)
{
    BN_TRY(place_grid(figure, &figure->root, page_area(figure, canvas)));
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (panel->holds == NULL) continue;
        const pl_rect outer = panel->outer;
        panel->box = (pl_rect){outer.x, panel->box.y, outer.width, pl_rect_bottom(outer) - panel->box.y};
        BN_TRY(place_grid(figure, panel->holds, panel->box));
    }
    return bn_ok();
}

static pl_rect inset_box(const pl_panel *panel)
{
    const pl_rect host = panel->host->box;
    const pl_rect part = {host.x + panel->part.x * host.width,
                          pl_rect_bottom(host) - (panel->part.y + panel->part.height) * host.height,
                          panel->part.width * host.width, panel->part.height * host.height};
    return (pl_rect){part.x + panel->room.left, part.y + panel->room.top,
                     fmax(1.0, part.width - panel->room.left - panel->room.right),
                     fmax(1.0, part.height - panel->room.top - panel->room.bottom)};
}

// Twins and insets follow their hosts, which were made before them.
static void place_guests(pl_figure *figure)
{
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (panel->host == NULL) {
            pl_panel_apply_aspect(panel);
            continue;
        }
        panel->box = panel->inset ? inset_box(panel) : panel->host->box;
        panel->outer = panel->box;
        if (panel->inset) pl_panel_apply_aspect(panel);
    }
}

static bool is_collapsed(const pl_panel *panel)
{
    return panel->box.width <= 1.0 || panel->box.height <= 1.0;
}

// Equal units of an axis that is thousands of times as long as the other.
static bool is_collapsed_by_aspect(const pl_panel *panel)
{
    return panel->aspect > 0.0 && fmax(panel->box.width, panel->box.height) > 20.0;
}

static bn_status too_small(const pl_figure *figure)
{
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (!is_collapsed(panel)) continue;
        const pl_panel *place = panel->host != NULL ? panel->host : panel;
        const char *what = panel->host != NULL ? "an inset of the panel" : "a panel";
        if (is_collapsed_by_aspect(panel))
            return bn_fault(
                BN_EINVAL,
                "a unit of y that is %g times as long as one of x leaves %s in row %d, column %d %.2g mm x "
                "%.2g mm; aspect = \"auto\" was needed",
                panel->aspect, what, place->row + 1, place->column + 1, panel->box.width / PL_POINTS_PER_MM,
                panel->box.height / PL_POINTS_PER_MM);
        return bn_fault(
            BN_EINVAL,
            "a figure of %.4g mm x %.4g mm leaves no room for %s in row %d, column %d beside its texts",
            figure->width / PL_POINTS_PER_MM, figure->height / PL_POINTS_PER_MM, what, place->row + 1,
            place->column + 1);
    }
    return bn_ok();
}

static bn_status lay_out_once(pl_figure *figure, pl_canvas *canvas)
{
    pl_figure_choose_limits(figure);
    BN_TRY(place_grids(figure, canvas));
    place_guests(figure);
    pl_figure_place_bar(figure);
    pl_figure_choose_ticks(figure, canvas);
    return canvas->status;
}

// How much more room the panels ask for than in the last iteration.
static double ask_for_more(pl_figure *figure, pl_canvas *canvas)
{
    double more = 0.0;
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        const pl_room last = panel->room;
        const double last_beside = panel->room_beside;
        pl_panel_ask_for_room(panel, canvas);
        const pl_room now = panel->room;
        more += now.left - last.left + now.right - last.right + now.top - last.top + now.bottom -
                last.bottom + panel->room_beside - last_beside;
    }
    return more;
}

static bool any_is_collapsed(const pl_figure *figure)
{
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (is_collapsed(panel)) return true;
    return false;
}

// A label longer than its box asks for more room the smaller the box becomes. The iteration converges where
// other panels give way. It does not where the label is longer than the page, which is an error when it is drawn.
bn_status pl_figure_lay_out_boxes(pl_figure *figure, pl_canvas *canvas)
{
    enum { FIRST = 2, MOST = 60 };
    figure->squeezed = false;
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        panel->room = panel->least_room;
        panel->room_beside = panel->least_beside;
        panel->box = (pl_rect){0};
    }
    for (int iteration = 0; iteration < MOST; iteration++) {
        BN_TRY(lay_out_once(figure, canvas));
        const bool margins_are_final =
            iteration > (pl_figure_has_overhang(figure) ? 1 : 0); // margins follow the boxes of an iteration
        if (ask_for_more(figure, canvas) < 0.05 && margins_are_final) break;
        const bool endless = figure->squeezed =
            iteration > FIRST && (iteration + 1 == MOST || any_is_collapsed(figure));
        for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
            if (iteration < FIRST) panel->first_room = panel->room;
            if (endless) panel->room = panel->first_room;
        }
        if (!endless) continue;
        BN_TRY(lay_out_once(figure, canvas));
        break;
    }
    return too_small(figure);
}

static bool any_marks_changed(const pl_figure *figure)
{
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (panel->marks.changed) return true;
    return figure->page != NULL && figure->page->marks.changed;
}

static bn_status check_grids(const pl_figure *figure)
{
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (panel->holds != NULL && panel->marks.first != NULL)
            return bn_fault(
                BN_EINVAL, "the panel in row %d, column %d is a grid and has marks; they stand in its panels",
                panel->row + 1, panel->column + 1);
    return bn_ok();
}

bn_status pl_figure_lay_out(pl_figure *figure)
{
    if (figure->laid_out && !any_marks_changed(figure)) return bn_ok();
    BN_TRY(check_grids(figure));
    BN_TRY(pl_figure_join_norms(figure));
    pl_canvas canvas = pl_figure_canvas(figure, NULL);
    pl_figure_name_letters(figure);
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        panel->y->headroom = 0.0;
        panel->legend_moved = false;
    }
    BN_TRY(pl_figure_lay_out_boxes(figure, &canvas));
    BN_TRY(pl_figure_place_legends(figure, &canvas));
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        BN_TRY(pl_panel_check_ticks(panel, &canvas));
    BN_TRY(canvas.status);
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) panel->marks.changed = false;
    figure->laid_out = true;
    return bn_ok();
}
