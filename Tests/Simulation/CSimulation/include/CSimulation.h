#ifndef SWITCHYARD_CSIMULATION_H
#define SWITCHYARD_CSIMULATION_H

// Where the simulated kernel stands in for the real one. The linker leads the program's calls of the C library to
// `seams.c` (`--wrap`), which asks the functions below while a simulated thread runs, and the C library otherwise.

#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

/// The first number of a simulated descriptor; smaller ones are the process's own.
enum { first_simulated_descriptor = 1000 };

// Threads that take turns: fibers.c.

struct fiber;

/// A thread that has not begun; its stack is given back by `fiber_free`.
struct fiber *fiber_make(void *(*body)(void *), void *argument);

/// Runs a thread until it suspends itself; 1 when it has ended.
int fiber_resume(struct fiber *fiber);

/// Goes back to who resumed this thread.
void fiber_suspend(void);

/// Whether a simulated thread runs.
int fiber_is_running(void);

void fiber_free(struct fiber *fiber);

/// Switches the randomness of addresses and of hashes off, which needs one start of the program anew.
void make_repeatable(char *const arguments[]);

/// Has a trap of the program print a text first.
void say_when_trapped(const char *text);

// What the simulated kernel answers: results as of the calls, failures as negative numbers of errno.

long simulated_recv(int descriptor, void *bytes, unsigned long count, int flags);
long simulated_send(int descriptor, const void *bytes, unsigned long count);
long simulated_sendmsg(int descriptor, const struct msghdr *message);
long simulated_read(int descriptor, void *bytes, unsigned long count);
long simulated_write(int descriptor, const void *bytes, unsigned long count);
int simulated_close(int descriptor);
int simulated_socket(int family, int kind);
int simulated_bind(int descriptor, const struct sockaddr *address, unsigned int length);
int simulated_listen(int descriptor);
int simulated_accept(int descriptor, struct sockaddr *address, unsigned int *length);
int simulated_connect(int descriptor, const struct sockaddr *address, unsigned int length);
int simulated_shutdown(int descriptor, int how);
int simulated_set_option(int descriptor, int level, int option, int value);
int simulated_socket_error(int descriptor);
int simulated_name(int descriptor, struct sockaddr *address, unsigned int *length, int is_peer);
int simulated_eventfd(void);
int simulated_epoll_create(void);
int simulated_epoll_control(int poller, int operation, int descriptor, uint32_t events, uint64_t token);
int simulated_epoll_wait(int poller, uint64_t *tokens, uint32_t *events, int capacity, int milliseconds);
int simulated_poll(struct pollfd *entries, unsigned long count, int milliseconds);
uint64_t simulated_nanoseconds(int is_wall_clock);
void simulated_sleep(uint64_t nanoseconds);
uint64_t simulated_random(void);
uint64_t simulated_thread(void *(*body)(void *), void *argument);
void simulated_join(uint64_t thread);
void simulated_contention(void);

#endif
