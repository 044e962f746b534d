/* Trial with a delay: the line of a microbatch holds rates on the way forward and slopes on the way back, where time
   runs the other way. A step that is T - 1 - t from there on the same ring passes the same number of frames. */
#include "engine/training/trial_internal.h"

#include <string.h>

bool bn_trial_is_delayed(const bn_trial *trial)
{
    return !bn_delay_is_zero(&trial->config.delay);
}

void bn_trial_delay_begin(const bn_trial *trial, const bn_microbatch *s)
{
    const float *rates = bn_trial_rates(trial, s, 0);
    if (s->heard == NULL) return;
    for (int64_t c = 0; c < s->count; c++) bn_delay_line_fill(&s->line, c, rates + c * trial->ldz);
}

const float *bn_trial_hear(const bn_trial *trial, const bn_microbatch *s, const float *z, int64_t step)
{
    if (s->heard == NULL) return z;
    memcpy(s->heard, z, (size_t)(s->count * trial->ldz) * sizeof *z);
    for (int64_t c = 0; c < s->count; c++)
        bn_delay_line_pass(&s->line, c, step, s->heard + c * trial->ldz + trial->S + 1);
    return s->heard;
}

void bn_trial_delay_begin_back(const bn_microbatch *s)
{
    if (s->heard != NULL) bn_delay_line_clear(&s->line);
}

void bn_trial_delay_back(const bn_trial *trial, const bn_microbatch *s, int64_t t)
{
    const int64_t T = trial->config.steps;
    if (s->heard == NULL) return;
    for (int64_t c = 0; c < s->count; c++) {
        const int64_t column = (t * s->count + c) * trial->lde;
        float *e = s->course.e_l + column, *lambda = e + trial->R, *l = s->course.l + column;
        memcpy(l, e, (size_t)trial->R * sizeof *l);
        if (t == T) continue; // lambda_T = l_{T+1} = 0
        memcpy(lambda, l + trial->R, (size_t)trial->N * sizeof *l);
        bn_delay_line_pass(&s->line, c, T - 1 - t, lambda);
        if (t == 0) bn_delay_line_drain(&s->line, c, lambda);
    }
}
