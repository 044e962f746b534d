/* Spectrum, when LAPACK's iteration gives up. That is too rare to be provoked by a matrix, so this program
   defines its own dgeev_, which replaces OpenBLAS's. */
#include "engine/base/blas.h"
#include "engine/linalg/linalg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

void dgeev_(const char *jobvl, const char *jobvr, const int *n, double *a, const int *lda, double *wr,
            double *wi, double *vl, const int *ldvl, double *vr, const int *ldvr, double *work,
            const int *lwork, int *info, size_t jobvl_length, size_t jobvr_length)
{
    (void)jobvl, (void)jobvr, (void)n, (void)a, (void)lda, (void)wr, (void)wi, (void)vl, (void)ldvl, (void)vr;
    (void)ldvr, (void)jobvl_length, (void)jobvr_length;
    work[0] = 1;
    *info = *lwork < 0 ? 0 : 2;
}

static void an_iteration_that_gives_up_is_a_status(void **state)
{
    (void)state;
    double data[4] = {1, 2, 3, 4};
    const bn_tensor J = {.dtype = BN_F64, .dims = 2, .shape = {2, 2}, .stride = {2, 1}, .data = data};
    double untouched[2] = {7, 7};
    bn_tensor values = {.dtype = BN_F64, .dims = 1, .shape = {2}, .stride = {1}, .data = untouched};
    const bn_status status = bn_linalg_eigen(&J, &values, &values, NULL, NULL);
    assert_int_equal(status.code, BN_NOT_CONVERGED);
    assert_non_null(strstr(status.message, "info 2"));
    assert_true(untouched[0] == 7 && untouched[1] == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_iteration_that_gives_up_is_a_status)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
