/* The colours of a movie: open addressing over twice as many slots as there can be colours; the last colour
   is kept aside, for pixels mostly repeat it. */
#include "plots/color/tally.h"

#include <stdlib.h>

enum { SLOT_BITS = 17, SLOTS = 1 << SLOT_BITS, COLOURS_BEFORE_ROUNDING = 49152 };

bn_status pl_tally_create(pl_tally *tally)
{
    *tally = (pl_tally){.entries = malloc(PL_MOST_COLOURS * sizeof tally->entries[0]),
                        .slots = calloc(SLOTS, sizeof tally->slots[0]),
                        .last = UINT32_MAX};
    if (tally->entries != NULL && tally->slots != NULL) return bn_ok();
    pl_tally_release(tally);
    return bn_fault(BN_ENOMEM, "not enough memory for the colours of a movie");
}

void pl_tally_release(pl_tally *tally)
{
    free(tally->entries);
    free(tally->slots);
    *tally = (pl_tally){0};
}

/* The slot of a colour, or the free one where it belongs. */
static uint32_t *slot_of(const pl_tally *tally, uint32_t colour)
{
    uint32_t at = colour * 2654435769u >> (32 - SLOT_BITS);
    while (tally->slots[at] != 0 && tally->entries[tally->slots[at] - 1].colour != colour)
        at = (at + 1) % SLOTS;
    return &tally->slots[at];
}

static uint32_t number_of(pl_tally *tally, uint32_t colour)
{
    uint32_t *slot = slot_of(tally, colour);
    if (*slot == 0 && tally->count >= COLOURS_BEFORE_ROUNDING) {
        const uint32_t coarse = colour & 0xF0F0F0;
        colour = coarse | coarse >> 4;
        slot = slot_of(tally, colour);
    }
    if (*slot == 0) {
        tally->entries[tally->count] = (pl_tally_entry){.colour = colour};
        *slot = ++tally->count;
    }
    return *slot - 1;
}

uint16_t pl_tally_count(pl_tally *tally, uint32_t colour)
{
    if (colour != tally->last) {
        tally->last_number = number_of(tally, colour);
        tally->last = colour;
    }
    pl_tally_entry *entry = &tally->entries[tally->last_number];
    if (entry->count < UINT32_MAX) entry->count++;
    return (uint16_t)tally->last_number;
}
