internal import Diagnostics
internal import LinuxSystem
internal import StickTables

/// Numbers of keys that are tracked, of the client's address, and of tables.
extension FetchKeyword {
    static let tables: [FetchKeyword] =
        TableQuestion.all.flatMap { question in
            [tracked(question), bySource(question)]
                + (0...2).map { tracked(question, slot: $0) }
        } + ofTracked + ofTables

    private typealias Signature = ArgumentSignature

    private static func kinds(_ question: TableQuestion, _ more: ArgumentKind...) -> [ArgumentKind]
    {
        (question.hasIndex ? [.number] : []) + more
    }

    /// `sc_<name>([index,]slot[,table])` or, of a slot, `sc0_<name>([index][,table])`.
    private static func tracked(_ question: TableQuestion, slot: Int? = nil) -> FetchKeyword {
        let first = question.hasIndex ? 1 : 0
        let tableAt = slot == nil ? first + 1 : first
        let kinds =
            slot == nil ? kinds(question, .number, .text) : kinds(question, .text)
        return FetchKeyword(
            "sc\(slot.map(String.init) ?? "")_\(question.name)",
            Signature(required: tableAt, kinds),
            .sint,
            .tracking,
            check: { draft throws(Diagnostic) in draft.readTable(tableAt, isOptional: true) },
            { arguments, context in
                let number = slot ?? Int(clamping: arguments.number(first))
                let index = question.hasIndex ? Int(clamping: arguments.number(0)) : 0
                guard let entry = context.stream.tracked(number) else { return nil }
                let now = MonotonicClock.now.milliseconds
                var answer: Int64?
                if let other = arguments.object(tableAt, as: TableReference.self)?.table,
                    other !== entry.table
                {
                    let key = entry.table.key(of: entry.place)
                    guard other.settings.key == entry.table.settings.key else { return nil }
                    answer =
                        other.with(key: key, at: now) { question.answer(&$0, index, now) } ?? 0
                } else {
                    answer = entry.table.with(entry.place) { question.answer(&$0, index, now) }
                }
                return answer.map { .integer($0) }
            }
        )
    }

    /// `src_<name>([index,]table)`.
    private static func bySource(_ question: TableQuestion) -> FetchKeyword {
        let tableAt = question.hasIndex ? 1 : 0
        return FetchKeyword(
            "src_\(question.name)",
            Signature(required: tableAt, kinds(question, .text)),
            .sint,
            .clientAddress,
            check: { draft throws(Diagnostic) in draft.readTable(tableAt, isOptional: false) },
            { arguments, context in
                let index = question.hasIndex ? Int(clamping: arguments.number(0)) : 0
                guard let table = arguments.object(tableAt, as: TableReference.self)?.table,
                    let source = context.fact(.sourceAddress),
                    let key = table.key(source, &context.arena)
                else { return nil }
                let now = MonotonicClock.now.milliseconds
                let answer: Int64?? = table.with(
                    key: key,
                    at: now,
                    creating: question.changes,
                    { question.answer(&$0, index, now) }
                )
                guard let answer else { return .integer(0) }
                return answer.map { .integer($0) }
            }
        )
    }

    private static let ofTracked: [FetchKeyword] = ([nil, 0, 1, 2] as [Int?]).flatMap { slot in
        let name = "sc\(slot.map(String.init) ?? "")"
        let signature =
            slot == nil ? Signature(required: 1, [.number]) : Signature(required: 0, [])
        return [
            FetchKeyword("\(name)_tracked", signature, .bool, .tracking) { arguments, context in
                let number = slot ?? Int(clamping: arguments.number(0))
                return .bool(context.stream.tracked(number) != nil)
            },
            FetchKeyword("\(name)_trackers", signature, .sint, .tracking) { arguments, context in
                let number = slot ?? Int(clamping: arguments.number(0))
                return context.stream.tracked(number).map { entry in
                    .integer(entry.table.holders(of: entry.place))
                }
            },
        ]
    }

    private static let ofTables: [FetchKeyword] = [
        ofTable("table_cnt") { table, now in table.count(at: now) },
        ofTable("table_avl") { table, now in table.settings.size - table.count(at: now) },
    ]

    private static func ofTable(
        _ name: String,
        _ count: @escaping @Sendable (StickTable, Int64) -> Int
    ) -> FetchKeyword {
        FetchKeyword(
            name,
            Signature(required: 0, [.text]),
            .sint,
            .constants,
            check: { draft throws(Diagnostic) in draft.readTable(0, isOptional: false) },
            { arguments, _ in
                arguments.object(0, as: TableReference.self)?.table.map { table in
                    .integer(count(table, MonotonicClock.now.milliseconds))
                }
            }
        )
    }
}

/// What tables know of a value.
extension ConverterKeyword {
    static let tables: [ConverterKeyword] =
        TableQuestion.all.filter { !$0.changes }.map { question in
            let tableAt = question.hasIndex ? 1 : 0
            let name =
                question.name.hasPrefix("get_") ? question.name.dropFirst(4) : question.name[...]
            return inTable("table_\(name)", tableAt, .sint) { table, key, arguments, now in
                let index = tableAt == 1 ? Int(clamping: arguments.number(0)) : 0
                let answer: Int64?? = table.with(key: key, at: now) {
                    question.answer(&$0, index, now)
                }
                guard let answer else { return .integer(0) }
                return answer.map { .integer($0) }
            }
        } + [
            inTable("in_table", 0, .bool) { table, key, _, now in
                .bool(table.with(key: key, at: now) { _ in true } ?? false)
            },
            inTable("table_trackers", 0, .sint) { table, key, _, now in
                .integer(table.with(key: key, at: now) { $0.holders } ?? 0)
            },
            inTable("table_server_id", 0, .sint) { table, key, _, now in
                let answer: Int64?? = table.with(key: key, at: now) {
                    $0.value(.serverID, at: now)
                }
                guard let answer else { return .integer(0) }
                return answer.map { .integer($0) }
            },
        ]

    private static func inTable(
        _ name: String,
        _ tableAt: Int,
        _ output: SampleType,
        _ answer: @escaping @Sendable (StickTable, [UInt8], ArgumentList, Int64) -> Sample?
    ) -> ConverterKeyword {
        ConverterKeyword(
            name,
            ArgumentSignature(
                required: tableAt + 1,
                tableAt == 0 ? [.text] : [.number, .text]
            ),
            .any,
            output,
            check: { draft throws(Diagnostic) in draft.readTable(tableAt, isOptional: false) },
            { value, arguments, context in
                guard let table = arguments.object(tableAt, as: TableReference.self)?.table else {
                    return nil
                }
                // What cannot be a key is not in the table.
                guard let key = table.key(value, &context.arena) else {
                    return output == .bool ? .bool(false) : .integer(0)
                }
                return answer(table, key, arguments, MonotonicClock.now.milliseconds)
            }
        )
    }
}

extension CallDraft {
    /// Puts the table of a name in place of an argument, or the section's own where none is named.
    fileprivate mutating func readTable(_ index: Int, isOptional: Bool) {
        let name = text(index)
        if isOptional && (name ?? "").isEmpty { return }
        set(index, object: tools.tables.reference(name))
    }
}
