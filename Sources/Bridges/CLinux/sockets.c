#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int clinux_errno(void) {
    return errno;
}

const char *clinux_describe_error(int code, char *buffer, unsigned long size) {
    return strerror_r(code, buffer, size);
}

int clinux_accept(int listener, void *address, unsigned int *length) {
    int accepted;
    do {
        accepted = accept4(listener, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    } while (accepted < 0 && errno == EINTR);
    return accepted;
}

int clinux_socket(int family, int is_datagram, int is_nonblocking) {
    int kind = is_datagram ? SOCK_DGRAM : SOCK_STREAM;
    return socket(family, kind | SOCK_CLOEXEC | (is_nonblocking ? SOCK_NONBLOCK : 0), 0);
}

int clinux_socketpair(int pair[2], int is_nonblocking) {
    int kind = SOCK_STREAM | SOCK_CLOEXEC | (is_nonblocking ? SOCK_NONBLOCK : 0);
    return socketpair(AF_UNIX, kind, 0, pair);
}

long clinux_tcp_number(int socket, int which) {
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) < 0) {
        return -1;
    }
    switch (which) {
    case 0:
        return info.tcpi_rtt;
    case 1:
        return info.tcpi_rttvar;
    case 2:
        return info.tcpi_unacked;
    case 3:
        return info.tcpi_sacked;
    case 4:
        return info.tcpi_lost;
    case 5:
        return info.tcpi_retrans;
    case 6:
        return info.tcpi_reordering;
    }
    return -1;
}

int clinux_set_option(int socket, int option, int value) {
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    switch (option) {
    case clinux_reuse_address:
        return setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &value, sizeof value);
    case clinux_reuse_port:
        return setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &value, sizeof value);
    case clinux_no_delay:
        return setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value);
    case clinux_keep_alive:
        return setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value);
    case clinux_v6_only:
        return setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, &value, sizeof value);
    case clinux_receive_buffer:
        return setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &value, sizeof value);
    case clinux_send_buffer:
        return setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &value, sizeof value);
    case clinux_defer_accept:
        return setsockopt(socket, IPPROTO_TCP, TCP_DEFER_ACCEPT, &value, sizeof value);
    case clinux_linger_reset:
        reset.l_onoff = value;
        return setsockopt(socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    case clinux_free_bind:
        return setsockopt(socket, IPPROTO_IP, IP_FREEBIND, &value, sizeof value);
    case clinux_quick_ack:
        return setsockopt(socket, IPPROTO_TCP, TCP_QUICKACK, &value, sizeof value);
    case clinux_user_timeout:
        return setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &value, sizeof value);
    case clinux_maximum_segment:
        return setsockopt(socket, IPPROTO_TCP, TCP_MAXSEG, &value, sizeof value);
    case clinux_fast_open:
        return setsockopt(socket, IPPROTO_TCP, TCP_FASTOPEN, &value, sizeof value);
    case clinux_keep_alive_count:
        return setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &value, sizeof value);
    case clinux_keep_alive_idle:
        return setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &value, sizeof value);
    case clinux_keep_alive_interval:
        return setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &value, sizeof value);
    case clinux_mark:
        return setsockopt(socket, SOL_SOCKET, SO_MARK, &value, sizeof value);
    case clinux_repair:
        return setsockopt(socket, IPPROTO_TCP, TCP_REPAIR, &value, sizeof value);
    case clinux_type_of_service:
        setsockopt(socket, IPPROTO_IPV6, IPV6_TCLASS, &value, sizeof value);
        return setsockopt(socket, IPPROTO_IP, IP_TOS, &value, sizeof value);
    case clinux_time_to_live:
        setsockopt(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &value, sizeof value);
        return setsockopt(socket, IPPROTO_IP, IP_TTL, &value, sizeof value);
    }
    errno = EINVAL;
    return -1;
}

int clinux_socket_error(int socket) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length) < 0) {
        return -1;
    }
    return error;
}

long clinux_send(int socket, const void *bytes, unsigned long count, int more) {
    long sent;
    do {
        sent = send(socket, bytes, count, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    } while (sent < 0 && errno == EINTR);
    return sent;
}

long clinux_send_parts(int socket, const struct clinux_part *parts, int count) {
    struct iovec vectors[3];
    if (count < 0 || count > 3) {
        errno = EINVAL;
        return -1;
    }
    for (int index = 0; index < count; index++) {
        vectors[index].iov_base = (void *)parts[index].bytes;
        vectors[index].iov_len = parts[index].count;
    }
    struct msghdr message = {.msg_iov = vectors, .msg_iovlen = count};
    long sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent;
}

long clinux_receive(int socket, void *bytes, unsigned long count) {
    long received;
    do {
        received = recv(socket, bytes, count, 0);
    } while (received < 0 && errno == EINTR);
    return received;
}

long clinux_send_to_path(int socket, const void *bytes, unsigned long count, const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, path, length);
    socklen_t size = offsetof(struct sockaddr_un, sun_path) + length + 1;
    if (path[0] == '@') { // an abstract name, as systemd writes it
        address.sun_path[0] = '\0';
        size -= 1;
    }
    return sendto(
        socket, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT, (struct sockaddr *)&address, size
    );
}

enum { most_descriptors = 253 }; // the kernel's SCM_MAX_FD

union rights {
    struct cmsghdr header;
    char space[CMSG_SPACE(most_descriptors * sizeof(int))];
};

long clinux_send_descriptors(
    int socket, const void *bytes, unsigned long count, const int *descriptors, int descriptor_count
) {
    if (descriptor_count < 0 || descriptor_count > most_descriptors) {
        errno = EINVAL;
        return -1;
    }
    union rights rights = {0};
    struct iovec piece = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    size_t size = (size_t)descriptor_count * sizeof(int);
    if (descriptor_count > 0) {
        message.msg_control = &rights;
        message.msg_controllen = CMSG_SPACE(size);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(header), descriptors, size);
    }
    long sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent;
}

long clinux_receive_descriptors(
    int socket, void *bytes, unsigned long count, int *descriptors, int *descriptor_count
) {
    union rights rights = {0};
    struct iovec piece = {.iov_base = bytes, .iov_len = count};
    struct msghdr message = {
        .msg_iov = &piece,
        .msg_iovlen = 1,
        .msg_control = &rights,
        .msg_controllen = sizeof rights,
    };
    *descriptor_count = 0;
    long received;
    do {
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (received < 0 && errno == EINTR);
    if (received < 0) {
        return received;
    }
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != 0;
         header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS) {
            size_t size = header->cmsg_len - CMSG_LEN(0);
            memcpy(descriptors + *descriptor_count, CMSG_DATA(header), size);
            *descriptor_count += (int)(size / sizeof(int));
        }
    }
    return received;
}
