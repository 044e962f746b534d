/* Runge-Kutta: explicit methods as tables of coefficients, and the arithmetic of their steps on any count of numbers.
   The derivative is the caller's:

       for each stage s: bn_runge_kutta_stage(…, y); slopes[s] = f(y, t + method->at[s] h)
       bn_runge_kutta_end(…, y)

   Of slopes, row s of `stages` rows of `count` numbers is the derivative at stage s. */
#ifndef BN_RUNGE_KUTTA_H
#define BN_RUNGE_KUTTA_H

#include <stdint.h>

enum { BN_RUNGE_KUTTA_STAGES = 7 };

typedef struct {
    int stages;
    double at[BN_RUNGE_KUTTA_STAGES]; // time of a stage, in steps
    double from[BN_RUNGE_KUTTA_STAGES]
               [BN_RUNGE_KUTTA_STAGES - 1]; // row s: what stage s takes of the slopes before it
    double weight[BN_RUNGE_KUTTA_STAGES];   // of the slopes in the step
    double error
        [BN_RUNGE_KUTTA_STAGES]; // the weights less those of the method of one order less; zero without one
} bn_runge_kutta;

/* The classical method of order 4 (Kutta 1901). */
extern const bn_runge_kutta bn_runge_kutta_classical;

/* The pair of orders 5 and 4 of Dormand and Prince (J. Comput. Appl. Math. 6, 1980, table 2: RK5(4)7M). Its last stage
   is the first one of the next step. */
extern const bn_runge_kutta bn_runge_kutta_pair;

/* y = x + h sum_{j < stage} from[stage][j] slopes[j] */
void bn_runge_kutta_stage(const bn_runge_kutta *method, int stage, double h, int64_t count, const double *x,
                          const double *slopes, double *y);

/* y = x + h sum_j weight[j] slopes[j] */
void bn_runge_kutta_end(const bn_runge_kutta *method, double h, int64_t count, const double *x,
                        const double *slopes, double *y);

/* How far the two methods of a pair differ over the step from x to y, in units of what is tolerated: the largest of
   |h sum_j error[j] slopes[j]| / (tolerance (1 + max(|x|, |y|))). NaN or infinite where a number is. */
double bn_runge_kutta_error(const bn_runge_kutta *method, double h, int64_t count, const double *x,
                            const double *y, const double *slopes, double tolerance);

/* The length of the next step by the error of the last: 0.9 h error^(-1/5), a fifth to five times h (Hairer, Norsett
   and Wanner 1993, II.4); a fifth for an error that is not finite. */
double bn_runge_kutta_next(double h, double error);

#endif
