#define _GNU_SOURCE
#include "CSimulation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

// The linker calls what the C library has `__real_NAME`, and leads calls of `NAME` to `__wrap_NAME`.

static int is_simulated(int descriptor) {
    return descriptor >= first_simulated_descriptor && fiber_is_running();
}

static long result(long value) {
    if (value < 0) {
        errno = (int)-value;
        return -1;
    }
    return value;
}

ssize_t __real_recv(int, void *, size_t, int);
ssize_t __wrap_recv(int descriptor, void *bytes, size_t count, int flags) {
    return is_simulated(descriptor) ? result(simulated_recv(descriptor, bytes, count, flags))
                                    : __real_recv(descriptor, bytes, count, flags);
}

ssize_t __real_send(int, const void *, size_t, int);
ssize_t __wrap_send(int descriptor, const void *bytes, size_t count, int flags) {
    return is_simulated(descriptor) ? result(simulated_send(descriptor, bytes, count))
                                    : __real_send(descriptor, bytes, count, flags);
}

ssize_t __real_sendmsg(int, const struct msghdr *, int);
ssize_t __wrap_sendmsg(int descriptor, const struct msghdr *message, int flags) {
    return is_simulated(descriptor) ? result(simulated_sendmsg(descriptor, message))
                                    : __real_sendmsg(descriptor, message, flags);
}

ssize_t __real_read(int, void *, size_t);
ssize_t __wrap_read(int descriptor, void *bytes, size_t count) {
    return is_simulated(descriptor) ? result(simulated_read(descriptor, bytes, count))
                                    : __real_read(descriptor, bytes, count);
}

ssize_t __real_write(int, const void *, size_t);
ssize_t __wrap_write(int descriptor, const void *bytes, size_t count) {
    return is_simulated(descriptor) ? result(simulated_write(descriptor, bytes, count))
                                    : __real_write(descriptor, bytes, count);
}

int __real_close(int);
int __wrap_close(int descriptor) {
    return is_simulated(descriptor) ? (int)result(simulated_close(descriptor))
                                    : __real_close(descriptor);
}

int __real_socket(int, int, int);
int __wrap_socket(int family, int kind, int protocol) {
    return fiber_is_running() ? (int)result(simulated_socket(family, kind))
                              : __real_socket(family, kind, protocol);
}

int __real_bind(int, const struct sockaddr *, socklen_t);
int __wrap_bind(int descriptor, const struct sockaddr *address, socklen_t length) {
    return is_simulated(descriptor) ? (int)result(simulated_bind(descriptor, address, length))
                                    : __real_bind(descriptor, address, length);
}

int __real_listen(int, int);
int __wrap_listen(int descriptor, int backlog) {
    return is_simulated(descriptor) ? (int)result(simulated_listen(descriptor))
                                    : __real_listen(descriptor, backlog);
}

int __real_accept4(int, struct sockaddr *, socklen_t *, int);
int __wrap_accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags) {
    return is_simulated(descriptor) ? (int)result(simulated_accept(descriptor, address, length))
                                    : __real_accept4(descriptor, address, length, flags);
}

int __real_connect(int, const struct sockaddr *, socklen_t);
int __wrap_connect(int descriptor, const struct sockaddr *address, socklen_t length) {
    return is_simulated(descriptor) ? (int)result(simulated_connect(descriptor, address, length))
                                    : __real_connect(descriptor, address, length);
}

int __real_shutdown(int, int);
int __wrap_shutdown(int descriptor, int how) {
    return is_simulated(descriptor) ? (int)result(simulated_shutdown(descriptor, how))
                                    : __real_shutdown(descriptor, how);
}

int __real_setsockopt(int, int, int, const void *, socklen_t);
int __wrap_setsockopt(int descriptor, int level, int option, const void *value, socklen_t length) {
    if (!is_simulated(descriptor)) {
        return __real_setsockopt(descriptor, level, option, value, length);
    }
    int number = 0;
    memcpy(&number, value, length < sizeof number ? length : sizeof number);
    return (int)result(simulated_set_option(descriptor, level, option, number));
}

int __real_getsockopt(int, int, int, void *, socklen_t *);
int __wrap_getsockopt(int descriptor, int level, int option, void *value, socklen_t *length) {
    if (!is_simulated(descriptor)) {
        return __real_getsockopt(descriptor, level, option, value, length);
    }
    if (level != SOL_SOCKET || option != SO_ERROR) {
        return (int)result(-ENOPROTOOPT);
    }
    int error = simulated_socket_error(descriptor);
    if (error < 0) {
        return (int)result(error);
    }
    memcpy(value, &error, sizeof error);
    return 0;
}

int __real_getsockname(int, struct sockaddr *, socklen_t *);
int __wrap_getsockname(int descriptor, struct sockaddr *address, socklen_t *length) {
    return is_simulated(descriptor) ? (int)result(simulated_name(descriptor, address, length, 0))
                                    : __real_getsockname(descriptor, address, length);
}

int __real_getpeername(int, struct sockaddr *, socklen_t *);
int __wrap_getpeername(int descriptor, struct sockaddr *address, socklen_t *length) {
    return is_simulated(descriptor) ? (int)result(simulated_name(descriptor, address, length, 1))
                                    : __real_getpeername(descriptor, address, length);
}

int __real_fcntl(int, int, ...);
int __wrap_fcntl(int descriptor, int command, ...) {
    va_list list;
    va_start(list, command);
    long argument = va_arg(list, long);
    va_end(list);
    if (!is_simulated(descriptor)) {
        return __real_fcntl(descriptor, command, argument);
    }
    return command == F_GETFL ? O_RDWR | O_NONBLOCK : 0;
}

int __real_eventfd(unsigned int, int);
int __wrap_eventfd(unsigned int value, int flags) {
    return fiber_is_running() ? (int)result(simulated_eventfd()) : __real_eventfd(value, flags);
}

int __real_epoll_create1(int);
int __wrap_epoll_create1(int flags) {
    return fiber_is_running() ? (int)result(simulated_epoll_create()) : __real_epoll_create1(flags);
}

int __real_epoll_ctl(int, int, int, struct epoll_event *);
int __wrap_epoll_ctl(int poller, int operation, int descriptor, struct epoll_event *event) {
    if (!is_simulated(poller)) {
        return __real_epoll_ctl(poller, operation, descriptor, event);
    }
    uint32_t events = event ? event->events : 0;
    uint64_t token = event ? event->data.u64 : 0;
    return (int)result(simulated_epoll_control(poller, operation, descriptor, events, token));
}

int __real_epoll_wait(int, struct epoll_event *, int, int);
int __wrap_epoll_wait(int poller, struct epoll_event *events, int capacity, int milliseconds) {
    if (!is_simulated(poller)) {
        return __real_epoll_wait(poller, events, capacity, milliseconds);
    }
    uint64_t tokens[256];
    uint32_t masks[256];
    int most = capacity < 256 ? capacity : 256;
    int count = simulated_epoll_wait(poller, tokens, masks, most, milliseconds);
    for (int index = 0; index < count; index++) {
        events[index].data.u64 = tokens[index];
        events[index].events = masks[index];
    }
    return (int)result(count);
}

int __real_poll(struct pollfd *, nfds_t, int);
int __wrap_poll(struct pollfd *entries, nfds_t count, int milliseconds) {
    return count > 0 && is_simulated(entries[0].fd)
               ? (int)result(simulated_poll(entries, count, milliseconds))
               : __real_poll(entries, count, milliseconds);
}

int __real_clock_gettime(clockid_t, struct timespec *);
int __wrap_clock_gettime(clockid_t clock, struct timespec *time) {
    if (!fiber_is_running()) {
        return __real_clock_gettime(clock, time);
    }
    uint64_t now = simulated_nanoseconds(clock == CLOCK_REALTIME);
    time->tv_sec = (time_t)(now / 1000000000);
    time->tv_nsec = (long)(now % 1000000000);
    return 0;
}

int __real_nanosleep(const struct timespec *, struct timespec *);
int __wrap_nanosleep(const struct timespec *time, struct timespec *rest) {
    if (!fiber_is_running()) {
        return __real_nanosleep(time, rest);
    }
    simulated_sleep((uint64_t)time->tv_sec * 1000000000 + (uint64_t)time->tv_nsec);
    return 0;
}

ssize_t __real_getrandom(void *, size_t, unsigned int);
ssize_t __wrap_getrandom(void *bytes, size_t count, unsigned int flags) {
    if (!fiber_is_running()) {
        return __real_getrandom(bytes, count, flags);
    }
    for (size_t done = 0; done < count;) {
        uint64_t number = simulated_random();
        size_t size = count - done < sizeof number ? count - done : sizeof number;
        memcpy((char *)bytes + done, &number, size);
        done += size;
    }
    return (ssize_t)count;
}

void __real_swift_stdlib_random(void *, size_t);
void __wrap_swift_stdlib_random(void *bytes, size_t count) {
    if (fiber_is_running()) {
        __wrap_getrandom(bytes, count, 0);
    } else {
        __real_swift_stdlib_random(bytes, count);
    }
}

int __real_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
int __wrap_pthread_create(
    pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument
) {
    if (!fiber_is_running()) {
        return __real_pthread_create(thread, attributes, body, argument);
    }
    *thread = simulated_thread(body, argument);
    return 0;
}

int __real_pthread_join(pthread_t, void **);
int __wrap_pthread_join(pthread_t thread, void **value) {
    if (!fiber_is_running()) {
        return __real_pthread_join(thread, value);
    }
    simulated_join(thread);
    return 0;
}

int __real_pthread_detach(pthread_t);
int __wrap_pthread_detach(pthread_t thread) {
    return fiber_is_running() ? 0 : __real_pthread_detach(thread);
}

int __real_pthread_setname_np(pthread_t, const char *);
int __wrap_pthread_setname_np(pthread_t thread, const char *name) {
    return fiber_is_running() ? 0 : __real_pthread_setname_np(thread, name);
}

// The half of Swift's Mutex for a lock that another thread has: all simulated threads are one to the real kernel, so
// a thread waits by letting others have their turns.
#define SLOW_LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define SELF __attribute__((swift_context)) void *self

__attribute__((swiftcall)) void real_slow_lock(uint32_t thread, SELF) __asm__("__real_" SLOW_LOCK);
__attribute__((swiftcall)) void wrap_slow_lock(uint32_t thread, SELF) __asm__("__wrap_" SLOW_LOCK);

__attribute__((swiftcall)) void wrap_slow_lock(uint32_t thread, SELF) {
    if (!fiber_is_running()) {
        real_slow_lock(thread, self);
        return;
    }
    uint32_t *word = self;
    while (*word != 0) {
        simulated_contention();
    }
    *word = thread;
}
