# The Debian mirror this machine already uses; no mirror is named in this repository.
# shellcheck shell=bash

# Prints the address of the archive that apt reads the suite from.
debian_mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
        "Codename: $LAB_SUITE" 'Label: Debian' 2>/dev/null | head -n 1
}

# Prints the address of the security archive, or nothing.
debian_security_mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
        "Codename: $LAB_SUITE-security" 2>/dev/null | head -n 1
}

require_mirror() {
    [ -n "$(debian_mirror)" ] || apt_update
    [ -n "$(debian_mirror)" ] || fail "apt knows no Debian $LAB_SUITE archive" \
        "add a '$LAB_SUITE main' source to /etc/apt/sources.list.d and run apt-get update"
}

# Adds backports, where Incus comes from, unless a source for it is there.
ensure_backports() {
    local file=/etc/apt/sources.list.d/switchyard-backports.sources
    apt-get indextargets 'Created-By: Packages' "Codename: $LAB_SUITE-backports" 2>/dev/null |
        grep -q . && return
    say "adding the $LAB_SUITE-backports source ($file)"
    deb822_source "$LAB_SUITE-backports" "$(debian_mirror)" >"$file"
    apt_update
}

deb822_source() {
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "$2" "$1"
    printf 'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n'
}

# A source that fails which we do not need is no reason to stop.
apt_update() {
    quietly apt-get -q update || say "apt-get update reported errors; going on with what apt has"
}
