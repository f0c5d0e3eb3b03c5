/// Bounds what a peer may do that costs this side and gains nobody anything.
///
/// A thousand at once and a hundred a second are borne. Each answer earns some, so that what comes with work does not
/// count.
struct FloodMeter {
    static let most = 1000
    private static let perSecond = 100
    private static let perAnswer = 4

    private var credit = FloodMeter.most
    private var countedUntil: Int64 = 0

    /// Counts one; false when it is too many.
    mutating func spend(at now: Int64) -> Bool {
        let earned = (now - countedUntil) * Int64(FloodMeter.perSecond) / 1000
        if countedUntil == 0 {
            countedUntil = now
        } else if earned > 0 {
            credit = Int(min(Int64(FloodMeter.most), Int64(credit) + earned))
            countedUntil = now
        }
        credit -= 1
        return credit > 0
    }

    /// A request was answered.
    mutating func earn() {
        credit = min(FloodMeter.most, credit + FloodMeter.perAnswer)
    }
}
