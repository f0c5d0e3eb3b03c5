# The lab's bridge, its addresses, and the way to the networks that playbooks make inside the hosts.
# shellcheck shell=bash

# The prefix that an existing lab uses, else the one asked for, else the first that is free.
choose_prefix() {
    local candidate recorded
    recorded=$(cat "$LAB_DIR/prefix" 2>/dev/null || true)
    if [ -n "$recorded" ]; then
        [ -z "$LAB_PREFIX" ] || [ "$LAB_PREFIX" = "$recorded" ] ||
            fail "a lab with addresses $recorded.* stands here, and SWITCHYARD_LAB_PREFIX asks for $LAB_PREFIX.*" \
                "take it down first: make lab-down"
        LAB_PREFIX=$recorded
    elif [ -n "$LAB_PREFIX" ]; then
        prefix_is_free "$LAB_PREFIX" || fail "addresses $LAB_PREFIX.* are in use on this machine" \
            "unset SWITCHYARD_LAB_PREFIX, or name a free pair such as 10.99"
    else
        for candidate in $LAB_PREFIX_CANDIDATES; do
            prefix_is_free "$candidate" && { LAB_PREFIX=$candidate; break; }
        done
        [ -n "$LAB_PREFIX" ] || fail "none of these is free on this machine: $LAB_PREFIX_CANDIDATES" \
            "name two octets that are, for example SWITCHYARD_LAB_PREFIX=10.99"
    fi
    mkdir -p "$LAB_DIR"
    echo "$LAB_PREFIX" >"$LAB_DIR/prefix"
}

# Free when no route goes there but those over the lab's own bridge, left by an earlier lab.
prefix_is_free() {
    ! ip -4 route show table all root "$1.0.0/16" 2>/dev/null | grep -v "dev $LAB_BRIDGE" | grep -q .
}

ensure_bridge() {
    if ! bridge_is_known; then
        remove_stale_bridge
        say "making the bridge $LAB_BRIDGE ($LAB_PREFIX.0.1/24)"
        quietly lab_incus_global network create "$LAB_BRIDGE" --type=bridge \
            "ipv4.address=$LAB_PREFIX.0.1/24" ipv4.nat=false ipv6.address=none \
            "ipv4.dhcp.ranges=$LAB_PREFIX.0.100-$LAB_PREFIX.0.199" dns.domain=lab.switchyard
    elif [ ! -e "/sys/class/net/$LAB_BRIDGE" ]; then
        say "the bridge $LAB_BRIDGE is gone; the daemon makes it again when it starts"
        start_daemon
    fi
    wait_for_bridge
    local host
    for host in $LAB_HOSTS; do
        ip route replace "$(host_subnet "$host")" via "$(host_address "$host")" dev "$LAB_BRIDGE"
    done
}

# The daemon also shows interfaces that are not its own, and says so.
bridge_is_known() {
    incus query "/1.0/networks/$LAB_BRIDGE" 2>/dev/null | jq -e .managed >/dev/null
}

# A bridge the daemon does not know of was left by a lab whose daemon and database are gone.
remove_stale_bridge() {
    [ -e "/sys/class/net/$LAB_BRIDGE" ] || return 0
    [ -d "/sys/class/net/$LAB_BRIDGE/bridge" ] ||
        fail "an interface named $LAB_BRIDGE is there, and it is no bridge" \
            "name another with SWITCHYARD_LAB_BRIDGE"
    say "removing the bridge $LAB_BRIDGE that an earlier lab left"
    stop_stale_dnsmasq
    ip link delete "$LAB_BRIDGE"
}

# A daemon killed while it worked restarts its networks; until then the address is missing.
wait_for_bridge() {
    local count=0
    until ip -4 address show dev "$LAB_BRIDGE" 2>/dev/null | grep -qF "$LAB_PREFIX.0.1/24"; do
        count=$((count + 1))
        [ $count -le 50 ] || fail "the bridge $LAB_BRIDGE has no address" \
            "the daemon's log is $LAB_DAEMON_LOG; make lab-down and make lab start anew"
        sleep 0.2
    done
}

# The daemon's dnsmasq outlives it when it is killed; the command line tells whose it is.
stop_stale_dnsmasq() {
    local process
    for process in /proc/[0-9]*; do
        tr '\0' ' ' 2>/dev/null <"$process/cmdline" |
            grep -q "^[^ ]*dnsmasq .*--interface=$LAB_BRIDGE " || continue
        kill "${process#/proc/}" 2>/dev/null || true
    done
}

remove_stale_veths() {
    local port
    for port in "/sys/class/net/$LAB_BRIDGE/brif/"*; do
        [ -e "$port" ] || continue
        ip link delete "${port##*/}" 2>/dev/null || true
    done
}
