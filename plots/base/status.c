/* Status of the plots library: a code and a sentence, formatted into the value that is returned. */
#include "plots/base/status.h"

#include <stdarg.h>
#include <stdio.h>

pl_status pl_ok(void)
{
    return (pl_status){.code = PL_OK};
}

pl_status pl_fault(pl_code code, const char *format, ...)
{
    pl_status status = {.code = code};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(status.message, sizeof status.message, format, arguments);
    va_end(arguments);
    return status;
}
