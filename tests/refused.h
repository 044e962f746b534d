/* assert_refused for cmocka: checks the code of a status and the words in its message. Include it after
   <cmocka.h>. */
#ifndef TESTS_REFUSED_H
#define TESTS_REFUSED_H

#include "common/status.h"

#include <string.h>

/* Fails at the caller's line unless the status has the code and its message contains the words. */
#define assert_refused(status, code, words)                                                                  \
    tests_assert_refused((status), (code), (words), __FILE__, __LINE__)

static inline void tests_assert_refused(bn_status status, bn_code code, const char *words, const char *file,
                                        int line)
{
    if (status.code == code && strstr(status.message, words) != NULL) return;
    print_error("the status is %s, '%s'; %s with '%s' was expected\n", bn_code_name(status.code),
                status.message, bn_code_name(code), words);
    _fail(file, line);
}

#endif
