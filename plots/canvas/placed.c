/* A text's corners are those of its ink, turned about its anchor. Two convex figures are apart when they are so along
   the normal of one of their edges. */
#include "plots/canvas/placed.h"

#include <math.h>
#include <string.h>

static void set_around(pl_placed_text *placed)
{
    double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
    for (int i = 0; i < 4; i++) {
        left = fmin(left, placed->corners[i].x);
        right = fmax(right, placed->corners[i].x);
        top = fmin(top, placed->corners[i].y);
        bottom = fmax(bottom, placed->corners[i].y);
    }
    placed->around = (pl_rect){left, top, right - left, bottom - top};
}

static bn_status make_room(pl_placed_texts *placed)
{
    if (placed->count < placed->room) return bn_ok();
    const size_t room = placed->room == 0 ? 64 : 2 * placed->room;
    pl_placed_text *texts = pl_arena_take(&placed->arena, room, sizeof *texts);
    if (texts == NULL) return bn_fault(BN_ENOMEM, "not enough memory to check a figure of %zu texts", room);
    if (placed->count > 0) memcpy(texts, placed->texts, placed->count * sizeof *texts);
    placed->texts = texts;
    placed->room = room;
    return bn_ok();
}

bn_status pl_placed_add(pl_placed_texts *placed, const char *string, const pl_text *text, double size,
                        pl_point at, pl_text_anchor anchor, bool cut)
{
    BN_TRY(make_room(placed));
    const char *kept = pl_arena_text(&placed->arena, string);
    if (kept == NULL) return bn_fault(BN_ENOMEM, "not enough memory to check the texts of a figure");
    const double angle = anchor.angle, c = cos(angle), s = sin(angle);
    anchor.angle = 0.0;
    const pl_text_box ink = pl_text_ink(text, anchor);
    const double x[4] = {ink.left, ink.right, ink.right, ink.left};
    const double y[4] = {ink.top, ink.top, ink.bottom, ink.bottom};
    pl_placed_text *added = &placed->texts[placed->count++];
    *added = (pl_placed_text){.string = kept, .owner = placed->owner, .cut = cut, .size = size};
    for (int i = 0; i < 4; i++)
        added->corners[i] = (pl_point){at.x + x[i] * c + y[i] * s, at.y - x[i] * s + y[i] * c};
    set_around(added);
    return bn_ok();
}

void pl_placed_stroke(pl_placed_texts *placed, double width)
{
    if (!(width > 0.0)) return;
    const pl_placed_line line = {width, placed->owner};
    if (!placed->has_lines || width < placed->thinnest.width) placed->thinnest = line;
    placed->has_lines = true;
}

pl_placed_text pl_placed_rect(pl_rect rect)
{
    const double right = pl_rect_right(rect), bottom = pl_rect_bottom(rect);
    pl_placed_text placed = {
        .corners = {{rect.x, rect.y}, {right, rect.y}, {right, bottom}, {rect.x, bottom}}};
    placed.around = rect;
    return placed;
}

typedef struct {
    double low, high;
} shadow;

static shadow shadow_on(const pl_placed_text *placed, double x, double y)
{
    shadow cast = {INFINITY, -INFINITY};
    for (int i = 0; i < 4; i++) {
        const double along = placed->corners[i].x * x + placed->corners[i].y * y;
        cast = (shadow){fmin(cast.low, along), fmax(cast.high, along)};
    }
    return cast;
}

// The least overlap along the normals of two neighbouring edges of `of`.
static double least_overlap(const pl_placed_text *of, const pl_placed_text *a, const pl_placed_text *b)
{
    double least = INFINITY;
    for (int i = 0; i < 2; i++) {
        const double dx = of->corners[i + 1].x - of->corners[i].x;
        const double dy = of->corners[i + 1].y - of->corners[i].y;
        const double length = hypot(dx, dy);
        if (!(length > 0.0)) return 0.0; // no ink
        const shadow first = shadow_on(a, dx / length, dy / length);
        const shadow second = shadow_on(b, dx / length, dy / length);
        least = fmin(least, fmin(first.high - second.low, second.high - first.low));
    }
    return fmax(0.0, least);
}

double pl_placed_overlap(const pl_placed_text *a, const pl_placed_text *b)
{
    if (!pl_rect_overlap(a->around, b->around)) return 0.0;
    return fmin(least_overlap(a, a, b), least_overlap(b, a, b));
}
