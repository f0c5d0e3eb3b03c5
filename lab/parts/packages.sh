# Debian packages on the controller, installed without leaving a service running.
# shellcheck shell=bash

LAB_PACKAGES="curl iproute2 jq nftables openssh-client openssl procps rsync squashfs-tools debootstrap
    util-linux uidmap xz-utils zstd dnsmasq-base attr dpkg-dev"
BUILD_PACKAGES="build-essential git pkg-config libpcre2-dev libssh-dev libssl-dev libyaml-dev zlib1g-dev
    libcurl4 libedit2 libncurses6 libsqlite3-0 libxml2 tzdata"
PEER_PACKAGES="acl ansible-core attr chromium-headless-shell fonts-dejavu-core haproxy nghttp2-client nginx-light openssh-server prometheus python3
    socat sshpass sudo valgrind websocketd wrk"

# Installs those of the packages that are missing.
ensure_packages() {
    local missing
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    require_mirror
    say "installing Debian packages: $(echo $missing)"
    # shellcheck disable=SC2086
    install_without_starting $missing
}

# Installs the Incus daemon unless some edition of it is there already.
ensure_incus() {
    incusd_path >/dev/null && return
    require_mirror
    ensure_backports
    say "installing Incus from $LAB_SUITE-backports"
    install_without_starting -t "$LAB_SUITE-backports" incus-base incus-client
}

# Prints where the daemon's binary is: Debian's place, then that of the upstream packages.
incusd_path() {
    local path
    for path in /usr/libexec/incus/incusd /opt/incus/bin/incusd; do
        [ -x "$path" ] && { echo "$path"; return; }
    done
    return 1
}

missing_packages() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            echo "$package"
    done
}

# A policy file keeps the packages' services from starting now; disabling those that are new keeps
# them from starting at the next boot. Nothing that was there before is touched.
install_without_starting() (
    policy=/usr/sbin/policy-rc.d
    before=$(mktemp)
    unit_files >"$before"
    if [ ! -e $policy ]; then
        trap 'rm -f $policy "$before"' EXIT
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
    else
        trap 'rm -f "$before"' EXIT
    fi
    apt_update
    install_packages "$@" ||
        fail "apt could not install what is needed" "see the lines above; is the archive reachable?"
    [ -d /run/systemd/system ] || exit 0
    unit_files | comm -13 "$before" - | while read -r unit; do
        systemctl --quiet disable "$unit" 2>/dev/null || true
    done
)

install_packages() {
    DEBIAN_FRONTEND=noninteractive quietly apt-get -q -y --no-install-recommends \
        -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300 install "$@"
}

unit_files() {
    find /lib/systemd/system /etc/init.d -maxdepth 1 -name '[a-z]*' -printf '%f\n' 2>/dev/null | sort
}
