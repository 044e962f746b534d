/* The published entries stand at equal distances from 0 to 1; a level is interpolated linearly between the
   two entries around it, in the red, green and blue they are given in. A reversed map is the same levels in
   reversed order. */
#include "plots/color/colormap.h"

#include "plots/color/colormap_tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const pl_colormap_table *table_named(const char *name, size_t length)
{
    for (const pl_colormap_table *table = pl_colormap_tables; table->name != NULL; table++)
        if (strlen(table->name) == length && strncmp(table->name, name, length) == 0) return table;
    return NULL;
}

static uint32_t entry(const pl_colormap_table *table, size_t i)
{
    char digits[7] = "";
    memcpy(digits, table->entries + 6 * i, 6);
    return (uint32_t)strtoul(digits, NULL, 16);
}

static uint32_t interpolated(uint32_t a, uint32_t b, double part)
{
    uint32_t rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        const double from = a >> shift & 0xff;
        const double to = b >> shift & 0xff;
        rgb |= (uint32_t)lround(from + part * (to - from)) << shift;
    }
    return rgb;
}

// Takes "_N" off the end of a name: N, 0 where there is none.
static size_t take_steps(const char *name, size_t *length)
{
    size_t first = *length;
    while (first > 0 && name[first - 1] >= '0' && name[first - 1] <= '9') first--;
    if (first == *length || *length - first > 9 || first < 2 || name[first - 1] != '_') return 0;
    *length = first - 1;
    return strtoul(name + first, NULL, 10);
}

// As many colours, from end to end of the map, each over an equal part of it, to which its lower end belongs where
// pl_colormap_rgb rounds it to a level.
static void keep_steps(pl_colormap *map, size_t steps)
{
    const pl_colormap all = *map;
    const size_t last = PL_COLORMAP_LEVELS - 1;
    for (size_t i = 0; i < PL_COLORMAP_LEVELS; i++) {
        const size_t above = (2 * i + 1) * steps / (2 * last), step = above < steps ? above : steps - 1;
        map->levels[i] = all.levels[step * last / (steps - 1)];
    }
}

bn_status pl_colormap_named(const char *name, pl_colormap *map)
{
    size_t length = strlen(name);
    const size_t whole = length, steps = take_steps(name, &length);
    const bool stepped = length < whole;
    const bool reversed = length > 2 && strncmp(name + length - 2, "_r", 2) == 0;
    if (reversed) length -= 2;
    const pl_colormap_table *table = table_named(name, length);
    if (table == NULL) return bn_fault(BN_EINVAL, "unknown colour map '%s'", name);
    if (stepped && (steps < 2 || steps > PL_COLORMAP_MOST_STEPS))
        return bn_fault(BN_EINVAL, "colour map '%s' has %zu steps; 2 to %d were needed", name, steps,
                        PL_COLORMAP_MOST_STEPS);
    const size_t entries = strlen(table->entries) / 6;
    for (size_t i = 0; i < PL_COLORMAP_LEVELS; i++) {
        const double at = (double)i / (PL_COLORMAP_LEVELS - 1) * (double)(entries - 1);
        const size_t below = at >= (double)(entries - 1) ? entries - 2 : (size_t)at;
        const size_t level = reversed ? PL_COLORMAP_LEVELS - 1 - i : i;
        map->levels[level] = interpolated(entry(table, below), entry(table, below + 1), at - (double)below);
    }
    if (stepped) keep_steps(map, steps);
    return bn_ok();
}

uint32_t pl_colormap_rgb(const pl_colormap *map, double at)
{
    const double level = fmax(0.0, fmin(1.0, at)) * (PL_COLORMAP_LEVELS - 1);
    return map->levels[(size_t)(level + 0.5)];
}

const char *pl_colormap_name(size_t i)
{
    return pl_colormap_tables[i].name;
}
