# The hosts: containers of the lab's daemon, from there on reached only by SSH.
# shellcheck shell=bash

ensure_project() {
    lab_incus_global project show "$LAB_PROJECT" >/dev/null 2>&1 ||
        quietly lab_incus_global project create "$LAB_PROJECT"
    lab_incus_global storage show "$LAB_POOL" >/dev/null 2>&1 ||
        quietly lab_incus_global storage create "$LAB_POOL" dir
    ensure_bridge
    lab_incus profile show "$LAB_PROFILE" >/dev/null 2>&1 ||
        lab_incus profile create "$LAB_PROFILE" >/dev/null <<PROFILE
config:
  boot.autostart: "false"
  security.nesting: "true"
devices:
  root: {type: disk, path: /, pool: $LAB_POOL}
  eth0: {type: nic, network: $LAB_BRIDGE, name: eth0}
PROFILE
}

# The alias carries the recipe, so hosts made from an older image are told from those of this one.
host_image_alias() {
    local kind
    kind=$(basename "$LAB_HOST_IMAGE" .tar.zst)
    echo "$kind-$(recipe_digest "$kind")"
}

ensure_host_image() {
    lab_incus image info "$(host_image_alias)" >/dev/null 2>&1 && return
    say "importing the image of the Incus hosts"
    quietly lab_incus image import "$LAB_HOST_IMAGE" --alias "$(host_image_alias)" ||
        fail "the daemon refuses the image $LAB_HOST_IMAGE" "remove that file and run again"
}

# A host whose set-up was cut short carries no mark and is made again: it holds nothing yet.
ensure_host() {
    local host=$1 made
    made=$(lab_incus config get "$host" user.switchyard-lab 2>/dev/null || true)
    if [ -n "$made" ] && [ "$made" != "$(host_image_alias)" ]; then
        say "$host was made from an older image; making it again"
    fi
    if [ "$made" != "$(host_image_alias)" ]; then
        remove_host "$host"
        make_host "$host"
    fi
    if [ "$(host_status "$host")" = Running ] && ! host_is_connected "$host"; then
        say "$host has lost its bridge; restarting it"
        quietly lab_incus stop --force "$host"
    fi
    [ "$(host_status "$host")" = Running ] || start_host "$host"
}

host_status() { lab_incus list "^$1\$" --format csv --columns s | sed 's/.*/\L\u&/'; }

host_is_connected() {
    [ -e "/sys/class/net/$LAB_BRIDGE/brif/$(lab_incus config get "$1" volatile.eth0.host_name)" ]
}

make_host() {
    local host=$1
    say "making the Incus host $host ($(host_address "$host"))"
    quietly lab_incus init "$(host_image_alias)" "$host" --profile "$LAB_PROFILE"
    quietly lab_incus config device override "$host" eth0 "ipv4.address=$(host_address "$host")"
    install_keys "$host"
    install_routes "$host"
    start_host "$host"
    prepare_host "$host" || fail "the host $host could not be set up" "the lines above say why"
    quietly lab_incus config set "$host" "user.switchyard-lab=$(host_image_alias)"
}

start_host() {
    say "starting $1"
    quietly lab_incus start "$1" ||
        fail "the Incus host $1 does not start" "its log: INCUS_DIR=$LAB_INCUS_DIR incus --project $LAB_PROJECT info --show-log $1"
}

# Without a force the daemon waits for systemd inside, which in a broken host never answers.
remove_host() {
    lab_incus info "$1" >/dev/null 2>&1 || return 0
    quietly lab_incus delete --force "$1"
}

install_keys() {
    local host=$1 user home
    put_file "$LAB_SSH_DIR/host-keys/$host" "$host/etc/ssh/ssh_host_ed25519_key" 600 0
    put_file "$LAB_SSH_DIR/host-keys/$host.pub" "$host/etc/ssh/ssh_host_ed25519_key.pub" 644 0
    put_file "$LAB_SSH_DIR/id_ed25519.pub" "$host/root/.ssh/authorized_keys" 600 0
    for user in $LAB_USERS; do
        home=/home/$user
        put_file "$LAB_SSH_DIR/id_ed25519.pub" "$host$home/.ssh/authorized_keys" 644 0
    done
}

# The way to the other hosts' containers, as the network of an operator would know it.
install_routes() {
    local host=$1 other routes
    routes=$(mktemp)
    for other in $LAB_HOSTS; do
        [ "$other" = "$host" ] || printf '[Route]\nDestination=%s\nGateway=%s\n\n' \
            "$(host_subnet "$other")" "$(host_address "$other")"
    done >"$routes"
    put_file "$routes" "$host/etc/systemd/network/50-eth0.network.d/routes.conf" 644 0
    rm -f "$routes"
}

put_file() {
    quietly lab_incus file push --create-dirs --mode "$3" --uid "$4" --gid "$4" "$1" "$2"
}

# Sets carol's password, and gives the daemon what its kind of host starts with.
prepare_host() {
    printf 'carol:%s\n' "$(cat "$LAB_SSH_DIR/carol.password")" | lab_incus exec "$1" -- chpasswd
    quietly lab_incus exec "$1" -- sh -ec "$(host_preparation)"
}

# The last step of every start: what a user would do, over SSH.
wait_for_hosts() {
    local host count answer
    for host in $LAB_HOSTS; do
        count=0
        until answer=$(ssh -F "$LAB_SSH_DIR/config" -o ConnectTimeout=2 -o BatchMode=yes "$host" \
            "$(host_readiness)" 2>&1); do
            count=$((count + 1))
            [ $count -le 60 ] || fail "$host does not answer over SSH: $answer" \
                "does a firewall on this machine drop what crosses $LAB_BRIDGE?" \
                "make lab-down and make lab start anew"
            sleep 0.5
        done
        [ "$answer" = ready ] || fail "the daemon on $host has lost its storage pool" "lab/up --fresh makes the hosts anew"
    done
}
