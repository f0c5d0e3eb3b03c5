/// `slowstart`: how the weight of a server grows after it came up.
public enum SlowStart {
    /// The share of its weight that a server has, in sixteenths, so many whole seconds after it
    /// came up; sixteen when the time is over.
    ///
    /// Never zero.
    public static func sixteenths(elapsedSeconds: Int, durationSeconds: Int) -> Int {
        guard durationSeconds > 0, elapsedSeconds >= 0, elapsedSeconds < durationSeconds else {
            return WeightScale.units
        }
        return (WeightScale.units * elapsedSeconds + durationSeconds) / durationSeconds
    }

    /// How long to wait before the weight is computed again: a twentieth of the whole, at least a
    /// second.
    public static func step(_ duration: Duration) -> Duration {
        max(.seconds(1), duration / 20)
    }
}
