#ifndef SWITCHYARD_CLINUX_H
#define SWITCHYARD_CLINUX_H

// Plain declarations only: feature macros and GNU headers stay in CLinux.c.

/// accept4(2) with SOCK_NONBLOCK and SOCK_CLOEXEC; the peer's address goes into `address`.
int clinux_accept(int listener, void *address, unsigned int *length);

/// The value of errno after the last failed call on this thread.
int clinux_errno(void);

#endif
