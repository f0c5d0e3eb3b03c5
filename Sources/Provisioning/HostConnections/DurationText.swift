import LinuxSystem

/// A duration as operators write it: `5 s`, `1.5 s`, `200 ms`.
public func secondsText(_ duration: Duration) -> String {
    let milliseconds = duration.wholeMilliseconds()
    if milliseconds % 1000 == 0 { return "\(milliseconds / 1000) s" }
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    return "\(milliseconds / 1000).\(milliseconds / 100 % 10) s"
}
