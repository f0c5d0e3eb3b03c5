# The lab's own Incus daemon, with its own database, in a mount namespace that sees only cgroup2.
#
# It is never the daemon that a user of this machine runs: that one, its projects and its networks
# stay as they are. A daemon started after the first one was killed joins the namespace of the
# containers that are still alive, because their mounts are there.
# shellcheck shell=bash

LAB_DAEMON_LOG=$LAB_DIR/incusd.log

# Every `incus` below talks to the lab's daemon, whatever remote or project this user has chosen.
unset INCUS_SOCKET INCUS_REMOTE INCUS_PROJECT
export INCUS_DIR=$LAB_INCUS_DIR INCUS_CONF=$LAB_DIR/client

lab_incus() { incus --project "$LAB_PROJECT" "$@"; }

# For what is in no project: networks, storage pools, projects themselves.
lab_incus_global() { incus --project default "$@"; }

# The process whose environment names this lab's database, also when that folder was removed.
daemon_pid() {
    local pid
    for pid in $(pgrep -f 'incusd --group'); do
        grep -qaz "^INCUS_DIR=$LAB_INCUS_DIR$" "/proc/$pid/environ" 2>/dev/null || continue
        echo "$pid"
        return
    done
    return 1
}

daemon_answers() {
    daemon_pid >/dev/null &&
        curl -sf --max-time 3 --unix-socket "$LAB_INCUS_DIR/unix.socket" http://incus/1.0 >/dev/null
}

ensure_daemon() {
    daemon_answers && return
    start_daemon && return
    grep -v level=warning "$LAB_DAEMON_LOG" | tail -n 5 >&2
    fail "the lab's incusd does not start" "its log is $LAB_DAEMON_LOG"
}

start_daemon() {
    local count=0
    stop_daemon
    [ -e "$LAB_INCUS_DIR/database" ] || kill_left_containers
    mkdir -p "$LAB_INCUS_DIR"
    ensure_id_ranges
    say "starting incusd (log: $LAB_DAEMON_LOG)"
    # shellcheck disable=SC2046
    in_own_scope $(namespace_command) setsid --fork bash -c "$NO_OTHER_FILES$ONLY_CGROUP2"' &&
        exec "$1" --group "$2" --syslog=false' bash "$(incusd_path)" "$(daemon_group)" \
        </dev/null >"$LAB_DAEMON_LOG" 2>&1 9>&-
    until daemon_answers; do
        count=$((count + 1))
        [ $count -le 120 ] && sleep 0.5 || return 1
        [ $count -lt 4 ] || daemon_pid >/dev/null || return 1
    done
}

# The group that owns the socket; on a machine where Incus came another way it may be missing.
daemon_group() { getent group incus-admin >/dev/null && echo incus-admin || echo root; }

stop_daemon() {
    local pid count=0
    pid=$(daemon_pid) || return 0
    kill "$pid" 2>/dev/null || true
    while daemon_pid >/dev/null; do
        count=$((count + 1))
        [ $count -ne 100 ] || kill -9 "$pid" 2>/dev/null || true
        [ $count -le 150 ] || fail "incusd (process $pid) cannot be killed" "see its log, $LAB_DAEMON_LOG"
        sleep 0.1
    done
}

# Where systemd runs, the daemon gets a place of its own: it must not end with somebody's login.
in_own_scope() {
    if [ -d /run/systemd/system ]; then
        systemd-run --quiet --scope --collect --property=Delegate=yes "$@"
    else
        "$@"
    fi
}

namespace_command() {
    local monitor
    monitor=$(living_monitors | head -n 1)
    if [ -n "$monitor" ]; then
        echo "nsenter --mount=/proc/$monitor/ns/mnt"
    else
        echo "unshare --mount --propagation private"
    fi
}

# Whoever started this script may wait for the end of what it inherited, and a daemon does not end.
NO_OTHER_FILES='
    for file in /proc/$$/fd/*; do
        [ "${file##*/}" -le 2 ] || eval "exec ${file##*/}>&-"
    done'

# With the old hierarchies in sight, systemd in a nested container fails to set its cgroup up.
ONLY_CGROUP2='
    if [ "$(stat -f -c %T /sys/fs/cgroup)" != cgroup2fs ]; then
        umount -R /sys/fs/cgroup 2>/dev/null || umount -l /sys/fs/cgroup
        mount -t cgroup2 cgroup2 /sys/fs/cgroup
    fi'

# The processes that watch over the lab's containers, which outlive a daemon that was killed. Their
# command line names the folder of the container, which is this lab's alone.
living_monitors() {
    local process
    for process in /proc/[0-9]*; do
        tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -q "lxc monitor\] $LAB_INCUS_DIR/" || continue
        echo "${process#/proc/}"
    done
}

# Containers of unprivileged containers need more ids than the usual 65536.
ensure_id_ranges() {
    local file
    for file in /etc/subuid /etc/subgid; do
        grep -q '^root:' "$file" 2>/dev/null || echo 'root:1000000:1000000000' >>"$file"
    done
}
