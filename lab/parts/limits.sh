# Limits of the kernel that are too low for dozens of containers; they are raised, never lowered.
#
# The containers of a nested host share one range of ids, so one user's limits hold for all of them:
# with Debian's 128 inotify instances the eleventh systemd does not start.
# shellcheck shell=bash

LAB_LIMITS="fs.inotify.max_user_instances=8192 fs.inotify.max_user_watches=1048576
    kernel.keys.maxkeys=20000 kernel.keys.maxbytes=2000000"

# A machine that does not let them be changed may still run the few containers of the demo.
ensure_limits() {
    local limit file
    for limit in $LAB_LIMITS; do
        file=/proc/sys/$(tr . / <<<"${limit%=*}")
        [ "$(cat "$file")" -lt "${limit#*=}" ] || continue
        { echo "${limit#*=}" >"$file"; } 2>/dev/null ||
            say "${limit%=*} stays at $(cat "$file"): this machine does not let it be raised"
    done
}
