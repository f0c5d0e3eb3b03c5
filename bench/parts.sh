# What every benchmark needs: what machine this is, and statistics of a few figures.
# shellcheck shell=bash
set -euo pipefail

BENCH_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

bench_fail() {
    echo "bench: $1" >&2
    exit 1
}

require_command() {
    command -v "$1" >/dev/null || bench_fail "$1 is missing: the comparison needs it (lab/packages installs it)"
}

# The release binaries, which the comparison is about.
require_binary() {
    [ -x "$BENCH_TOP/.build/release/$1" ] || bench_fail "$1 is not built: make build"
}

print_machine() {
    echo "date      $(date -u +%Y-%m-%d)"
    echo "machine   $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ *//'), $(nproc) cores, Linux $(uname -r)"
}

# Reads figures, one a line; prints median, minimum and maximum.
spread() {
    sort -g | awk '{ v[NR] = $1 } END {
        m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
        printf "%.3f %.3f %.3f\n", m, v[1], v[NR]
    }'
}
