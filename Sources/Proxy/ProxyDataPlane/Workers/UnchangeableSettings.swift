internal import Diagnostics
internal import LinuxSystem
public import ProxyConfiguration

/// The settings that only a start can take, each keyword with its value as text.
public func startSettings(of global: GlobalSettings) -> [(keyword: String, value: String)] {
    [
        ("nbthread", text(global.threads)),
        ("tune.bufsize", text(global.bufferSize)),
        ("user", text(global.user)),
        ("group", text(global.group)),
        ("chroot", text(global.chrootDirectory)),
        ("ulimit-n", text(global.fileDescriptorLimit)),
        ("pidfile", text(global.pidFile)),
        ("daemon", text(global.runsInBackground)),
    ]
}

/// Refuses a reload that changes what only a start can set, by the name of the keyword.
func checkReload(
    from old: GlobalSettings,
    to new: GlobalSettings
) throws(DiagnosticList) {
    let pairs = zip(startSettings(of: old), startSettings(of: new))
    let problems = pairs.filter { $0.value != $1.value }.map { old, new in
        Diagnostic(
            "a reload cannot change '\(old.keyword)' from \(old.value) to \(new.value)",
            at: place(of: old.keyword),
            hint: "restart the proxy, or leave the keyword as it was"
        )
    }
    if !problems.isEmpty { throw DiagnosticList(problems) }

    func place(of keyword: String) -> SourcePlace? { new.places[keyword].place }
}

extension GlobalSettings {
    /// `nbthread`, or one for each processor up to `thread-hard-limit`.
    public var threads: Int {
        threadCount ?? min(CurrentProcess.coreCount, threadLimit ?? .max)
    }
}

private func text(_ number: Int?) -> String { number.map { "\($0)" } ?? "nothing" }

private func text(_ word: String?) -> String { word.map { "'\($0)'" } ?? "nothing" }

private func text(_ isSet: Bool) -> String { isSet ? "on" : "off" }

private func text(_ account: AccountName?) -> String {
    switch account {
    case nil: "nothing"
    case .named(let name): "'\(name)'"
    case .number(let number): "\(number)"
    }
}
