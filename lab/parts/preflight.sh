# What has to hold before anything is changed on this machine.
# shellcheck shell=bash

require_root() {
    [ "$(id -u)" -eq 0 ] || fail "the lab needs root: it installs packages and runs containers" \
        "run the same command from a root shell, or with sudo -E"
}

require_debian() {
    local id version
    id=$(. /etc/os-release && echo "${ID:-unknown}")
    version=$(. /etc/os-release && echo "${VERSION_ID:-unknown}")
    [ "$id $version" = "debian 12" ] || fail "this needs Debian 12, and this machine is '$id $version'" \
        "run it in a Debian 12 machine or virtual machine"
}

require_swift() {
    local found
    command -v swift >/dev/null 2>&1 || fail "there is no 'swift' on the PATH" \
        "install the Swift 6.3 toolchain for Debian 12 from swift.org and put its usr/bin on the PATH"
    found=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
    # shellcheck disable=SC2086
    set -- ${found:-0 0}
    [ "$1" -gt 6 ] || { [ "$1" -eq 6 ] && [ "$2" -ge 3 ]; } ||
        fail "Swift 6.3 or newer is needed, and 'swift' is version $1.$2" \
            "install the Swift 6.3 toolchain for Debian 12 from swift.org and put its usr/bin first on the PATH"
}

# Both images while they are made, the cache, and two hosts with their containers.
require_disk() {
    local folder free
    for folder in "$LAB_CACHE" "$LAB_DIR"; do
        mkdir -p "$folder"
        free=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
        [ "$free" -ge 6000 ] || fail "only $free MiB are free under $folder, and the lab needs 6000" \
            "free some space, or put the lab elsewhere with SWITCHYARD_LAB_DIR and SWITCHYARD_LAB_CACHE"
    done
}
