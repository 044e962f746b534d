/* BLAS: OpenBLAS starts with as many threads as there are processors; one is asked for instead. The count is
   read first, since setting it takes the library's lock and would make every caller wait. Nothing is kept
   here: what the library was told is asked from the library. */
#include "engine/base/blas.h"

void bn_blas_prepare(void)
{
    if (openblas_get_num_threads() != 1) openblas_set_num_threads(1);
}

const char *bn_blas_corename(void)
{
    return openblas_get_corename();
}
