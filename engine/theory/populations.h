/* Populations: the stationary dynamic mean-field theory of a network of P populations of infinite size,

       tau_a dh/dt = -h + sum_b J_ab phi(h_b) + I_a + xi_a,   a, b = 1 ... P,

   J_ab of mean M_ab/N_b and variance g_ab^2/N_b, N_b the size of b, and xi_a white noise of covariance tau_a
   sigma_a^2 delta(t). So M_ab is the mean of all weights that one unit of a has from b, added up; in the
   balanced scaling of van Vreeswijk and Sompolinsky (1998) M and I are of the order of sqrt(K). h_a = m_a + a
   Gaussian process of autocovariance c_a(T):

       m_a = I_a + sum_b M_ab nu_b,   nu_b = E[phi(h_b)]
       c_a - tau_a^2 c_a'' = sum_b g_ab^2 E[phi(h_b(t)) phi(h_b(t + T))],   c_a'(0+) = -sigma_a^2/(2 tau_a)

   (Kadmon and Sompolinsky 2015, equations of several populations; Aljadeff, Stern and Sharpee 2015). The
   largest Lyapunov exponent is the largest lambda for which

       ((1 + lambda tau_a)^2 - tau_a^2 d^2/dT^2) psi_a = sum_b g_ab^2 E[phi_b' phi_b'](T) psi_b

   has a bounded solution. A static state, c_a(T) = c_a(0), has besides the modes in which every unit of a
   population is moved by u_i = mu_a + (kappa_a/c_a) (h_i - m_a) + what is independent of h_i, as exp(zt) with

       (1 + z tau_a) mu_a = sum_b M_ab (E[phi_b'] mu_b + E[phi_b''] kappa_b)
       (1 + z tau_a) kappa_a = sum_b g_ab^2 (E[phi_b phi_b'] mu_b + E[phi_b'^2 + phi_b phi_b''] kappa_b)

   (the moments of a Gaussian pair; Mastrogiuseppe and Ostojic 2018, in their stability of fixed points). */
#ifndef BN_POPULATIONS_H
#define BN_POPULATIONS_H

#include "common/memory.h"
#include "common/status.h"
#include "engine/kernels/activation.h"
#include "engine/theory/gaussian_series.h"
#include "engine/theory/stationary.h"

#include <stdbool.h>
#include <stddef.h>

enum { BN_POPULATIONS_MOST = 16, BN_POPULATIONS_POINTS = 512 };

typedef struct {
    int64_t count; // P, 1 to BN_POPULATIONS_MOST
    bn_activation activation;
    double activation_power;
    const bn_tensor *activation_table; // of BN_ACTIVATION_TABLE, read when the theory is laid out
    double mean[BN_POPULATIONS_MOST][BN_POPULATIONS_MOST]; // M_ab: onto a from b
    double gain[BN_POPULATIONS_MOST][BN_POPULATIONS_MOST]; // g_ab, 0 to BN_MEANFIELD_MOST_GAIN
    double input[BN_POPULATIONS_MOST];
    double noise[BN_POPULATIONS_MOST]; // sigma_a >= 0
    double tau[BN_POPULATIONS_MOST];   // 1e-3 to 1e3
} bn_populations_def;

/* BN_EINVAL with the sentence that says which number is out of range. */
bn_status bn_populations_check(const bn_populations_def *def);

/* A state; entry a of each array belongs to population a. */
typedef struct {
    bn_branch branch;
    double mean[BN_POPULATIONS_MOST];     // m_a
    double variance[BN_POPULATIONS_MOST]; // c_a(0)
    double frozen[BN_POPULATIONS_MOST];   // c_a at infinity
    double rate[BN_POPULATIONS_MOST];     // nu_a
    double active[BN_POPULATIONS_MOST];   // E[phi_a']
    double lyapunov;                      // lambda_1
    double error;  // estimated, of c_a(0) as a share of the largest: 0 for static states
    int64_t modes; // rows of `mode`: 2P of a static state, P else
    // z are its eigenvalues; of a fluctuating state those of the means alone, whose variances are held
    double mode[2 * BN_POPULATIONS_MOST][2 * BN_POPULATIONS_MOST];
} bn_populations_state;

typedef struct {
    bn_populations_def def;
    bn_populations_state state;
    bn_gaussian_series series;     // unused for relu
    double *value, *slope;         // of one expansion
    int64_t points;                // intervals of the grid; 0 for a static state
    double reach;                  // the last T of the grid
    double *lag;                   // T_i = reach (i/points)^2, i = 0 ... points, and a tail behind them
    double *width;                 // points + 1: the part of the axis that belongs to T_i
    double *covariance;            // P x (BN_POPULATIONS_POINTS + 1): c_a(T_i)
    double *rough;                 // the same on the coarser grid
    double *product, *slopes;      // likewise: E[phi phi] and E[phi' phi']
    double *by_mean, *by_variance; // likewise: derivatives of E[phi phi]
    double *row;                   // 5 x (points + 1): scratch of one population
    double *factor;                // nodes x P x P: of the elimination
    double *solved;                // (points + 1) x P x (1 + 2P)
    double *vector;                // 2 x nodes x P
} bn_populations;

/* The arrays for a sound definition; 0.5 MB for P = 2. */
bn_populations bn_populations_lay_out(bn_arena *arena, const bn_populations_def *def);

/* Fills in the quadrature of a theory that has just been laid out. */
void bn_populations_fill(bn_populations *theory);

/* Looks for a static state, stable or not, from means and variances (P numbers each) and sets theory->state.
   `relaxing` follows m' = -m + I + M nu, c' = -c + g^2 E[phi^2] at first, which leads to states that are
   stable in this sense; without it Newton's steps alone are taken, which may lead to any. Noise is left out.
   Errors: BN_NOT_CONVERGED. */
bn_status bn_populations_find_static(bn_populations *theory, const double *mean, const double *variance,
                                     bool relaxing);

/* Looks for a fluctuating state, of chaos or of noise, from means and variances, and sets theory->state.
   Errors: BN_NOT_CONVERGED, also when the fluctuations die out. */
bn_status bn_populations_find_fluctuating(bn_populations *theory, const double *mean, const double *variance);

/* c_a(T) of theory->state at a lag of either sign; interpolated by cubics, of the state's error. */
double bn_populations_covariance(const bn_populations *theory, int64_t population, double lag);

#endif
