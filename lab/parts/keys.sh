# The keys and the password of the lab, and the files that ssh and Switchyard read to reach it.
# shellcheck shell=bash

ensure_keys() {
    local host
    mkdir -p "$LAB_SSH_DIR/host-keys"
    chmod 700 "$LAB_SSH_DIR"
    make_key "$LAB_SSH_DIR/id_ed25519" switchyard-lab
    for host in $LAB_HOSTS; do
        make_key "$LAB_SSH_DIR/host-keys/$host" "$host"
    done
    [ -s "$LAB_SSH_DIR/carol.password" ] || (umask 077 && openssl rand -hex 12 >"$LAB_SSH_DIR/carol.password")
    write_known_hosts
    write_ssh_config
}

# A half-written key has no public part: ssh-keygen writes that last.
make_key() {
    [ -s "$1.pub" ] && return
    rm -f "$1" "$1.pub"
    quietly ssh-keygen -q -t ed25519 -N '' -C "$2" -f "$1"
}

write_known_hosts() {
    local host
    for host in $LAB_HOSTS; do
        printf '%s,%s %s\n' "$host" "$(host_address "$host")" \
            "$(cut -d' ' -f1,2 "$LAB_SSH_DIR/host-keys/$host.pub")"
    done >"$LAB_SSH_DIR/known_hosts"
}

write_ssh_config() {
    local host
    for host in $LAB_HOSTS; do
        printf 'Host %s\n    HostName %s\n' "$host" "$(host_address "$host")"
    done >"$LAB_SSH_DIR/config"
    cat >>"$LAB_SSH_DIR/config" <<CONFIG
Host $LAB_HOSTS
    User root
    IdentityFile $LAB_SSH_DIR/id_ed25519
    IdentitiesOnly yes
    UserKnownHostsFile $LAB_SSH_DIR/known_hosts
    StrictHostKeyChecking yes
CONFIG
}
