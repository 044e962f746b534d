/* The head of a request is enough to refuse it. The token is compared in a time that does not tell how much of it is
   right. */
#include "bindings/live/admission.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

bool live_make_token(live_admission *admission)
{
    unsigned char bytes[LIVE_TOKEN_BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) return false;
    for (size_t i = 0; i < LIVE_TOKEN_BYTES; i++) snprintf(admission->token + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

void live_name_hosts(live_admission *admission, int port)
{
    snprintf(admission->hosts[0], sizeof admission->hosts[0], "127.0.0.1:%d", port);
    snprintf(admission->hosts[1], sizeof admission->hosts[1], "localhost:%d", port);
}

// As long for every text of the token's length.
static bool is_token(const live_admission *admission, const char *given)
{
    if (strlen(given) != LIVE_TOKEN_SIZE - 1) return false;
    unsigned difference = 0;
    for (size_t i = 0; i < LIVE_TOKEN_SIZE - 1; i++)
        difference |= (unsigned char)(given[i] ^ admission->token[i]);
    return difference == 0;
}

static bool is_own_host(const live_admission *admission, const char *host)
{
    return host != NULL && (strcmp(host, admission->hosts[0]) == 0 || strcmp(host, admission->hosts[1]) == 0);
}

static bool is_own_origin(const live_admission *admission, const char *origin)
{
    static const char scheme[] = "http://";
    if (origin == NULL) return true;
    return strncmp(origin, scheme, sizeof scheme - 1) == 0 &&
           is_own_host(admission, origin + sizeof scheme - 1);
}

static bool has_body(struct MHD_Connection *connection)
{
    const char *size = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    return (size != NULL && strcmp(size, "0") != 0) ||
           MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Transfer-Encoding") != NULL;
}

unsigned live_refusal(const live_admission *admission, struct MHD_Connection *connection,
                      const char **sentence)
{
    *sentence = "the Host is not this server\n";
    if (!is_own_host(admission, MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host")))
        return MHD_HTTP_MISDIRECTED_REQUEST;
    *sentence = "another page's requests are refused\n";
    if (!is_own_origin(admission, MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Origin")))
        return MHD_HTTP_FORBIDDEN;
    *sentence = "the address needs its token, as the program has printed it\n";
    const char *token = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "token");
    if (token == NULL) return MHD_HTTP_UNAUTHORIZED;
    *sentence = "the token is wrong\n";
    if (!is_token(admission, token)) return MHD_HTTP_FORBIDDEN;
    *sentence = "a request with a body is refused\n";
    return has_body(connection) ? MHD_HTTP_CONTENT_TOO_LARGE : 0;
}
