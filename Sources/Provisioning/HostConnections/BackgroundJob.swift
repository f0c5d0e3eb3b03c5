/// A command that goes on on a target without its connection, and the folder there that tells of it.
///
///     DIRECTORY/ID/seed      what its result is to hold beside what the command leaves
///     DIRECTORY/ID/input     what it reads
///     DIRECTORY/ID/output    what it wrote
///     DIRECTORY/ID/errors    what it wrote on standard error
///     DIRECTORY/ID/status    its exit status, and when it began and ended: it is over
public struct BackgroundJob: Sendable, Hashable {
    /// Where folders of jobs are; `~` is the acting user's home.
    public let directory: String
    /// The job's name: one that ``isName(_:)`` lets pass.
    public let id: String

    /// A job.
    public init(id: String, in directory: String) {
        self.id = id
        self.directory = directory
    }

    /// Whether a text can be the name of a job: it names no other folder.
    public static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.hasPrefix(".") && !text.contains("/") && !text.contains("\0")
    }

    /// What is known of a job.
    public enum State: Sendable, Hashable {
        /// There is none of that name.
        case missing
        /// It is at work.
        case running
        /// It is over.
        case finished(Ended)
    }

    /// A job that is over.
    public struct Ended: Sendable, Hashable {
        /// What the command left behind; nil when none ran and the seed is all there is.
        public let result: CommandResult?
        /// What it was started with.
        public let seed: String
        /// When it began and ended, in seconds since 1970.
        public let times: [Int64]
    }

    // Sets `place` to the job's folder.
    private static let finding: ShellScript = """
        place=$1/$2
        case $place in "~/"*) place=$HOME/${place#"~/"} ;; esac
        shift 2
        """

    // The folder of a job is made once: of two that have one name the second fails.
    private static let making: ShellScript = """
        mask=$(umask)
        umask 077
        mkdir -p -- "${place%/*}" && mkdir -- "$place" && printf '%s' "$1" >"$place/seed" || exit 1
        """

    // The job is a session of its own where there is `setsid`; when its time is over all of it ends.
    private static let start: ShellScript = """
        limit=$2 reads=$3 body=$4
        shift 4
        if [ "$reads" = yes ]; then cat >"$place/input"; else : >"$place/input"; fi || exit 1
        umask "$mask"
        session=
        if command -v setsid >/dev/null 2>&1; then session=setsid; fi
        trap '' HUP
        $session sh -c "$body" sh "$place" "$limit" "$@" </dev/null >/dev/null 2>&1 &
        printf '%s\\n' "$place"
        """

    private static let body: ShellScript = """
        trap '' HUP
        place=$1 limit=$2 began=$(date +%s)
        shift 2
        sy_over() {
            printf '%s %s %s\\n' "$1" "$began" "$(date +%s)" >"$place/status.new"
            mv -f -- "$place/status.new" "$place/status"
        }
        "$@" <"$place/input" >"$place/output" 2>"$place/errors" &
        child=$!
        (
            nap=
            trap 'kill "$nap"; exit 0' TERM
            sleep "$limit" &
            nap=$!
            wait "$nap"
            sy_over 137
            kill -KILL "-$$" || kill -KILL "$child"
        ) &
        watch=$!
        wait "$child"
        status=$?
        kill "$watch"
        [ -f "$place/status" ] || sy_over "$status"
        """

    private static let record: ShellScript = """
        date=$(date +%s)
        printf 'recorded %s %s\\n' "$date" "$date" >"$place/status" && printf '%s\\n' "$place"
        """

    private static let look: ShellScript = """
        if [ ! -d "$place" ]; then echo missing
        elif [ -f "$place/status" ]; then cat -- "$place/status" "$place/seed"
        else echo running; fi
        """

    private static let show: ShellScript = """
        [ -f "$place/output" ] && [ -f "$place/status" ] || exit 0
        cat -- "$place/output"
        cat -- "$place/errors" >&2
        """

    private static let erase: ShellScript = """
        rm -rf -- "$place" && printf '%s\\n' "$place"
        """

    private var words: [String] { [directory, id] }
}

/// What is asked about jobs.
extension BackgroundJob {
    /// Starts a command as the job; the reply's output is the job's folder.
    ///
    /// - Parameters:
    ///   - command: the command; its own time limit is the job's.
    ///   - limit: how long it may take.
    ///   - seed: what its result is to hold.
    /// - Returns: the request.
    public func starting(_ command: ShellCommand, limit: Duration, seed: String) -> HostRequest {
        var job = command
        let own: [String]
        switch command.program {
        case .arguments(let words): own = words
        case .script(let script, let parameters):
            own = ["sh", "-c", script.text, "sh"] + parameters
        }
        let seconds = String(limit.components.seconds)
        let reads = command.input == nil ? "no" : "yes"
        job.timeout = nil
        job.program = .script(
            Self.finding + Self.making + Self.start,
            parameters: words + [seed, seconds, reads, Self.body.text] + own
        )
        return .command(job)
    }

    /// Leaves a result that is there already as that of the job; the reply's output is its folder.
    public func recording(_ seed: String) -> HostRequest {
        .command(.script(Self.finding + Self.making + Self.record, words + [seed]))
    }

    /// Looks how the job stands; ``state(in:)`` reads the replies.
    public var looking: [HostRequest] {
        [
            .command(.script(Self.finding + Self.look, words)),
            .command(.script(Self.finding + Self.show, words)),
        ]
    }

    /// Takes the job's folder away; the reply's output is its path.
    public var erasing: HostRequest { .command(.script(Self.finding + Self.erase, words)) }

    /// How the job stands, by the replies to ``looking``; nil when they do not tell.
    public static func state(in replies: [HostReply]) -> State? {
        let results = replies.compactMap(\.command)
        guard results.count == 2, results[0].isSuccess else { return nil }
        let parts = results[0].text.split(separator: "\n", maxSplits: 1).map(String.init)
        let words = (parts.first ?? "").split(separator: " ").map(String.init)
        switch words.first {
        case "missing": return .missing
        case "running": return .running
        default: break
        }
        let times = words.dropFirst().compactMap { Int64($0) }
        guard times.count == 2 else { return nil }
        var result: CommandResult?
        if words[0] != "recorded" {
            guard let status = Int32(words[0]) else { return nil }
            result = CommandResult(
                exitStatus: status,
                output: results[1].output,
                errorOutput: results[1].errorOutput
            )
        }
        let seed = parts.count > 1 ? parts[1] : ""
        return .finished(Ended(result: result, seed: seed, times: times))
    }
}
