/* The command line of the program: that of the standalone Lua interpreter, and --help and --version. */
#ifndef BNL_PROGRAM_OPTIONS_H
#define BNL_PROGRAM_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

typedef struct {
    const char *program; // stands before every message; argv[0] as it was typed
    int argc;
    char **argv;
    int script;          // the script's place in argv; argc when there is none
    int wrong;           // the place of the option that is not understood; 0 when all are
    bool execute;        // -e
    bool interactive;    // -i
    bool version;        // -v, which -i implies
    bool no_environment; // -E
    bool help;           // --help
    bool about;          // --version
} bnl_options;

/* Reads the options. Nothing is carried out yet: bnl_run_options does that for -e, -l and -W. */
bnl_options bnl_read_options(int argc, char **argv);

/* Says on stderr what is wrong with argv[options->wrong], and how the program is used. */
void bnl_explain_wrong_option(const bnl_options *options);

/* Writes how the program is used. */
void bnl_print_usage(FILE *out, const char *program);

/* The version line of balnet and that of Lua, as -v and the interactive mode print them. */
void bnl_print_version(void);

/* The line of --version. */
void bnl_print_about(void);

#endif
