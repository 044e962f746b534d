/* Pixels: one zeroed block. Sizes are checked as numbers before they are integers, so that a page of 1e9 mm
   or NaN is an error and does not overflow. */
#include "plots/output/pixels.h"

#include <stdlib.h>

bn_status pl_pixels_check_size(double width, double height)
{
    const double most = PL_MOST_PIXELS_A_SIDE;
    if (width >= 1.0 && width <= most && height >= 1.0 && height <= most) return bn_ok();
    return bn_fault(BN_EINVAL, "the picture would have %.0f x %.0f pixels; 1 to %d a side are possible",
                    width, height, PL_MOST_PIXELS_A_SIDE);
}

bn_status pl_pixels_create(int width, int height, pl_pixels *pixels)
{
    BN_TRY(pl_pixels_check_size(width, height));
    *pixels = (pl_pixels){.width = width, .height = height};
    pixels->words = calloc((size_t)width * (size_t)height, sizeof pixels->words[0]);
    if (pixels->words == NULL)
        return bn_fault(BN_ENOMEM, "not enough memory for %d x %d pixels", width, height);
    return bn_ok();
}

void pl_pixels_release(pl_pixels *pixels)
{
    free(pixels->words);
    *pixels = (pl_pixels){0};
}
