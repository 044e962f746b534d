/* Lines: a walk over the first elements of all lines, cut into groups. A block is read along the lines where
   those are dense and across them otherwise, so that whole cache lines are used either way. */
#include "engine/tensor/tensor_lines_internal.h"

#include "engine/tensor/tensor_view.h"

#include <string.h>

bn_status bn_lines_over(const bn_tensor *in, int dim, const bn_tensor *out, bool reduces, int most_lanes,
                        bn_lines *lines)
{
    if (dim < 0 || dim >= in->dims)
        return bn_fault(BN_EINVAL, "dimension %d does not exist: the tensor has %d", dim + 1, in->dims);
    bn_tensor in_heads = *in;
    bn_tensor out_heads = *out;
    in_heads.shape[dim] = 1; // a line of no elements still is a line
    BN_TRY(bn_tensor_select(&in_heads, dim, 0, &in_heads));
    BN_TRY(bn_tensor_check_output(reduces ? &in_heads : in, out));
    if (!reduces) {
        out_heads.shape[dim] = 1;
        BN_TRY(bn_tensor_select(&out_heads, dim, 0, &out_heads));
    }
    *lines = (bn_lines){
        .extent = in->shape[dim],
        .in = {.dtype = in->dtype, .stride = in->stride[dim]},
        .out = {.dtype = out->dtype, .stride = reduces ? 0 : out->stride[dim]},
        .most_lanes = most_lanes,
        .walk = bn_walk_over(2, (const bn_tensor *const[]){&out_heads, &in_heads}, BN_WALK_ANY_ORDER),
    };
    if (!reduces && bn_tensor_count(in) == 0) lines->walk.rows_left = 0; // nothing to read, nothing to write
    if (lines->walk.rows_left == 0) lines->extent = 0;
    return bn_ok();
}

static unsigned char *element(const bn_line_side *side, int64_t lane, int64_t at)
{
    return side->first + (lane * side->apart + at * side->stride) * (int64_t)bn_dtype_size(side->dtype);
}

static void begin_strip(bn_lines *lines)
{
    lines->out.first = lines->walk.at[0];
    lines->out.apart = lines->walk.stride[0];
    lines->in.first = lines->walk.at[1];
    lines->in.apart = lines->walk.stride[1];
    lines->left = lines->walk.count;
}

bool bn_lines_next(bn_lines *lines)
{
    if (lines->left == 0) {
        if (!bn_walk_next(&lines->walk)) return false;
        begin_strip(lines);
    } else {
        lines->out.first = element(&lines->out, lines->lanes, 0);
        lines->in.first = element(&lines->in, lines->lanes, 0);
    }
    lines->lanes = lines->left < lines->most_lanes ? (int)lines->left : lines->most_lanes;
    lines->left -= lines->lanes;
    return true;
}

void bn_lines_read(const bn_lines *lines, int lane, int64_t from, int64_t count, double *to)
{
    bn_gather(lines->in.dtype, element(&lines->in, lane, from), lines->in.stride, count, to);
}

void bn_lines_write(const bn_lines *lines, int lane, int64_t from, int64_t count, const double *values)
{
    bn_scatter(lines->out.dtype, values, count, element(&lines->out, lane, from), lines->out.stride);
}

bn_lines bn_lines_part(const bn_lines *lines, int lane, int most)
{
    bn_lines part = *lines;
    part.in.first = element(&lines->in, lane, 0);
    part.out.first = element(&lines->out, lane, 0);
    part.lanes = lines->lanes - lane < most ? lines->lanes - lane : most;
    return part;
}

void bn_lines_write_each(const bn_lines *lines, int lane, int count, const double *values)
{
    bn_scatter(lines->out.dtype, values, count, element(&lines->out, lane, 0), lines->out.apart);
}

void bn_lines_read_across(const bn_lines *lines, int lane, int count, double *block)
{
    double line[BN_WALK_STRIP];
    const int64_t extent = lines->extent;
    if (lines->in.apart == 1) {
        for (int64_t i = 0; i < extent; i++)
            bn_gather(lines->in.dtype, element(&lines->in, lane, i), 1, count, block + i * count);
        return;
    }
    for (int k = 0; k < count; k++) {
        bn_lines_read(lines, lane + k, 0, extent, line);
        for (int64_t i = 0; i < extent; i++) block[i * count + k] = line[i];
    }
}

/* Doubles that lie side by side across the lines, two rows at a time, so that what is written is pairs. */
static void read_across(const bn_lines *lines, int64_t from, int64_t count, double (*block)[BN_WALK_STRIP])
{
    const int64_t stride = lines->in.stride;
    const double *row = (const double *)(const void *)element(&lines->in, 0, from);
    int64_t i = 0;
    for (; i + 2 <= count; i += 2, row += 2 * stride)
        for (int lane = 0; lane < lines->lanes; lane++) {
            const double pair[2] = {row[lane], row[lane + stride]};
            memcpy(&block[lane][i], pair, sizeof pair);
        }
    for (int lane = 0; i < count && lane < lines->lanes; lane++) block[lane][i] = row[lane];
}

void bn_lines_read_block(const bn_lines *lines, int64_t from, int64_t count, double (*block)[BN_WALK_STRIP])
{
    if (lines->in.stride == 1) {
        for (int lane = 0; lane < lines->lanes; lane++) bn_lines_read(lines, lane, from, count, block[lane]);
        return;
    }
    if (lines->in.dtype == BN_F64 && lines->in.apart == 1) {
        read_across(lines, from, count, block);
        return;
    }
    double across[BN_WALK_STRIP];
    for (int64_t i = 0; i < count; i++) {
        bn_gather(lines->in.dtype, element(&lines->in, 0, from + i), lines->in.apart, lines->lanes, across);
        for (int lane = 0; lane < lines->lanes; lane++) block[lane][i] = across[lane];
    }
}
