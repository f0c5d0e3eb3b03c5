internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration

/// Refuses a reload that changes what only a start can set, by the name of the keyword.
func checkReload(
    from old: GlobalSettings,
    to new: GlobalSettings
) throws(DiagnosticList) {
    let settings: [(keyword: String, old: String, new: String)] = [
        ("nbthread", text(old.threads), text(new.threads)),
        ("tune.bufsize", text(old.bufferSize), text(new.bufferSize)),
        ("user", text(old.user), text(new.user)),
        ("group", text(old.group), text(new.group)),
        ("chroot", text(old.chrootDirectory), text(new.chrootDirectory)),
        ("ulimit-n", text(old.fileDescriptorLimit), text(new.fileDescriptorLimit)),
        ("pidfile", text(old.pidFile), text(new.pidFile)),
        ("daemon", text(old.runsInBackground), text(new.runsInBackground)),
    ]
    let problems = settings.filter { $0.old != $0.new }.map { setting in
        Diagnostic(
            "a reload cannot change '\(setting.keyword)' from \(setting.old) to \(setting.new)",
            at: new.places[setting.keyword].place,
            hint: "restart the proxy, or leave the keyword as it was"
        )
    }
    if !problems.isEmpty { throw DiagnosticList(problems) }
}

extension GlobalSettings {
    /// `nbthread`, or one for each processor.
    var threads: Int { threadCount ?? CurrentProcess.coreCount }
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
