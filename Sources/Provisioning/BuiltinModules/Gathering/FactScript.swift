internal import HostConnections

/// The one script that gathers facts: lines of a word and a value.
enum FactScript {
    static let script: ShellScript = identity + system + network + environment

    // Who and what the target is.
    private static let identity: ShellScript = """
        say() { printf '%s %s\\n' "$1" "$2"; }
        say kernel "$(uname -r)"
        say kernel_version "$(uname -v)"
        say system "$(uname -s)"
        say machine "$(uname -m)"
        node=$(uname -n)
        say nodename "$node"
        fqdn=$(hostname -f 2>/dev/null)
        say fqdn "${fqdn:-$node}"
        if [ -r /etc/os-release ]; then sed 's/^/os /' /etc/os-release; fi
        if [ -r /etc/debian_version ]; then say debian_version "$(cat /etc/debian_version)"; fi
        python=/usr/bin/python3
        [ -x "$python" ] || python=$(command -v python3)
        if [ -n "$python" ]; then say python "$python $("$python" --version 2>&1)"; fi
        say user_id "$(id -un)"
        say user_uid "$(id -u)"
        say user_gid "$(id -g)"
        account=$(getent passwd "$(id -un)" 2>/dev/null || grep "^$(id -un):" /etc/passwd)
        say account "$account"
        if [ -r /etc/machine-id ]; then say machine_id "$(cat /etc/machine-id)"; fi
        """

    // What runs on it and how large it is.
    private static let system: ShellScript = """
        if [ -d /run/systemd/system ]; then
            say service_mgr systemd
        elif command -v rc-service >/dev/null 2>&1; then
            say service_mgr openrc
        else
            say service_mgr sysvinit
        fi
        for program in apt-get dnf yum zypper pacman apk; do
            if command -v "$program" >/dev/null 2>&1; then
                say pkg_mgr "${program%-get}"
                break
            fi
        done
        if [ -r /run/systemd/container ]; then
            say virtualization "$(cat /run/systemd/container)"
        elif command -v systemd-detect-virt >/dev/null 2>&1; then
            say virtualization "$(systemd-detect-virt 2>/dev/null)"
        fi
        grep -E '^(MemTotal|MemFree|SwapTotal|SwapFree):' /proc/meminfo | sed 's/^/memory /'
        grep -E '^(processor|physical id|model name|cpu cores)' /proc/cpuinfo | sed 's/^/cpu /'
        say nproc "$(nproc 2>/dev/null || grep -c ^processor /proc/cpuinfo)"
        say uptime "$(cut -d. -f1 /proc/uptime)"
        grep '^/' /proc/mounts | sed 's/^/mount /'
        if command -v getenforce >/dev/null 2>&1; then say selinux "$(getenforce)"; fi
        say date "$(date '+%Y %m %d %H %M %S %s %z %Z %A %w %W')"
        say date_utc "$(date -u '+%Y-%m-%dT%H:%M:%SZ')"
        """

    private static let network: ShellScript = """
        if command -v ip >/dev/null 2>&1; then
            ip -o link show 2>/dev/null | sed 's/^/link /'
            ip -o addr show 2>/dev/null | sed 's/^/address /'
            ip -4 route show default 2>/dev/null | sed 's/^/route4 /'
            ip -6 route show default 2>/dev/null | sed 's/^/route6 /'
        fi
        if [ -r /etc/resolv.conf ]; then
            grep -E '^(nameserver|search) ' /etc/resolv.conf | sed 's/^/dns /'
        fi
        """

    // Last, as values may hold anything.
    private static let environment: ShellScript = """
        env | sed 's/^/env /'
        """
}
