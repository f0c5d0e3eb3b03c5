# Taking the lab away, also when the daemon that made it is gone.
# shellcheck shell=bash

# First as the daemon would, then whatever is still there, so what fails here is no reason to stop.
remove_everything() {
    if daemon_answers; then
        remove_through_daemon
    fi
    stop_daemon
    kill_left_containers
    stop_stale_dnsmasq
    remove_stale_veths
    [ ! -e "/sys/class/net/$LAB_BRIDGE" ] || ip link delete "$LAB_BRIDGE" 2>/dev/null || true
    remove_firewall_chains
    remove_database
}

remove_through_daemon() {
    local host
    for host in $LAB_HOSTS; do
        remove_host "$host" || true
    done
    lab_incus profile delete "$LAB_PROFILE" >/dev/null 2>&1 || true
    lab_incus_global network delete "$LAB_BRIDGE" >/dev/null 2>&1 || true
}

# The child of a monitor is the container's init; with it all of the container ends.
kill_left_containers() {
    local monitor child
    for monitor in $(living_monitors); do
        for child in $(cat "/proc/$monitor/task/$monitor/children" 2>/dev/null); do
            kill -9 "$child" 2>/dev/null || true
        done
        sleep 0.2
        kill -9 "$monitor" 2>/dev/null || true
    done
}

# The daemon's rules for a bridge stand in chains that end with the bridge's name.
remove_firewall_chains() {
    local chain
    command -v nft >/dev/null || return 0
    for chain in $(nft list table inet incus 2>/dev/null | sed -n "s/^\tchain \([a-z]*\.$LAB_BRIDGE\) {.*/\1/p"); do
        nft delete chain inet incus "$chain" 2>/dev/null || true
    done
}

# Mounts below the folder are undone first: they may lead out of it.
remove_database() {
    local mount
    awk -v top="$LAB_DIR/" 'index($2, top) == 1 { print $2 }' /proc/mounts | sort -r |
        while read -r mount; do umount -l "$mount" 2>/dev/null || true; done
    remove_tree "$LAB_INCUS_DIR"
    rm -f "$LAB_DAEMON_LOG"
}

remove_tree() {
    [ -e "$1" ] || return 0
    rm -rf --one-file-system "$1" || fail "$1 cannot be removed" "see which process holds it: fuser -vm $1"
}
