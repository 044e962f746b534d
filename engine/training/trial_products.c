/* Trial products: W and W^T are packed once a pass, the course of a large network once more for the outer
   product, whose sum runs over all steps of a shard's trials and, where shards have no gradients of their
   own, on through the shards in their order. */
#include "engine/training/trial_internal.h"

#include "engine/base/blas.h"

#include <string.h>

// The outer product of a W of more rows is worth packing e_l and z for.
enum { MOST_DIRECT_ROWS = 128 };

static int64_t summed_over(const bn_trial *trial, const bn_shard *shard)
{
    return (trial->config.steps + 1) * shard->count;
}

static bool by_blas(const bn_trial *trial)
{
    return trial->config.backend == BN_BACKEND_OPENBLAS;
}

void bn_trial_plan_products(bn_trial *trial)
{
    const bn_network *network = trial->network;
    const int64_t count = trial->shard[trial->shards - 1].count; // none has more
    trial->forward = bn_packing_for(network->rows, network->columns, count);
    trial->backward = bn_packing_for(trial->N, network->rows, count);
    for (int s = 0; s < trial->shards; s++)
        trial->shard[s].outer =
            bn_packing_for(network->rows, summed_over(trial, &trial->shard[s]), trial->panel[0].count);
    if (by_blas(trial)) bn_blas_prepare();
}

// --- packing

int bn_trial_parts(const bn_trial *trial)
{
    return trial->own_copies ? trial->shards : trial->panels;
}

// Every step-th panel from `first` on.
static void pack_panels(const bn_trial *trial, int64_t first, int64_t step, const bn_packed_weights *to)
{
    const bn_network *network = trial->network;
    for (int64_t p = first; p < trial->forward.panels; p += step)
        bn_pack(&trial->forward, p, network->weights, network->ld, to->forward);
    const float *rates = network->weights + (trial->S + 1) * network->ld;
    for (int64_t p = first; p < trial->backward.panels; p += step)
        bn_pack_transposed(&trial->backward, p, rates, network->ld, to->backward);
}

void bn_trial_pack(bn_trial *trial, int part)
{
    if (by_blas(trial)) return;
    if (trial->own_copies)
        pack_panels(trial, 0, 1, &trial->shard[part].weights);
    else
        pack_panels(trial, part, trial->panels, &trial->weights);
}

static const bn_packed_weights *weights_of(const bn_trial *trial, const bn_shard *shard)
{
    return trial->own_copies ? &shard->weights : &trial->weights;
}

// --- forward and back

void bn_trial_multiply(const bn_trial *trial, const bn_shard *shard, int64_t rows, const float *z)
{
    const bn_network *network = trial->network;
    if (by_blas(trial))
        cblas_sgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (blasint)rows, (blasint)shard->count,
                    (blasint)network->columns, 1.0f, network->weights, (blasint)network->ld, z,
                    (blasint)trial->ldz, 0.0f, shard->product, (blasint)trial->lde);
    else
        bn_product(&trial->forward, weights_of(trial, shard)->forward, rows, network->columns, z, trial->ldz,
                   shard->count, shard->product, trial->lde);
}

void bn_trial_multiply_back(const bn_trial *trial, const bn_shard *shard, int64_t rows, const float *e_l)
{
    const bn_network *network = trial->network;
    if (by_blas(trial))
        cblas_sgemm(CblasColMajor, CblasTrans, CblasNoTrans, (blasint)trial->N, (blasint)shard->count,
                    (blasint)rows, 1.0f, network->weights + (trial->S + 1) * network->ld,
                    (blasint)network->ld, e_l, (blasint)trial->lde, 0.0f, shard->back_product,
                    (blasint)trial->ldx);
    else
        bn_product(&trial->backward, weights_of(trial, shard)->backward, trial->N, rows, e_l, trial->lde,
                   shard->count, shard->back_product, trial->ldx);
}

// --- the gradient

// Columns of the gradient by the shard's trials, added to what is there or not.
static void multiply_outer(const bn_trial *trial, const bn_shard *shard, const bn_panel *panel, bool add,
                           float *gradient)
{
    const bn_network *network = trial->network;
    const int64_t k = summed_over(trial, shard);
    float *c = gradient + panel->first * network->ld;
    const bn_outer outer = {.m = network->rows,
                            .n = panel->count,
                            .k = k,
                            .a = shard->course.e_l,
                            .b = shard->course.z + panel->first,
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
        bn_outer_product_packed(&shard->outer, shard->packed_e_l, shard->packed_z + panel->first * k,
                                panel->count, c, network->ld, add);
    else
        bn_outer_product(&outer);
}

static void pack_course(const bn_trial *trial, const bn_shard *shard)
{
    const bn_packing *packing = &shard->outer;
    for (int64_t p = 0; p < packing->panels; p++)
        bn_pack(packing, p, shard->course.e_l, trial->lde, shard->packed_e_l);
    for (int p = 0; p < trial->panels; p++) {
        const bn_panel *panel = &trial->panel[p];
        bn_pack_factor(packing, shard->course.z + panel->first, trial->ldz, panel->count,
                       shard->packed_z + panel->first * packing->k);
    }
}

void bn_trial_multiply_outer(const bn_trial *trial, const bn_shard *shard)
{
    const bn_panel whole = {.first = 0, .count = trial->network->columns};
    if (trial->packs_course && !by_blas(trial)) pack_course(trial, shard);
    if (!trial->by_shard) return;
    if (!trial->packs_course)
        multiply_outer(trial, shard, &whole, false, shard->gradient);
    else
        for (int p = 0; p < trial->panels; p++)
            multiply_outer(trial, shard, &trial->panel[p], false, shard->gradient);
}

static void add_gradients(bn_trial *trial, const bn_panel *panel)
{
    const int64_t begin = panel->first * trial->network->ld;
    const int64_t end = begin + panel->count * trial->network->ld;
    float *sum = trial->gradient;
    for (int s = 1; s < trial->shards; s++) {
        const float *gradient = trial->shard[s].gradient;
        for (int64_t i = begin; i < end; i++) sum[i] += gradient[i];
    }
}

void bn_trial_gradient(bn_trial *trial, int panel)
{
    const bn_panel *p = &trial->panel[panel];
    const int64_t ld = trial->network->ld;
    if (trial->by_shard)
        add_gradients(trial, p);
    else
        for (int s = 0; s < trial->shards; s++)
            multiply_outer(trial, &trial->shard[s], p, s > 0, trial->gradient);
    // the corner of W where a readout would see the input directly is no parameter
    for (int64_t j = p->first; j < p->first + p->count && j <= trial->S; j++)
        memset(trial->gradient + j * ld, 0, (size_t)trial->R * sizeof *trial->gradient);
}

bool bn_trial_packs_course(const bn_network *network)
{
    return network->rows > MOST_DIRECT_ROWS;
}
