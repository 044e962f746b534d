/* Panels of several figures in line. Each figure is laid out; the largest room that any of them has beside a column or
   a row becomes the least one there of all; and again until none grows. */
#include "plots/figure/panel_internal.h"

#include <math.h>
#include <stdbool.h>

// What is less can't be seen to be out of line, in points.
static const double hair = 0.5;

enum { MOST_ROUNDS = 8 };

// Room beside the columns and rows of a grid, and beside single panels by where they begin.
typedef struct {
    double left[PL_MOST_ROWS], right[PL_MOST_ROWS], top[PL_MOST_ROWS], bottom[PL_MOST_ROWS];
    double beside[PL_MOST_ROWS][PL_MOST_ROWS];
} rooms;

static bool is_in_grid(const pl_figure *figure, const pl_panel *panel)
{
    return panel->host == NULL && panel->nest == &figure->root;
}

static bool widen(double *room, double asked)
{
    const bool wider = asked > *room + 0.05;
    *room = fmax(*room, asked);
    return wider;
}

// Whether any room has grown.
static bool gather(const pl_figure *figure, rooms *of)
{
    bool wider = false;
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (!is_in_grid(figure, panel)) continue;
        wider |= widen(&of->left[panel->column], panel->room.left);
        wider |= widen(&of->right[panel->column + panel->columns - 1], panel->room.right);
        wider |= widen(&of->top[panel->row], panel->room.top);
        wider |= widen(&of->bottom[panel->row + panel->rows - 1], panel->room.bottom);
        wider |= widen(&of->beside[panel->row][panel->column], panel->room_beside);
    }
    return wider;
}

static void keep(pl_figure *figure, const rooms *of)
{
    for (pl_panel *panel = figure->panels; panel != NULL; panel = panel->next) {
        if (!is_in_grid(figure, panel)) continue;
        panel->least_room = (pl_room){.left = of->left[panel->column],
                                      .right = of->right[panel->column + panel->columns - 1],
                                      .top = of->top[panel->row],
                                      .bottom = of->bottom[panel->row + panel->rows - 1]};
        panel->least_beside = of->beside[panel->row][panel->column];
    }
    figure->laid_out = false;
}

static bn_status check_alike(const pl_figure *first, const pl_figure *other, size_t number)
{
    if (fabs(first->width - other->width) > hair || fabs(first->height - other->height) > hair)
        return bn_fault(
            BN_EINVAL, "figure %zu is %.4g mm x %.4g mm and the first %.4g mm x %.4g mm; one size was needed",
            number, other->width / PL_POINTS_PER_MM, other->height / PL_POINTS_PER_MM,
            first->width / PL_POINTS_PER_MM, first->height / PL_POINTS_PER_MM);
    const pl_grid *a = &first->root.grid, *b = &other->root.grid;
    if (a->rows == b->rows && a->columns == b->columns) return bn_ok();
    return bn_fault(BN_EINVAL, "figure %zu has %d x %d panels and the first %d x %d; one grid was needed",
                    number, b->rows, b->columns, a->rows, a->columns);
}

static const pl_panel *same_place(const pl_figure *figure, const pl_panel *as)
{
    for (const pl_panel *panel = figure->panels; panel != NULL; panel = panel->next)
        if (is_in_grid(figure, panel) && panel->row == as->row && panel->column == as->column &&
            panel->rows == as->rows && panel->columns == as->columns)
            return panel;
    return NULL;
}

// Boxes of equal units follow from their axes and are left out.
static bn_status check_boxes(const pl_figure *first, const pl_figure *other, size_t number)
{
    for (const pl_panel *panel = first->panels; panel != NULL; panel = panel->next) {
        const pl_panel *twin = is_in_grid(first, panel) ? same_place(other, panel) : NULL;
        if (twin == NULL || panel->aspect > 0.0 || twin->aspect > 0.0) continue;
        const double across =
            fmax(fabs(panel->box.x - twin->box.x), fabs(panel->box.width - twin->box.width));
        const double along =
            fmax(fabs(panel->box.y - twin->box.y), fabs(panel->box.height - twin->box.height));
        if (fmax(across, along) > hair)
            return bn_fault(
                BN_EINVAL,
                "the panels in row %d, column %d of figure %zu and the first stay %.1f mm out of line; the "
                "same ratios, gap, and title, legend and colour bar of the figure were needed",
                panel->row + 1, panel->column + 1, number, fmax(across, along) / PL_POINTS_PER_MM);
    }
    return bn_ok();
}

static bn_status align(pl_figure *const *figures, size_t count, rooms *of)
{
    bool wider = true;
    for (int round = 0; round < MOST_ROUNDS && wider; round++) {
        wider = false;
        for (size_t i = 0; i < count; i++) {
            BN_TRY(pl_figure_lay_out(figures[i]));
            wider |= gather(figures[i], of);
        }
        for (size_t i = 0; i < count && wider; i++) keep(figures[i], of);
    }
    for (size_t i = 0; i < count; i++) BN_TRY(pl_figure_lay_out(figures[i]));
    return bn_ok();
}

bn_status pl_figures_align(pl_figure *const *figures, size_t count)
{
    pl_arena scratch = {0};
    for (size_t i = 1; i < count; i++) BN_TRY(check_alike(figures[0], figures[i], i + 1));
    rooms *of = pl_arena_take(&scratch, 1, sizeof *of);
    if (of == NULL) return pl_out_of_memory();
    bn_status status = align(figures, count, of);
    pl_arena_empty(&scratch);
    for (size_t i = 1; i < count && status.code == BN_OK; i++)
        status = check_boxes(figures[0], figures[i], i + 1);
    return status;
}
