/* An axis of names: each name that marks stand at has a tick at a whole number, in the order in which names first
   came. Panels that share the axis share the places, whatever the order in which each of them has its names. */
#include "plots/figure/panel.h"

#include "plots/figure/panel_internal.h"

#include <math.h>
#include <string.h>

// The tick of that name; -1 without.
static int tick_of(const pl_axis_side *side, const char *name)
{
    for (int i = 0; side->tick_texts != NULL && i < side->tick_count; i++)
        if (strcmp(side->tick_texts[i], name) == 0) return i;
    return -1;
}

// Where the name stands in any panel of the axis, else the next whole number.
static double place_of(pl_panel *panel, pl_direction direction, const char *name)
{
    double last = 0.0;
    for (pl_panel *other = panel->figure->panels; other != NULL; other = other->next) {
        if (pl_panel_axis(other, direction) != pl_panel_axis(panel, direction)) continue;
        const pl_axis_side *side = pl_panel_side(other, direction);
        const int tick = tick_of(side, name);
        if (tick >= 0) return side->ticks[tick];
        for (int i = 0; side->tick_texts != NULL && i < side->tick_count; i++)
            last = fmax(last, side->ticks[i]);
    }
    return floor(last) + 1.0;
}

bn_status pl_panel_name_place(pl_panel *panel, pl_direction direction, const char *name, double *place)
{
    pl_axis_side *side = pl_panel_side(panel, direction);
    const int tick = tick_of(side, name);
    *place = tick >= 0 ? side->ticks[tick] : place_of(panel, direction, name);
    if (tick >= 0) return bn_ok();
    const size_t count = side->tick_texts == NULL ? 0 : (size_t)side->tick_count;
    if (count >= PL_MOST_TICKS)
        return bn_fault(BN_EINVAL, "'%s' is one name too many; an axis takes at most %d", name,
                        PL_MOST_TICKS);
    double places[PL_MOST_TICKS];
    const char *names[PL_MOST_TICKS];
    for (size_t i = 0; i < count; i++) {
        places[i] = side->ticks[i];
        names[i] = side->tick_texts[i];
    }
    places[count] = *place;
    names[count] = name;
    BN_TRY(pl_panel_set_ticks(panel, direction, places, names, count + 1));
    side->named = true;
    return bn_ok();
}
