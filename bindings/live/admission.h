/* Who may ask the live page: whoever has its token, from its own address, without a body. */
#ifndef BALNET_LIVE_ADMISSION_H
#define BALNET_LIVE_ADMISSION_H

#include <microhttpd.h>
#include <stdbool.h>

enum { LIVE_TOKEN_BYTES = 16, LIVE_TOKEN_SIZE = 2 * LIVE_TOKEN_BYTES + 1 };

typedef struct {
    char token[LIVE_TOKEN_SIZE];
    char hosts[2][40]; // under which the server is asked for
} live_admission;

/* Draws the token. False where the system gives no random numbers (errno). */
bool live_make_token(live_admission *admission);

/* The names of the server at a port of this machine. */
void live_name_hosts(live_admission *admission, int port);

/* 0 where a request may be answered, else the status of the refusal, with its sentence. */
unsigned live_refusal(const live_admission *admission, struct MHD_Connection *connection, const char **sentence);

#endif
