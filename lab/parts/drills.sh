# The drills as the lab carries them out. A drill here is the name of its file, with the way it goes where the file has
# several: 'balancer-loss how=kill'.
# shellcheck shell=bash

LAB_DRILL_LOGS=$LAB_DIR/drills

# All drills but that of a cluster, which is lab/cluster's, or those of the files that are named.
list_drills() {
    local name ways
    [ $# -gt 0 ] || set -- $(basename -s .yml -a "$LAB_TOP"/drills/*.yml | grep -vx member-evacuation)
    for name in "$@"; do
        ways=$(sed -n "s/^#   -e \(how=[a-z]*\) .*/${name%% *} \1/p" "$LAB_TOP/drills/${name%% *}.yml")
        if [ "$name" != "${name%% *}" ] || [ -z "$ways" ]; then echo "$name"; else echo "$ways"; fi
    done
}

# Whether a drill is about the address of the pair.
is_of_pair() { grep -q keepalived_addresses "$1"; }

# Carries a drill out with an engine: run_drill FILE ENGINE [OPTION...]. One that is about the address of the pair
# goes to the balancer that has it, or to the one that 'place' names.
run_drill() {
    local file=$1 engine=$2 limit=()
    shift 2
    ! is_of_pair "$file" || limit=(--limit "${place:-$("$LAB_TOP/lab/holder")}")
    switchyard drill "$file" -i inventories/lab -e "proxy_engine=$engine" "${limit[@]}" "$@" </dev/null 2>&1
}

# The verdict that a log ends with.
verdict_in() { awk '/^verdict: / { verdict = $2; sub(/:$/, "", verdict) } END { print verdict ? verdict : "none" }' "$1"; }
