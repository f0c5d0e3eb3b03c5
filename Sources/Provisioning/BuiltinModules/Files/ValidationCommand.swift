internal import ModuleContract

/// The command of the argument `validate`, split into words.
///
/// The word `%s` stands for the file and has to be there.
func validationCommand(_ text: String?) throws(ModuleFailure) -> [String]? {
    guard let text else { return nil }
    let words = try CommandWords.split(text)
    guard words.contains(where: { $0.contains("%s") }) else {
        throw ModuleFailure("validate must contain %s: \(text)")
    }
    return words
}
