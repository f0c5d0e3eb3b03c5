# Working inside a Debian tree that is not running.
# shellcheck shell=bash

set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

# Runs a command in the tree; the mounts belong to this process's own namespace.
in_tree() {
    local tree=$1
    shift
    mountpoint -q "$tree/proc" || mount -t proc proc "$tree/proc"
    mountpoint -q "$tree/dev" || mount --rbind /dev "$tree/dev"
    chroot "$tree" "$@"
}

# Lets apt in the tree read the archives that the machine reads, with the machine's proxies.
lend_archives() {
    local tree=$1 suite
    write_source "$tree" main "$LAB_MIRROR" "$LAB_SUITE $LAB_SUITE-updates"
    [ -z "$LAB_SECURITY_MIRROR" ] ||
        write_source "$tree" security "$LAB_SECURITY_MIRROR" "$LAB_SUITE-security"
    for suite in "${@:2}"; do
        write_source "$tree" "$suite" "$LAB_MIRROR" "$suite"
    done
    apt-config dump | grep -E '^(Acquire::(http|https|Check|Retries)|APT::Authentication)' \
        >"$tree/etc/apt/apt.conf.d/00lent" || true
    rm -f "$tree/etc/resolv.conf"
    cp /etc/resolv.conf "$tree/etc/resolv.conf"
    cp /etc/hosts "$tree/etc/hosts"
    printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
    chmod 755 "$tree/usr/sbin/policy-rc.d"
    in_tree "$tree" apt-get -q update
}

write_source() {
    mkdir -p "$1/etc/apt/sources.list.d"
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n%s\n' "$3" "$4" \
        'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' \
        >"$1/etc/apt/sources.list.d/lent-$2.sources"
}

# Takes everything back that belonged to the machine the image was made on.
return_archives() {
    local tree=$1
    rm -f "$tree"/etc/apt/sources.list "$tree"/etc/apt/sources.list.d/lent-*.sources \
        "$tree/etc/apt/apt.conf.d/00lent" "$tree/usr/sbin/policy-rc.d" "$tree/etc/resolv.conf"
    rm -rf "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/*.bin "$tree"/var/cache/apt/archives/*.deb \
        "$tree"/var/log/apt "$tree"/var/log/*.log
    printf '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n' >"$tree/etc/hosts"
    ln -s ../run/systemd/resolve/stub-resolv.conf "$tree/etc/resolv.conf"
    : >"$tree/etc/machine-id"
    rm -f "$tree/etc/hostname"
}

install_in_tree() {
    local tree=$1
    shift
    in_tree "$tree" apt-get -q -y --no-install-recommends -o Dpkg::Use-Pty=0 install "$@"
}
