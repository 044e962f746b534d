/* Responses in Lua.

       local output, x = trainer:respond(input, { noise = 0 })
       local later = trainer:respond(more, { noise = 0, state = x[-1] })

   The numbers lie as the engine writes them, trial by trial within each step; the tensors are views. */
#include "bindings/training/trainer_respond.h"

#include "bindings/common/bnl.h"

#include <math.h>
#include <stddef.h>

typedef struct {
    double noise;
    int64_t number, after;
    const bn_tensor *state;
    bool states;
} options;

#define AT(member) offsetof(options, member)

const bn_field bnl_respond_fields[] = {
    {"noise", BN_FIELD_REAL, AT(noise), .fallback = (double)NAN, .most = 1e6,
     .help = "Gaussian noise on every unit; that of the trainer where not given"},
    {"number", BN_FIELD_INTEGER, AT(number), .most = INT32_MAX,
     .help = "of the noise: the same one gives the same noise"},
    {"state", BN_FIELD_TENSOR, AT(state),
     .help = "where trials begin, N or N x B; the trainer's initial states where not given"},
    {"after", BN_FIELD_INTEGER, AT(after), .most = INT32_MAX,
     .help = "steps that went before, whose noise is passed over"},
    {"states", BN_FIELD_FLAG, AT(states), .fallback = true, .help = "give the states too"},
    {0},
};

// Pushes T x rows x B numbers, those of a step and trial together, `ld` apart. Returns where they lie.
static float *push_course(lua_State *L, const bn_response *r, int64_t rows, int64_t ld)
{
    const int64_t T = r->input->shape[0], B = r->input->shape[2];
    const bn_tensor *block = bnl_new_tensor(L, BN_F32, 3, (int64_t[]){T, B, ld});
    const bn_tensor view = {
        .dtype = BN_F32, .dims = 3, .shape = {T, rows, B}, .stride = {B * ld, 1, ld}, .data = block->data};
    bnl_push_view(L, -1, &view);
    lua_remove(L, -2);
    return view.data;
}

int bnl_respond(lua_State *L, const bn_trainer *t)
{
    options o = {0};
    bn_fields_default(bnl_respond_fields, &o);
    bnl_read_definition(L, 3, bnl_respond_fields, &o);
    bn_response response = bn_trainer_response(t, o.number);
    response.input = bnl_check_tensor(L, 2);
    response.state = o.state;
    response.after = o.after;
    if (!isnan(o.noise)) response.noise = o.noise;
    bnl_check(L, bn_response_check(&response));
    response.output = push_course(L, &response, t->trial.R, t->trial.R);
    if (o.states) response.states = push_course(L, &response, t->trial.N, t->trial.ldx);
    bnl_check(L, bn_response_run(&response, t->pool, (int)t->config.threads));
    return o.states ? 2 : 1;
}
