/* Trial products: W and W^T are packed once a pass. For the outer product the course of a large network is
   packed, too. The sum of the outer product runs over all steps of a microbatch's trials; where microbatches
   have no gradients of their own, it runs on through the microbatches in their order. */
#include "engine/training/trial_factors.h"
#include "engine/training/trial_internal.h"

#include "engine/base/blas.h"

#include <string.h>

// For a W of more rows it pays to pack e_l and z before the outer product.
enum { MOST_DIRECT_ROWS = 128 };

static int64_t summed_over(const bn_trial *trial, const bn_microbatch *microbatch)
{
    return (trial->config.steps + 1) * microbatch->count;
}

static bool by_blas(const bn_trial *trial)
{
    return trial->config.backend == BN_BACKEND_OPENBLAS;
}

/* The rows of W with weights from rates: all but the last block of a GRU, which has inputs and a bias alone. The
   products leave out what is 0. */
static int64_t recurrent_rows(const bn_trial *trial)
{
    return trial->network->rows - (bn_trial_is_gru(trial) ? trial->N : 0);
}

bool bn_trial_inputs_apart(const bn_trial *trial)
{
    return bn_trial_is_gru(trial) || bn_trial_is_delayed(trial);
}

void bn_trial_plan_products(bn_trial *trial)
{
    const bn_network *network = trial->network;
    const int64_t count = trial->microbatch[trial->microbatches - 1].count; // none has more
    trial->forward = bn_packing_for(network->rows, network->columns, count);
    trial->backward = bn_packing_for(trial->N, network->rows, count);
    trial->input = bn_packing_for(trial->N, trial->S + 1, count);
    for (int s = 0; s < trial->microbatches; s++)
        trial->microbatch[s].outer = bn_packing_for(
            recurrent_rows(trial), summed_over(trial, &trial->microbatch[s]), trial->range[0].count);
    if (by_blas(trial)) bn_blas_prepare();
}

// --- packing

int bn_trial_parts(const bn_trial *trial)
{
    return trial->own_copies ? trial->microbatches : trial->ranges;
}

// Every step-th micropanel from `first` on.
static void pack_micropanels(const bn_trial *trial, int64_t first, int64_t step, const bn_packed_weights *to)
{
    const bn_network *network = trial->network;
    for (int64_t p = first; p < trial->forward.micropanels; p += step)
        bn_pack(&trial->forward, p, network->weights, network->ld, to->forward);
    const float *rates = network->weights + (trial->S + 1) * network->ld;
    for (int64_t p = first; p < trial->backward.micropanels; p += step)
        bn_pack_transposed(&trial->backward, p, rates, network->ld, to->backward);
    for (int64_t p = first; to->input != NULL && p < trial->input.micropanels; p += step)
        bn_pack(&trial->input, p, network->weights + recurrent_rows(trial), network->ld, to->input);
}

void bn_trial_pack(bn_trial *trial, int part)
{
    if (by_blas(trial)) return;
    if (trial->own_copies)
        pack_micropanels(trial, 0, 1, &trial->microbatch[part].weights);
    else
        pack_micropanels(trial, part, trial->ranges, &trial->weights);
}

static const bn_packed_weights *weights_of(const bn_trial *trial, const bn_microbatch *microbatch)
{
    return trial->own_copies ? &microbatch->weights : &trial->weights;
}

// --- forward and back

// W z by the packed weights.
static void multiply(const bn_trial *trial, const bn_microbatch *microbatch, int64_t rows, const float *z)
{
    const bn_packed_weights *weights = weights_of(trial, microbatch);
    const int64_t recurrent = recurrent_rows(trial);
    bn_product(&trial->forward, weights->forward, rows < recurrent ? rows : recurrent,
               trial->network->columns, z, trial->ldz, microbatch->count, microbatch->product, trial->lde);
    if (rows > recurrent)
        bn_product(&trial->input, weights->input, trial->N, trial->S + 1, z, trial->ldz, microbatch->count,
                   microbatch->product + recurrent, trial->lde);
}

void bn_trial_multiply(const bn_trial *trial, const bn_microbatch *microbatch, int64_t rows, const float *z)
{
    const bn_network *network = trial->network;
    if (by_blas(trial))
        cblas_sgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (blasint)rows, (blasint)microbatch->count,
                    (blasint)network->columns, 1.0f, network->weights, (blasint)network->ld, z,
                    (blasint)trial->ldz, 0.0f, microbatch->product, (blasint)trial->lde);
    else
        multiply(trial, microbatch, rows, z);
}

void bn_trial_multiply_back(const bn_trial *trial, const bn_microbatch *microbatch, int64_t rows,
                            const float *e_l)
{
    const bn_network *network = trial->network;
    const int64_t recurrent = recurrent_rows(trial);
    if (rows > recurrent) rows = recurrent;
    if (by_blas(trial))
        cblas_sgemm(CblasColMajor, CblasTrans, CblasNoTrans, (blasint)trial->N, (blasint)microbatch->count,
                    (blasint)rows, 1.0f, network->weights + (trial->S + 1) * network->ld,
                    (blasint)network->ld, e_l, (blasint)trial->lde, 0.0f, microbatch->back_product,
                    (blasint)trial->ldx);
    else
        bn_product(&trial->backward, weights_of(trial, microbatch)->backward, trial->N, rows, e_l, trial->lde,
                   microbatch->count, microbatch->back_product, trial->ldx);
}

// --- the gradient

// The columns of a range of the gradient, summed over the microbatch's trials; `add`: to what is there.
static void multiply_recurrent(const bn_trial *trial, const bn_microbatch *microbatch,
                               const bn_column_range *range, bool add, float *gradient)
{
    const bn_network *network = trial->network;
    const int64_t k = summed_over(trial, microbatch);
    float *c = gradient + range->first * network->ld;
    const bn_outer outer = {.m = recurrent_rows(trial),
                            .n = range->count,
                            .k = k,
                            .a = microbatch->course.e_l,
                            .b = microbatch->course.z + range->first,
                            .c = c,
                            .lda = trial->lde,
                            .ldb = trial->ldz,
                            .ldc = network->ld,
                            .add = add};
    if (by_blas(trial))
        cblas_sgemm(CblasColMajor, CblasNoTrans, CblasTrans, (blasint)outer.m, (blasint)outer.n,
                    (blasint)outer.k, 1.0f, outer.a, (blasint)outer.lda, outer.b, (blasint)outer.ldb,
                    add ? 1.0f : 0.0f, c, (blasint)outer.ldc);
    else if (trial->packs_course)
        bn_outer_product_packed(&microbatch->outer, microbatch->packed_e_l,
                                microbatch->packed_z + range->first * k, range->count, c, network->ld, add);
    else
        bn_outer_product(&outer);
}

/* Once more the columns of the range that inputs and bias have, whole, since the numbers behind a last row are
   overwritten: of a GRU they have rows beyond the recurrent ones, and with a delay other slopes. */
static void multiply_input(const bn_trial *trial, const bn_microbatch *microbatch,
                           const bn_column_range *range, bool add, float *gradient)
{
    const bn_network *network = trial->network;
    const int64_t left = trial->S + 1 - range->first;
    if (left <= 0 || !bn_trial_inputs_apart(trial)) return;
    const bn_outer outer = {.m = network->rows,
                            .n = left < range->count ? left : range->count,
                            .k = summed_over(trial, microbatch),
                            .a = microbatch->course.l,
                            .b = microbatch->course.z + range->first,
                            .c = gradient + range->first * network->ld,
                            .lda = trial->lde,
                            .ldb = trial->ldz,
                            .ldc = network->ld,
                            .add = add};
    bn_outer_product(&outer);
}

// The columns of a range of the microbatch's own gradient.
static void multiply_outer(const bn_trial *trial, const bn_microbatch *microbatch,
                           const bn_column_range *range)
{
    multiply_recurrent(trial, microbatch, range, false, microbatch->gradient);
    multiply_input(trial, microbatch, range, false, microbatch->gradient);
}

static void pack_course(const bn_trial *trial, const bn_microbatch *microbatch)
{
    const bn_packing *packing = &microbatch->outer;
    for (int64_t p = 0; p < packing->micropanels; p++)
        bn_pack(packing, p, microbatch->course.e_l, trial->lde, microbatch->packed_e_l);
    for (int p = 0; p < trial->ranges; p++) {
        const bn_column_range *range = &trial->range[p];
        bn_pack_factor(packing, microbatch->course.z + range->first, trial->ldz, range->count,
                       microbatch->packed_z + range->first * packing->k);
    }
}

void bn_trial_multiply_outer(const bn_trial *trial, const bn_microbatch *microbatch)
{
    const bn_column_range whole = {.first = 0, .count = trial->network->columns};
    if (trial->config.rank > 0) {
        bn_trial_sum_factors(trial, microbatch);
        return;
    }
    if (trial->packs_course && !by_blas(trial)) pack_course(trial, microbatch);
    if (!trial->per_microbatch) return;
    if (!trial->packs_course)
        multiply_outer(trial, microbatch, &whole);
    else
        for (int p = 0; p < trial->ranges; p++)
            multiply_outer(trial, microbatch, &trial->range[p]);
}

// The same of the gradient of all, from microbatch to microbatch in their order.
static void sum_outer(bn_trial *trial, const bn_column_range *range)
{
    for (int s = 0; s < trial->microbatches; s++)
        multiply_recurrent(trial, &trial->microbatch[s], range, s > 0, trial->gradient);
    for (int s = 0; s < trial->microbatches; s++)
        multiply_input(trial, &trial->microbatch[s], range, s > 0, trial->gradient);
}

static void add_gradients(bn_trial *trial, const bn_column_range *range)
{
    const int64_t begin = range->first * trial->network->ld;
    const int64_t end = begin + range->count * trial->network->ld;
    float *sum = trial->gradient;
    for (int s = 1; s < trial->microbatches; s++) {
        const float *gradient = trial->microbatch[s].gradient;
        for (int64_t i = begin; i < end; i++) sum[i] += gradient[i];
    }
}

void bn_trial_gradient(bn_trial *trial, int range)
{
    const bn_column_range *columns = &trial->range[range];
    const int64_t ld = trial->network->ld;
    if (trial->config.rank > 0)
        bn_trial_add_factors(trial, columns);
    else if (trial->per_microbatch)
        add_gradients(trial, columns);
    else
        sum_outer(trial, columns);
    // the corner of W from the inputs straight to the readouts is not a parameter
    for (int64_t j = columns->first; j < columns->first + columns->count && j <= trial->S; j++) {
        float *corner = trial->gradient + j * ld;
        if (j == trial->S) memcpy(trial->readout_slope, corner, (size_t)trial->R * sizeof *corner);
        memset(corner, 0, (size_t)trial->R * sizeof *corner);
    }
}

bool bn_trial_packs_course(const bn_network *network)
{
    return network->rows > MOST_DIRECT_ROWS;
}
