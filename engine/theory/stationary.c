/* Stationary: the one unknown is c0. For each c0 the balance equation has one root m. c_inf is the lowest
   root of u - g^2 E[phi phi](u) - q, a concave function of u (the Hermite coefficients of E are squares), so
   Newton's steps from 0 climb to it and cannot pass it. c0 is right when int_{c_inf}^{c0} (u - g^2 E) du =
   sigma^4/8, the energy c'(0)^2/2. */
#include "engine/theory/stationary.h"

#include "engine/base/legendre.h"
#include "engine/base/root.h"
#include "engine/kernels/theory_kernels.h"
#include "engine/theory/gaussian_pair.h"
#include "engine/theory/stationary_internal.h"

#include <math.h>
#include <stddef.h>

enum { TERMS = BN_SERIES_MOST_TERMS, MOST_CLIMBS = 200, SCAN_TERMS = 64 };

#define MOST_VARIANCE BN_STATIONARY_MOST_VARIANCE

const bn_word bn_branch_words[] = {
    {BN_BRANCH_STATIC, "static", "every state is constant"},
    {BN_BRANCH_CHAOTIC, "chaotic", "the network fluctuates by itself"},
    {BN_BRANCH_NOISY, "noisy", "noise makes it fluctuate"},
    {0},
};

#define AT(member) offsetof(bn_stationary_def, member)

const bn_field bn_theory_network_fields[] = {
    {.part = bn_activation_field, .offset = AT(activation)},
    {.part = bn_series_power_field, .offset = AT(activation_power)},
    {.part = bn_activation_table_field, .offset = AT(activation_table)},
    {"gain", BN_FIELD_REAL, AT(gain), .fallback = 2.0, .most = BN_MEANFIELD_MOST_GAIN,
     .help = "g: J has the variance g²/N"},
    {"balance", BN_FIELD_REAL, AT(balance), .fallback = 32.0, .most = BN_MEANFIELD_MOST_BALANCE,
     .help = "b, of the input and of the mean coupling -b J₀/N"},
    {"coupling", BN_FIELD_REAL, AT(coupling), .fallback = 1.0, .most = BN_MEANFIELD_MOST_BALANCE,
     .help = "J₀"},
    {0},
};

const bn_field bn_theory_noise_field[] = {
    {"noise", BN_FIELD_REAL, 0, .most = 1e6, .help = "σ, of the Gaussian noise on every unit"},
    {0},
};

const bn_field bn_stationary_fields[] = {
    {.part = bn_theory_network_fields},
    {"input_mean", BN_FIELD_REAL, AT(input_mean), .fallback = 1.0, .least = -INFINITY, .most = INFINITY,
     .help = "I₀"},
    {.part = bn_theory_noise_field, .offset = AT(noise)},
    {"input_spread", BN_FIELD_REAL, AT(input_spread), .most = 1e6,
     .help = "standard deviation over units of a constant input beside b I₀"},
    {"fixed_in_degree", BN_FIELD_REAL, AT(fixed_in_degree), .most = 1.0,
     .help = "part of g² that is due to the choice of a unit's inputs where all units have equally many"},
    {0},
};

bn_stationary_def bn_stationary_def_default(void)
{
    bn_stationary_def def = {0};
    bn_fields_default(bn_stationary_fields, &def);
    return def;
}

bn_stationary bn_stationary_lay_out(bn_arena *arena, const bn_stationary_def *def)
{
    bn_stationary stationary = {.def = *def};
    double **const grids[] = {&stationary.covariance, &stationary.derivative, &stationary.potential};
    for (int i = 0; i < 3; i++) *grids[i] = bn_arena_take(arena, BN_STATIONARY_POINTS + 1, sizeof(double));
    if (bn_is_relu(def->activation, def->activation_power)) return stationary;
    stationary.series = bn_gaussian_series_lay_out(arena, def->activation, def->activation_power,
                                                   def->activation_table, TERMS);
    stationary.def.activation_table = stationary.series.table; // the caller may free the other
    const size_t room = TERMS + BN_POWER_LANES; // for one that stands for those beyond, and zeros behind it
    stationary.value = bn_arena_take(arena, room, sizeof(double));
    stationary.slope = bn_arena_take(arena, room, sizeof(double));
    return stationary;
}

// --- energy ---

// The lowest root of the force in [0, c0]: true, or false with *frozen where the climb ended.
static bool climb_to_frozen(const bn_unit_law *law, double *frozen)
{
    const double g2 = law->theory->def.gain * law->theory->def.gain;
    double u = 0.0;
    for (int i = 0; i < MOST_CLIMBS; i++) {
        double product, slopes;
        bn_unit_pair(law, u, &product, &slopes);
        const double slope = 1.0 - g2 * slopes;
        *frozen = u;
        if (!(slope > 0.0)) return false;
        const double step = (g2 * product + law->quenched - u) / slope;
        if (step <= 1e-15 * u) return true;
        u += step;
        if (u > law->variance) return false;
    }
    return true;
}

/* int_{c_inf}^{c0} (u - g^2 E - q) du - sigma^4/8. E has a root at u = c0, so u = c0 - (c0 - c_inf) t^2. Where
   there is no c_inf, c0 is too small: the force at the end of the climb, which is negative. */
static double energy_excess(const bn_unit_law *law)
{
    const double *at = law->theory->node, *weight = law->theory->weight;
    const double g2 = law->theory->def.gain * law->theory->def.gain;
    double frozen, unused, u[BN_STATIONARY_NODES], product[BN_STATIONARY_NODES], slopes[BN_STATIONARY_NODES];
    if (!climb_to_frozen(law, &frozen)) return fmin(bn_unit_force(law, frozen, &unused), -1e-300);
    const double range = law->variance - frozen;
    double sum = 0.0;
    for (int i = 0; i < BN_STATIONARY_NODES; i++) u[i] = law->variance - range * at[i] * at[i];
    bn_unit_pairs(law, BN_STATIONARY_NODES, u, product, slopes);
    for (int i = 0; i < BN_STATIONARY_NODES; i++)
        sum += weight[i] * 2.0 * at[i] * (u[i] - g2 * product[i] - law->quenched);
    return range * sum - pow(law->theory->def.noise, 4.0) / 8.0;
}

static double excess_at_variance(void *context, double variance)
{
    bn_stationary *theory = context;
    const bn_unit_law law = bn_unit_law_at(theory, bn_balanced_mean(theory, variance), variance);
    return energy_excess(&law);
}

// c0 - g^2 E[phi^2] - q, zero where every unit can rest.
static double unrest_at_variance(void *context, double variance)
{
    bn_stationary *theory = context;
    const double mean = bn_balanced_mean(theory, variance);
    const bn_rate_moments moments = bn_unit_moments(theory, mean, variance);
    return variance - theory->def.gain * theory->def.gain * moments.square -
           bn_quenched(theory, moments.mean);
}

// --- the critical values ---

// E[phi^2] less what a fixed in-degree takes from it: c0 - s^2 is g^2 of this where every unit rests.
static double varied_square(const bn_stationary *theory, const bn_rate_moments *moments)
{
    return moments->square - theory->def.fixed_in_degree * moments->mean * moments->mean;
}

// (c0 - s^2) E[phi'^2] less that, which changes its sign where the static state of this c0 loses stability.
static double instability_at_variance(void *context, double variance)
{
    bn_stationary *theory = context;
    const bn_rate_moments moments = bn_unit_moments(theory, bn_balanced_mean(theory, variance), variance);
    const double spread = theory->def.input_spread;
    return (variance - spread * spread) * moments.slope_square - varied_square(theory, &moments);
}

static double critical_gain_of(bn_stationary *theory)
{
    const double rest = bn_balanced_mean(theory, 0.0), least = pow(theory->def.input_spread, 2.0);
    const bn_rate_moments at_rest = bn_unit_moments(theory, rest, 0.0);
    if (varied_square(theory, &at_rest) == 0.0 && least == 0.0)
        return 1.0 / at_rest.slope; // all units are alike
    double high = fmax(1.0, 2.0 * least);
    double variance = MOST_VARIANCE;
    if (bn_root_reach(instability_at_variance, theory, MOST_VARIANCE, &high) > 0.0)
        variance = bn_root(instability_at_variance, theory, least, high);
    const bn_rate_moments moments = bn_unit_moments(theory, bn_balanced_mean(theory, variance), variance);
    return sqrt((variance - least) / varied_square(theory, &moments));
}

// relu is homogeneous: with c0 = 1, m is x = m/sqrt(c0), and the state depends on g alone.
static double excess_at_x(void *context, double x)
{
    const bn_unit_law law = bn_unit_law_at(context, x, 1.0);
    return -energy_excess(&law);
}

bn_status bn_stationary_critical_balance(const bn_stationary_def *def, double *balance)
{
    bn_stationary theory = {.def = bn_stationary_def_default()};
    theory.def.gain = def->gain;
    theory.def.coupling = def->coupling;
    theory.def.fixed_in_degree = def->fixed_in_degree;
    BN_TRY(bn_fields_check(bn_stationary_fields, &theory.def));
    *balance = 0.0;
    if (def->gain * def->gain <= 2.0) return bn_ok();
    if (!(def->coupling > 0.0))
        return bn_fault(BN_EINVAL, "coupling is %g; a positive number was needed", def->coupling);
    bn_legendre_rule(BN_STATIONARY_NODES, theory.node, theory.weight);
    if (def->fixed_in_degree > 0.0 && !(excess_at_x(&theory, 0.0) > 0.0)) return bn_ok();
    const double x = bn_root(excess_at_x, &theory, -30.0, 0.0);
    *balance = -x / (def->coupling * bn_relu_first(x));
    return bn_ok();
}

bn_status bn_critical_balance(double gain, double coupling, double *balance)
{
    const bn_stationary_def def = {.gain = gain, .coupling = coupling};
    return bn_stationary_critical_balance(&def, balance);
}

// With a few terms of the series, which tell the sign of f well enough.
static bn_crossings find_crossings(bn_stationary *theory, bn_function f)
{
    theory->series.terms = SCAN_TERMS;
    bn_crossings found = bn_find_crossings(f, theory, bn_most_variance(&theory->def));
    theory->series.terms = TERMS;
    if (found.states == 0) return found;
    while (f(theory, found.low) > 0.0) found.low *= 0.25;
    while (found.high < MOST_VARIANCE && !(f(theory, found.high) > 0.0)) found.high *= 4.0;
    return found;
}

// The least variance at which f changes from - to +; false where there is none. relu has one at most.
static bool least_root(bn_stationary *theory, bn_function f, double least_share, double *variance)
{
    bn_crossings found = {.states = 1, .last_falls = INFINITY};
    if (bn_law_is_closed(theory)) {
        found.high = 1.0;
        if (!(bn_root_reach(f, theory, MOST_VARIANCE, &found.high) > 0.0)) return false;
        found.low = least_share * found.high;
    } else {
        found = find_crossings(theory, f);
    }
    if (found.states == 0) return false;
    theory->result.branches = found.states;
    theory->result.growth_above = found.last_falls;
    *variance = bn_root(f, theory, found.low, found.high);
    return true;
}

// --- the solution ---

// The check, with b_c; 0 where every b is sufficient or none is known.
static bn_status check_balance(const bn_stationary_def *def, double *critical)
{
    const bool relu = bn_is_relu(def->activation, def->activation_power);
    *critical = 0.0;
    BN_TRY(bn_fields_check(bn_stationary_fields, def));
    BN_TRY(bn_phi_check_table(def->activation, def->activation_table));
    if (def->noise == 0.0) BN_TRY(bn_series_check_pairs(def->activation, def->activation_power));
    if (!relu && !(bn_grows_as_relu(def) && def->coupling > 0.0)) return bn_ok();
    BN_TRY(bn_stationary_critical_balance(def, critical));
    if (relu && *critical > 0.0 && def->balance <= *critical)
        return bn_fault(BN_NO_SOLUTION,
                        "activity has no stationary state: b_c = %.4g at g = %.4g; balance = %g was given",
                        *critical, def->gain, def->balance);
    return bn_ok();
}

bn_status bn_stationary_check(const bn_stationary_def *def)
{
    double critical;
    return check_balance(def, &critical);
}

// Static states are roots of the energy too, and others may lie above.
static void count_states(bn_stationary *theory)
{
    if (bn_law_is_closed(theory)) return;
    const bn_crossings found = find_crossings(theory, excess_at_variance);
    theory->result.branches = found.states;
    theory->result.growth_above = found.last_falls;
}

// The state in which every unit rests: false where there is none.
static bool find_rest(bn_stationary *theory, bn_unit_law *law)
{
    const double g2 = theory->def.gain * theory->def.gain;
    *law = bn_unit_law_at(theory, bn_balanced_mean(theory, 0.0), 0.0);
    if (theory->def.input_spread == 0.0 && g2 * varied_square(theory, &law->moments) == 0.0 &&
        g2 * law->moments.slope_square <= 1.0)
        return true;
    double variance;
    if (!least_root(theory, unrest_at_variance, 1e-12, &variance)) return false;
    *law = bn_unit_law_at(theory, bn_balanced_mean(theory, variance), variance);
    return true;
}

// What is said where no variance is consistent.
static bn_status no_variance(const bn_stationary_def *def)
{
    const bool has_state =
        (bn_grows_as_relu(def) || def->activation == BN_ACTIVATION_LINEAR) && !bn_stationary_grows(def);
    char known[128];
    bn_stationary_growth_text(def, known, sizeof known);
    if (has_state)
        return bn_fault(
            BN_NO_SOLUTION,
            "no variance below %g is stationary at g = %g, b = %g, I0 = %g: the input is too large",
            MOST_VARIANCE, def->gain, def->balance, def->input_mean);
    return bn_fault(BN_NO_SOLUTION,
                    "no variance below %g is stationary at g = %g, b = %g: activity grows without bound%s",
                    MOST_VARIANCE, def->gain, def->balance, known);
}

static bn_status solve_moving(bn_stationary *theory, bn_unit_law *law)
{
    double variance;
    if (!least_root(theory, excess_at_variance, 1e-24, &variance)) return no_variance(&theory->def);
    *law = bn_unit_law_at(theory, bn_balanced_mean(theory, variance), variance);
    return bn_ok();
}

static void record_law(bn_stationary *theory, const bn_unit_law *law)
{
    bn_stationary_result *result = &theory->result;
    result->mean = law->mean;
    result->variance = law->variance;
    result->rate = law->moments.mean;
    result->active = law->moments.slope;
    result->square = law->moments.square;
    result->slope_square = law->moments.slope_square;
    result->error = law->moments.square > 0.0 ? law->rest / law->moments.square : 0.0;
}

static void record_critical_gain(bn_stationary *theory)
{
    const bool homogeneous =
        bn_law_is_closed(theory) && theory->def.input_spread == 0.0 && theory->def.fixed_in_degree == 0.0;
    theory->result.critical_gain = homogeneous ? sqrt(2.0) : critical_gain_of(theory);
}

// Checks the definition and prepares the quadrature.
static bn_status prepare(bn_stationary *theory)
{
    theory->result = (bn_stationary_result){.branches = 1, .growth_above = INFINITY};
    theory->step = 0.0;
    theory->near_mean = theory->def.balance * theory->def.input_mean;
    BN_TRY(check_balance(&theory->def, &theory->result.critical_balance));
    bn_legendre_rule(BN_STATIONARY_NODES, theory->node, theory->weight);
    if (!bn_law_is_closed(theory)) bn_gaussian_series_fill(&theory->series);
    return bn_ok();
}

bn_status bn_stationary_rest(bn_stationary *theory, double *mean, double *variance)
{
    bn_unit_law law;
    BN_TRY(prepare(theory));
    if (!find_rest(theory, &law)) BN_TRY(solve_moving(theory, &law));
    *mean = law.mean;
    *variance = law.variance;
    return bn_ok();
}

static bn_status settle(bn_stationary *theory, bn_unit_law *law)
{
    bn_stationary_result *result = &theory->result;
    const double g2 = theory->def.gain * theory->def.gain;
    BN_TRY(prepare(theory));
    if (theory->def.noise == 0.0 && find_rest(theory, law) && g2 * law->moments.slope_square <= 1.0) {
        record_law(theory, law);
        result->branch = BN_BRANCH_STATIC;
        result->frozen = law->variance;
        result->lyapunov = -1.0 + sqrt(g2 * law->moments.slope_square);
        return bn_ok();
    }
    BN_TRY(solve_moving(theory, law));
    record_law(theory, law);
    result->branch = theory->def.noise > 0.0 ? BN_BRANCH_NOISY : BN_BRANCH_CHAOTIC;
    climb_to_frozen(law, &result->frozen);
    return bn_ok();
}

bn_status bn_stationary_settle(bn_stationary *theory)
{
    bn_unit_law law;
    return settle(theory, &law);
}

bn_status bn_stationary_solve(bn_stationary *theory)
{
    bn_unit_law law;
    BN_TRY(settle(theory, &law));
    record_critical_gain(theory);
    if (theory->result.branch == BN_BRANCH_STATIC) {
        count_states(theory);
        return bn_ok();
    }
    law = bn_unit_law_at(theory, law.mean, law.variance); // whose series the search has replaced
    bn_stationary_follow(theory, &law);
    return bn_ok();
}
