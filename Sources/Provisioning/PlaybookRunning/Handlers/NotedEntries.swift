internal import HostConnections
internal import LinuxSystem

/// The entries that this run has in the journal of one host.
struct NotedEntries {
    /// One handler's.
    struct Note {
        /// The files: of this run, and of earlier ones that it took over.
        var files: [String]
        /// As whom they were written.
        var become: Become?
        /// Whether the handler is notified for good: its task has ended and something changed.
        var isConfirmed: Bool
    }

    private var notes: [NotedHandler: Note] = [:]

    /// Takes note that handlers may be notified; the entries that are to be written for those that
    /// have none yet.
    mutating func note(
        _ handlers: [NotedHandler],
        on host: String,
        as become: Become?
    ) -> [HandlerJournal.Writing] {
        var writings: [HandlerJournal.Writing] = []
        for handler in handlers where notes[handler] == nil {
            let file = "\(JournalEntry.ownToken)-\(randomName())"
            let line = JournalEntry.line(handler, host: host, as: become)
            notes[handler] = Note(files: [file], become: become, isConfirmed: false)
            writings.append(HandlerJournal.Writing(file: file, line: line))
        }
        return writings
    }

    /// Takes an entry of an earlier run over.
    mutating func take(_ entry: JournalEntry) {
        let become = entry.user.map { Become(user: $0) }
        var note = notes[entry.handler] ?? Note(files: [], become: become, isConfirmed: true)
        note.files.append(entry.path)
        note.isConfirmed = true
        notes[entry.handler] = note
    }

    /// Takes note that these handlers are notified for good.
    mutating func confirm(_ handlers: [NotedHandler]) {
        for handler in handlers { notes[handler]?.isConfirmed = true }
    }

    /// The handlers that may or may not be notified yet.
    var unconfirmed: [NotedHandler] { notes.filter { !$0.value.isConfirmed }.map(\.key) }

    /// The handlers that are notified and have not run.
    var confirmed: [NotedHandler] { notes.filter(\.value.isConfirmed).map(\.key) }

    /// The note of a handler; it is taken out.
    mutating func remove(_ handler: NotedHandler) -> Note? { notes.removeValue(forKey: handler) }

    /// Puts a note back whose files could not be removed.
    mutating func restore(_ note: Note, of handler: NotedHandler) { notes[handler] = note }
}
