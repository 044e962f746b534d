/* The palette: the box of colours with the largest variance is cut at its mean across its widest channel
   until there are enough (after Heckbert 1982, "Color image quantization", and Wan, Wong and Prusinkiewicz
   1990). A colour counts by the square root of how often it was drawn, so that the background doesn't
   outweigh lines. */
#include "plots/color/palette.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_KEPT = 100 }; // so many colours can each have more than their share

typedef struct {
    uint32_t colour;
    double weight;
} weighted;

typedef struct {
    weighted *colours;
    size_t count;
    double weight, mean[3], spread[3]; // spread: weighted sum of squared distances from the mean
} colour_box;

static double channel(uint32_t colour, int which)
{
    return colour >> (16 - 8 * which) & 0xFF;
}

static colour_box measured(weighted *colours, size_t count)
{
    colour_box box = {.colours = colours, .count = count};
    double squares[3] = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < count; i++) {
        box.weight += colours[i].weight;
        for (int c = 0; c < 3; c++) {
            const double value = channel(colours[i].colour, c);
            box.mean[c] += colours[i].weight * value;
            squares[c] += colours[i].weight * value * value;
        }
    }
    for (int c = 0; c < 3; c++) {
        box.mean[c] /= box.weight;
        box.spread[c] = fmax(0.0, squares[c] - box.weight * box.mean[c] * box.mean[c]);
    }
    return box;
}

static int widest_channel(const colour_box *box)
{
    int widest = 0;
    for (int c = 1; c < 3; c++) {
        if (box->spread[c] > box->spread[widest]) widest = c;
    }
    return widest;
}

/* Moves the colours up to the mean of a channel to the front and returns how many they are. */
static size_t partition(colour_box *box, int across)
{
    size_t front = 0;
    for (size_t i = 0; i < box->count; i++) {
        if (channel(box->colours[i].colour, across) > box->mean[across]) continue;
        const weighted moved = box->colours[i];
        box->colours[i] = box->colours[front];
        box->colours[front++] = moved;
    }
    return front;
}

static uint32_t mean_colour(const colour_box *box)
{
    return (uint32_t)lround(box->mean[0]) << 16 | (uint32_t)lround(box->mean[1]) << 8 |
           (uint32_t)lround(box->mean[2]);
}

static int box_to_cut(const colour_box *boxes, int count)
{
    int best = -1;
    double most = 0.0;
    for (int i = 0; i < count; i++) {
        const double spread = boxes[i].spread[widest_channel(&boxes[i])];
        if (boxes[i].count < 2 || spread <= most) continue;
        most = spread;
        best = i;
    }
    return best;
}

/* Adds mean colours of boxes to the palette until it is full or there is nothing left to cut. */
static void cut(weighted *colours, size_t count, pl_palette *palette)
{
    const int room = PL_PALETTE_SIZE - palette->count;
    colour_box boxes[PL_PALETTE_SIZE];
    boxes[0] = measured(colours, count);
    int cuts = 1;
    while (cuts < room) {
        const int at = box_to_cut(boxes, cuts);
        if (at < 0) break;
        const colour_box box = boxes[at];
        const size_t front = partition(&boxes[at], widest_channel(&box));
        if (front == 0 || front == box.count) {
            boxes[at].count = 1; // equal but for rounding
            continue;
        }
        boxes[at] = measured(box.colours, front);
        boxes[cuts++] = measured(box.colours + front, box.count - front);
    }
    for (int i = 0; i < cuts; i++) palette->colours[palette->count++] = mean_colour(&boxes[i]);
}

/* Puts the colours that fill a large share of the frames into the palette as they are (the background must
   stay exact), the others into rest, and returns how many those are: more than fit, so at least one. */
static size_t keep_large(const pl_color_histogram *histogram, pl_palette *palette, weighted *rest)
{
    double all = 0.0;
    size_t left = 0;
    for (uint32_t i = 0; i < histogram->count; i++) all += histogram->entries[i].count;
    for (uint32_t i = 0; i < histogram->count; i++) {
        const pl_color_histogram_entry *entry = &histogram->entries[i];
        if (entry->count > all / MOST_KEPT)
            palette->colours[palette->count++] = entry->colour;
        else
            rest[left++] = (weighted){entry->colour, sqrt(entry->count)};
    }
    return left;
}

static int squared_distance(uint32_t a, uint32_t b)
{
    int sum = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        const int difference = (int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF);
        sum += difference * difference;
    }
    return sum;
}

int pl_colour_distance(uint32_t a, uint32_t b)
{
    int most = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        const int difference = abs((int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF));
        if (difference > most) most = difference;
    }
    return most;
}

static unsigned char nearest_in(const pl_palette *palette, uint32_t colour)
{
    int best = 0, least = squared_distance(palette->colours[0], colour);
    for (int i = 1; i < palette->count && least > 0; i++) {
        const int distance = squared_distance(palette->colours[i], colour);
        if (distance < least) best = i, least = distance;
    }
    return (unsigned char)best;
}

static void copy_all(const pl_color_histogram *histogram, pl_palette *palette, unsigned char *nearest)
{
    palette->exact = true;
    palette->count = (int)histogram->count;
    for (uint32_t i = 0; i < histogram->count; i++) {
        palette->colours[i] = histogram->entries[i].colour;
        nearest[i] = (unsigned char)i;
    }
}

bn_status pl_palette_choose(const pl_color_histogram *histogram, pl_palette *palette, unsigned char *nearest)
{
    *palette = (pl_palette){0};
    if (histogram->count <= PL_PALETTE_SIZE) {
        copy_all(histogram, palette, nearest);
        return bn_ok();
    }
    weighted *colours = malloc(histogram->count * sizeof *colours);
    if (colours == NULL) return bn_fault(BN_ENOMEM, "not enough memory for a palette");
    const size_t left = keep_large(histogram, palette, colours);
    cut(colours, left, palette);
    free(colours);
    for (uint32_t i = 0; i < histogram->count; i++)
        nearest[i] = nearest_in(palette, histogram->entries[i].colour);
    return bn_ok();
}

// --- mixing -----------------------------------------------------------------------------------------------

// Moves the last of `count` entries to its place by lightness (luma of Rec. 601).
static void sort_last(const pl_palette *palette, unsigned char *entries, int count)
{
    static const double share[3] = {0.299, 0.587, 0.114};
    double light[PL_PALETTE_SIZE];
    for (int i = 0; i < count; i++) {
        const uint32_t colour = palette->colours[entries[i]];
        light[i] =
            share[0] * channel(colour, 0) + share[1] * channel(colour, 1) + share[2] * channel(colour, 2);
    }
    for (int i = count - 1; i > 0 && light[i] < light[i - 1]; i--) {
        const unsigned char entry = entries[i];
        const double its_light = light[i];
        entries[i] = entries[i - 1];
        light[i] = light[i - 1];
        entries[i - 1] = entry;
        light[i - 1] = its_light;
    }
}

// Knoll's pattern: each dot is the nearest to the colour and what the dots before have missed of it.
static void mix(const pl_palette *palette, uint32_t colour, unsigned char *dots)
{
    double missed[3] = {0.0, 0.0, 0.0};
    for (int i = 0; i < PL_DITHER_DOTS; i++) {
        uint32_t wanted = 0;
        for (int c = 0; c < 3; c++)
            wanted = wanted << 8 | (uint32_t)lround(fmax(0.0, fmin(255.0, channel(colour, c) + missed[c])));
        dots[i] = nearest_in(palette, wanted);
        for (int c = 0; c < 3; c++) missed[c] += channel(colour, c) - channel(palette->colours[dots[i]], c);
        sort_last(palette, dots, i + 1);
    }
}

void pl_palette_mix(const pl_color_histogram *histogram, const pl_palette *palette, unsigned char *mixed)
{
    for (uint32_t i = 0; i < histogram->count; i++)
        mix(palette, histogram->entries[i].colour, mixed + (size_t)i * PL_DITHER_DOTS);
}
