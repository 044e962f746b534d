/* Lyapunov results: numbers that the computed exponents don't determine are left out, and a warning says
   why. */
#include "bindings/analysis/lyapunov_result.h"

#include "bindings/common/bnl.h"
#include "bindings/common/bnl_result.h"

#include <math.h>

static const double longest_interval = 10.0;

static const bnl_summary_line lines[] = {
    {"exponents", "exponents", "standard_error", "per unit of time"},
    {"Kaplan-Yorke dimension", "kaplan_yorke", NULL, NULL},
    {"entropy rate at most", "entropy", NULL, "nat per unit of time"},
    {"sum", "sum", NULL, NULL},
    {"trace of the flow", "trace", NULL, "per unit of time"},
    {"step", "map", NULL, NULL},
    {"time", "time", NULL, NULL},
    {"orthonormalised every", "interval", NULL, NULL},
    {"condition number before", "condition", NULL, NULL},
    {"warning", "warning", NULL, NULL},
    {NULL, NULL, NULL, NULL},
};
static const char *const optional[] = {"dt", NULL};
static const bnl_summary summary = {"Lyapunov exponents", lines, optional};

int64_t bnl_steps_of(lua_State *L, const char *field, double duration, double dt, int64_t least)
{
    if (!(dt > 0.0) || !isfinite(dt)) bnl_error(L, "field 'dt' is %f; a positive time step was needed", dt);
    const double steps = duration / dt;
    if (!(steps >= 0.0 && steps <= 0x1p53))
        bnl_error(L, "field '%s' is %f; a duration that is not negative was needed", field, duration);
    const int64_t whole = (int64_t)floor(steps + 0.5);
    return whole < least ? least : whole;
}

static void set_warning(lua_State *L, const bn_lyapunov *lyapunov, const bn_lyapunov_summary *found)
{
    const double interval = (double)lyapunov->def.every * lyapunov->def.dt;
    if (interval > longest_interval)
        lua_pushfstring(L, "the interval of %f is longer than 10: vectors may have become parallel",
                        interval);
    else if (found->singular)
        lua_pushliteral(L,
                        "a tangent map sends some direction to nearly nothing (it is superstable): the least "
                        "exponents are bounds, or -inf, at any interval");
    else if (found->too_long)
        lua_pushliteral(L,
                        "vectors became nearly parallel between orthonormalisations: use a shorter interval");
    else if (!found->reaches_negative)
        lua_pushliteral(L, "all exponents are positive: dimension and entropy rate need more of them");
    else
        return;
    lua_setfield(L, -2, "warning");
}

void bnl_push_exponents(lua_State *L, const bn_lyapunov *lyapunov)
{
    const int64_t k = lyapunov->def.exponents;
    lua_newtable(L);
    double *exponents = bnl_set_vector(L, "exponents", k);
    double *error = bnl_set_vector(L, "standard_error", k);
    double *participation = bnl_set_vector(L, "participation", k);
    bn_lyapunov_summary found;
    bnl_check(L, bn_lyapunov_summarise(lyapunov, exponents, error, participation, &found));
    if (!isnan(found.kaplan_yorke)) bnl_set_number(L, "kaplan_yorke", found.kaplan_yorke);
    if (found.reaches_negative) bnl_set_number(L, "entropy", found.entropy);
    bnl_set_number(L, "sum", found.sum);
    bnl_set_number(L, "time", found.time);
    bnl_set_number(L, "condition", found.condition);
    bnl_set_number(L, "interval", (double)lyapunov->def.every * lyapunov->def.dt);
    set_warning(L, lyapunov, &found);
    bnl_set_summary(L, &summary);
}
