/* Events of the live page as bytes, each shared by the clients to which it is sent. */
#ifndef BALNET_LIVE_MESSAGE_H
#define BALNET_LIVE_MESSAGE_H

#include <stddef.h>

typedef struct {
    int holders;
    size_t size;
    char bytes[];
} live_message;

/* An event of that name with `size` bytes of text, held once; NULL without memory. */
live_message *live_message_new(const char *name, const char *text, size_t size);

/* One holder less; the last one frees it. NULL is no message. */
void live_message_release(live_message *message);

#endif
