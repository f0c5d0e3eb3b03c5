# The kinds of labs: what the daemon of a host holds at the start, and how it is asked whether it is ready.
#   incus    two hosts, each with an Incus of its own and a storage pool
#   lxd      one host with Debian's LXD instead, else the same
#   cluster  three hosts whose Incus holds nothing, to become one cluster
# shellcheck shell=bash disable=SC2016

# Shell text that runs once on a new host.
host_preparation() {
    case $LAB_KIND in
        incus) echo 'incus admin waitready --timeout 60
            incus storage create default dir
            incus profile device add default root disk path=/ pool=default' ;;
        lxd) echo 'lxd waitready --timeout 60
            lxc storage create default dir
            lxc profile device add default root disk path=/ pool=default' ;;
        cluster) echo 'incus admin waitready --timeout 60' ;;
    esac
}

# Shell text that prints `ready` on a host whose daemon answers and has not lost its pool.
host_readiness() {
    case $LAB_KIND in
        incus) echo 'incus admin waitready --timeout 30 && incus storage show default >/dev/null && echo ready' ;;
        lxd) echo 'lxd waitready --timeout 30 && lxc storage show default >/dev/null && echo ready' ;;
        cluster) echo 'incus admin waitready --timeout 30 && echo ready' ;;
    esac
}

# A lab's folder belongs to one kind; one without a note is of the first kind, or not there.
require_own_kind() {
    local recorded=$LAB_KIND
    [ ! -e "$LAB_DIR/prefix" ] || recorded=$(cat "$LAB_DIR/kind" 2>/dev/null || echo incus)
    [ "$recorded" = "$LAB_KIND" ] || fail "the lab in $LAB_DIR is of the kind '$recorded', not '$LAB_KIND'" \
        "name another folder with SWITCHYARD_LAB_DIR, or take that lab down"
}

record_kind() {
    mkdir -p "$LAB_DIR"
    echo "$LAB_KIND" >"$LAB_DIR/kind"
}
