internal import HostConnections

/// The one script that gathers facts: lines of a word and a value, then `section WORD` with lines
/// as they come.
///
/// Starting programs is what takes the time, on small machines most of all; so what the shell can
/// read itself it reads, and nothing is put before lines that another program prints.
enum FactScript {
    static let script: ShellScript = identity + system + machine + network + local + environment

    // Who and what the target is.
    private static let identity: ShellScript = """
        say() { printf '%s %s\\n' "$1" "$2"; }
        tell() { line=; IFS= read -r line <"$2"; say "$1" "$line"; }
        if [ -r /proc/sys/kernel/osrelease ] && [ -r /proc/sys/kernel/version ]; then
            tell kernel /proc/sys/kernel/osrelease
            tell kernel_version /proc/sys/kernel/version
            tell system /proc/sys/kernel/ostype
            IFS= read -r node </proc/sys/kernel/hostname
        else
            say kernel "$(uname -r)"
            say kernel_version "$(uname -v)"
            say system "$(uname -s)"
            node=$(uname -n)
        fi
        say machine "$(uname -m)"
        say nodename "$node"
        fqdn=$(hostname -f 2>/dev/null)
        say fqdn "${fqdn:-$node}"
        if [ -r /etc/debian_version ]; then tell debian_version /etc/debian_version; fi
        if [ -r /etc/machine-id ]; then tell machine_id /etc/machine-id; fi
        python=/usr/bin/python3
        [ -x "$python" ] || python=$(command -v python3)
        if [ -n "$python" ]; then say python "$python $("$python" --version 2>&1)"; fi
        user=$(id -un)
        say user_id "$user"
        ids=$(id)
        uid=${ids#uid=}
        say user_uid "${uid%%[!0-9]*}"
        gid=${ids#*gid=}
        say user_gid "${gid%%[!0-9]*}"
        say account "$(getent passwd -- "$user" 2>/dev/null || grep "^$user:" /etc/passwd)"
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
            tell virtualization /run/systemd/container
        elif command -v systemd-detect-virt >/dev/null 2>&1; then
            say virtualization "$(systemd-detect-virt 2>/dev/null)"
        fi
        say nproc "$(nproc 2>/dev/null || grep -c ^processor /proc/cpuinfo)"
        if [ -r /proc/loadavg ]; then tell loadavg /proc/loadavg; fi
        if [ -r /proc/cmdline ]; then tell cmdline /proc/cmdline; fi
        if [ -r /proc/sys/crypto/fips_enabled ]; then tell fips /proc/sys/crypto/fips_enabled; fi
        if command -v lsb_release >/dev/null 2>&1; then say lsb yes; fi
        read -r uptime idle </proc/uptime && say uptime "${uptime%%.*}"
        if command -v getenforce >/dev/null 2>&1; then say selinux "$(getenforce)"; fi
        date '+date %Y %m %d %H %M %S %s %z %Z %A %w %W'
        date -u '+date_utc %Y-%m-%dT%H:%M:%SZ'
        if [ -r /etc/os-release ]; then
            say section os
            cat /etc/os-release
        fi
        say section memory
        grep -E '^(MemTotal|MemFree|SwapTotal|SwapFree|SwapCached|Cached|Buffers):' /proc/meminfo
        say section cpu
        grep -E '^(processor|physical id|model name|cpu cores|vendor_id)' /proc/cpuinfo
        say section mount
        grep '^/' /proc/mounts
        """

    // What its firmware says of it, and the keys that its sshd shows.
    private static let machine: ShellScript = """
        say section dmi
        for file in /sys/class/dmi/id/*; do
            [ -f "$file" ] && [ -r "$file" ] || continue
            line=
            IFS= read -r line <"$file" 2>/dev/null
            say "${file##*/}" "$line"
        done
        say section hostkey
        for kind in dsa rsa ecdsa ed25519; do
            file=/etc/ssh/ssh_host_${kind}_key.pub
            if [ -r "$file" ]; then tell "$kind" "$file"; fi
        done
        """

    // The target's own facts: what files hold, or print where they are programs.
    private static let local: ShellScript = """
        say section local
        for file in "${1:-/etc/ansible/facts.d}"/*.fact; do
            [ -e "$file" ] || [ -L "$file" ] || continue
            say fact "$file"
            if [ ! -e "$file" ]; then
                say missing
                continue
            fi
            [ -r "$file" ] || continue
            if [ -x "$file" ] && [ -f "$file" ]; then
                text=$("$file" 2>/dev/null)
                say status "$?"
                printf '%s\n' "$text" | sed 's/^/ /'
            else
                sed 's/^/ /' "$file"
            fi
        done
        """

    private static let network: ShellScript = """
        if command -v ip >/dev/null 2>&1; then
            say section link
            ip -o link show 2>/dev/null
            say section address
            ip -o addr show 2>/dev/null
            say section route4
            ip -4 route show default 2>/dev/null
            say section route6
            ip -6 route show default 2>/dev/null
        fi
        if [ -r /etc/resolv.conf ]; then
            say section dns
            grep -E '^(nameserver|search) ' /etc/resolv.conf
        fi
        """

    // Last, as values may hold anything.
    private static let environment: ShellScript = """
        say section env
        env
        """
}
