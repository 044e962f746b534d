/* How an answer leaves: with the headers that keep what it holds to this page. */
#ifndef BALNET_LIVE_ANSWER_H
#define BALNET_LIVE_ANSWER_H

#include <microhttpd.h>

/* Sends a response of that type of content and releases it. MHD_NO, which closes the connection, for NULL. */
enum MHD_Result live_send(struct MHD_Connection *connection, unsigned status, const char *type,
                          struct MHD_Response *response);

/* Sends a sentence, which stays where it is for as long as the server runs. */
enum MHD_Result live_say(struct MHD_Connection *connection, unsigned status, const char *sentence);

#endif
