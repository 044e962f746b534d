/* GNU libmicrohttpd with one thread of its own. A client that has everything is suspended and resumed by the next
   publication. One lock guards all that both threads touch; it is held for copies of a few kilobytes. */
#include "bindings/live/server.h"

#include "bindings/live/admission.h"
#include "bindings/live/answer.h"
#include "bindings/live/heads.h"
#include "bindings/live/message.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

// SLOWEST: the seconds for which a browser that has asked for events may take none.
enum { SLOWEST = 60, BLOCK = 16384 };

typedef struct client {
    live_server *server;
    struct MHD_Connection *connection;
    struct client *next, *before;
    live_message *sending; // NULL between two
    size_t sent;
    unsigned long seen[LIVE_TOPICS];
    bool suspended;
} client;

struct live_server {
    struct MHD_Daemon *daemon;
    live_admission admission;
    live_heads heads;
    char address[120];
    char *page;
    size_t page_size;
    pthread_mutex_t lock;
    pthread_cond_t left; // a client has left
    client *clients;
    live_message *newest[LIVE_TOPICS];
    unsigned long versions[LIVE_TOPICS];
    unsigned commands;
    int count;
    bool arrived, closing;
};

// --- publishing -----------------------------------------------------------------------------------------------

static void wake_all(live_server *server)
{
    for (client *each = server->clients; each != NULL; each = each->next) {
        if (each->suspended) MHD_resume_connection(each->connection);
        each->suspended = false;
    }
}

bool live_publish(live_server *server, int topic, const char *name, const char *text, size_t size)
{
    live_message *made = live_message_new(name, text, size);
    if (made == NULL) return false;
    pthread_mutex_lock(&server->lock);
    live_message_release(server->newest[topic]);
    server->newest[topic] = made;
    server->versions[topic]++;
    wake_all(server);
    pthread_mutex_unlock(&server->lock);
    return true;
}

// --- the stream of events, in the server's thread ---------------------------------------------------------------

static void take_next(client *to)
{
    live_server *server = to->server;
    for (int topic = 0; topic < LIVE_TOPICS; topic++) {
        if (to->seen[topic] == server->versions[topic]) continue;
        to->seen[topic] = server->versions[topic];
        to->sending = server->newest[topic];
        to->sending->holders++;
        to->sent = 0;
        return;
    }
}

static ssize_t copy_part(client *to, char *out, size_t most)
{
    const size_t left = to->sending->size - to->sent, size = left < most ? left : most;
    memcpy(out, to->sending->bytes + to->sent, size);
    to->sent += size;
    if (to->sent == to->sending->size) {
        live_message_release(to->sending);
        to->sending = NULL;
    }
    return (ssize_t)size;
}

static ssize_t next_bytes(void *context, uint64_t position, char *out, size_t most)
{
    (void)position;
    client *to = context;
    live_server *server = to->server;
    ssize_t size = 0;
    pthread_mutex_lock(&server->lock);
    if (to->sending == NULL) take_next(to);
    if (to->sending != NULL) {
        size = copy_part(to, out, most);
    } else if (server->closing) {
        size = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        to->suspended = true;
        MHD_suspend_connection(to->connection);
    }
    pthread_mutex_unlock(&server->lock);
    return size;
}

static void leave(void *context)
{
    client *gone = context;
    live_server *server = gone->server;
    pthread_mutex_lock(&server->lock);
    if (gone->before != NULL) gone->before->next = gone->next;
    if (gone->next != NULL) gone->next->before = gone->before;
    if (server->clients == gone) server->clients = gone->next;
    live_message_release(gone->sending);
    server->count--;
    pthread_cond_signal(&server->left);
    pthread_mutex_unlock(&server->lock);
    free(gone);
}

// False where there are as many as may be.
static bool join(client *new)
{
    live_server *server = new->server;
    pthread_mutex_lock(&server->lock);
    if (server->count >= LIVE_MOST_CLIENTS) {
        pthread_mutex_unlock(&server->lock);
        return false;
    }
    new->next = server->clients;
    if (new->next != NULL) new->next->before = new;
    server->clients = new;
    server->count++;
    server->arrived = true;
    pthread_mutex_unlock(&server->lock);
    return true;
}

// --- answers, in the server's thread ------------------------------------------------------------------------------

static enum MHD_Result send_page(live_server *server, struct MHD_Connection *connection)
{
    return live_send(
        connection, MHD_HTTP_OK, "text/html; charset=utf-8",
        MHD_create_response_from_buffer(server->page_size, server->page, MHD_RESPMEM_PERSISTENT));
}

static enum MHD_Result send_events(live_server *server, struct MHD_Connection *connection)
{
    client *new = calloc(1, sizeof *new);
    if (new == NULL) return MHD_NO;
    new->server = server;
    new->connection = connection;
    if (!join(new)) {
        free(new);
        return live_say(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "too many browsers look at this page\n");
    }
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, (unsigned)SLOWEST);
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, next_bytes, new, leave);
    if (response == NULL) leave(new);
    return live_send(connection, MHD_HTTP_OK, "text/event-stream; charset=utf-8", response);
}

static enum MHD_Result take_command(live_server *server, struct MHD_Connection *connection, unsigned command)
{
    pthread_mutex_lock(&server->lock);
    server->commands |= command;
    pthread_mutex_unlock(&server->lock);
    return live_say(connection, MHD_HTTP_ACCEPTED, "it is done after the epoch\n");
}

static enum MHD_Result route(live_server *server, struct MHD_Connection *connection, const char *path,
                             const char *method)
{
    static const struct {
        const char *path, *method;
        unsigned command;
    } routes[] = {
        {"/", "GET", 0}, {"/events", "GET", 0}, {"/save", "POST", LIVE_SAVE}, {"/stop", "POST", LIVE_STOP}};
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (strcmp(path, routes[i].path) != 0) continue;
        if (strcmp(method, routes[i].method) != 0)
            return live_say(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "another method is needed\n");
        if (routes[i].command != 0) return take_command(server, connection, routes[i].command);
        return i == 0 ? send_page(server, connection) : send_events(server, connection);
    }
    return live_say(connection, MHD_HTTP_NOT_FOUND, "there is no such page\n");
}

static live_head *head_of(struct MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

// Called for the head of a request, which is refused before a body is read, and at the end of one that is not refused.
static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *body, size_t *body_size,
                              void **state)
{
    (void)version;
    (void)body;
    (void)body_size;
    static const char seen;
    if (*state != NULL) return route(context, connection, path, method);
    *state = (void *)(size_t)&seen;
    live_server *server = context;
    live_head_here(&server->heads, head_of(connection));
    const char *sentence;
    const unsigned refused = live_refusal(&server->admission, connection, &sentence);
    return refused != 0 ? live_say(connection, refused, sentence) : MHD_YES;
}

// --- connections, in the server's thread ----------------------------------------------------------------------------

static void note_connection(void *context, struct MHD_Connection *connection, void **head,
                            enum MHD_ConnectionNotificationCode code)
{
    live_server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        live_head_gone(&server->heads, *head);
        return;
    }
    *head = live_head_new(&server->heads,
                          MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd);
    live_head_awaited(&server->heads, *head);
}

// The connection may ask again.
static void note_answered(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_RequestTerminationCode code)
{
    (void)state;
    (void)code;
    live_server *server = context;
    live_head_awaited(&server->heads, head_of(connection));
}

// --- beginning and end --------------------------------------------------------------------------------------------

static struct MHD_Daemon *listen_at(live_server *server, int port)
{
    const struct sockaddr_in place = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL | MHD_ALLOW_SUSPEND_RESUME, 0,
                            NULL, NULL, answer, server, MHD_OPTION_SOCK_ADDR, (const struct sockaddr *)&place,
                            MHD_OPTION_CONNECTION_LIMIT, (unsigned)LIVE_MOST_CONNECTIONS,
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)LIVE_IDLE, MHD_OPTION_NOTIFY_CONNECTION,
                            note_connection, server, MHD_OPTION_NOTIFY_COMPLETED, note_answered, server,
                            MHD_OPTION_END);
}

// False with errno.
static bool start_threads(live_server *server, int port)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); // signals are for the program's own thread
    if (live_heads_begin(&server->heads)) {
        server->daemon = listen_at(server, port);
        const int why = errno;
        if (server->daemon == NULL) live_heads_end(&server->heads);
        errno = why;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return server->daemon != NULL;
}

static void release(live_server *server)
{
    for (int topic = 0; topic < LIVE_TOPICS; topic++) live_message_release(server->newest[topic]);
    pthread_cond_destroy(&server->left);
    pthread_mutex_destroy(&server->lock);
    free(server->page);
    free(server);
}

static bool begin(live_server *server, int port, char *fault)
{
    if (!live_make_token(&server->admission)) {
        snprintf(fault, LIVE_SENTENCE, "the system gives no random numbers: %s", strerror(errno));
        return false;
    }
    if (!start_threads(server, port)) {
        snprintf(fault, LIVE_SENTENCE, "can't listen at 127.0.0.1:%d: %s", port, strerror(errno));
        return false;
    }
    const int bound = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    live_admission *admission = &server->admission;
    live_name_hosts(admission, bound);
    snprintf(server->address, sizeof server->address, "http://%s/?token=%s", admission->hosts[0],
             admission->token);
    return true;
}

bool live_start(const char *page, size_t size, int port, live_server **server, char *fault)
{
    live_server *made = calloc(1, sizeof *made);
    snprintf(fault, LIVE_SENTENCE, "not enough memory for the live page");
    if (made == NULL) return false;
    pthread_mutex_init(&made->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&made->left, &attributes);
    pthread_condattr_destroy(&attributes);
    made->page = malloc(size > 0 ? size : 1);
    made->page_size = size;
    if (made->page != NULL) memcpy(made->page, page, size);
    if (made->page == NULL || !begin(made, port, fault)) {
        release(made);
        return false;
    }
    *server = made;
    return true;
}

const char *live_address(const live_server *server)
{
    return server->address;
}

unsigned live_take_commands(live_server *server)
{
    pthread_mutex_lock(&server->lock);
    const unsigned commands = server->commands;
    server->commands = 0;
    pthread_mutex_unlock(&server->lock);
    return commands;
}

int live_clients(live_server *server)
{
    pthread_mutex_lock(&server->lock);
    const int count = server->count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

bool live_take_arrival(live_server *server)
{
    pthread_mutex_lock(&server->lock);
    const bool arrived = server->arrived;
    server->arrived = false;
    pthread_mutex_unlock(&server->lock);
    return arrived;
}

void live_stop(live_server *server)
{
    if (server == NULL) return;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec++;
    pthread_mutex_lock(&server->lock);
    server->closing = true;
    wake_all(server);
    while (server->count > 0 && pthread_cond_timedwait(&server->left, &server->lock, &until) == 0) continue;
    wake_all(server);
    pthread_mutex_unlock(&server->lock);
    MHD_stop_daemon(server->daemon);
    live_heads_end(&server->heads);
    release(server);
}
