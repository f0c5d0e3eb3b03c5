/// Carries an object of a loop through closures that other threads hold.
///
/// Only closures that the loop itself runs may open it (`EventLoopInbox.post`).
public struct LoopBound<Object: AnyObject>: @unchecked Sendable {
    // Checked by hand: who opens it runs on the loop that the object belongs to.
    private weak var held: Object?

    /// Carries an object, which may end meanwhile.
    public init(_ object: Object) {
        held = object
    }

    /// The object, on its loop; nil when it is gone.
    public var object: Object? { held }
}
