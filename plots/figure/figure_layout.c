/* Layout of a figure. Limits come first; then boxes, ticks and the room for texts depend on each other and
   are found by iteration: the room that a panel asks for never shrinks, and the iteration ends when no panel
   asks for more. Legends come last, for they look for a place among the marks. */
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

// --- room ------------------------------------------------------------------------------------------------

static bool is_inner(const pl_panel *panel, pl_direction direction)
{
    const pl_figure *figure = panel->figure;
    if (panel->host != NULL) return false;
    if (direction == PL_X)
        return figure->share_x != PL_SHARE_NONE && panel->row + panel->rows < figure->grid.rows;
    return figure->share_y != PL_SHARE_NONE && panel->column > 0;
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
static void align_labels(pl_figure *figure, pl_canvas *canvas)
{
    double left[PL_MOST_ROWS] = {0.0}, below[PL_MOST_ROWS] = {0.0};
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (panel->host != NULL || panel->hidden) continue;
        widen(&left[panel->column], pl_axis_side_reach(&panel->y_side, canvas));
        widen(&below[panel->row + panel->rows - 1], pl_axis_side_reach(&panel->x_side, canvas));
    }
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (panel->host != NULL) continue;
        panel->y_side.label_at = left[panel->column];
        panel->x_side.label_at = below[panel->row + panel->rows - 1];
    }
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

// Where the y axis has a common factor, the title stands above it, whether or not the two would meet.
static double head_room(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_theme *theme = canvas->theme;
    double room = pl_canvas_height(canvas, panel->title, theme->title_size, PL_FACE_REGULAR);
    if (room > 0.0) room += theme->title_pad + (panel->y_side.common[0] != '\0' ? theme->tick_size : 0.0);
    const double letter = pl_canvas_height(canvas, panel->letter, theme->letter_size, PL_FACE_BOLD);
    return fmax(room, letter);
}

static double legend_room(const pl_panel *panel, pl_canvas *canvas)
{
    if (!panel->has_legend || !pl_legend_is_outside(panel)) return 0.0;
    double width, height;
    pl_legend_size(panel, canvas, &width, &height);
    return width > 0.0 ? width + canvas->theme->bar_pad : 0.0;
}

static void ask_for_room(pl_panel *panel, pl_canvas *canvas)
{
    double beside = 0.0;
    ask_for_sides(panel, canvas);
    for (pl_panel *twin = panel->figure->panels; twin != NULL; twin = twin->next) {
        if (twin->host != panel || twin->inset) continue;
        ask_for_sides(twin, canvas);
        widen(&beside, twin->room.right);
        widen(&panel->room.right, twin->room.right);
        widen(&panel->room.top, twin->room.top);
        widen(&panel->room.bottom, twin->room.bottom);
    }
    if (panel->has_bar) beside = pl_colorbar_room(panel, panel->box.height, canvas);
    widen(&panel->room.top, head_room(panel, canvas));
    const double half =
        0.5 * pl_canvas_width(canvas, panel->title, canvas->theme->title_size, PL_FACE_REGULAR);
    const double middle = pl_panel_title_middle(panel, canvas);
    widen(&panel->room.left, panel->box.x - (middle - half));
    widen(&panel->room.right, middle + half - pl_rect_right(panel->box));
    widen(&panel->room.right, beside + legend_room(panel, canvas));
}

// --- boxes -----------------------------------------------------------------------------------------------

static pl_rect page_area(const pl_figure *figure, pl_canvas *canvas)
{
    const pl_theme *theme = &figure->theme;
    pl_rect area = pl_rect_grown((pl_rect){0.0, 0.0, figure->width, figure->height}, -theme->margin);
    const double title = pl_canvas_height(canvas, figure->title, theme->suptitle_size, PL_FACE_REGULAR);
    if (title > 0.0) {
        area.y += title + theme->title_pad;
        area.height -= title + theme->title_pad;
    }
    return area;
}

static bn_status place_grid(pl_figure *figure, pl_canvas *canvas)
{
    size_t count = 0, i = 0;
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        count += panel->host == NULL;
    pl_arena scratch = {0};
    pl_cell *cells = pl_arena_take(&scratch, count, sizeof *cells);
    if (cells == NULL) return pl_out_of_memory();
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (panel->host == NULL)
            cells[i++] = (pl_cell){.row = panel->row,
                                   .column = panel->column,
                                   .rows = panel->rows,
                                   .columns = panel->columns,
                                   .left = panel->room.left,
                                   .right = panel->room.right,
                                   .top = panel->room.top,
                                   .bottom = panel->room.bottom};
    pl_grid_place(&figure->grid, page_area(figure, canvas), cells, count);
    i = 0;
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (panel->host != NULL) continue;
        panel->box = cells[i].box;
        panel->outer = cells[i++].outer;
    }
    pl_arena_empty(&scratch);
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

static void name_letters(pl_figure *figure)
{
    int used = 0;
    char ordinal[4];
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        panel->letter[0] = '\0';
        if (figure->first_letter == 0 || panel->host != NULL) continue;
        const char *hash = strchr(figure->letter_form, '#');
        write_ordinal(figure->first_letter, used++, ordinal);
        snprintf(panel->letter, sizeof panel->letter, "%.*s%s%s", (int)(hash - figure->letter_form),
                 figure->letter_form, ordinal, hash + 1);
    }
}

static bool is_collapsed(const pl_panel *panel)
{
    return panel->box.width <= 1.0 || panel->box.height <= 1.0;
}

static bn_status too_small(const pl_figure *figure)
{
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (is_collapsed(panel))
            return bn_fault(BN_EINVAL,
                            "a figure of %.4g mm x %.4g mm leaves no room for a panel in row %d, column %d "
                            "beside its texts",
                            figure->width / PL_POINTS_PER_MM, figure->height / PL_POINTS_PER_MM,
                            panel->row + 1, panel->column + 1);
    return bn_ok();
}

static bn_status lay_out_once(pl_figure *figure, pl_canvas *canvas)
{
    pl_figure_choose_limits(figure);
    BN_TRY(place_grid(figure, canvas));
    place_guests(figure);
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) choose_ticks(panel, canvas);
    align_labels(figure, canvas);
    return canvas->status;
}

// How much more room the panels ask for than in the last round.
static double ask_for_more(pl_figure *figure, pl_canvas *canvas)
{
    double more = 0.0;
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        const pl_room last = panel->room;
        ask_for_room(panel, canvas);
        const pl_room now = panel->room;
        more += now.left - last.left + now.right - last.right + now.top - last.top + now.bottom - last.bottom;
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
static bn_status lay_out_boxes(pl_figure *figure, pl_canvas *canvas)
{
    enum { FIRST = 2, MOST = 60 };
    figure->squeezed = false;
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) panel->room = (pl_room){0};
    for (int round = 0; round < MOST; round++) {
        BN_TRY(lay_out_once(figure, canvas));
        if (ask_for_more(figure, canvas) < 0.05) break;
        const bool endless = figure->squeezed =
            round > FIRST && (round + 1 == MOST || any_is_collapsed(figure));
        for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
            if (round < FIRST) panel->first_room = panel->room;
            if (endless) panel->room = panel->first_room;
        }
        if (!endless) continue;
        BN_TRY(lay_out_once(figure, canvas));
        break;
    }
    return too_small(figure);
}

// --- legends ---------------------------------------------------------------------------------------------

static bool may_be_raised(const pl_panel *panel)
{
    const pl_axis *y = panel->y;
    if (panel->aspect > 0.0 && !(pl_limits_are_free(panel->x) && pl_limits_are_free(y))) return false;
    return isnan(y->high) && !y->pin_high && !y->inverted;
}

// Places all legends and asks for `headroom` where one covers data; true when no legend asked for any.
static bool place_legends(pl_figure *figure, pl_canvas *canvas, double headroom)
{
    bool content = true;
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (!panel->has_legend || pl_legend_place_box(panel, canvas) || !may_be_raised(panel)) continue;
        panel->y->headroom = headroom;
        content = false;
    }
    return content;
}

// Moves the legends outside that found no place inside; true when there were any.
static bool move_legends_out(pl_figure *figure, pl_canvas *canvas)
{
    bool moved = false;
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (!panel->has_legend || pl_legend_is_outside(panel) || pl_legend_place_box(panel, canvas)) continue;
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

static bn_status check_legends(const pl_figure *figure)
{
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (panel->has_legend) BN_TRY(pl_legend_check(panel));
    return bn_ok();
}

static bn_status place_all_legends(pl_figure *figure, pl_canvas *canvas)
{
    static const double headrooms[] = {0.12, 0.22, 0.35, 0.5, 0.65, 0.8};
    enum { TRIES = sizeof headrooms / sizeof *headrooms };
    for (int i = 0; !place_legends(figure, canvas, headrooms[i < TRIES ? i : TRIES - 1]) && i < TRIES; i++)
        BN_TRY(lay_out_boxes(figure, canvas));
    if (move_legends_out(figure, canvas)) {
        const bn_status status = lay_out_boxes(figure, canvas);
        if (status.code != BN_OK || figure->squeezed) return no_place(figure);
        place_legends(figure, canvas, 0.0);
    }
    return check_legends(figure);
}

static bool any_marks_changed(const pl_figure *figure)
{
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (panel->marks.changed) return true;
    return false;
}

bn_status pl_figure_lay_out(pl_figure *figure)
{
    if (figure->laid_out && !any_marks_changed(figure)) return bn_ok();
    pl_canvas canvas = pl_figure_canvas(figure, NULL);
    name_letters(figure);
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        panel->y->headroom = 0.0;
        panel->legend_moved = false;
    }
    BN_TRY(lay_out_boxes(figure, &canvas));
    BN_TRY(place_all_legends(figure, &canvas));
    BN_TRY(canvas.status);
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) panel->marks.changed = false;
    figure->laid_out = true;
    return bn_ok();
}
