/* The monotonic clock of POSIX, read at each lap. It is read here and not in the header, so that a program
   that includes the header needs no feature macros. */
#include "engine/base/stopwatch.h"

#include <time.h>

const bn_word bn_phase_words[] = {
    {BN_PHASE_STIMULUS, "stimulus", "stimuli and noise"},
    {BN_PHASE_FORWARD, "forward", "the forward pass"},
    {BN_PHASE_BACKWARD, "backward", "the backward pass"},
    {BN_PHASE_GRADIENT, "gradient", "the outer product"},
    {BN_PHASE_ADAM, "adam", "the optimiser, and packing the weights"},
    {BN_PHASE_EXCHANGE, "exchange", "between the ranks of a run, and waiting for them"},
    {0},
};

double bn_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void bn_stopwatch_start(bn_stopwatch *watch)
{
    if (watch->on) watch->since = bn_seconds();
}

void bn_stopwatch_lap(bn_stopwatch *watch, bn_phase phase)
{
    if (!watch->on) return;
    const double now = bn_seconds();
    watch->seconds[phase] += now - watch->since;
    watch->since = now;
}
