# Where the lab lives and what it is called. Every other part reads these names and no other.
# shellcheck shell=bash disable=SC2034

# What the hosts are (kinds.sh). Labs of different kinds stand beside each other; one that stands knows its kind.
LAB_KIND=${SWITCHYARD_LAB_KIND:-$(cat "${SWITCHYARD_LAB_DIR:-/var/lib/switchyard-lab}/kind" 2>/dev/null || echo incus)}
case $LAB_KIND in
    incus) LAB_HOSTS="incus-a incus-b" lab_name=switchyard-lab lab_bridge=sylab0 ;;
    lxd) LAB_HOSTS="lxd-a" lab_name=switchyard-lab-lxd lab_bridge=sylxd0 ;;
    cluster) LAB_HOSTS="member-1 member-2 member-3" lab_name=switchyard-lab-cluster lab_bridge=syclu0 ;;
    *) fail "there is no lab of the kind '$LAB_KIND'" "SWITCHYARD_LAB_KIND is incus, lxd or cluster" ;;
esac

# Images are kept here between labs; nothing else writes here.
LAB_CACHE=${SWITCHYARD_LAB_CACHE:-/var/cache/switchyard-lab}

# Everything one lab makes stands below this folder: keys, the daemon's database, the containers.
LAB_DIR=${SWITCHYARD_LAB_DIR:-/var/lib/$lab_name}

# The bridge between the controller and the Incus hosts.
LAB_BRIDGE=${SWITCHYARD_LAB_BRIDGE:-$lab_bridge}

# The first two octets of every address in the lab; empty means the first that is free.
LAB_PREFIX=${SWITCHYARD_LAB_PREFIX:-}
LAB_PREFIX_CANDIDATES="10.83 10.84 10.183 10.184 10.213 10.214"

LAB_PROJECT=switchyard-lab
LAB_POOL=switchyard-lab
LAB_PROFILE=switchyard-lab
LAB_USERS="operator carol guest"

LAB_SUITE=bookworm
LAB_INCUS_DIR=$LAB_DIR/incus
LAB_SSH_DIR=$LAB_DIR/ssh
LAB_IMAGES=$LAB_CACHE/images
LAB_CONTAINER_IMAGE=$LAB_IMAGES/debian-12.tar.zst
LAB_HOST_IMAGE=$LAB_IMAGES/$([ "$LAB_KIND" = lxd ] && echo lxd-host || echo incus-host).tar.zst

LAB_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LAB_PARTS=$LAB_TOP/lab/parts

# The number of a host, counted from one, gives its address and the subnet of its containers.
host_number() {
    local number=1 name
    for name in $LAB_HOSTS; do
        [ "$name" = "$1" ] && { echo "$number"; return; }
        number=$((number + 1))
    done
    return 1
}

host_address() { echo "$LAB_PREFIX.0.$((10 + $(host_number "$1")))"; }

host_subnet() { echo "$LAB_PREFIX.$(host_number "$1").0/24"; }
