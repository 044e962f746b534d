/* The parser: a string with mathematics between dollar signs becomes a tree.

   Between dollars the language is this part of LaTeX's:

       letters                                  variables, in italics
       digits + - * = < > / | ( ) [ ] . , ; :   as they stand; ! and any other character, too
       '                                        primes
       _ ^                                      sub- and superscripts, nested and stacked, in any order
       { }                                      groups
       \alpha ...                               symbols, operators, relations, arrows of math_symbols.c
       \log ...                                 functions, upright
       \bar \hat \tilde \dot \ddot \vec ...     accents
       \overline{} \underline{}
       \frac{}{} \dfrac{}{} \sqrt[]{}
       \mathrm{} \mathbf{} \mathit{} \mathbb{}  faces of letters, digits and Greek; \mathcal, \mathtt,
                                                \mathsf and \boldsymbol, too
       \rm \bf \it                              the same to the end of the group
       \text{} \textrm{} \textbf{} \textit{}    words, with their spaces
       \operatorname{}
       \left( ... \right)                       any delimiters, as high as their content; . for none
       \, \: \; \! \quad \qquad "\ " ~          spaces; other spaces are ignored
       \$ \% \# \& \_ \{ \}                     the characters themselves

   \mathcal is set in the slanted serif face, which the font folder has, instead of a script. Sums, products
   and their like carry limits below and above, \lim \max \min \sup \inf below. */
#ifndef PL_MATH_PARSE_H
#define PL_MATH_PARSE_H

#include "plots/text/math_tree.h"

enum { PL_LONGEST_TEXT = 65536, PL_DEEPEST_TEXT = 24 };

/* Parses a string of any bytes (invalid UTF-8 is replaced) into *tree, which the caller releases. `face` is
   that of the words outside dollars. With `plain`, dollars and backslashes mean themselves. Glyphs are looked
   up in fonts. Errors: BN_EFORMAT, saying what is wrong and at which character of the string (1-based): an
   unknown command, a brace or dollar without its partner, a missing argument, a second sub- or superscript,
   nesting deeper than PL_DEEPEST_TEXT; BN_EINVAL for more than PL_LONGEST_TEXT bytes; BN_ENOMEM. On error
   *tree needs no release. */
bn_status pl_math_parse(const pl_fonts *fonts, const char *string, pl_face face, bool plain, pl_tree *tree);

#endif
