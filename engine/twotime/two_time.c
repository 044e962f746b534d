/* Products of k senders that all share one symmetric weight exist for eta = 1; the other end is where the covariance of
   the k + 1 forces that share their indices is no longer positive, at eta = -1/k. */
#include "engine/twotime/two_time.h"

#include <math.h>
#include <stddef.h>

#define MOST_GAIN 1e3
#define MOST_TIME 1e9

const bn_word bn_confinement_words[] = {
    {BN_CONFINED_LEAK, "leak", "every unit decays at the rate 1/τ"},
    {BN_CONFINED_SPHERE, "sphere", "the decay keeps the mean square of the units at 1"},
    {0},
};

#define AT(member) offsetof(bn_two_time_def, member)

const bn_field bn_two_time_fields[] = {
    {"confinement", BN_FIELD_WORD, AT(confinement), .words = bn_confinement_words,
     .help = "what keeps activity bounded"},
    {"gain", BN_FIELD_REAL, AT(gain), .fallback = 0.5, .most = MOST_GAIN,
     .help = "g: J has the variance g²/N"},
    {"pair_gain", BN_FIELD_REAL, AT(pair_gain), .most = MOST_GAIN,
     .help = "the same of the sum over products of two units, whose variance is pair_gain² C²"},
    {"triple_gain", BN_FIELD_REAL, AT(triple_gain), .most = MOST_GAIN,
     .help = "the same of products of three units"},
    {"symmetry", BN_FIELD_REAL, AT(symmetry), .least = -1.0, .most = 1.0,
     .help = "η, the correlation of J_ij and J_ji; -1/2 or more for pairs, -1/3 or more for triples"},
    {"noise", BN_FIELD_REAL, AT(noise), .most = 1e3, .help = "σ, of the Gaussian noise on every unit"},
    {"start_variance", BN_FIELD_REAL, AT(start_variance), .fallback = 1.0, .most = 1e6,
     .help = "of the independent units at the start, for a leak; 1 on a sphere"},
    {"time", BN_FIELD_REAL, AT(time), .fallback = 100.0, .least = 0.01, .most = MOST_TIME, .unit = "τ",
     .help = "of the run"},
    {0},
};

bn_status bn_two_time_check(const bn_two_time_def *def)
{
    BN_TRY(bn_fields_check(bn_two_time_fields, def));
    const int senders = def->triple_gain > 0.0 ? 3 : def->pair_gain > 0.0 ? 2 : 1;
    if (def->symmetry < -1.0 / senders)
        return bn_fault(BN_EINVAL, "symmetry is %g; -1/%d or more was needed for products of %d units",
                        def->symmetry, senders, senders);
    const bool grows =
        def->confinement == BN_CONFINED_LEAK && senders == 1 && def->gain * (1.0 + def->symmetry) >= 1.0;
    if (grows)
        return bn_fault(BN_EINVAL,
                        "gain (1 + symmetry) is %g; less than 1 was needed with a leak, else activity grows "
                        "without bound",
                        def->gain * (1.0 + def->symmetry));
    return bn_ok();
}

bn_two_time_force bn_two_time_force_of(const bn_two_time_def *def, double c)
{
    const double one = def->gain * def->gain, two = def->pair_gain * def->pair_gain,
                 three = def->triple_gain * def->triple_gain;
    return (bn_two_time_force){.value = c * (one + c * (two + c * three)),
                               .slope = one + c * (2.0 * two + c * 3.0 * three),
                               .curvature = 2.0 * two + 6.0 * c * three};
}

double bn_two_time_start(const bn_two_time_def *def)
{
    return def->confinement == BN_CONFINED_SPHERE ? 1.0 : def->start_variance;
}

double bn_two_time_fastest(const bn_two_time_def *def)
{
    const double slope = bn_two_time_force_of(def, bn_two_time_start(def)).slope;
    const double confined = def->confinement == BN_CONFINED_SPHERE ? 0.5 * def->noise * def->noise : 1.0;
    return 1.0 + confined + 2.0 * sqrt(slope);
}
