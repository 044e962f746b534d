/* Job: one operation of linear algebra, done on every matrix of a stack. The leading dimensions of the inputs
   broadcast, as in NumPy; the driver brings each matrix into column-major doubles, checks it, lets the
   operation run and writes the results back. Private to this folder. */
#ifndef BN_JOB_INTERNAL_H
#define BN_JOB_INTERNAL_H

#include "engine/tensor/tensor.h"

enum { BN_JOB_INPUTS = 2, BN_JOB_OUTPUTS = 6 };

/* A tensor and how many of its last dimensions one operation takes: 0 a number, 1 a vector, 2 a matrix. */
typedef struct {
    const char *name; // in messages
    const bn_tensor *tensor;
    int tail;
    int64_t shape[2]; // of an output: what its last dimensions must be
} bn_operand;

/* What one operation finds: its operands as column-major doubles, one after another, and its scratch. */
typedef struct {
    double *in[BN_JOB_INPUTS]; // may be destroyed
    double *out[BN_JOB_OUTPUTS];
    double *work;
    int *integers;
} bn_job_data;

typedef struct bn_job bn_job;

struct bn_job {
    bn_operand in[BN_JOB_INPUTS];
    bn_operand out[BN_JOB_OUTPUTS]; // tensor NULL: not wanted, and not written back
    int ins, outs;
    size_t work, integers; // of scratch: doubles and ints
    int m, n, k;           // sizes, as the operation uses them
    double number;         // a tolerance, as the operation uses it
    bool flag;             // a choice, as the operation uses it
    bn_status (*run)(const bn_job *job, const bn_job_data *data);
};

/* Runs the job on every matrix. Outputs are owned by the caller, share no memory with the inputs and have the
   shapes that the callers state: the broadcast leading dimensions, then the operation's own. Errors:
   BN_EINVAL for leading dimensions that do not broadcast or an output of another shape, BN_NOT_FINITE for NaN
   or infinity in an input, with its place, BN_ENOMEM, and those of the operation, with the number of the
   matrix where there are several. */
bn_status bn_job_run(const bn_job *job);

/* Extents of the last two dimensions of a matrix. */
int bn_job_rows(const bn_tensor *matrix);
int bn_job_columns(const bn_tensor *matrix);

/* The leading dimension that LAPACK wants: at least 1. */
int bn_job_leading(int rows);

#endif
