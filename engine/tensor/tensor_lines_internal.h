/* The lines of a tensor along one dimension, in groups of neighbours; private to the tensor_* files.

       bn_lines lines;
       BN_TRY(bn_lines_over(in, dim, out, 8, &lines));
       while (bn_lines_next(&lines)) … lines.lanes lines of lines.extent elements … */
#ifndef BN_TENSOR_LINES_INTERNAL_H
#define BN_TENSOR_LINES_INTERNAL_H

#include "common/status.h"
#include "engine/tensor/tensor.h"
#include "engine/tensor/tensor_walk_internal.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    bn_dtype dtype;
    unsigned char *first; // the first element of the group's first line
    int64_t stride;       // along a line, in elements
    int64_t apart;        // from one line to the next, in elements
} bn_line_side;

typedef struct {
    int64_t extent; // elements of a line of `in`; 0 where there is no line
    int lanes;      // lines in this group, at least one
    bn_line_side in;
    bn_line_side out;
    int most_lanes;
    int64_t left; // lines of the walk's strip that are still to come
    bn_walk walk;
} bn_lines;

/* Lines of `in` along `dim`, and beside each its line in `out`, which has the shape of `in` (its lines run
   along the same dimension) or, when `reduces`, the shape without `dim` (a line is one element). Errors:
   BN_EINVAL for a dimension that is not there, another shape of out, or an out that is a broadcast view. */
bn_status bn_lines_over(const bn_tensor *in, int dim, const bn_tensor *out, bool reduces, int most_lanes,
                        bn_lines *lines);

/* Goes to the next group; false when there is none. */
bool bn_lines_next(bn_lines *lines);

/* The elements from, from + 1, … of line `lane` of the group, to doubles and back. */
void bn_lines_read(const bn_lines *lines, int lane, int64_t from, int64_t count, double *to);
void bn_lines_write(const bn_lines *lines, int lane, int64_t from, int64_t count, const double *values);

/* Lines lane, lane + 1, … of the group, `most` of them unless it ends before. */
bn_lines bn_lines_part(const bn_lines *lines, int lane, int most);

/* The first element of lines lane, lane + 1, …, `count` of them, from doubles. */
void bn_lines_write_each(const bn_lines *lines, int lane, int count, const double *values);

/* All elements of lines lane, lane + 1, …, at most BN_WALK_STRIP each: a column of the block a line, `count` lines. */
void bn_lines_read_across(const bn_lines *lines, int lane, int count, double *block);

/* The same `count` <= BN_WALK_STRIP elements of every line of the group, one row of the block a line. */
void bn_lines_read_block(const bn_lines *lines, int64_t from, int64_t count, double (*block)[BN_WALK_STRIP]);

#endif
