#define _GNU_SOURCE
#include "CSimulation.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <ucontext.h>
#include <unistd.h>

enum { stack_size = 1 << 20, guard_size = 1 << 12, most_kept_stacks = 64 };

struct fiber {
    ucontext_t context;
    void *stack;
    void *(*body)(void *);
    void *argument;
    int has_ended;
};

static ucontext_t scheduler;
static struct fiber *current;
static void *kept_stacks[most_kept_stacks];
static int kept_stack_count;

static void run(void) {
    current->body(current->argument);
    current->has_ended = 1;
    swapcontext(&current->context, &scheduler);
    abort();
}

struct fiber *fiber_make(void *(*body)(void *), void *argument) {
    struct fiber *fiber = calloc(1, sizeof *fiber);
    if (kept_stack_count > 0) {
        fiber->stack = kept_stacks[--kept_stack_count];
    } else {
        fiber->stack = mmap(
            0, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0
        );
        if (fiber->stack == MAP_FAILED) {
            abort();
        }
        mprotect(fiber->stack, guard_size, PROT_NONE);
    }
    fiber->body = body;
    fiber->argument = argument;
    getcontext(&fiber->context);
    fiber->context.uc_stack.ss_sp = fiber->stack;
    fiber->context.uc_stack.ss_size = stack_size;
    makecontext(&fiber->context, run, 0);
    return fiber;
}

int fiber_resume(struct fiber *fiber) {
    current = fiber;
    swapcontext(&scheduler, &fiber->context);
    current = 0;
    return fiber->has_ended;
}

void fiber_suspend(void) {
    swapcontext(&current->context, &scheduler);
}

int fiber_is_running(void) {
    return current != 0;
}

void fiber_free(struct fiber *fiber) {
    if (kept_stack_count < most_kept_stacks) {
        kept_stacks[kept_stack_count++] = fiber->stack;
    } else {
        munmap(fiber->stack, stack_size);
    }
    free(fiber);
}

void make_repeatable(char *const arguments[]) {
    if (getenv("SWIFT_DETERMINISTIC_HASHING")) {
        // What is printed is there when the program traps.
        setvbuf(stdout, 0, _IOLBF, 0);
        return;
    }
    setenv("SWIFT_DETERMINISTIC_HASHING", "1", 1);
    personality(ADDR_NO_RANDOMIZE);
    execv("/proc/self/exe", arguments);
}

static char trap_text[256];

static void trapped(int signal) {
    ssize_t written = write(1, trap_text, strlen(trap_text));
    (void)written;
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(signal, &action, 0);
    raise(signal);
}

void say_when_trapped(const char *text) {
    static char alternate[1 << 16];
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
    strncpy(trap_text, text, sizeof trap_text - 1);
    sigaltstack(&stack, 0);
    struct sigaction action = {.sa_handler = trapped, .sa_flags = SA_ONSTACK | SA_NODEFER};
    const int signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE};
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) {
        sigaction(signals[index], &action, 0);
    }
}
