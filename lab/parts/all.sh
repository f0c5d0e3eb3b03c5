# Reads every part of the lab, in the order in which they build on each other.
# shellcheck shell=bash
set -euo pipefail

for lab_part in messages settings kinds preflight mirror packages limits daemon network keys images hosts cleanup drills; do
    # shellcheck disable=SC1090
    . "$(dirname "${BASH_SOURCE[0]}")/$lab_part.sh"
done

# One script at a time works on a lab. The lock is file 9: what the script started holds it too, so
# an image that is still being made by a killed run is waited for; daemons do not inherit it.
take_lock() {
    exec 9>"/run/lock/$(basename "$LAB_DIR").lock"
    flock --nonblock 9 || { say "waiting for another lab script to finish"; flock 9; }
}
