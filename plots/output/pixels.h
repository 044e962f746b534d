/* Pixels: what is drawn into, and what images and movies are made of. */
#ifndef PL_PIXELS_H
#define PL_PIXELS_H

#include "common/status.h"

#include <stdint.h>

/* cairo's ARGB32 without padding: native 32-bit words, alpha in the top byte, colours premultiplied, rows
   from the top. */
typedef struct {
    int width, height;
    uint32_t *words; // width * height
} pl_pixels;

enum { PL_MOST_PIXELS_A_SIDE = 32767 }; // cairo 1.16 draws no larger surface

/* Transparent pixels whose words the caller frees with pl_pixels_release. Errors: BN_EINVAL when a side is
   not 1 to PL_MOST_PIXELS_A_SIDE, BN_ENOMEM. */
bn_status pl_pixels_create(int width, int height, pl_pixels *pixels);
void pl_pixels_release(pl_pixels *pixels);

/* BN_OK; BN_EINVAL, with both numbers, when a side is not 1 to PL_MOST_PIXELS_A_SIDE. */
bn_status pl_pixels_check_size(double width, double height);

#endif
