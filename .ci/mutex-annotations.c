// Tells ThreadSanitizer of the slow half of Swift's Mutex, which lives in an uninstrumented library: without it every
// lock that two threads contend for is reported as none. Preloaded by .ci/sanitize.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SELF __attribute__((swift_context)) void *self

void __tsan_acquire(void *address) __attribute__((weak));
void __tsan_release(void *address) __attribute__((weak));

typedef __attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF);
typedef __attribute__((swiftcall)) void unlock_slow(SELF);

lock_slow mutex_lock_slow __asm__("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF");
unlock_slow mutex_unlock_slow __asm__("$s15Synchronization12_MutexHandleV11_unlockSlowyyF");

static void *next(const char *name) {
    return dlsym(RTLD_NEXT, name);
}

__attribute__((swiftcall)) void mutex_lock_slow(uint32_t thread, SELF) {
    ((lock_slow *)next("$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"))(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

__attribute__((swiftcall)) void mutex_unlock_slow(SELF) {
    if (__tsan_release) __tsan_release(self);
    ((unlock_slow *)next("$s15Synchronization12_MutexHandleV11_unlockSlowyyF"))(self);
}
