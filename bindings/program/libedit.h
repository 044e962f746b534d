/* libedit, found at run time, so that only a session at a terminal loads it. */
#ifndef BNL_PROGRAM_LIBEDIT_H
#define BNL_PROGRAM_LIBEDIT_H

#include <histedit.h>

/* The functions of libedit that are used; each is el_NAME there, the last three are not prefixed. */
typedef struct {
    EditLine *(*init)(const char *, FILE *, FILE *, FILE *);
    void (*end)(EditLine *);
    int (*set)(EditLine *, int, ...);
    int (*wset)(EditLine *, int, ...);
    int (*get)(EditLine *, int, ...);
    const char *(*gets)(EditLine *, int *);
    const LineInfo *(*line)(EditLine *);
    int (*insertstr)(EditLine *, const char *);
    void (*resize)(EditLine *);
    int (*source)(EditLine *, const char *);
    History *(*history_init)(void);
    void (*history_end)(History *);
    int (*history)(History *, HistEvent *, int, ...);
} bnl_libedit;

/* The library, loaded by the first call; NULL when it isn't there. */
const bnl_libedit *bnl_load_libedit(void);

#endif
