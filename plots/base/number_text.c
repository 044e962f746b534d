/* printf writes the locale's decimal point, which is replaced afterwards. Changing the locale instead would
   change it for the whole process. */
#include "plots/base/number_text.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void pl_number_text(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, size, format, arguments);
    va_end(arguments);
    const char *point = localeconv()->decimal_point;
    const size_t length = strlen(point);
    char *found = length > 0 ? strstr(text, point) : NULL;
    while (found != NULL && (found == text || strchr("0123456789", found[-1]) == NULL))
        found = strstr(found + length, point); // of what the format says around the number
    if (found == NULL) return;
    memmove(found + 1, found + length, strlen(found + length) + 1);
    *found = '.';
}
