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
    command -v swift >/dev/null 2>&1 || fail "there is no 'swift' on the PATH" \
        "install the Swift 6.3 toolchain for Debian 12 from swift.org and put its usr/bin on the PATH"
}

# After the packages, because the toolchain does not start without some of them.
require_swift_version() {
    local said found
    said=$(swift --version 2>&1) || true
    found=$(sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' <<<"$said" | head -n 1)
    [ -n "$found" ] || fail "'swift --version' does not work: $said" "install the toolchain anew from swift.org"
    [ "${found% *}" -gt 6 ] || { [ "${found% *}" -eq 6 ] && [ "${found#* }" -ge 3 ]; } ||
        fail "Swift 6.3 or newer is needed, and this is ${found/ /.}" \
            "install the Swift 6.3 toolchain for Debian 12 from swift.org and put its usr/bin first on the PATH"
}

# Both images while they are made, the cache, and two hosts with their containers. A lab that stands
# has taken its share.
require_disk() {
    local folder free
    [ -e "$LAB_INCUS_DIR/database" ] && return
    for folder in "$LAB_CACHE" "$LAB_DIR"; do
        mkdir -p "$folder"
        free=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
        [ "$free" -ge 6000 ] || fail "only $free MiB are free under $folder, and the lab needs 6000" \
            "free some space, or put the lab elsewhere with SWITCHYARD_LAB_DIR and SWITCHYARD_LAB_CACHE"
    done
}
