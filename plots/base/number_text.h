/* Numbers as text with a decimal point, whatever the locale that the program around has set. */
#ifndef PL_NUMBER_TEXT_H
#define PL_NUMBER_TEXT_H

#include <stddef.h>

/* As snprintf, for a format with one number of floating point in it. */
void pl_number_text(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
