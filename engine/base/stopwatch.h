/* Stopwatch: the time of a training step by phase. When it is off, a lap costs one comparison. */
#ifndef BN_STOPWATCH_H
#define BN_STOPWATCH_H

#include "common/word.h"

#include <stdbool.h>

typedef enum {
    BN_PHASE_STIMULUS, // stimuli and noise
    BN_PHASE_FORWARD,
    BN_PHASE_BACKWARD,
    BN_PHASE_GRADIENT, // the outer product
    BN_PHASE_ADAM,     // the optimiser, and packing the weights
    BN_PHASE_EXCHANGE, // between the ranks of a run, and waiting for them
    BN_PHASES,
} bn_phase;

extern const bn_word bn_phase_words[];

typedef struct {
    bool on;
    double seconds[BN_PHASES];
    double since;
} bn_stopwatch;

/* Seconds of a clock that never goes back, from an arbitrary start. */
double bn_seconds(void);

void bn_stopwatch_start(bn_stopwatch *watch);

/* The time since the last start or lap is added to `phase`. */
void bn_stopwatch_lap(bn_stopwatch *watch, bn_phase phase);

#endif
