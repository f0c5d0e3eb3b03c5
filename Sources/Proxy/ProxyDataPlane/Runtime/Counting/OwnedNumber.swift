internal import Synchronization

/// A number that one thread writes and any thread reads.
///
/// Adding is a load and a store: no other thread waits for it, and no line of memory goes back and forth.
struct OwnedNumber {
    private let place: UnsafeMutablePointer<Atomic<Int>>

    init(_ place: UnsafeMutablePointer<Atomic<Int>>) {
        self.place = place
    }

    /// What it stands at.
    var current: Int { place.pointee.load(ordering: .relaxed) }

    /// Adds to it; by its thread only.
    func add(_ amount: Int = 1) {
        set(current &+ amount)
    }

    /// Sets it: its thread does, or one that starts it anew.
    func set(_ amount: Int) {
        place.pointee.store(amount, ordering: .relaxed)
    }

    /// Raises it to that if it is less.
    func raise(to amount: Int) {
        if amount > current { set(amount) }
    }
}

/// Rows of numbers: one row for each thread, of which only that thread writes it, and before them one
/// that they share.
///
/// No row shares a line of memory with another.
struct NumberRows {
    /// Numbers in a row: two lines of memory at a time, as processors fetch them.
    let width: Int
    /// How many threads there are.
    let count: Int
    private let base: UnsafeMutablePointer<Atomic<Int>>

    /// Rows of zeros for so many threads; who makes them frees them.
    init(numbers: Int, threads: Int) {
        width = (numbers + 15) / 16 * 16
        count = threads
        let total = width * (threads + 1)
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: total * MemoryLayout<Atomic<Int>>.stride,
            alignment: 128
        )
        base = memory.bindMemory(to: Atomic<Int>.self, capacity: total)
        for index in 0..<total { (base + index).initialize(to: Atomic(0)) }
    }

    func free() {
        UnsafeMutableRawPointer(base).deallocate()
    }

    /// A number of the row that all share.
    func shared(_ number: Int) -> OwnedNumber { OwnedNumber(base + number) }

    /// A number of a thread's row.
    func own(_ thread: Int, _ number: Int) -> OwnedNumber {
        OwnedNumber(base + (thread + 1) * width + number)
    }

    /// The sum of all threads.
    func sum(_ number: Int) -> Int {
        (0..<count).reduce(0) { $0 &+ own($1, number).current }
    }

    /// The greatest of all threads.
    func greatest(_ number: Int) -> Int {
        (0..<count).reduce(0) { max($0, own($1, number).current) }
    }
}
