/*
 * The floor of the machine: a WebSocket broadcast server that does nothing but what it cannot do without.
 *
 * One thread, one epoll. A turn of the loop reads every socket that has something, appends each text, framed once,
 * to the batch of its room, and at the end of the turn makes one send() for each member of each room that was spoken
 * in. No history, no names, no limits, no liveness, no TLS, and only frames that are whole messages. What a real
 * server costs above this is what its features cost; what it costs below this it has saved by larger batches.
 *
 * Nothing is dropped: what a socket does not take is kept for it and sent when it is writable again.
 *
 * With PAD so many bytes are put behind each text: what frames of another server's length would cost.
 *
 * Build: cc -O2 -o floor floor.c        Run: ./floor PORT [PAD]        Join: ws://127.0.0.1:PORT/any/path (a path is a room)
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

enum { EVENTS = 1024, READ_SIZE = 256 * 1024, BUCKETS = 4096, MAX_REQUEST = 4096 };

struct bytes {
    uint8_t *at;
    size_t len, cap;
};

struct room;

struct conn {
    int fd;
    int slot; /* index in its room */
    struct room *room; /* NULL until upgraded */
    struct bytes in; /* an incomplete request or frame */
    struct bytes out; /* what the socket did not take */
};

struct room {
    char *name;
    struct room *next, *next_dirty;
    struct conn **members;
    int count, cap, dirty;
    struct bytes batch;
};

static struct room *buckets[BUCKETS], *dirty_rooms;
static int poll_fd;
static uint8_t read_buffer[READ_SIZE];
static size_t pad;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static uint8_t *reserve(struct bytes *b, size_t more) {
    if (b->len + more > b->cap) {
        b->cap = (b->len + more) * 2;
        b->at = realloc(b->at, b->cap);
        if (!b->at) die("realloc");
    }
    return b->at + b->len;
}

static void append(struct bytes *b, const void *from, size_t n) {
    memcpy(reserve(b, n), from, n);
    b->len += n;
}

/* The digest and the alphabet that the handshake asks for (RFC 3174, RFC 4648). */
static uint32_t rotate(uint32_t x, int n) { return x << n | x >> (32 - n); }

static void sha1(const char *text, size_t len, uint8_t digest[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    uint8_t padded[128] = {0};
    size_t total = len + 9 <= 64 ? 64 : 128;
    memcpy(padded, text, len);
    padded[len] = 0x80;
    for (int i = 0; i < 8; i++) padded[total - 1 - i] = (uint8_t) ((uint64_t) len * 8 >> (8 * i));
    for (size_t block = 0; block < total; block += 64) {
        uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 80; i++) {
            const uint8_t *p = padded + block + 4 * i;
            w[i] = i < 16 ? (uint32_t) p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3]
                          : rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
            uint32_t f = i < 20   ? (b & c) | (~b & d)
                         : i < 40 ? b ^ c ^ d
                         : i < 60 ? (b & c) | (b & d) | (c & d)
                                  : b ^ c ^ d;
            uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
            uint32_t t = rotate(a, 5) + f + e + k + w[i];
            e = d, d = c, c = rotate(b, 30), b = a, a = t;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 20; i++) digest[i] = (uint8_t) (h[i / 4] >> (24 - 8 * (i % 4)));
}

static void base64(const uint8_t digest[20], char out[29]) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0, o = 0; i < 20; i += 3, o += 4) {
        uint32_t v = (uint32_t) digest[i] << 16 | digest[i + 1] << 8 | (i + 2 < 20 ? digest[i + 2] : 0);
        for (int j = 0; j < 4; j++) out[o + j] = alphabet[v >> (18 - 6 * j) & 63];
    }
    out[27] = '=';
    out[28] = 0;
}

static void join(struct conn *c, const char *name) {
    uint32_t hash = 5381;
    for (const char *p = name; *p; p++) hash = hash * 33 + (uint8_t) *p;
    struct room **link = &buckets[hash % BUCKETS];
    while (*link && strcmp((*link)->name, name)) link = &(*link)->next;
    if (!*link) {
        *link = calloc(1, sizeof **link);
        if (!*link || !((*link)->name = strdup(name))) die("room");
    }
    struct room *room = *link;
    if (room->count == room->cap) {
        room->cap = room->cap ? room->cap * 2 : 8;
        room->members = realloc(room->members, sizeof *room->members * (size_t) room->cap);
        if (!room->members) die("members");
    }
    c->room = room;
    c->slot = room->count;
    room->members[room->count++] = c;
}

static void drop(struct conn *c) {
    if (c->room) {
        struct conn *last = c->room->members[--c->room->count];
        c->room->members[c->slot] = last;
        last->slot = c->slot;
    }
    close(c->fd);
    free(c->in.at);
    free(c->out.at);
    free(c);
}

static void interest(struct conn *c, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = c};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, c->fd, &event);
}

/* A failed send is not handled here: the socket then reports itself to the loop, and the read that follows drops it. */
static void transmit(struct conn *c, const uint8_t *from, size_t n) {
    if (c->out.len) {
        append(&c->out, from, n);
        return;
    }
    ssize_t sent = send(c->fd, from, n, MSG_NOSIGNAL);
    if (sent < 0) sent = 0;
    if ((size_t) sent < n) {
        append(&c->out, from + sent, n - (size_t) sent);
        interest(c, EPOLLIN | EPOLLOUT);
    }
}

static void writable(struct conn *c) {
    ssize_t sent = send(c->fd, c->out.at, c->out.len, MSG_NOSIGNAL);
    if (sent <= 0) return;
    c->out.len -= (size_t) sent;
    memmove(c->out.at, c->out.at + sent, c->out.len);
    if (!c->out.len) interest(c, EPOLLIN);
}

static void flush_rooms(void) {
    while (dirty_rooms) {
        struct room *room = dirty_rooms;
        dirty_rooms = room->next_dirty;
        for (int i = 0; i < room->count; i++) transmit(room->members[i], room->batch.at, room->batch.len);
        room->batch.len = 0;
        room->dirty = 0;
    }
}

/* Returns the bytes used up, 0 when the request is not whole yet, -1 when it is not an upgrade. */
static ssize_t handshake(struct conn *c, uint8_t *data, size_t n) {
    uint8_t *end = memmem(data, n, "\r\n\r\n", 4);
    if (!end) return n > MAX_REQUEST ? -1 : 0;
    end[2] = 0;
    char *path = strchr((char *) data, ' ');
    char *key = strcasestr((char *) data, "\r\nsec-websocket-key:");
    if (!path || !key) return -1;
    key += 20;
    while (*key == ' ') key++;
    char joined[128], accept[29], response[256];
    uint8_t digest[20];
    snprintf(joined, sizeof joined, "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int) strcspn(key, "\r "), key);
    sha1(joined, strlen(joined), digest);
    base64(digest, accept);
    int len = snprintf(response, sizeof response,
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: %s\r\n\r\n", accept);
    transmit(c, (uint8_t *) response, (size_t) len);
    path++;
    path[strcspn(path, " ")] = 0;
    join(c, path);
    return end + 4 - data;
}

/* Returns the bytes used up, 0 when the frame is not whole yet, -1 to end the connection. */
static ssize_t frame(struct conn *c, uint8_t *data, size_t n) {
    if (n < 6) return 0;
    size_t len = data[1] & 127, head = 6;
    if (!(data[1] & 128) || len == 127) return -1;
    if (len == 126) {
        if (n < 8) return 0;
        len = (size_t) data[2] << 8 | data[3];
        head = 8;
    }
    if (n < head + len) return 0;
    if ((data[0] & 15) == 8) return -1;
    if ((data[0] & 15) == 1) {
        struct room *room = c->room;
        size_t out = len + pad;
        uint8_t *to = reserve(&room->batch, out + 4), *mask = data + head - 4;
        *to++ = 0x81;
        if (out < 126) {
            *to++ = (uint8_t) out;
        } else {
            *to++ = 126, *to++ = (uint8_t) (out >> 8), *to++ = (uint8_t) out;
        }
        for (size_t i = 0; i < len; i++) to[i] = data[head + i] ^ mask[i & 3];
        memset(to + len, '.', pad);
        room->batch.len = (size_t) (to + out - room->batch.at);
        if (!room->dirty) {
            room->dirty = 1;
            room->next_dirty = dirty_rooms;
            dirty_rooms = room;
        }
    }
    return (ssize_t) (head + len);
}

/* Returns 0 when the connection is over. */
static int readable(struct conn *c) {
    size_t kept = c->in.len;
    if (kept) memcpy(read_buffer, c->in.at, kept);
    ssize_t got = recv(c->fd, read_buffer + kept, READ_SIZE - kept, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) return 0;
    if (got < 0) return 1;
    uint8_t *at = read_buffer;
    size_t left = kept + (size_t) got;
    ssize_t used;
    while (left && (used = c->room ? frame(c, at, left) : handshake(c, at, left)) != 0) {
        if (used < 0) return 0;
        at += used;
        left -= (size_t) used;
    }
    if (left > READ_SIZE / 2) return 0;
    c->in.len = 0;
    if (left) append(&c->in, at, left);
    return 1;
}

int main(int argc, char **argv) {
    pad = argc > 2 ? (size_t) atoi(argv[2]) : 0;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((uint16_t) (argc > 1 ? atoi(argv[1]) : 8080));
    if (bind(listener, (struct sockaddr *) &address, sizeof address)) die("bind");
    if (listen(listener, 4096)) die("listen");
    poll_fd = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN}, events[EVENTS];
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &event);

    for (;;) {
        int ready = epoll_wait(poll_fd, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            struct conn *c = events[i].data.ptr;
            if (c) {
                if (events[i].events & EPOLLOUT) writable(c);
                if (events[i].events & ~(uint32_t) EPOLLOUT && !readable(c)) drop(c);
                continue;
            }
            int fd;
            while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                c = calloc(1, sizeof *c);
                if (!c) die("connection");
                c->fd = fd;
                event = (struct epoll_event) {.events = EPOLLIN, .data.ptr = c};
                epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
            }
        }
        flush_rooms();
    }
}
