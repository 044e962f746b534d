/* Stopwatch: where the time of a training step goes. Off, a lap costs one test. */
#ifndef BN_STOPWATCH_H
#define BN_STOPWATCH_H

#include <stdbool.h>
#include <time.h>

typedef enum {
    BN_PHASE_STIMULUS, // stimuli and noise
    BN_PHASE_FORWARD,
    BN_PHASE_BACKWARD,
    BN_PHASE_GRADIENT, // the outer product
    BN_PHASE_ADAM,     // the optimiser, and the transposed copy of J
    BN_PHASES,
} bn_phase;

typedef struct {
    bool on;
    double seconds[BN_PHASES];
    double since;
} bn_stopwatch;

static inline double bn_seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline void bn_stopwatch_start(bn_stopwatch *watch)
{
    if (watch->on) watch->since = bn_seconds_now();
}

/* The time since the last start or lap is added to `phase`. */
static inline void bn_stopwatch_lap(bn_stopwatch *watch, bn_phase phase)
{
    if (!watch->on) return;
    const double now = bn_seconds_now();
    watch->seconds[phase] += now - watch->since;
    watch->since = now;
}

#endif
