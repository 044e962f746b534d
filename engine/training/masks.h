/* Masks: which weights of the network are trained, 1 or 0 for each of them. */
#ifndef BN_MASKS_H
#define BN_MASKS_H

#include "common/field.h"
#include "common/status.h"
#include "engine/network/network.h"

/* Of the caller; NULL: all are trained. f32 or f64, of the shapes of the network's parameters. */
typedef struct {
    const bn_tensor *J, *w_in, *w_out, *bias;
} bn_masks_config;

extern const bn_field bn_masks_fields[]; // mask_J and so on there

typedef struct {
    float *whole;              // like the network's weights; NULL: all are trained
    bool J, w_in, w_out, bias; // which were given
} bn_masks;

/* BN_EINVAL with the mask that has another shape or holds something else than 0 and 1. */
bn_status bn_masks_check(const bn_masks_config *config, const bn_network_config *network);

/* Whether one is given, and whether it leaves a weight to train. A mask that passed the check. */
bool bn_masks_given(const bn_masks_config *config);
bool bn_mask_leaves(const bn_tensor *mask);

/* The masks over `arena`, for a laid-out network, and their copies of the caller's. */
bn_masks bn_masks_lay_out(bn_arena *arena, const bn_masks_config *config, const bn_network *network);
void bn_masks_set(bn_masks *masks, const bn_masks_config *config, const bn_network *network);

/* The masks seen as a network: bn_network_J of it is that of J. */
bn_network bn_masks_view(const bn_masks *masks, const bn_network *network);

#endif
