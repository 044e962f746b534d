/* Status of the plots library: what went wrong when a figure was made, and the sentence that says it.

   A function that can fail returns a pl_status by value. A figure's drawing functions keep the first failure
   until the figure is written, where it is asked once. */
#ifndef PL_STATUS_H
#define PL_STATUS_H

typedef enum {
    PL_OK,
    PL_EINVAL,  // data or options that can't be drawn
    PL_ENOMEM,  // not enough memory
    PL_EIO,     // the system refused to read or write
    PL_EFORMAT, // a font or text that can't be understood
    PL_EABSENT, // a program that is needed is not installed
} pl_code;

enum { PL_MESSAGE_SIZE = 240 };

typedef struct {
    pl_code code;
    char message[PL_MESSAGE_SIZE]; // empty when code is PL_OK
} pl_status;

/* The status of success. */
pl_status pl_ok(void);

/* A status of trouble, its message formatted as by printf and cut at PL_MESSAGE_SIZE - 1 bytes. */
pl_status pl_fault(pl_code code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Returns from the calling function when the expression's status is not PL_OK. */
#define PL_TRY(expression)                                                                                   \
    do {                                                                                                     \
        const pl_status pl_try_status_ = (expression);                                                       \
        if (pl_try_status_.code != PL_OK) return pl_try_status_;                                             \
    } while (0)

#endif
