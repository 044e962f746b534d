/* Labels at the ends of lines, to the right of the panel, each as high as its line ends. Labels that would meet are
   moved apart as little as possible in the sum of squares (pool adjacent violators: Ayer et al. 1955). */
#include "plots/figure/panel_internal.h"

#include <math.h>

static double row_height(const pl_entries *list, pl_canvas *canvas)
{
    double row = 0.0;
    for (int i = 0; i < list->count; i++)
        row = fmax(row, pl_canvas_height(canvas, list->marks[i]->options.label, canvas->theme->legend_size,
                                         PL_FACE_REGULAR));
    return row;
}

double pl_direct_width(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_entries list = pl_legend_entries(panel);
    double width = 0.0;
    for (int i = 0; i < list.count; i++)
        width = fmax(width, pl_canvas_width(canvas, list.marks[i]->options.label, canvas->theme->legend_size,
                                            PL_FACE_REGULAR));
    return width;
}

typedef struct {
    const char *label;
    pl_color color;
    double y; // of its middle
} direct_label;

// In the order of their heights, from the top; lines of which nothing is seen have none.
static int sorted_labels(const pl_entries *list, direct_label labels[PL_MOST_ENTRIES])
{
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        const pl_mark *mark = list->marks[i];
        const pl_view view = pl_panel_view(list->panels[i]);
        direct_label label = {.label = mark->options.label};
        pl_point at;
        if (mark->class->end == NULL || !mark->class->end(mark, &view, &at, &label.color)) continue;
        label.y = at.y;
        label.color.alpha = 1.0;
        int place = count++;
        for (; place > 0 && labels[place - 1].y > label.y; place--) labels[place] = labels[place - 1];
        labels[place] = label;
    }
    return count;
}

typedef struct {
    double top; // where its first label would stand best
    int count;
} block;

// The middle of each label is at least a row below that of the one before; the first and last stand within the box.
static void spread(direct_label *labels, int count, double row, pl_rect box)
{
    block blocks[PL_MOST_ENTRIES];
    int used = 0;
    for (int i = 0; i < count; i++) {
        blocks[used++] = (block){labels[i].y, 1};
        while (used > 1 && blocks[used - 2].top + row * blocks[used - 2].count > blocks[used - 1].top) {
            block *into = &blocks[used - 2], *from = &blocks[used - 1];
            const int all = into->count + from->count;
            into->top = (into->top * into->count + (from->top - row * into->count) * from->count) / all;
            into->count = all;
            used--;
        }
    }
    int at = 0;
    for (int p = 0; p < used; p++)
        for (int k = 0; k < blocks[p].count; k++) labels[at++].y = blocks[p].top + k * row;
    const double first = box.y + 0.5 * row, last = pl_rect_bottom(box) - 0.5 * row;
    for (int i = 0; i < count; i++) labels[i].y = fmax(labels[i].y, first + i * row);
    for (int i = count - 1; i >= 0; i--) labels[i].y = fmin(labels[i].y, last - (count - 1 - i) * row);
}

bn_status pl_direct_check(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_entries list = pl_legend_entries(panel);
    const double row = row_height(&list, canvas);
    for (int i = 0; i < list.count; i++)
        if (list.marks[i]->class->end == NULL)
            return bn_fault(
                BN_EINVAL,
                "the mark '%.60s' in row %d, column %d has no end at which a legend 'direct' could label it; "
                "another place for the legend was needed",
                list.marks[i]->options.label, panel->row + 1, panel->column + 1);
    if (list.count * row > panel->box.height)
        return bn_fault(BN_EINVAL,
                        "the legend of the panel in row %d, column %d, of %d labels, needs %.0f mm; the "
                        "panel is %.0f mm high",
                        panel->row + 1, panel->column + 1, list.count, list.count * row / PL_POINTS_PER_MM,
                        panel->box.height / PL_POINTS_PER_MM);
    return bn_ok();
}

void pl_direct_draw(const pl_panel *panel, pl_canvas *canvas)
{
    const pl_entries list = pl_legend_entries(panel);
    direct_label labels[PL_MOST_ENTRIES];
    const int count = sorted_labels(&list, labels);
    spread(labels, count, row_height(&list, canvas), panel->box);
    for (int i = 0; i < count; i++)
        pl_canvas_write(canvas, labels[i].label, canvas->theme->legend_size, PL_FACE_REGULAR, labels[i].color,
                        (pl_point){panel->legend_box.x, labels[i].y},
                        (pl_text_anchor){PL_LEFT, PL_MIDDLE, 0.0});
}
