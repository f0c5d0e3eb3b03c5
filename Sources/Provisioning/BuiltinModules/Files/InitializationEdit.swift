/// An edit of an ini file: what `ini_file` does, and how it words it.
struct InitializationEdit: Sendable {
    /// A further option that the section has to hold.
    struct Condition: Sendable, Hashable {
        var option: String
        /// One of these values; any, where there are none.
        var values: [String]
    }

    /// The section; nil is what stands before the first.
    var section: String?
    /// What the section has to hold, where several have the name.
    var conditions: [Condition] = []
    var option: String?
    var values: [String] = []
    var isWanted = true
    /// Whether other values of the option go.
    var isExclusive = true
    /// Whether the option may stand without a value.
    var allowsNoValue = false
    /// Whether an option behind a `#` or `;` is taken for it.
    var takesInactive = true
    /// Whether blanks around the `=` make no difference.
    var ignoresBlanks = false
    /// What stands between name and value.
    var separator = " = "

    /// What was made of the lines.
    struct Outcome: Sendable, Hashable {
        var lines: [String]
        var message: String
        var isChanged: Bool
    }

    /// The lines with their ends, edited.
    func apply(to text: String) -> Outcome {
        var lines = Self.lines(of: text)
        var outcome = Outcome(lines: [], message: "OK", isChanged: false)
        if lines.isEmpty { lines = ["\n"] }
        if lines[lines.count - 1].last != "\n" {
            lines[lines.count - 1] += "\n"
            outcome.isChanged = true
        }
        guard let range = range(in: lines) else {
            outcome.lines = lines
            if isWanted { append(to: &outcome) }
            return outcome
        }
        var work = InitializationSection(Array(lines[range]))
        if isWanted {
            put(into: &work)
        } else {
            remove(from: &work)
        }
        outcome.lines = lines[..<range.lowerBound] + work.lines + lines[range.upperBound...]
        outcome.isChanged = outcome.isChanged || work.isChanged
        outcome.message = work.message ?? outcome.message
        return outcome
    }

    /// Lines with their ends, which are line feeds from here on; a mark of the byte order goes.
    private static func lines(of text: String) -> [String] {
        let bare =
            text.unicodeScalars.first == "\u{FEFF}"
            ? String(text.unicodeScalars.dropFirst()) : text
        var lines: [String] = []
        var line = ""
        for letter in bare {
            if letter == "\n" || letter == "\r\n" || letter == "\r" {
                lines.append(line + "\n")
                line = ""
            } else {
                line.append(letter)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// Where the section is, its header included.
    private func range(in lines: [String]) -> Range<Int>? {
        var start = section == nil ? 0 : nil
        for (index, line) in lines.enumerated() where line.hasPrefix("[") {
            if let first = start, holds(lines[first..<index]) { return first..<index }
            start = section != nil && isHeader(line) ? index : nil
        }
        guard let first = start, holds(lines[first...]) else { return nil }
        return first..<lines.count
    }

    private func isHeader(_ line: String) -> Bool {
        guard let section else { return false }
        let rest = line.dropFirst().drop { $0.isWhitespace }
        let name = trimmed(section)
        guard rest.hasPrefix(name) else { return false }
        return rest.dropFirst(name.count).drop { $0.isWhitespace }.first == "]"
    }

    private func holds(_ lines: ArraySlice<String>) -> Bool {
        conditions.allSatisfy { condition in
            lines.contains { line in
                guard let found = InitializationOption(condition.option, in: line) else {
                    return false
                }
                return condition.values.isEmpty || condition.values.contains(found.value)
            }
        }
    }

    private func line(_ option: String, _ value: String) -> String {
        "\(option)\(separator)\(value)\n"
    }

    /// A section that is not there goes to the end.
    private func append(to outcome: inout Outcome) {
        var values = values
        outcome.lines.append("[\(section ?? "")]\n")
        outcome.message = "section and option added"
        for condition in conditions {
            if condition.option == option {
                if !isExclusive { values += condition.values.filter { !values.contains($0) } }
            } else if !condition.values.isEmpty {
                outcome.lines += condition.values.map { line(condition.option, $0) }
            } else if allowsNoValue {
                outcome.lines.append(condition.option + "\n")
            }
        }
        if let option, !values.isEmpty {
            outcome.lines += values.map { line(option, $0) }
        } else if let option, allowsNoValue {
            outcome.lines.append(option + "\n")
        } else {
            outcome.message = "only section added"
        }
        outcome.isChanged = true
    }

    private func remove(from work: inout InitializationSection) {
        guard let option else { return work.removeAll() }
        if !isExclusive, values.isEmpty { return }
        work.remove { line in
            guard let found = InitializationOption(option, in: line), !found.isInactive else {
                return false
            }
            return isExclusive || values.contains(found.value)
        }
    }

    private func put(into work: inout InitializationSection) {
        guard let option else { return }
        func match(_ line: String) -> InitializationOption? {
            let found = InitializationOption(option, in: line)
            return found?.isInactive == true && !takesInactive ? nil : found
        }
        var values = values
        var standsAlone = false
        for index in work.lines.indices {
            guard let found = match(work.lines[index]) else { continue }
            if let place = values.firstIndex(of: found.value) {
                values.remove(at: place)
                standsAlone = standsAlone || found.value.isEmpty && allowsNoValue
                let new =
                    found.value.isEmpty && allowsNoValue
                    ? option + "\n" : line(option, found.value)
                work.set(new, at: index, of: option, ignoringBlanks: ignoresBlanks)
            } else if self.values.isEmpty, allowsNoValue {
                work.set(option + "\n", at: index, of: option, ignoringBlanks: ignoresBlanks)
                standsAlone = true
                break
            }
        }
        if isExclusive, !allowsNoValue {
            for index in work.untouched where !values.isEmpty {
                guard let found = match(work.lines[index]), !found.isRemark else { continue }
                let new = line(option, values.removeFirst())
                work.set(new, at: index, of: option, ignoringBlanks: ignoresBlanks)
            }
            work.removeUntouched { match($0).map { !$0.isRemark } ?? false }
        }
        if !values.isEmpty {
            work.add(values.map { line(option, $0) })
        } else if self.values.isEmpty, allowsNoValue, !standsAlone {
            work.add([option + "\n"])
        }
    }
}
