/* Populations in time: the time-resolved theory of the network of populations.h, one Euler step at a time,

       h_i^{n+1} = h_i^n + alpha_a (-h_i^n + sum_b sum_j J_ab,ij phi(h_j^n) + I_a + s_a^n) + sqrt(alpha_a) sigma_a
                   xi_i^n,   alpha_a = dt/tau_a.

   With v_n = c_nn, q_mn = sum_b g_ab^2 E[phi_m phi_n]_b and each quantity that of one population a,

       m_{n+1}     = m_n + alpha (-m_n + I_a + s_a + sum_b M_ab nu_b)
       v_{n+1}     = (1 - alpha)^2 v_n + 2 (1 - alpha) alpha r_nn + alpha^2 q_nn + alpha sigma_a^2
       c_{m,n+1}   = (1 - alpha) c_mn + alpha r_mn
       r_{m+1,n+1} = (1 - alpha) r_{m,n+1} + alpha q_{m,n+1},   r = 0 at the oldest time kept,

   the exact second moments of that network for N -> infinity: the equations of meanfield.h, which are those of one
   population, with the drives of the populations added up (R. Engelken and S. Goedeke, NeurIPS 2022; for several
   populations Kadmon and Sompolinsky 2015). Two states that part have k in the place of c and sum_b g_ab^2
   E[phi'_m phi'_n]_b k_b in the place of q. With a delay of all connections phi is what arrives of it, as in
   meanfield.h. */
#ifndef BN_POPULATIONS_TIME_H
#define BN_POPULATIONS_TIME_H

#include "engine/theory/meanfield.h"
#include "engine/theory/populations.h"

typedef struct {
    bn_populations_def network;
    double dt;      // above 0, below every tau
    bn_delay delay; // of the recurrent input
    int64_t band;   // lags kept, in steps, 2 to BN_MEANFIELD_MOST_BAND
    int64_t terms;  // of the series, for an activation other than relu: 2 to BN_SERIES_MOST_TERMS
    bool lyapunov;  // states may part
} bn_populations_time_def;

/* BN_EINVAL with the sentence that says which number is out of range. */
bn_status bn_populations_time_check(const bn_populations_time_def *def);

typedef struct {
    bn_populations_time_def def;
    bn_meanfield population[BN_POPULATIONS_MOST]; // its columns; dt is alpha there
} bn_populations_time;

/* The theory over `arena`, for a sound definition: P times the memory of bn_meanfield_lay_out. */
bn_populations_time bn_populations_time_lay_out(bn_arena *arena, const bn_populations_time_def *def);

/* n = 0: means and variances, P numbers each, and responses of zero. Errors: those of bn_meanfield_start. */
bn_status bn_populations_time_start(bn_populations_time *theory, const double *mean, const double *variance);

/* From n to n + 1 under s, P numbers. Allocates nothing. Errors: BN_NOT_FINITE when a quantity is NaN or
   activity grows without bound, saying where and at which time. */
bn_status bn_populations_time_step(bn_populations_time *theory, const double *input);

/* With lyapunov, two states part from here; half of ln k, the logarithm of their distance: NaN before. */
void bn_populations_time_separate(bn_populations_time *theory);
double bn_populations_time_log_distance(const bn_populations_time *theory);

#endif
