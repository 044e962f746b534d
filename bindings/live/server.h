/* The server of the live page: serves one page and a stream of events to browsers of this machine, and takes commands
   from it. It knows neither Lua nor the engine.

   A thread of its own serves the clients. What is published replaces what was published before of the same topic, so a
   client that is slow or gone misses some and holds nobody up. Only 127.0.0.1 is listened on. Every request needs the
   token of the address, a Host that is this server, and no Origin but this server. */
#ifndef BALNET_LIVE_SERVER_H
#define BALNET_LIVE_SERVER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct live_server live_server;

/* Connections that ask for nothing are closed after LIVE_IDLE seconds, so that they keep nobody out for longer; those
   that ask slowly, as heads.h says. */
enum { LIVE_TOPICS = 4, LIVE_MOST_CLIENTS = 32, LIVE_IDLE = 4, LIVE_SENTENCE = 200 };

/* Serves a page (HTML, copied) at a port, 0 for any that is free. False with a sentence in fault[LIVE_SENTENCE] where
   that is not possible. The caller stops the server. */
bool live_start(const char *page, size_t size, int port, live_server **server, char *fault);

/* http://127.0.0.1:PORT/?token=TOKEN, as long as the server lives. */
const char *live_address(const live_server *server);

/* Publishes one line of text under a topic, 0 to LIVE_TOPICS - 1, whose event has a name of letters. False without
   memory; the clients then keep what they have. */
bool live_publish(live_server *server, int topic, const char *name, const char *text, size_t size);

/* What clients have asked for since the last call. */
typedef enum { LIVE_SAVE = 1, LIVE_STOP = 2 } live_command;
unsigned live_take_commands(live_server *server);

/* How many clients receive events; whether one has come since the last call. */
int live_clients(live_server *server);
bool live_take_arrival(live_server *server);

/* Lets the clients have what was published, for a second at most, and ends the server. NULL is allowed. */
void live_stop(live_server *server);

#endif
