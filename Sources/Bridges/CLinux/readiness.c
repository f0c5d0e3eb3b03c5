#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

_Static_assert((int)clinux_readable == (int)EPOLLIN, "EPOLLIN");
_Static_assert((int)clinux_writable == (int)EPOLLOUT, "EPOLLOUT");
_Static_assert((int)clinux_error == (int)EPOLLERR, "EPOLLERR");
_Static_assert((int)clinux_hangup == (int)EPOLLHUP, "EPOLLHUP");
_Static_assert((int)clinux_peer_closed == (int)EPOLLRDHUP, "EPOLLRDHUP");

int clinux_epoll_create(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

static int control(
    int poller, int operation, int descriptor, uint32_t events, int is_edge, uint64_t token
) {
    struct epoll_event event = {
        .events = events | (is_edge ? (uint32_t)EPOLLET : 0),
        .data.u64 = token,
    };
    return epoll_ctl(poller, operation, descriptor, &event);
}

int clinux_epoll_add(int poller, int descriptor, uint32_t events, int is_edge, uint64_t token) {
    return control(poller, EPOLL_CTL_ADD, descriptor, events, is_edge, token);
}

int clinux_epoll_change(int poller, int descriptor, uint32_t events, int is_edge, uint64_t token) {
    return control(poller, EPOLL_CTL_MOD, descriptor, events, is_edge, token);
}

int clinux_epoll_remove(int poller, int descriptor) {
    return epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, 0);
}

int clinux_epoll_wait(int poller, struct clinux_ready *ready, int capacity, int milliseconds) {
    struct epoll_event events[256];
    int limit = capacity < 256 ? capacity : 256;
    int count = epoll_wait(poller, events, limit, milliseconds);
    if (count < 0) {
        return errno == EINTR ? 0 : -1;
    }
    for (int index = 0; index < count; index++) {
        ready[index].token = events[index].data.u64;
        ready[index].events = events[index].events;
    }
    return count;
}

int clinux_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}
