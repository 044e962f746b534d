/* The layout of what is built of parts: scripts, fractions, roots, accents, fences. Each measures its parts,
   then sets them relative to its own origin. Lengths are ems of the node's own size. */
#include "plots/text/math_layout.h"
#include "plots/text/math_measure.h"

#include <math.h>

/* Lengths in ems of the node's own size. The first five are TeX's for its text style (appendix G, table of
   fonts), enlarged for a face whose x is 0.55 em high instead of 0.43. */
static const struct {
    double raise, drop, drop_beside;             // of a superscript; of a subscript alone and beside one
    double raise_below_top, drop_below;          // of scripts at a tall body: from its upper and lower edge
    double script_gap, after_scripts;            // between the two scripts; after them
    double tuck, accent_clearance;               // of a superscript: in over a low letter; from an accent
    double limit_gap;                            // between an operator and its limits
    double rule;                                 // height of bars
    double bar_gap, bar_least;                   // above a letter; least width
    double fraction_gap, fraction_margin;        // between bar and parts; beside them
    double numerator_least, denominator_least;   // shift of their baselines
    double root_width, root_gap, degree_overlap; // the last: of the degree with the sign
    double vector_least, vector_most, vector_height;
} style = {
    .raise = PL_SCRIPT_RAISE,
    .drop = 0.17,
    .drop_beside = 0.26,
    .raise_below_top = 0.30,
    .drop_below = 0.06,
    .script_gap = 0.16,
    .after_scripts = 0.05,
    .tuck = 0.05,
    .accent_clearance = 0.02,
    .limit_gap = 0.12,
    .rule = 0.055,
    .bar_gap = 0.15,
    .bar_least = 0.34,
    .fraction_gap = 0.11,
    .fraction_margin = 0.08,
    .numerator_least = 0.43,
    .denominator_least = 0.38,
    .root_width = 0.50,
    .root_gap = 0.10,
    .degree_overlap = 0.2,
    .vector_least = 0.46,
    .vector_most = 0.6,
    .vector_height = 0.2,
};

static int smaller(int level)
{
    return level + 1 < PL_LEVELS ? level + 1 : level;
}

double pl_math_rule_height(double size)
{
    return style.rule * size;
}

double pl_math_root_width(double size)
{
    return style.root_width * size;
}

static void set_rule(const pl_layout *lay, uint32_t index, double size, double x, double y, double width)
{
    pl_node *rule = &lay->nodes[index];
    rule->size = size;
    rule->x = x;
    rule->y = y;
    rule->width = width;
    rule->ascent = style.rule * size;
}

/* --- Scripts --- */

static void include_part(pl_node *whole, const pl_node *part)
{
    whole->ascent = fmax(whole->ascent, part->ascent - part->y);
    whole->descent = fmax(whole->descent, part->descent + part->y);
}

/* Whether scripts stand at fixed heights beside a body, whatever its own height. */
static bool is_one_letter(const pl_layout *lay, uint32_t index)
{
    const pl_node *node = &lay->nodes[index];
    if (node->kind == PL_NODE_ACCENT) return is_one_letter(lay, node->body);
    return !node->large && pl_tree_single_glyph(lay->tree, index) != 0;
}

/* Where a superscript begins: at the letter's end, drawn in a little over a low one, clear of an accent. */
static double upper_start(const pl_layout *lay, const pl_node *body)
{
    if (body->kind == PL_NODE_GLYPH && !body->word && body->ascent <= 1.05 * lay->heights.x * body->size)
        return body->width - style.tuck * body->size;
    if (body->kind != PL_NODE_ACCENT) return body->width;
    const pl_node *accent = &lay->nodes[body->ink];
    return fmax(body->width, accent->x + accent->width + style.accent_clearance * body->size);
}

static void set_beside(const pl_layout *lay, pl_node *node, pl_node *lower, pl_node *upper)
{
    const pl_node *body = &lay->nodes[node->body];
    const double size = node->size;
    const bool letter = is_one_letter(lay, node->body);
    double up = size * style.raise, down = size * (upper == NULL ? style.drop : style.drop_beside);
    if (!letter) up = fmax(up, body->ascent - size * style.raise_below_top);
    if (!letter) down = fmax(down, body->descent + size * style.drop_below);
    if (upper != NULL) up = fmax(up, upper->descent + size * lay->heights.x / 4.0);
    if (lower != NULL) down = fmax(down, lower->ascent - size * lay->heights.x * 0.8);
    if (upper != NULL && lower != NULL)
        down = fmax(down, lower->ascent + size * style.script_gap - (up - upper->descent));

    node->width = body->width;
    if (upper != NULL) {
        upper->x = upper_start(lay, body);
        upper->y = -up;
        node->width = fmax(node->width, upper->x + upper->width);
        include_part(node, upper);
    }
    if (lower != NULL) {
        lower->x = body->width - pl_overhang(lay, body);
        lower->y = down;
        node->width = fmax(node->width, lower->x + lower->width);
        include_part(node, lower);
    }
    node->width += size * style.after_scripts;
}

static void set_limits(const pl_layout *lay, pl_node *node, pl_node *lower, pl_node *upper)
{
    pl_node *body = &lay->nodes[node->body];
    const double gap = node->size * style.limit_gap;
    node->width =
        fmax(body->width, fmax(lower == NULL ? 0.0 : lower->width, upper == NULL ? 0.0 : upper->width));
    body->x = (node->width - body->width) / 2.0;
    if (upper != NULL) {
        upper->x = (node->width - upper->width) / 2.0;
        upper->y = -(body->ascent + gap + upper->descent);
        include_part(node, upper);
    }
    if (lower != NULL) {
        lower->x = (node->width - lower->width) / 2.0;
        lower->y = body->descent + gap + lower->ascent;
        include_part(node, lower);
    }
}

static void measure_scripts(const pl_layout *lay, pl_node *node, int level)
{
    pl_measure(lay, node->body, level);
    pl_node *lower = NULL, *upper = NULL;
    if (node->lower != 0) {
        pl_measure(lay, node->lower, smaller(level));
        lower = &lay->nodes[node->lower];
    }
    if (node->upper != 0) {
        pl_measure(lay, node->upper, smaller(level));
        upper = &lay->nodes[node->upper];
    }
    include_part(node, &lay->nodes[node->body]);
    if (lay->nodes[node->body].limits)
        set_limits(lay, node, lower, upper);
    else
        set_beside(lay, node, lower, upper);
}

/* --- Fractions and roots --- */

static void measure_fraction(const pl_layout *lay, pl_node *node, int level)
{
    const int inner = node->full ? level : smaller(level);
    pl_measure(lay, node->upper, inner);
    pl_measure(lay, node->lower, inner);
    pl_node *upper = &lay->nodes[node->upper], *lower = &lay->nodes[node->lower];
    const double size = node->size, margin = style.fraction_margin * size;
    const double axis = lay->heights.axis * size, half = style.rule * size / 2.0,
                 gap = style.fraction_gap * size;
    const double widest = fmax(upper->width, lower->width);

    upper->x = 2.0 * margin + (widest - upper->width) / 2.0;
    upper->y = -fmax(axis + half + gap + upper->descent, style.numerator_least * size);
    lower->x = 2.0 * margin + (widest - lower->width) / 2.0;
    lower->y = fmax(lower->ascent - (axis - half - gap), style.denominator_least * size);
    set_rule(lay, node->ink, size, margin, half - axis, widest + 2.0 * margin);
    node->width = widest + 4.0 * margin;
    include_part(node, upper);
    include_part(node, lower);
}

static void measure_root(const pl_layout *lay, pl_node *node, int level)
{
    pl_measure(lay, node->body, level);
    pl_node *body = &lay->nodes[node->body], *sign = &lay->nodes[node->ink];
    const double size = node->size, sign_width = style.root_width * size;
    sign->size = size;
    sign->ascent = fmax(body->ascent, lay->heights.x * size) + (style.root_gap + style.rule) * size;
    sign->descent = fmax(body->descent, 0.0) + style.rule * size;
    sign->width = sign_width + body->width + style.root_gap * size;
    if (node->upper != 0) {
        pl_measure(lay, node->upper, PL_LEVELS - 1);
        pl_node *degree = &lay->nodes[node->upper];
        sign->x = fmax(0.0, degree->width - style.degree_overlap * size);
        degree->x = sign->x + style.degree_overlap * size - degree->width;
        degree->y = sign->descent - 0.55 * (sign->ascent + sign->descent) - degree->descent;
        include_part(node, degree);
    }
    body->x = sign->x + sign_width;
    node->width = sign->x + sign->width + style.root_gap * size / 2.0;
    include_part(node, sign);
}

/* --- Accents --- */

/* The ink under an accent that stands at a height above the baseline, from left to right. */
static void span_under(const pl_layout *lay, const pl_node *node, double height, double *left, double *right)
{
    const uint32_t letter = pl_tree_single_glyph(lay->tree, node->body);
    *left = 0.0;
    *right = lay->nodes[node->body].width;
    if (letter == 0) return;
    const double size = lay->nodes[letter].size;
    const pl_glyph_box box = pl_font_box_at(lay->fonts, lay->nodes[letter].glyph, height / size);
    *left = size * box.left;
    *right = size * box.right;
}

/* Sets a rule or an arrow over a letter, centred on its ink and as wide, within bounds. */
static void set_rule_over(const pl_layout *lay, pl_node *node, double top, double least, double most)
{
    const double y = top + style.bar_gap * node->size;
    double left, right;
    span_under(lay, node, y, &left, &right);
    const double width = fmin(fmax(right - left, least), most);
    set_rule(lay, node->ink, node->size, (left + right - width) / 2.0, -y, width);
}

static void set_arrow(const pl_layout *lay, pl_node *node, double top)
{
    set_rule_over(lay, node, top, style.vector_least * node->size, style.vector_most * node->size);
    lay->nodes[node->ink].ascent = style.vector_height * node->size;
}

static void set_accent_glyph(const pl_layout *lay, pl_node *node, double top)
{
    pl_node *accent = &lay->nodes[node->ink];
    const pl_glyph_box box = pl_font_box(lay->fonts, accent->glyph);
    double left, right;
    span_under(lay, node, top + 0.15 * node->size, &left, &right);
    const double scale =
        accent->large ? fmin(fmax(0.8 * (right - left) / (node->size * (box.right - box.left)), 1.0), 1.35)
                      : 1.0;
    accent->size = node->size * scale;
    accent->x = (left + right - accent->size * (box.left + box.right)) / 2.0;
    accent->y = -(top - lay->heights.x * node->size) + (accent->size - node->size) * box.bottom;
    accent->ascent = accent->size * box.top;
}

static void measure_accent(const pl_layout *lay, pl_node *node, int level)
{
    pl_measure(lay, node->body, level);
    const pl_node *body = &lay->nodes[node->body];
    const double top = fmax(body->ascent, lay->heights.x * node->size);
    node->width = body->width;
    include_part(node, body);
    switch (lay->nodes[node->ink].kind) {
    case PL_NODE_RULE:
        set_rule_over(lay, node, top, style.bar_least * node->size, INFINITY);
        break;
    case PL_NODE_ARROW:
        set_arrow(lay, node, top);
        break;
    default:
        set_accent_glyph(lay, node, top);
    }
    include_part(node, &lay->nodes[node->ink]);
}

static void measure_line(const pl_layout *lay, pl_node *node, int level)
{
    pl_measure(lay, node->body, level);
    const pl_node *body = &lay->nodes[node->body];
    const double gap = style.bar_gap * node->size, rule = style.rule * node->size;
    const double y = node->kind == PL_NODE_OVERLINE ? -(body->ascent + gap) : body->descent + gap + rule;
    set_rule(lay, node->ink, node->size, 0.0, y, body->width);
    node->width = body->width;
    include_part(node, body);
    include_part(node, &lay->nodes[node->ink]);
}

/* --- Fences --- */

static void stretch_delimiter(const pl_layout *lay, pl_node *node, double size, double half)
{
    node->size = size;
    if (node->kind != PL_NODE_GLYPH) return;
    const pl_glyph_box box = pl_font_box(lay->fonts, node->glyph);
    node->stretch = fmax(1.0, half / (size * (box.top - box.bottom) / 2.0));
    node->rise = size * (lay->heights.axis - node->stretch * (box.top + box.bottom) / 2.0);
    node->width = size * box.advance;
    node->ascent = size * node->stretch * box.top + node->rise;
    node->descent = -size * node->stretch * box.bottom - node->rise;
}

static void measure_fence(const pl_layout *lay, pl_node *node, int level)
{
    pl_measure(lay, node->body, level);
    pl_node *left = &lay->nodes[node->lower], *body = &lay->nodes[node->body],
            *right = &lay->nodes[node->upper];
    const double axis = lay->heights.axis * node->size;
    const double half = fmax(body->ascent - axis, body->descent + axis);
    stretch_delimiter(lay, left, node->size, half);
    stretch_delimiter(lay, right, node->size, half);
    body->x = left->width;
    right->x = left->width + body->width;
    node->width = right->x + right->width;
    include_part(node, left);
    include_part(node, body);
    include_part(node, right);
}

void pl_measure_parts(const pl_layout *lay, pl_node *node, int level)
{
    switch (node->kind) {
    case PL_NODE_SCRIPTS:
        measure_scripts(lay, node, level);
        break;
    case PL_NODE_FRACTION:
        measure_fraction(lay, node, level);
        break;
    case PL_NODE_ROOT:
        measure_root(lay, node, level);
        break;
    case PL_NODE_ACCENT:
        measure_accent(lay, node, level);
        break;
    case PL_NODE_FENCE:
        measure_fence(lay, node, level);
        break;
    default:
        measure_line(lay, node, level);
    }
}
