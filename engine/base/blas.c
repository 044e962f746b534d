/* BLAS: OpenBLAS starts with as many threads as there are processors; it is set to one. The count is read
   first, because setting it takes the library's lock and would make every caller wait. No state is kept here:
   the library knows its own thread count. */
#include "engine/base/blas.h"

void bn_blas_prepare(void)
{
    if (openblas_get_num_threads() != 1) openblas_set_num_threads(1);
}

const char *bn_blas_corename(void)
{
    return openblas_get_corename();
}
