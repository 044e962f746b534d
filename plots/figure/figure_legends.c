/* Legends among the marks of their panels: in the emptiest place, above the data with a little more room there, or
   beside the panel. */
#include "plots/figure/panel_internal.h"

#include <math.h>

static bool may_be_raised(const pl_panel *panel)
{
    static const bool lower[] = {[PL_LEGEND_LOWER_RIGHT] = true,
                                 [PL_LEGEND_LOWER_LEFT] = true,
                                 [PL_LEGEND_LOWER_CENTRE] = true,
                                 [PL_LEGEND_DIRECT] = false};
    const pl_axis *y = panel->y;
    if (lower[panel->legend.place]) return false;
    if (panel->aspect > 0.0 && !(pl_limits_are_free(panel->x) && pl_limits_are_free(y))) return false;
    return isnan(y->high) && !y->pin_high && !y->inverted;
}

// Places all legends and notes which cover data.
static void place_legends(pl_figure *figure, pl_canvas *canvas)
{
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (panel->has_legend) panel->legend_covers = !pl_legend_place_box(panel, canvas);
}

// Leaves `headroom` above the data where a legend covers some; true when there are any.
static bool raise(pl_figure *figure, double headroom)
{
    bool raised = false;
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (!panel->has_legend || !panel->legend_covers || !may_be_raised(panel)) continue;
        panel->y->headroom = headroom;
        raised = true;
    }
    return raised;
}

// Moves out the legends that found no place inside, where they leave `part` of the panel's width; true when any were.
static bool move_out(pl_figure *figure, pl_canvas *canvas, double part)
{
    bool moved = false;
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (!panel->has_legend || !panel->legend_covers || panel->legend.place != PL_LEGEND_BEST) continue;
        if (pl_legend_width_outside(panel, canvas) > (1.0 - part) * panel->box.width) continue;
        panel->legend_moved = true;
        panel->y->headroom = 0.0;
        moved = true;
    }
    return moved;
}

static bn_status no_place(const pl_figure *figure)
{
    const pl_panel *panel = figure->panels;
    while (!panel->legend_moved) panel = panel->next;
    return bn_fault(BN_EINVAL,
                    "the legend of the panel in row %d, column %d covers data inside of it, and there is no "
                    "room beside it; "
                    "a larger figure, or another place for the legend, was needed",
                    panel->row + 1, panel->column + 1);
}

static bn_status check_legends(const pl_figure *figure, pl_canvas *canvas)
{
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (panel->has_legend) BN_TRY(pl_legend_check(panel, canvas));
    return bn_ok();
}

// Tries more and more room above the data.
static bn_status make_headroom(pl_figure *figure, pl_canvas *canvas, const double *rooms, int count)
{
    for (int i = 0; i < count && raise(figure, rooms[i]); i++) {
        BN_TRY(pl_figure_lay_out_boxes(figure, canvas));
        place_legends(figure, canvas);
    }
    return bn_ok();
}

static bn_status make_room_beside(pl_figure *figure, pl_canvas *canvas, double part)
{
    if (!move_out(figure, canvas, part)) return bn_ok();
    const bn_status status = pl_figure_lay_out_boxes(figure, canvas);
    if (status.code != BN_OK || figure->squeezed) return no_place(figure);
    place_legends(figure, canvas);
    return bn_ok();
}

bn_status pl_figure_place_legends(pl_figure *figure, pl_canvas *canvas)
{
    static const double little[] = {0.12, 0.22, 0.35}; // a quarter of the panel at most
    static const double much[] = {0.5, 0.65, 0.8};     // nearly half of it
    place_legends(figure, canvas);
    BN_TRY(make_headroom(figure, canvas, little, 3));
    BN_TRY(make_room_beside(figure, canvas, 0.5));
    BN_TRY(make_headroom(figure, canvas, much, 3));
    BN_TRY(make_room_beside(figure, canvas, 0.0));
    return check_legends(figure, canvas);
}
