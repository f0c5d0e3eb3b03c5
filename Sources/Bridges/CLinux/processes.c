#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

int clinux_signalfd(const int *signals, int count) {
    sigset_t set;
    sigemptyset(&set);
    for (int index = 0; index < count; index++) {
        sigaddset(&set, signals[index]);
    }
    if (pthread_sigmask(SIG_BLOCK, &set, 0) != 0) {
        return -1;
    }
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int clinux_next_signal(int descriptor) {
    struct signalfd_siginfo information;
    long count = read(descriptor, &information, sizeof information);
    return count == sizeof information ? (int)information.ssi_signo : -1;
}

void clinux_unblock_signals(void) {
    sigset_t none;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, 0);
}

int clinux_set_signal_ignored(int signal, int ignored) {
    struct sigaction action = {.sa_handler = ignored ? SIG_IGN : SIG_DFL};
    return sigaction(signal, &action, 0);
}

int clinux_is_signal_ignored(int signal) {
    struct sigaction action;
    if (sigaction(signal, 0, &action) != 0) {
        return -1;
    }
    return action.sa_handler == SIG_IGN;
}

int clinux_spawn(
    int *pid, const char *path, char *const arguments[], char *const environment[],
    const int standard[3], const char *directory, int is_new_session
) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int index = 0; index < 3; index++) {
        if (standard[index] >= 0) {
            posix_spawn_file_actions_adddup2(&actions, standard[index], index);
        }
    }
    if (directory != 0) {
        posix_spawn_file_actions_addchdir_np(&actions, directory);
    }
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
    if (is_new_session) {
        flags |= POSIX_SPAWN_SETSID;
    }
    posix_spawnattr_setflags(&attributes, flags);
    pid_t child = 0;
    int failure = posix_spawnp(&child, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    *pid = child;
    return failure;
}

int clinux_random(void *bytes, unsigned long count) {
    unsigned char *next = bytes;
    while (count > 0) {
        long got = getrandom(next, count, 0);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return -1;
        }
        next += got;
        count -= (unsigned long)got;
    }
    return 0;
}

int clinux_core_count(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        return CPU_COUNT(&set);
    }
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

void clinux_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

int clinux_become(unsigned int user, unsigned int group) {
    if (setgroups(1, &group) < 0 || setresgid(group, group, group) < 0) {
        return -1;
    }
    return setresuid(user, user, user);
}

int clinux_fork_session(void) {
    pid_t child = fork();
    if (child < 0) {
        return -1;
    }
    if (child > 0) {
        int status = 0;
        while (waitpid(child, &status, 0) < 0) {
            if (errno != EINTR) {
                return -1;
            }
        }
        errno = EAGAIN; // the second fork's reason, where it failed
        return status == 0 ? 1 : -1;
    }
    setsid();
    pid_t grandchild = fork();
    if (grandchild == 0) {
        return 0;
    }
    _exit(grandchild < 0);
}
