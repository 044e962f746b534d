/* The colours of a movie: open addressing over twice as many slots as there can be colours; the last colour
   is kept aside, for pixels mostly repeat it. */
#include "plots/color/color_histogram.h"

#include <stdlib.h>

enum { SLOT_BITS = 17, SLOTS = 1 << SLOT_BITS, COLOURS_BEFORE_ROUNDING = 49152 };

bn_status pl_color_histogram_create(pl_color_histogram *histogram)
{
    *histogram = (pl_color_histogram){.entries = malloc(PL_MOST_COLOURS * sizeof histogram->entries[0]),
                                      .slots = calloc(SLOTS, sizeof histogram->slots[0]),
                                      .last = UINT32_MAX};
    if (histogram->entries != NULL && histogram->slots != NULL) return bn_ok();
    pl_color_histogram_release(histogram);
    return bn_fault(BN_ENOMEM, "not enough memory for the colours of a movie");
}

void pl_color_histogram_release(pl_color_histogram *histogram)
{
    free(histogram->entries);
    free(histogram->slots);
    *histogram = (pl_color_histogram){0};
}

/* The slot of a colour, or the free one where it belongs. */
static uint32_t *slot_of(const pl_color_histogram *histogram, uint32_t colour)
{
    uint32_t at = colour * 2654435769u >> (32 - SLOT_BITS);
    while (histogram->slots[at] != 0 && histogram->entries[histogram->slots[at] - 1].colour != colour)
        at = (at + 1) % SLOTS;
    return &histogram->slots[at];
}

static uint32_t number_of(pl_color_histogram *histogram, uint32_t colour)
{
    uint32_t *slot = slot_of(histogram, colour);
    if (*slot == 0 && histogram->count >= COLOURS_BEFORE_ROUNDING) {
        const uint32_t coarse = colour & 0xF0F0F0;
        colour = coarse | coarse >> 4;
        slot = slot_of(histogram, colour);
    }
    if (*slot == 0) {
        histogram->entries[histogram->count] = (pl_color_histogram_entry){.colour = colour};
        *slot = ++histogram->count;
    }
    return *slot - 1;
}

uint16_t pl_color_histogram_add(pl_color_histogram *histogram, uint32_t colour)
{
    if (colour != histogram->last) {
        histogram->last_number = number_of(histogram, colour);
        histogram->last = colour;
    }
    pl_color_histogram_entry *entry = &histogram->entries[histogram->last_number];
    if (entry->count < UINT32_MAX) entry->count++;
    return (uint16_t)histogram->last_number;
}
