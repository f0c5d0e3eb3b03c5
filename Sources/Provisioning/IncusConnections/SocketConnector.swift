import HostConnections

/// A program inside a target that connects a socket and copies bytes both ways, from what is there.
enum SocketConnector {
    /// The programs that can do it, in the order of preference.
    static let programs = ["perl", "socat", "nc", "bash"]

    /// What is said on standard output, on a line of its own, once it is connected.
    static let connected = "switchyard-connected"

    /// What is said on standard error when none of the programs is there.
    static let missing = "switchyard-no-connector"

    /// The words of the program.
    static func words(for endpoint: StreamEndpoint) -> [String] {
        switch endpoint {
        case .unix(let path): ["sh", "-c", script.text, "sh", "unix", path, ""]
        case .tcp(let host, let port): ["sh", "-c", script.text, "sh", "tcp", host, String(port)]
        }
    }

    /// Why it could not be connected, out of what the program said.
    static func reason(in words: String) -> String {
        let lowered = words.lowercased()
        for reason in [
            "connection refused", "no such file or directory", "permission denied",
            "connection timed out", "no route to host", "network is unreachable",
        ] where lowered.contains(reason) {
            return reason
        }
        let line = words.split(separator: "\n").last.map(String.init) ?? ""
        return line.isEmpty ? "the connector ended" : line
    }

    private static let script: ShellScript = """
        if command -v perl >/dev/null 2>&1
        then exec perl -e '
            use strict; use Socket;
            my ($kind, $where, $port) = @ARGV;
            my $s;
            if ($kind eq "unix") {
                socket($s, AF_UNIX, SOCK_STREAM, 0) or die "$!\\n";
                connect($s, pack_sockaddr_un($where)) or die "$!\\n";
            } else {
                my ($err, @found) = Socket::getaddrinfo($where, $port, {socktype => SOCK_STREAM});
                die "$err\\n" if $err;
                my $last = "no address";
                for my $a (@found) {
                    socket($s, $a->{family}, SOCK_STREAM, 0) or next;
                    local $SIG{ALRM} = sub { die "Connection timed out\\n" };
                    alarm 10;
                    my $ok = connect($s, $a->{addr});
                    alarm 0;
                    if ($ok) { $last = ""; last }
                    $last = "$!"; undef $s;
                }
                die "$last\\n" if $last;
            }
            $SIG{PIPE} = "IGNORE";
            syswrite STDOUT, "switchyard-connected\\n";
            my ($in, $out) = (1, 1);
            sub put { my ($to, $b) = @_; my $o = 0;
                while ($o < length $b) { my $n = syswrite $to, $b, length($b) - $o, $o; return 0 unless defined $n; $o += $n }
                return 1 }
            while ($out) {
                my $r = ""; vec($r, 0, 1) = 1 if $in; vec($r, fileno $s, 1) = 1;
                select($r, undef, undef, undef) > 0 or next;
                if ($in && vec($r, 0, 1)) {
                    my $n = sysread STDIN, my $b, 65536;
                    if ($n) { put($s, $b) or $in = 0 } else { $in = 0; shutdown $s, 1 }
                }
                if (vec($r, fileno $s, 1)) {
                    my $n = sysread $s, my $b, 65536;
                    if ($n) { put(*STDOUT, $b) or last } else { $out = 0 }
                }
            }' "$1" "$2" "$3"
        fi
        if [ "$1" = unix ]
        then
          [ -S "$2" ] || { echo "No such file or directory" >&2; exit 1; }
          if command -v socat >/dev/null 2>&1
          then echo switchyard-connected; exec socat - "UNIX-CONNECT:$2"
          elif command -v nc >/dev/null 2>&1
          then echo switchyard-connected; exec nc -U "$2"
          fi
        else
          if command -v bash >/dev/null 2>&1
          then exec bash -c 'exec 3<>"/dev/tcp/$1/$2" || exit 1
              echo switchyard-connected; cat <&3 & cat >&3; wait' bash "$2" "$3"
          elif command -v nc >/dev/null 2>&1
          then nc -z "$2" "$3" || { echo "Connection refused" >&2; exit 1; }
            echo switchyard-connected; exec nc "$2" "$3"
          fi
        fi
        echo switchyard-no-connector >&2
        exit 1
        """
}
