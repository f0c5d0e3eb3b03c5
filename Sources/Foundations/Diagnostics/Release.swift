/// The release that both programs are of.
public enum Release {
    /// Its number, as semantic versioning has it.
    public static let version = "0.1.0"
}
