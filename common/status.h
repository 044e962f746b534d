/* Status: the one list of error codes, with a general sentence for each.

   A function of the engine or of the plots that can fail returns a bn_status by value and writes its results
   through pointers. The message says what was given and what was needed, with the numbers in it: "J is
   100 x 99; a square matrix was needed". Nothing is kept in a global. */
#ifndef BN_STATUS_H
#define BN_STATUS_H

#include <stdbool.h>

#define BN_STATUS_LIST(X)                                                                                    \
    X(BN_OK, "all is well")                                                                                  \
    X(BN_EINVAL, "an argument is outside what the function takes")                                           \
    X(BN_ENOMEM, "not enough memory")                                                                        \
    X(BN_EIO, "the system refused to read or write")                                                         \
    X(BN_EFORMAT, "a file is damaged or not of the format that was expected")                                \
    X(BN_EABSENT, "a program that is needed is not installed")                                               \
    X(BN_NOT_FINITE, "a number became infinite or undefined")                                                \
    X(BN_NOT_CONVERGED, "an iteration stopped before converging")                                            \
    X(BN_NO_SOLUTION, "the equations have no solution")

typedef enum {
#define BN_STATUS_NAME(name, text) name,
    BN_STATUS_LIST(BN_STATUS_NAME)
#undef BN_STATUS_NAME
} bn_code;

enum { BN_MESSAGE_SIZE = 240 };

typedef struct {
    bn_code code;
    char message[BN_MESSAGE_SIZE]; // empty when code is BN_OK
} bn_status;

/* The status of success. */
bn_status bn_ok(void);

/* A status of failure, its message formatted as by printf and cut at BN_MESSAGE_SIZE - 1 bytes. */
bn_status bn_fault(bn_code code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The general sentence of a code and its name, as "BN_EINVAL"; never NULL. */
const char *bn_code_text(bn_code code);
const char *bn_code_name(bn_code code);

/* Returns from the calling function when the expression's status is not BN_OK. */
#define BN_TRY(expression)                                                                                   \
    do {                                                                                                     \
        const bn_status bn_try_status_ = (expression);                                                       \
        if (bn_try_status_.code != BN_OK) return bn_try_status_;                                             \
    } while (0)

#endif
