/* The bytes are those of a server-sent event: its name, its data in one line, and an empty line. */
#include "bindings/live/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void live_message_release(live_message *message)
{
    if (message != NULL && --message->holders == 0) free(message);
}

live_message *live_message_new(const char *name, const char *text, size_t size)
{
    static const char end[] = {'\n', '\n'};
    const size_t room = strlen(name) + size + sizeof "event: \ndata: \n\n";
    live_message *made = malloc(sizeof *made + room);
    if (made == NULL) return NULL;
    made->holders = 1;
    const int head = snprintf(made->bytes, room, "event: %s\ndata: ", name);
    memcpy(made->bytes + head, text, size);
    memcpy(made->bytes + head + size, end, sizeof end);
    made->size = (size_t)head + size + sizeof end;
    return made;
}
