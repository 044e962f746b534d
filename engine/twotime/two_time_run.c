/* A full past of n steps takes n^3 operations: below some hundreds of steps it is the quicker one. */
#include "engine/twotime/two_time_run.h"

#include <stddef.h>

const bn_word bn_past_words[] = {
    {BN_PAST_AUTOMATIC, "automatic", "full for up to 300 steps, else thinned"},
    {BN_PAST_THINNED, "thinned", "at shares of the age, memory with the logarithm of time"},
    {BN_PAST_FULL, "full", "every pair of steps, memory with the square of time"},
    {0},
};

#define AT(member) offsetof(bn_two_time_run_def, member)

const bn_field bn_two_time_run_fields[] = {
    {.part = bn_thinned_fields, .offset = AT(thinned)},
    {"past", BN_FIELD_WORD, AT(past), .words = bn_past_words, .help = "which times are kept"},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 0.05, .above = true, .most = 1.0, .unit = "τ",
     .help = "longest step of the full past, whose steps fill the time"},
    {0},
};

bn_status bn_two_time_run_check(const bn_two_time_run_def *def)
{
    BN_TRY(bn_fields_check(bn_two_time_run_fields, def));
    BN_TRY(bn_thinned_check(&def->thinned));
    if (def->past == BN_PAST_FULL && bn_full_past_steps(&def->thinned.model, def->dt) == 0)
        return bn_fault(BN_EINVAL, "a full past of %g steps was asked for; at most %d were needed, or a thinned past",
                        def->thinned.model.time / def->dt, (int)BN_FULL_MOST_STEPS);
    return bn_ok();
}

static bool is_full(const bn_two_time_run_def *def)
{
    const int64_t steps = bn_full_past_steps(&def->thinned.model, def->dt);
    if (def->past == BN_PAST_AUTOMATIC) return steps > 0 && steps <= BN_TWO_TIME_SHORT;
    return def->past == BN_PAST_FULL;
}

bn_two_time_run bn_two_time_run_lay_out(bn_arena *arena, const bn_two_time_run_def *def)
{
    bn_two_time_run run = {.def = *def, .is_full = is_full(def)};
    if (run.is_full) run.full = bn_full_past_lay_out(arena, &def->thinned.model, def->dt);
    else run.thinned = bn_thinned_lay_out(arena, &def->thinned);
    return run;
}

void bn_two_time_run_start(bn_two_time_run *run)
{
    if (run->is_full) bn_full_past_start(&run->full);
    else bn_thinned_start(&run->thinned);
}

bn_status bn_two_time_run_advance(bn_two_time_run *run, int64_t steps, bool *left)
{
    if (run->is_full) return bn_full_past_advance(&run->full, steps, left);
    return bn_thinned_advance(&run->thinned, steps, left);
}

int64_t bn_two_time_run_rows(const bn_two_time_run *run)
{
    return run->is_full ? run->full.step + 1 : run->thinned.rows;
}

bn_two_time_present bn_two_time_run_present(const bn_two_time_run *run, int64_t row)
{
    const bn_full_past *full = &run->full;
    if (run->is_full)
        return (bn_two_time_present){.time = (double)row * full->dt,
                                     .variance = full->correlation[row * (full->steps + 2)],
                                     .mu = full->mu[row],
                                     .power = full->power[row]};
    const double *values = bn_thinned_row(&run->thinned, row);
    return (bn_two_time_present){.time = bn_thinned_time(&run->thinned, row),
                                 .variance = values[0],
                                 .mu = values[2 * run->thinned.grid.count],
                                 .power = run->thinned.power[row]};
}

bn_two_time_value bn_two_time_run_at(const bn_two_time_run *run, double t, double s)
{
    return run->is_full ? bn_full_past_at(&run->full, t, s) : bn_thinned_at(&run->thinned, t, s);
}
