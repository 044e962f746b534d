/* Nothing of the page may be kept, loaded from elsewhere, or shown within another page. */
#include "bindings/live/answer.h"

#include <string.h>

enum MHD_Result live_send(struct MHD_Connection *connection, unsigned status, const char *type,
                          struct MHD_Response *response)
{
    if (response == NULL) return MHD_NO;
    static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                                 "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
                                 "frame-ancestors 'none'";
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "Content-Security-Policy", policy);
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    const enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

enum MHD_Result live_say(struct MHD_Connection *connection, unsigned status, const char *sentence)
{
    return live_send(
        connection, status, "text/plain; charset=utf-8",
        MHD_create_response_from_buffer(strlen(sentence), (void *)(size_t)sentence, MHD_RESPMEM_PERSISTENT));
}
