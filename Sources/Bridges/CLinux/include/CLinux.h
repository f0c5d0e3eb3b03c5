#ifndef SWITCHYARD_CLINUX_H
#define SWITCHYARD_CLINUX_H

// Plain declarations only: feature macros and GNU headers stay in the C files.

#include <stdint.h>

/// The value of errno after the last failed call on this thread.
int clinux_errno(void);

/// The C library's sentence for an errno; it stays valid while the thread does.
const char *clinux_describe_error(int code, char *buffer, unsigned long size);

// Sockets: sockets.c. All are made non-blocking where said, and closed on exec.

/// accept4(2) with SOCK_NONBLOCK and SOCK_CLOEXEC; the peer's address goes into `address`.
int clinux_accept(int listener, void *address, unsigned int *length);

/// socket(2): `family` and `kind` as the kernel's numbers.
int clinux_socket(int family, int is_datagram, int is_nonblocking);

/// socketpair(2) of connected unix stream sockets.
int clinux_socketpair(int pair[2], int is_nonblocking);

/// setsockopt(2) of one integer, by a name of our own: see the enumeration.
int clinux_set_option(int socket, int option, int value);

enum clinux_option {
    clinux_reuse_address = 0,
    clinux_reuse_port = 1,
    clinux_no_delay = 2,
    clinux_keep_alive = 3,
    clinux_v6_only = 4,
    clinux_receive_buffer = 5,
    clinux_send_buffer = 6,
    clinux_defer_accept = 7,
    clinux_linger_reset = 8,
    clinux_free_bind = 9,
    clinux_quick_ack = 10,
    clinux_user_timeout = 11,
    clinux_maximum_segment = 12,
    clinux_fast_open = 13,
    clinux_keep_alive_count = 14,
    clinux_keep_alive_idle = 15,
    clinux_keep_alive_interval = 16,
    clinux_mark = 17,
    clinux_repair = 18,
    clinux_type_of_service = 19,
    clinux_time_to_live = 20,
};

/// One number of TCP_INFO: the round-trip time and its variance in microseconds, then segments not
/// acknowledged, sacked, lost, retransmitted, and the reordering; -1 when it cannot be told.
long clinux_tcp_number(int socket, int which);

/// The pending error of a socket (SO_ERROR), or -1.
int clinux_socket_error(int socket);

/// send(2) with MSG_NOSIGNAL, and MSG_MORE when `more` is not zero; retried on EINTR.
long clinux_send(int socket, const void *bytes, unsigned long count, int more);

/// Some of the bytes of one sendmsg(2).
struct clinux_part {
    const void *bytes;
    unsigned long count;
};

/// sendmsg(2) of at most three runs of bytes with MSG_NOSIGNAL; retried on EINTR.
long clinux_send_parts(int socket, const struct clinux_part *parts, int count);

/// recv(2), retried on EINTR.
long clinux_receive(int socket, void *bytes, unsigned long count);

/// sendto(2) of a datagram to a unix path without waiting.
long clinux_send_to_path(int socket, const void *bytes, unsigned long count, const char *path);

/// sendmsg(2) of bytes and, with them, at most 253 descriptors; retried on EINTR.
long clinux_send_descriptors(
    int socket, const void *bytes, unsigned long count, const int *descriptors, int descriptor_count
);

/// recvmsg(2) of bytes and of at most 253 descriptors, which are closed on exec; retried on EINTR.
long clinux_receive_descriptors(
    int socket, void *bytes, unsigned long count, int *descriptors, int *descriptor_count
);

// Readiness: readiness.c.

/// One ready descriptor: what it is ready for and the token it was registered with.
struct clinux_ready {
    uint64_t token;
    uint32_t events;
};

enum clinux_events {
    clinux_readable = 0x001,
    clinux_writable = 0x004,
    clinux_error = 0x008,
    clinux_hangup = 0x010,
    clinux_peer_closed = 0x2000,
};

int clinux_epoll_create(void);

/// Registers edge-triggered when `is_edge` is not zero.
int clinux_epoll_add(int poller, int descriptor, uint32_t events, int is_edge, uint64_t token);
int clinux_epoll_change(int poller, int descriptor, uint32_t events, int is_edge, uint64_t token);
int clinux_epoll_remove(int poller, int descriptor);

/// epoll_wait(2): 0 when interrupted.
int clinux_epoll_wait(int poller, struct clinux_ready *ready, int capacity, int milliseconds);

int clinux_eventfd(void);

// Processes and signals: processes.c.

/// A descriptor that becomes readable when one of the signals arrives; they are blocked.
int clinux_signalfd(const int *signals, int count);

/// The number of the next signal of such a descriptor, or -1.
int clinux_next_signal(int descriptor);

/// Unblocks all signals of this thread.
void clinux_unblock_signals(void);

/// Puts a signal's action to ignore (1) or default (0).
int clinux_set_signal_ignored(int signal, int ignored);

/// Whether a signal is thrown away: 1, 0, or -1.
int clinux_is_signal_ignored(int signal);

/// posix_spawn with descriptors 0, 1 and 2 replaced where given (-1 leaves them), all signals
/// default and unblocked, in a session of its own when asked; returns an errno, 0 when it runs.
int clinux_spawn(
    int *pid, const char *path, char *const arguments[], char *const environment[],
    const int standard[3], const char *directory, int is_new_session
);

/// The kernel's random bytes; returns 0 or -1.
int clinux_random(void *bytes, unsigned long count);

/// The number of cores this process may run on.
int clinux_core_count(void);

/// Names the calling thread.
void clinux_name_thread(const char *name);

/// Forks twice, with a setsid(2) between: 0 in the new process, whose parent is init at once, 1 here, or
/// -1. For the start of a program, before its first thread.
int clinux_fork_session(void);

/// setresuid and setresgid with the supplementary groups dropped; returns 0 or -1.
int clinux_become(unsigned int user, unsigned int group);

// Command line options: options.c.

/// A long option: its name, whether it takes a value, and the code it is answered by.
struct clinux_long_option {
    const char *name;
    int takes_value;
    int code;
};

/// What one call found beside the code: the value, the index of the word that comes next, and the
/// code of the option in a complaint.
struct clinux_option_found {
    const char *value;
    int next_word;
    int offender;
};

/// getopt_long(3) without output of its own; at most 128 options, else -2. Not for two threads.
int clinux_next_option(
    int count, char *const *words, const char *short_options,
    const struct clinux_long_option *options, int option_count, int is_first,
    struct clinux_option_found *found);

/* The hash of crypt(3) that a password has with a setting; 0 when the setting is refused or the room is too small. */
int clinux_password_hash(const char *password, const char *setting, char *hash, unsigned long size);

/* Whether a password has a hash of crypt(3). */
int clinux_password_matches(const char *password, const char *hash);

#endif
