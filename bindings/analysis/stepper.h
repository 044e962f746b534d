/* A map or flow of the script, of one trajectory (tables) or of many (tensors), with tangent vectors. */
#ifndef BNL_STEPPER_H
#define BNL_STEPPER_H

#include "engine/analysis/lyapunov.h"
#include "engine/analysis/runge_kutta.h"
#include "engine/analysis/tangent.h"

#include <lua.h>
#include <stdbool.h>

typedef struct {
    bn_tangent_shape shape;
    int64_t count;                // of numbers in a state with its vectors, n (1 + k) m
    const bn_runge_kutta *method; // NULL for a map
    double dt, tolerance;         // of a step; 0 for steps that are not divided
    double length;                // of the next part of a step
    int64_t steps, passed; // all, and those of which the trackers were not told
    bool many;                    // trajectories, as tensors
    bool components;              // f gets and gives numbers
    bool differences;             // f gives no Jacobian
    bool begun;                   // it was called
    bool goes_on;                 // the first slopes are known from the step before
    bn_lyapunov *trackers;        // m; NULL without vectors
    double *state, *next, *stage; // count
    double *slopes;               // stages x count
    double *matrices;             // n x n x m
    double *displaced, *answers;  // count: arguments and values of f where it gives no Jacobian
    double *scale;                // k x m
} stepper;

/* Values that f gets, in the table that is user value 1 of the stepper. */
enum { STEPPER_F = 1, STEPPER_X, STEPPER_J, STEPPER_DISPLACED, STEPPER_ANSWERS, STEPPER_V };

/* Makes that table for the stepper at index 1 and the function at `f`. */
void bnl_stepper_prepare(lua_State *L, const stepper *s, int f);

/* The most variables of a function of components: it gives n + n^2 values, and a function in Lua some 250 at most. */
enum { STEPPER_MOST_COMPONENTS = 15 };

/* slopes[stage] = f and tangent map of s->stage at time t, by a call of the script's function. Errors are Lua
   errors. */
void bnl_stepper_evaluate(lua_State *L, stepper *s, int stage, double t);

#endif
