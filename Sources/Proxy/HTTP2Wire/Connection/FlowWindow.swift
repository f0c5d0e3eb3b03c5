/// How much data one side may send before it has to hear more.
struct FlowWindow {
    static let largest = 0x7FFF_FFFF

    /// What is left; below zero when settings have shrunk it.
    private(set) var room: Int

    init(_ room: Int) {
        self.room = room
    }

    /// Takes data off; false when there was not enough room.
    ///
    /// No data fits always, even when settings have shrunk the window below zero (RFC 9113, 6.9.1).
    mutating func take(_ count: Int) -> Bool {
        guard count == 0 || count <= room else { return false }
        room -= count
        return true
    }

    /// Lets more pass; false when that is more than a window may hold.
    mutating func open(by count: Int) -> Bool {
        guard room + count <= FlowWindow.largest else { return false }
        room += count
        return true
    }
}

/// A window that this side grants, with its water marks.
///
/// Below half of what it may be, it is filled up again with what was used meanwhile, so that small pieces do not cost
/// a frame each.
struct GrantedWindow {
    private var window: FlowWindow
    /// What was used up and not granted again.
    private var used = 0

    init(_ size: Int) {
        window = FlowWindow(size)
    }

    /// What is left of it.
    var room: Int { window.room }

    /// Counts data that came; false when it was more than was granted.
    mutating func receive(_ count: Int) -> Bool { window.take(count) }

    /// Says that data was used; returns what is to be granted now, which may be nothing.
    mutating func use(_ count: Int, of size: Int) -> Int {
        used += count
        guard used > 0, window.room < (size + 1) / 2 || window.room == 0 else { return 0 }
        return grant()
    }

    /// Grants what was used and more; returns how much.
    mutating func grant(more: Int = 0) -> Int {
        let increment = min(used + more, FlowWindow.largest - window.room)
        used = 0
        return window.open(by: increment) ? increment : 0
    }
}
