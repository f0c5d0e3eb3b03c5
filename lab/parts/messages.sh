# How the lab's scripts speak: one line a step, and one way to stop.
# shellcheck shell=bash

say() { printf 'lab: %s\n' "$*"; }

# Stops with what is in the way, and on the following lines what to do about it.
fail() {
    printf 'lab: error: %s\n' "$1" >&2
    shift
    [ $# -eq 0 ] || printf '  hint: %s\n' "$@" >&2
    exit 1
}

# Runs a command quietly; if it fails, shows the end of what it said.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    [ $status -eq 0 ] || { printf 'lab: this failed: %s\n' "$*" >&2; tail -n 40 "$log" >&2; }
    rm -f "$log"
    return $status
}
