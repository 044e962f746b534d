/* Limits of a figure's axes: those of the data of all panels that share an axis, pinned where a mark stands on the
   axis, and stretched where units are to be equal. */
#include "plots/figure/panel_internal.h"

#include <math.h>

// --- limits ----------------------------------------------------------------------------------------------

static void forget_data(pl_axis *axis)
{
    axis->data = pl_extent_none();
    axis->pin_low = axis->pin_high = false;
    axis->overhang = 0.0;
    axis->room[0] = axis->room[1] = 0.0;
}

// As long as the box is not known, nothing.
static double part_of(double overhang, double length)
{
    return length > 0.0 ? overhang / length : 0.0;
}

// The first and the last name have room for as much as a bar takes.
static void join_names(pl_axis *axis, const pl_axis_side *side)
{
    if (!side->named) return;
    const pl_extent names = pl_extent_of(side->ticks, (size_t)side->tick_count);
    const double ends[2] = {names.least - 0.4, names.most + 0.4};
    axis->data = pl_extent_joined(axis->data, pl_extent_of(ends, 2));
}

static void join_data(pl_panel *panel)
{
    join_names(panel->x, &panel->x_side);
    join_names(panel->y, &panel->y_side);
    for (const pl_mark *mark = panel->marks.first; mark != NULL; mark = mark->next) {
        panel->x->data = pl_extent_joined(panel->x->data, mark->x);
        panel->y->data = pl_extent_joined(panel->y->data, mark->y);
        for (int i = 0; i < 2; i++) {
            panel->x->room[i] = fmax(panel->x->room[i], part_of(mark->room[i], panel->box.width));
            panel->y->room[i] = fmax(panel->y->room[i], part_of(mark->room[2 + i], panel->box.height));
        }
        if (mark->options.unclipped) continue;
        panel->x->overhang = fmax(panel->x->overhang, part_of(mark->overhang, panel->box.width));
        panel->y->overhang = fmax(panel->y->overhang, part_of(mark->overhang, panel->box.height));
    }
}

// An end of an axis has no margin when the mark that reaches it asks for none.
static void pin(pl_axis *axis, pl_extent extent, bool low, bool high)
{
    if (low && extent.least == axis->data.least) axis->pin_low = true;
    if (high && extent.most == axis->data.most) axis->pin_high = true;
}

static void pin_data(pl_panel *panel)
{
    for (const pl_mark *mark = panel->marks.first; mark != NULL; mark = mark->next) {
        pin(panel->x, mark->x, mark->pins & PL_PIN_LEFT, mark->pins & PL_PIN_RIGHT);
        pin(panel->y, mark->y, mark->pins & PL_PIN_BOTTOM, mark->pins & PL_PIN_TOP);
    }
}

void pl_figure_choose_limits(pl_figure *figure)
{
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        forget_data(panel->x);
        forget_data(panel->y);
    }
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) join_data(panel);
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) pin_data(panel);
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        pl_axis_choose_limits(panel->x, figure->theme.x_margin);
        pl_axis_choose_limits(panel->y, figure->theme.y_margin);
    }
}

bool pl_figure_has_overhang(const pl_figure *figure)
{
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (panel->x->overhang > figure->theme.x_margin || panel->y->overhang > figure->theme.y_margin ||
            panel->x->room[0] + panel->x->room[1] + panel->y->room[0] + panel->y->room[1] > 0.0)
            return true;
    return false;
}

// --- equal units -----------------------------------------------------------------------------------------

bool pl_limits_are_free(const pl_axis *axis)
{
    return isnan(axis->low) && isnan(axis->high) && !axis->pin_low && !axis->pin_high;
}

static void stretch(pl_axis *axis, double factor)
{
    const double middle = 0.5 * axis->first + 0.5 * axis->last;
    axis->first = pl_scale_within(axis->scale, middle + (axis->first - middle) * factor);
    axis->last = pl_scale_within(axis->scale, middle + (axis->last - middle) * factor);
}

// A box that shrinks keeps its bottom edge in line with those of its row, its left edge with those of its column.
static pl_rect shrunk(const pl_panel *panel, double height_over_width)
{
    const pl_rect whole = panel->box;
    pl_rect box = pl_rect_fit(whole, height_over_width);
    for (const pl_panel *other = panel->figure->panels; other != NULL; other = other->next) {
        if (other == panel || other->host != NULL || panel->host != NULL || other->nest != panel->nest)
            continue;
        if (other->row + other->rows == panel->row + panel->rows) box.y = pl_rect_bottom(whole) - box.height;
        if (other->column == panel->column) box.x = whole.x;
    }
    return box;
}

void pl_panel_apply_aspect(pl_panel *panel)
{
    if (panel->aspect <= 0.0 || panel->x->scale.kind != PL_LINEAR || panel->y->scale.kind != PL_LINEAR)
        return;
    // halves, for the whole may be beyond the largest number
    const double x_unit = panel->box.width / fabs(0.5 * panel->x->last - 0.5 * panel->x->first);
    const double y_unit = panel->box.height / fabs(0.5 * panel->y->last - 0.5 * panel->y->first);
    const double excess = y_unit / (panel->aspect * x_unit); // above 1: y is drawn too long
    if (excess > 1.0 && pl_limits_are_free(panel->y))
        stretch(panel->y, excess);
    else if (excess < 1.0 && pl_limits_are_free(panel->x))
        stretch(panel->x, 1.0 / excess);
    else
        panel->box = shrunk(panel, panel->box.height / panel->box.width / excess);
}
