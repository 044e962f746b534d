/* The room that a panel's texts need around its box. Ticks are chosen first, for their labels decide it. What stands
   beside a panel, a colour bar or a legend, takes its room from the panel's own box, so that boxes of equal spans stay
   equally wide; from all of the column where its panels share an axis. */
#include "plots/figure/panel_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_inner(const pl_panel *panel, pl_direction direction)
{
    const pl_nest *nest = panel->nest;
    if (panel->host != NULL) return false;
    if (direction == PL_X)
        return nest->share_x != PL_SHARE_NONE && panel->row + panel->rows < nest->grid.rows;
    return nest->share_y != PL_SHARE_NONE && panel->column > 0;
}

static void choose_ticks(pl_panel *panel, pl_canvas *canvas)
{
    panel->x_side.bare = is_inner(panel, PL_X);
    panel->y_side.bare = is_inner(panel, PL_Y);
    pl_axis_side_choose_ticks(&panel->x_side, panel->x, panel->box.width, canvas);
    pl_axis_side_choose_ticks(&panel->y_side, panel->y, panel->box.height, canvas);
}

static void widen(double *room, double asked)
{
    if (asked > *room) *room = asked;
}

// Axis labels of the panels that begin in one column, or end in one row, stand in line.
static void align_labels(pl_figure *figure, const pl_nest *nest, pl_canvas *canvas)
{
    double left[PL_MOST_ROWS] = {0.0}, below[PL_MOST_ROWS] = {0.0};
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (panel->host != NULL || panel->nest != nest || panel->hidden) continue;
        widen(&left[panel->column], pl_axis_side_reach(&panel->y_side, canvas));
        widen(&below[panel->row + panel->rows - 1], pl_axis_side_reach(&panel->x_side, canvas));
    }
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (panel->host != NULL || panel->nest != nest) continue;
        panel->y_side.label_at = left[panel->column];
        panel->x_side.label_at = below[panel->row + panel->rows - 1];
    }
}

void pl_figure_choose_ticks(pl_figure *figure, pl_canvas *canvas)
{
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) choose_ticks(panel, canvas);
    align_labels(figure, &figure->root, canvas);
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (panel->holds != NULL) align_labels(figure, panel->holds, canvas);
}

static bn_status check_ticks(const pl_panel *panel, const char *name, const pl_axis_side *side,
                             const pl_axis *axis, double length, pl_canvas *canvas)
{
    int first, second;
    if (panel->hidden || !pl_axis_side_labels_meet(side, axis, length, canvas, &first, &second))
        return bn_ok();
    return bn_fault(
        BN_EINVAL,
        "the labels '%.40s' and '%.40s' of ticks of the %s axis in row %d, column %d lie over each other; "
        "ticks further apart, or a larger panel, were needed",
        side->texts[first], side->texts[second], name, panel->row + 1, panel->column + 1);
}

bn_status pl_panel_check_ticks(const pl_panel *panel, pl_canvas *canvas)
{
    BN_TRY(check_ticks(panel, "x", &panel->x_side, panel->x, panel->box.width, canvas));
    return check_ticks(panel, "y", &panel->y_side, panel->y, panel->box.height, canvas);
}

static void ask_for_sides(pl_panel *panel, pl_canvas *canvas)
{
    if (panel->hidden) return;
    pl_room *room = &panel->room;
    const pl_axis_side_room x = pl_axis_side_measure(&panel->x_side, panel->x, panel->box.width, canvas);
    const pl_axis_side_room y = pl_axis_side_measure(&panel->y_side, panel->y, panel->box.height, canvas);
    widen(&room->bottom, x.outward);
    widen(panel->y_side.place == PL_AXIS_RIGHT ? &room->right : &room->left, y.outward);
    widen(&room->left, x.before);
    widen(&room->right, x.after);
    widen(&room->bottom, y.before);
    widen(&room->top, y.after);
}

double pl_panel_letter_left(const pl_panel *panel)
{
    double left = INFINITY;
    for (const pl_panel *other = panel->figure->panels; other != NULL; other = other->next)
        if (other->host == NULL && other->nest == panel->nest && other->column == panel->column)
            left = fmin(left, other->box.x - other->room.left);
    return fmax(panel->outer.x, left);
}

// Where the y axis has a common factor, the title stands above it, whether or not the two would meet.
static double head_room(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    double room = pl_canvas_height(canvas, panel->title, theme->title_size, PL_FACE_REGULAR);
    if (room > 0.0) room += theme->title_pad + (panel->y_side.common[0] != '\0' ? theme->tick_size : 0.0);
    double letter = pl_canvas_height(canvas, panel->letter, theme->letter_size, PL_FACE_BOLD);
    const double edge = pl_panel_letter_left(panel) +
                        pl_canvas_width(canvas, panel->letter, theme->letter_size, PL_FACE_BOLD);
    if (letter == 0.0 || edge <= panel->box.x - pl_axis_side_reach(&panel->y_side, canvas))
        return fmax(room, letter);
    const double above = pl_axis_side_measure(&panel->y_side, panel->y, panel->box.height, canvas).after;
    letter += fmin(above, 0.5 * theme->tick_size); // of a label at the upper end of the axis
    return fmax(room, letter);
}

// The axes that twins have on the right, which all panels of the column make room for.
static double ask_for_twins(pl_panel *panel, pl_canvas *canvas)
{
    double right = 0.0;
    for (pl_panel *twin = panel->figure->panels; twin != NULL; twin = twin->next) {
        if (twin->host != panel || twin->inset) continue;
        ask_for_sides(twin, canvas);
        widen(&right, twin->room.right);
        widen(&panel->room.right, twin->room.right);
        widen(&panel->room.top, twin->room.top);
        widen(&panel->room.bottom, twin->room.bottom);
    }
    return right;
}

// What stands to the right of the box: the axis of a twin, a colour bar, a legend.
static double ask_beside(pl_panel *panel, pl_canvas *canvas)
{
    double beside = ask_for_twins(panel, canvas);
    if (panel->has_bar) beside = pl_colorbar_room(panel, panel->box.height, canvas);
    if (!panel->has_legend || !pl_legend_is_outside(panel)) return beside;
    const double legend = pl_legend_width_outside(panel, canvas);
    return legend > 0.0 ? beside + legend + canvas->theme->bar_pad : beside;
}

static bool takes_column(const pl_panel *panel)
{
    const pl_nest *nest = panel->nest;
    if (panel->host != NULL || panel->beside == PL_BESIDE_COLUMN) return true;
    if (panel->beside == PL_BESIDE_PANEL) return false;
    return nest->grid.columns == 1 || nest->share_x != PL_SHARE_NONE;
}

void pl_panel_ask_for_room(pl_panel *panel, pl_canvas *canvas)
{
    ask_for_sides(panel, canvas);
    widen(&panel->room.top, head_room(panel, canvas));
    double beside = ask_beside(panel, canvas);
    if (takes_column(panel)) {
        widen(&panel->room.right, beside);
        beside = 0.0;
    }
    widen(&panel->room_beside, beside);
    const double half =
        0.5 * pl_canvas_width(canvas, panel->title, canvas->theme->title_size, PL_FACE_REGULAR);
    const double middle = pl_panel_title_middle(panel, canvas);
    widen(&panel->room.left, panel->box.x - (middle - half));
    widen(&panel->room.right, middle + half - pl_rect_right(panel->box) - panel->room_beside);
}

// --- letters ---------------------------------------------------------------------------------------------

// a to z, then aa, ab and so on, as the columns of a table; the first letter's case is that of all.
static void write_ordinal(char first, int number, char word[4])
{
    const char a = first >= 'a' ? 'a' : 'A';
    size_t used = 3;
    word[used] = '\0';
    for (number += first - a + 1; number > 0 && used > 0; number = (number - 1) / 26)
        word[--used] = (char)(a + (number - 1) % 26);
    memmove(word, word + used, 4 - used);
}

static bool takes_letter(const pl_panel *panel)
{
    return panel->host == NULL && panel->nest == &panel->figure->root;
}

// How many panels with a letter stand before this one, row by row, whatever the order in which they were made.
static int letters_before(const pl_panel *panel)
{
    int before = 0;
    for (const pl_panel *other = panel->figure->panels; other != NULL; other = other->next) {
        const bool above = other->row < panel->row;
        before +=
            takes_letter(other) && (above || (other->row == panel->row && other->column < panel->column));
    }
    return before;
}

void pl_figure_name_letters(pl_figure *figure)
{
    char ordinal[4];
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        panel->letter[0] = '\0';
        if (figure->first_letter == 0 || !takes_letter(panel)) continue;
        const char *hash = strchr(figure->letter_form, '#');
        write_ordinal(figure->first_letter, letters_before(panel), ordinal);
        snprintf(panel->letter, sizeof panel->letter, "%.*s%s%s", (int)(hash - figure->letter_form),
                 figure->letter_form, ordinal, hash + 1);
    }
}
