/* One pass over argv up to the first word that is no option. An option's letter alone decides, as in lua:
   letters are not combined (-iv is wrong), and -e and -l take the rest of the word or the next word, which
   must not begin with a dash. */
#include "bindings/program/options.h"

#include <lua.h>
#include <stdbool.h>
#include <string.h>

// Whether argv[*at] is understood; moves *at to its last word.
static bool read_option(bnl_options *options, int *at)
{
    const char *word = options->argv[*at];
    const bool alone = word[2] == '\0';
    switch (word[1]) {
    case 'E':
        options->no_environment = true;
        return alone;
    case 'W':
        return alone;
    case 'i':
        options->interactive = true;
        options->version = true;
        return alone;
    case 'v':
        options->version = true;
        return alone;
    case 'e':
        options->execute = true;
        break;
    case 'l':
        break;
    default:
        return false;
    }
    if (!alone) return true;
    const char *value = options->argv[*at + 1];
    if (value == NULL || value[0] == '-') return false;
    ++*at;
    return true;
}

static bool read_long_option(bnl_options *options, const char *word)
{
    if (strcmp(word, "--help") == 0)
        options->help = true;
    else if (strcmp(word, "--version") == 0)
        options->about = true;
    else
        return false;
    return true;
}

bnl_options bnl_read_options(int argc, char **argv)
{
    const bool named = argc > 0 && argv[0][0] != '\0';
    bnl_options options = {.program = named ? argv[0] : "balnet", .argc = argc, .argv = argv};
    int at = 1;
    for (; at < argc && argv[at][0] == '-' && argv[at][1] != '\0'; at++) {
        const int first = at;
        if (strcmp(argv[at], "--") == 0) {
            at++;
            break;
        }
        const bool understood =
            argv[at][1] == '-' ? read_long_option(&options, argv[at]) : read_option(&options, &at);
        if (understood) continue;
        options.wrong = first;
        break;
    }
    options.script = at < argc ? at : argc;
    return options;
}

void bnl_explain_wrong_option(const bnl_options *options)
{
    const char *word = options->argv[options->wrong];
    const bool lacks_value = word[1] == 'e' || word[1] == 'l';
    fprintf(stderr, lacks_value ? "%s: '%s' needs argument\n" : "%s: unrecognized option '%s'\n",
            options->program, word);
    bnl_print_usage(stderr, options->program);
}

void bnl_print_usage(FILE *out, const char *program)
{
    fprintf(out,
            "usage: %s [options] [script [arguments]]\n"
            "  -e code     run the code\n"
            "  -i          become interactive after the script\n"
            "  -l name     require the library into a global of its name\n"
            "  -l g=name   require the library into the global g\n"
            "  -v          print the versions\n"
            "  -E          ignore the environment variables of Lua\n"
            "  -W          turn warnings on\n"
            "  --          end of the options\n"
            "  -           end of the options; the script is read from stdin\n"
            "  --help      print this\n"
            "  --version   print the version of balnet\n"
            "  --rerun figure [--figure name] [--changed]\n"
            "              draw a figure again by its recipe, and say whether it came out the same\n"
            "  sweep script --parameter values ...\n"
            "              run a script over a grid of parameters; sweep --help tells more\n"
            "  info file ...\n"
            "              print what results files hold\n"
            "  report script [arguments]\n"
            "              run a script and write its texts, output and figures as one page of HTML\n"
            "  --selftest  check on this machine what results rest on\n"
            "Without script and options it is interactive, or reads a script from stdin. At the\n"
            "prompt help() lists what the library has, and help \"svd\" tells of a function.\n",
            program);
}

void bnl_print_version(void)
{
    puts("balnet " BALNET_VERSION);
    puts(LUA_COPYRIGHT);
    fflush(stdout);
}

void bnl_print_about(void)
{
    puts("balnet " BALNET_VERSION " (" LUA_RELEASE ")");
}
