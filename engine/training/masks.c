/* Masks: one number beside every weight, so that a column of the gradient is held by one product. */
#include "engine/training/masks.h"

#include "engine/tensor/tensor_copy.h"

#include <math.h>
#include <stddef.h>

#define AT(member) offsetof(bn_masks_config, member)

const bn_field bn_masks_fields[] = {
    {"mask_J", BN_FIELD_TENSOR, AT(J), .help = "N x N, 1 or 0: which recurrent weights are trained"},
    {"mask_w_in", BN_FIELD_TENSOR, AT(w_in), .help = "N x S, likewise of the input weights"},
    {"mask_w_out", BN_FIELD_TENSOR, AT(w_out), .help = "R x N, likewise of the readout weights"},
    {"mask_bias", BN_FIELD_TENSOR, AT(bias), .help = "N, likewise of the bias"},
    {0},
};

// The number at `index` of all elements, row by row.
static double element(const bn_tensor *tensor, int64_t index)
{
    const int64_t columns = tensor->dims == 2 ? tensor->shape[1] : 1;
    return bn_tensor_get(tensor, (int64_t[]){index / columns, index % columns});
}

static bn_status check_mask(const char *name, const bn_tensor *mask, int dims, int64_t rows, int64_t columns)
{
    const bn_tensor needed = {.dims = dims, .shape = {rows, columns}};
    if (mask == NULL) return bn_ok();
    BN_TRY(bn_tensor_check_shape(name, mask, &needed, ", 1 or 0 for each weight"));
    for (int64_t i = 0; i < bn_tensor_count(mask); i++) {
        const double value = element(mask, i);
        if (value == 0.0 || value == 1.0) continue;
        return bn_fault(BN_EINVAL, "%s is %g at row %lld, column %lld; it must be 0 or 1", name,
                        value == value ? value : fabs(value), (long long)(i / columns) + 1,
                        (long long)(i % columns) + 1);
    }
    return bn_ok();
}

bn_status bn_masks_check(const bn_masks_config *config, const bn_network_config *network)
{
    const int64_t N = network->neurons, S = network->stimuli, M = bn_network_drives(network);
    const int64_t R = bn_network_readouts(network);
    BN_TRY(check_mask("mask_J", config->J, 2, M, N));
    BN_TRY(check_mask("mask_w_in", config->w_in, 2, M, S));
    BN_TRY(check_mask("mask_w_out", config->w_out, 2, R, N));
    return check_mask("mask_bias", config->bias, 1, M, 1);
}

bool bn_masks_given(const bn_masks_config *config)
{
    return config->J != NULL || config->w_in != NULL || config->w_out != NULL || config->bias != NULL;
}

bool bn_mask_leaves(const bn_tensor *mask)
{
    if (mask == NULL) return true;
    for (int64_t i = 0; i < bn_tensor_count(mask); i++)
        if (element(mask, i) != 0.0) return true;
    return false;
}

bn_masks bn_masks_lay_out(bn_arena *arena, const bn_masks_config *config, const bn_network *network)
{
    bn_masks masks = {.J = config->J != NULL,
                      .w_in = config->w_in != NULL,
                      .w_out = config->w_out != NULL,
                      .bias = config->bias != NULL};
    if (bn_masks_given(config))
        masks.whole = bn_arena_take(arena, (size_t)(network->ld * network->columns), sizeof(float));
    return masks;
}

// Shapes were checked, and a view of the network's memory is no broadcast one, so this can't fail.
static void copy_mask(const bn_tensor *mask, bn_tensor to)
{
    if (mask != NULL) (void)bn_tensor_copy(mask, &to);
}

void bn_masks_set(bn_masks *masks, const bn_masks_config *config, const bn_network *network)
{
    if (masks->whole == NULL) return;
    const bn_network view = bn_masks_view(masks, network);
    for (int64_t i = 0; i < network->ld * network->columns; i++) masks->whole[i] = 1.0f;
    copy_mask(config->J, bn_network_J(&view));
    copy_mask(config->w_in, bn_network_w_in(&view));
    copy_mask(config->w_out, bn_network_w_out(&view));
    copy_mask(config->bias, bn_network_bias(&view));
}

bn_network bn_masks_view(const bn_masks *masks, const bn_network *network)
{
    bn_network view = *network;
    view.weights = masks->whole;
    return view;
}
