/* Status: codes, names and general sentences are all made from BN_STATUS_LIST, so that they agree. A message
   is formatted into the status that is returned, and is kept nowhere else. */
#include "common/status.h"

#include <stdarg.h>
#include <stdio.h>

bn_status bn_ok(void)
{
    bn_status ok; // only the message's end is set: clearing all of it takes longer than short operations
    ok.code = BN_OK;
    ok.message[0] = '\0';
    return ok;
}

bn_status bn_fault(bn_code code, const char *format, ...)
{
    bn_status status = {.code = code};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(status.message, sizeof status.message, format, arguments);
    va_end(arguments);
    return status;
}

const char *bn_code_text(bn_code code)
{
    switch (code) {
#define BN_STATUS_TEXT(name, text)                                                                           \
    case name:                                                                                               \
        return text;
        BN_STATUS_LIST(BN_STATUS_TEXT)
#undef BN_STATUS_TEXT
    }
    return "an unknown status";
}

const char *bn_code_name(bn_code code)
{
    switch (code) {
#define BN_STATUS_CASE(name, text)                                                                           \
    case name:                                                                                               \
        return #name;
        BN_STATUS_LIST(BN_STATUS_CASE)
#undef BN_STATUS_CASE
    }
    return "BN_UNKNOWN";
}
