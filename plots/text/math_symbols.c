/* The commands of mathematical text: tables sorted by name (strcmp order), searched by halving. Names and
   atoms are those of plain TeX, LaTeX and amssymb; code points are Unicode's. All of
   them are in DejaVu Sans. */
#include "plots/text/math_symbols.h"

#include <string.h>

static const pl_symbol symbols[] = {
    {"#", 0x0023, PL_ATOM_ORDINARY},
    {"$", 0x0024, PL_ATOM_ORDINARY},
    {"%", 0x0025, PL_ATOM_ORDINARY},
    {"&", 0x0026, PL_ATOM_ORDINARY},
    {"AA", 0x00C5, PL_ATOM_ORDINARY},
    {"Box", 0x25A1, PL_ATOM_ORDINARY},
    {"Delta", 0x0394, PL_ATOM_ORDINARY},
    {"Downarrow", 0x21D3, PL_ATOM_RELATION},
    {"Gamma", 0x0393, PL_ATOM_ORDINARY},
    {"Im", 0x2111, PL_ATOM_ORDINARY},
    {"Lambda", 0x039B, PL_ATOM_ORDINARY},
    {"Leftarrow", 0x21D0, PL_ATOM_RELATION},
    {"Leftrightarrow", 0x21D4, PL_ATOM_RELATION},
    {"Omega", 0x03A9, PL_ATOM_ORDINARY},
    {"Phi", 0x03A6, PL_ATOM_ORDINARY},
    {"Pi", 0x03A0, PL_ATOM_ORDINARY},
    {"Psi", 0x03A8, PL_ATOM_ORDINARY},
    {"Re", 0x211C, PL_ATOM_ORDINARY},
    {"Rightarrow", 0x21D2, PL_ATOM_RELATION},
    {"Sigma", 0x03A3, PL_ATOM_ORDINARY},
    {"Theta", 0x0398, PL_ATOM_ORDINARY},
    {"Uparrow", 0x21D1, PL_ATOM_RELATION},
    {"Upsilon", 0x03A5, PL_ATOM_ORDINARY},
    {"Vert", 0x2016, PL_ATOM_ORDINARY},
    {"Xi", 0x039E, PL_ATOM_ORDINARY},
    {"_", 0x005F, PL_ATOM_ORDINARY},
    {"aleph", 0x2135, PL_ATOM_ORDINARY},
    {"alpha", 0x03B1, PL_ATOM_ORDINARY},
    {"angle", 0x2220, PL_ATOM_ORDINARY},
    {"approx", 0x2248, PL_ATOM_RELATION},
    {"approxeq", 0x224A, PL_ATOM_RELATION},
    {"ast", 0x2217, PL_ATOM_BINARY},
    {"asymp", 0x224D, PL_ATOM_RELATION},
    {"backslash", 0x005C, PL_ATOM_ORDINARY},
    {"beta", 0x03B2, PL_ATOM_ORDINARY},
    {"bigcap", 0x22C2, PL_ATOM_OPERATOR},
    {"bigcirc", 0x25EF, PL_ATOM_BINARY},
    {"bigcup", 0x22C3, PL_ATOM_OPERATOR},
    {"bigodot", 0x2A00, PL_ATOM_OPERATOR},
    {"bigoplus", 0x2A01, PL_ATOM_OPERATOR},
    {"bigotimes", 0x2A02, PL_ATOM_OPERATOR},
    {"bigstar", 0x2605, PL_ATOM_ORDINARY},
    {"bigvee", 0x22C1, PL_ATOM_OPERATOR},
    {"bigwedge", 0x22C0, PL_ATOM_OPERATOR},
    {"blacksquare", 0x25A0, PL_ATOM_ORDINARY},
    {"bot", 0x22A5, PL_ATOM_ORDINARY},
    {"bullet", 0x2219, PL_ATOM_BINARY},
    {"cap", 0x2229, PL_ATOM_BINARY},
    {"cdot", 0x22C5, PL_ATOM_BINARY},
    {"cdots", 0x22EF, PL_ATOM_INNER},
    {"checkmark", 0x2713, PL_ATOM_ORDINARY},
    {"chi", 0x03C7, PL_ATOM_ORDINARY},
    {"circ", 0x2218, PL_ATOM_BINARY},
    {"colon", 0x003A, PL_ATOM_PUNCTUATION},
    {"cong", 0x2245, PL_ATOM_RELATION},
    {"coprod", 0x2210, PL_ATOM_OPERATOR},
    {"copyright", 0x00A9, PL_ATOM_ORDINARY},
    {"cup", 0x222A, PL_ATOM_BINARY},
    {"dag", 0x2020, PL_ATOM_ORDINARY},
    {"dagger", 0x2020, PL_ATOM_BINARY},
    {"dashv", 0x22A3, PL_ATOM_RELATION},
    {"ddag", 0x2021, PL_ATOM_ORDINARY},
    {"ddagger", 0x2021, PL_ATOM_BINARY},
    {"ddots", 0x22F1, PL_ATOM_INNER},
    {"degree", 0x00B0, PL_ATOM_ORDINARY},
    {"delta", 0x03B4, PL_ATOM_ORDINARY},
    {"diamond", 0x22C4, PL_ATOM_BINARY},
    {"div", 0x00F7, PL_ATOM_BINARY},
    {"doteq", 0x2250, PL_ATOM_RELATION},
    {"dots", 0x2026, PL_ATOM_INNER},
    {"downarrow", 0x2193, PL_ATOM_RELATION},
    {"ell", 0x2113, PL_ATOM_ORDINARY},
    {"emptyset", 0x2205, PL_ATOM_ORDINARY},
    {"epsilon", 0x03F5, PL_ATOM_ORDINARY},
    {"equiv", 0x2261, PL_ATOM_RELATION},
    {"eta", 0x03B7, PL_ATOM_ORDINARY},
    {"exists", 0x2203, PL_ATOM_ORDINARY},
    {"forall", 0x2200, PL_ATOM_ORDINARY},
    {"gamma", 0x03B3, PL_ATOM_ORDINARY},
    {"ge", 0x2265, PL_ATOM_RELATION},
    {"geq", 0x2265, PL_ATOM_RELATION},
    {"geqslant", 0x2A7E, PL_ATOM_RELATION},
    {"gets", 0x2190, PL_ATOM_RELATION},
    {"gg", 0x226B, PL_ATOM_RELATION},
    {"gtrsim", 0x2273, PL_ATOM_RELATION},
    {"hbar", 0x210F, PL_ATOM_ORDINARY},
    {"hookleftarrow", 0x21A9, PL_ATOM_RELATION},
    {"hookrightarrow", 0x21AA, PL_ATOM_RELATION},
    {"iff", 0x21D4, PL_ATOM_RELATION},
    {"iiint", 0x222D, PL_ATOM_OPERATOR},
    {"iint", 0x222C, PL_ATOM_OPERATOR},
    {"imath", 0x0131, PL_ATOM_ORDINARY},
    {"implies", 0x21D2, PL_ATOM_RELATION},
    {"in", 0x2208, PL_ATOM_RELATION},
    {"infty", 0x221E, PL_ATOM_ORDINARY},
    {"int", 0x222B, PL_ATOM_OPERATOR},
    {"iota", 0x03B9, PL_ATOM_ORDINARY},
    {"jmath", 0x0237, PL_ATOM_ORDINARY},
    {"kappa", 0x03BA, PL_ATOM_ORDINARY},
    {"lVert", 0x2016, PL_ATOM_OPENING},
    {"lambda", 0x03BB, PL_ATOM_ORDINARY},
    {"land", 0x2227, PL_ATOM_BINARY},
    {"langle", 0x27E8, PL_ATOM_OPENING},
    {"lbrace", 0x007B, PL_ATOM_OPENING},
    {"lbrack", 0x005B, PL_ATOM_OPENING},
    {"lceil", 0x2308, PL_ATOM_OPENING},
    {"ldots", 0x2026, PL_ATOM_INNER},
    {"le", 0x2264, PL_ATOM_RELATION},
    {"leftarrow", 0x2190, PL_ATOM_RELATION},
    {"leftharpoonup", 0x21BC, PL_ATOM_RELATION},
    {"leftrightarrow", 0x2194, PL_ATOM_RELATION},
    {"leq", 0x2264, PL_ATOM_RELATION},
    {"leqslant", 0x2A7D, PL_ATOM_RELATION},
    {"lesssim", 0x2272, PL_ATOM_RELATION},
    {"lfloor", 0x230A, PL_ATOM_OPENING},
    {"ll", 0x226A, PL_ATOM_RELATION},
    {"lnot", 0x00AC, PL_ATOM_ORDINARY},
    {"longleftarrow", 0x27F5, PL_ATOM_RELATION},
    {"longmapsto", 0x27FC, PL_ATOM_RELATION},
    {"longrightarrow", 0x27F6, PL_ATOM_RELATION},
    {"lor", 0x2228, PL_ATOM_BINARY},
    {"lvert", 0x007C, PL_ATOM_OPENING},
    {"mapsto", 0x21A6, PL_ATOM_RELATION},
    {"mid", 0x2223, PL_ATOM_RELATION},
    {"models", 0x22A7, PL_ATOM_RELATION},
    {"mp", 0x2213, PL_ATOM_BINARY},
    {"mu", 0x03BC, PL_ATOM_ORDINARY},
    {"nabla", 0x2207, PL_ATOM_ORDINARY},
    {"ne", 0x2260, PL_ATOM_RELATION},
    {"nearrow", 0x2197, PL_ATOM_RELATION},
    {"neg", 0x00AC, PL_ATOM_ORDINARY},
    {"neq", 0x2260, PL_ATOM_RELATION},
    {"nexists", 0x2204, PL_ATOM_ORDINARY},
    {"ni", 0x220B, PL_ATOM_RELATION},
    {"notin", 0x2209, PL_ATOM_RELATION},
    {"nu", 0x03BD, PL_ATOM_ORDINARY},
    {"nwarrow", 0x2196, PL_ATOM_RELATION},
    {"odot", 0x2299, PL_ATOM_BINARY},
    {"oint", 0x222E, PL_ATOM_OPERATOR},
    {"omega", 0x03C9, PL_ATOM_ORDINARY},
    {"omicron", 0x03BF, PL_ATOM_ORDINARY},
    {"ominus", 0x2296, PL_ATOM_BINARY},
    {"oplus", 0x2295, PL_ATOM_BINARY},
    {"oslash", 0x2298, PL_ATOM_BINARY},
    {"otimes", 0x2297, PL_ATOM_BINARY},
    {"parallel", 0x2225, PL_ATOM_RELATION},
    {"partial", 0x2202, PL_ATOM_ORDINARY},
    {"perp", 0x22A5, PL_ATOM_RELATION},
    {"phi", 0x03D5, PL_ATOM_ORDINARY},
    {"pi", 0x03C0, PL_ATOM_ORDINARY},
    {"pm", 0x00B1, PL_ATOM_BINARY},
    {"pounds", 0x00A3, PL_ATOM_ORDINARY},
    {"prec", 0x227A, PL_ATOM_RELATION},
    {"preceq", 0x227C, PL_ATOM_RELATION},
    {"prime", 0x2032, PL_ATOM_ORDINARY},
    {"prod", 0x220F, PL_ATOM_OPERATOR},
    {"propto", 0x221D, PL_ATOM_RELATION},
    {"psi", 0x03C8, PL_ATOM_ORDINARY},
    {"rVert", 0x2016, PL_ATOM_CLOSING},
    {"rangle", 0x27E9, PL_ATOM_CLOSING},
    {"rbrace", 0x007D, PL_ATOM_CLOSING},
    {"rbrack", 0x005D, PL_ATOM_CLOSING},
    {"rceil", 0x2309, PL_ATOM_CLOSING},
    {"rfloor", 0x230B, PL_ATOM_CLOSING},
    {"rho", 0x03C1, PL_ATOM_ORDINARY},
    {"rightarrow", 0x2192, PL_ATOM_RELATION},
    {"rightharpoonup", 0x21C0, PL_ATOM_RELATION},
    {"rightleftharpoons", 0x21CC, PL_ATOM_RELATION},
    {"rvert", 0x007C, PL_ATOM_CLOSING},
    {"searrow", 0x2198, PL_ATOM_RELATION},
    {"setminus", 0x2216, PL_ATOM_BINARY},
    {"sigma", 0x03C3, PL_ATOM_ORDINARY},
    {"sim", 0x223C, PL_ATOM_RELATION},
    {"simeq", 0x2243, PL_ATOM_RELATION},
    {"sqcap", 0x2293, PL_ATOM_BINARY},
    {"sqcup", 0x2294, PL_ATOM_BINARY},
    {"square", 0x25A1, PL_ATOM_ORDINARY},
    {"star", 0x22C6, PL_ATOM_BINARY},
    {"subset", 0x2282, PL_ATOM_RELATION},
    {"subseteq", 0x2286, PL_ATOM_RELATION},
    {"succ", 0x227B, PL_ATOM_RELATION},
    {"succeq", 0x227D, PL_ATOM_RELATION},
    {"sum", 0x2211, PL_ATOM_OPERATOR},
    {"supset", 0x2283, PL_ATOM_RELATION},
    {"supseteq", 0x2287, PL_ATOM_RELATION},
    {"surd", 0x221A, PL_ATOM_ORDINARY},
    {"swarrow", 0x2199, PL_ATOM_RELATION},
    {"tau", 0x03C4, PL_ATOM_ORDINARY},
    {"theta", 0x03B8, PL_ATOM_ORDINARY},
    {"times", 0x00D7, PL_ATOM_BINARY},
    {"to", 0x2192, PL_ATOM_RELATION},
    {"top", 0x22A4, PL_ATOM_ORDINARY},
    {"triangle", 0x25B3, PL_ATOM_ORDINARY},
    {"triangleq", 0x225C, PL_ATOM_RELATION},
    {"uparrow", 0x2191, PL_ATOM_RELATION},
    {"updownarrow", 0x2195, PL_ATOM_RELATION},
    {"uplus", 0x228E, PL_ATOM_BINARY},
    {"upsilon", 0x03C5, PL_ATOM_ORDINARY},
    {"varepsilon", 0x03B5, PL_ATOM_ORDINARY},
    {"varkappa", 0x03F0, PL_ATOM_ORDINARY},
    {"varnothing", 0x2205, PL_ATOM_ORDINARY},
    {"varphi", 0x03C6, PL_ATOM_ORDINARY},
    {"varpi", 0x03D6, PL_ATOM_ORDINARY},
    {"varrho", 0x03F1, PL_ATOM_ORDINARY},
    {"varsigma", 0x03C2, PL_ATOM_ORDINARY},
    {"vartheta", 0x03D1, PL_ATOM_ORDINARY},
    {"vdash", 0x22A2, PL_ATOM_RELATION},
    {"vdots", 0x22EE, PL_ATOM_ORDINARY},
    {"vee", 0x2228, PL_ATOM_BINARY},
    {"vert", 0x007C, PL_ATOM_ORDINARY},
    {"wedge", 0x2227, PL_ATOM_BINARY},
    {"wp", 0x2118, PL_ATOM_ORDINARY},
    {"xi", 0x03BE, PL_ATOM_ORDINARY},
    {"zeta", 0x03B6, PL_ATOM_ORDINARY},
    {"{", 0x007B, PL_ATOM_OPENING},
    {"|", 0x2016, PL_ATOM_ORDINARY},
    {"}", 0x007D, PL_ATOM_CLOSING},
};

static const pl_function functions[] = {
    {"Pr", "Pr", true},          {"arccos", "arccos", false}, {"arcsin", "arcsin", false},
    {"arctan", "arctan", false}, {"arg", "arg", false},       {"cos", "cos", false},
    {"cosh", "cosh", false},     {"cot", "cot", false},       {"coth", "coth", false},
    {"csc", "csc", false},       {"deg", "deg", false},       {"det", "det", true},
    {"dim", "dim", false},       {"exp", "exp", false},       {"gcd", "gcd", true},
    {"hom", "hom", false},       {"inf", "inf", true},        {"ker", "ker", false},
    {"lg", "lg", false},         {"lim", "lim", true},        {"liminf", "lim inf", true},
    {"limsup", "lim sup", true}, {"ln", "ln", false},         {"log", "log", false},
    {"max", "max", true},        {"min", "min", true},        {"sec", "sec", false},
    {"sin", "sin", false},       {"sinh", "sinh", false},     {"sup", "sup", true},
    {"tan", "tan", false},       {"tanh", "tanh", false},
};

static const pl_accent accents[] = {
    {"acute", 0xB4},      {"bar", 0},       {"breve", 0x2D8},          {"check", 0x2C7},
    {"ddot", 0xA8},       {"dot", 0x2D9},   {"grave", 0x60},           {"hat", 0x2C6},
    {"mathring", 0x2DA},  {"tilde", 0x2DC}, {"vec", PL_ACCENT_VECTOR}, {"widehat", 0x2C6},
    {"widetilde", 0x2DC},
};

typedef struct {
    const char *text;
    size_t size;
} name_part;

/* The order of a name (its beginning of known size) against an entry's zero-closed name. */
static int order(name_part name, const char *entry)
{
    const int difference = strncmp(name.text, entry, name.size);
    if (difference != 0) return difference;
    return entry[name.size] == '\0' ? 0 : -1;
}

/* Each table's entries begin with their name, so one search serves all. */
static const void *find(name_part name, const void *table, size_t count, size_t entry_size)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const char *entry = (const char *)table + middle * entry_size;
        const int difference = order(name, *(const char *const *)(const void *)entry);
        if (difference == 0) return entry;
        if (difference < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

#define FIND(table, name, size)                                                                              \
    find((name_part){name, size}, table, sizeof(table) / sizeof(table)[0], sizeof(table)[0])

const pl_symbol *pl_find_symbol(const char *name, size_t size)
{
    return FIND(symbols, name, size);
}

const pl_function *pl_find_function(const char *name, size_t size)
{
    return FIND(functions, name, size);
}

const pl_accent *pl_find_accent(const char *name, size_t size)
{
    return FIND(accents, name, size);
}

static pl_atom atom_of_ascii(uint32_t code)
{
    switch (code) {
    case '+':
    case '-':
    case '*':
        return PL_ATOM_BINARY;
    case '=':
    case '<':
    case '>':
    case ':':
        return PL_ATOM_RELATION;
    case '(':
    case '[':
        return PL_ATOM_OPENING;
    case ')':
    case ']':
    case '!':
    case '?':
        return PL_ATOM_CLOSING;
    case ',':
    case ';':
        return PL_ATOM_PUNCTUATION;
    default:
        return PL_ATOM_ORDINARY;
    }
}

pl_atom pl_atom_of(uint32_t code)
{
    if (code < 0x80) return atom_of_ascii(code);
    if (code == 0x2212) return PL_ATOM_BINARY; // a minus sign has no command
    for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++) {
        if (symbols[i].code == code) return symbols[i].atom;
    }
    return PL_ATOM_ORDINARY;
}

static bool is_latin(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

static bool is_small_greek(uint32_t code)
{
    return (code >= 0x3B1 && code <= 0x3C9) || code == 0x3D1 || code == 0x3D5 || code == 0x3D6 ||
           code == 0x3F0 || code == 0x3F1 || code == 0x3F5;
}

bool pl_is_variable(uint32_t code)
{
    return is_latin(code) || is_small_greek(code) || code == 0x131 || code == 0x237;
}

bool pl_takes_face(uint32_t code)
{
    return pl_is_variable(code) || (code >= '0' && code <= '9') || (code >= 0x391 && code <= 0x3A9);
}

uint32_t pl_double_struck(uint32_t code)
{
    // Seven capitals were in Unicode before the others came, and kept their places (chart U1D400).
    static const struct {
        char letter;
        uint16_t code;
    } early[] = {{'C', 0x2102}, {'H', 0x210D}, {'N', 0x2115}, {'P', 0x2119},
                 {'Q', 0x211A}, {'R', 0x211D}, {'Z', 0x2124}};
    for (size_t i = 0; i < sizeof early / sizeof early[0]; i++) {
        if (code == (uint32_t)early[i].letter) return early[i].code;
    }
    if (code >= 'A' && code <= 'Z') return 0x1D538 + (code - 'A');
    if (code >= 'a' && code <= 'z') return 0x1D552 + (code - 'a');
    if (code >= '0' && code <= '9') return 0x1D7D8 + (code - '0');
    return code;
}
