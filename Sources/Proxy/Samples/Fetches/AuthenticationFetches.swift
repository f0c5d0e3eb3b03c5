internal import Diagnostics
internal import HTTPWire

/// Who the client says it is.
extension FetchKeyword {
    static let authentication: [FetchKeyword] = [
        FetchKeyword("http_auth_type", .none, .str, .requestHead) { _, context in
            guard let scheme = credentials(context)?.scheme else { return nil }
            if equalsIgnoringCase(scheme, "basic") { return .text("Basic") }
            return equalsIgnoringCase(scheme, "bearer") ? .text("Bearer") : nil
        },
        FetchKeyword("http_auth_user", .none, .str, .requestHead) { _, context in
            basic(&context).map { .text($0.user) }
        },
        FetchKeyword("http_auth_pass", .none, .str, .requestHead) { _, context in
            basic(&context).map { .text($0.password) }
        },
        FetchKeyword("http_auth_bearer", .init(required: 0, .text), .str, .requestHead) {
            arguments,
            context in
            let name = arguments.has(0) ? arguments.text(0) : nil
            guard let found = credentials(context, in: name),
                equalsIgnoringCase(found.scheme, "bearer")
            else { return nil }
            return .text(found.data)
        },
        FetchKeyword(
            "http_auth",
            .init(required: 1, .userList),
            .bool,
            .requestHead,
            check: readUserList
        ) { arguments, context in
            guard let users = arguments.object(0, as: UserList.self) else { return nil }
            guard let found = basic(&context) else { return .bool(false) }
            return .bool(users.accepts(found.user, password: found.password))
        },
        FetchKeyword(
            "http_auth_group",
            .init(required: 1, .userList),
            .str,
            .requestHead,
            check: readUserList
        ) { arguments, context in
            guard let users = arguments.object(0, as: UserList.self),
                let found = basic(&context),
                users.accepts(found.user, password: found.password)
            else { return nil }
            let number = context.iterates ? context.cursor.line : 0
            guard let group = users.group(number, of: found.user, &context.arena) else {
                return nil
            }
            context.cursor.line = number + 1
            var sample = Sample.text(group)
            sample.hasMore = context.iterates
            return sample
        },
    ]

    @Sendable
    private static func readUserList(_ draft: inout CallDraft) throws(Diagnostic) {
        draft.set(0, object: draft.tools.users.list(draft.text(0) ?? "", mentionedAt: draft.place))
    }

    private static func credentials(
        _ context: SampleContext,
        in name: UnsafeRawBufferPointer? = nil
    ) -> (scheme: UnsafeRawBufferPointer, data: UnsafeRawBufferPointer)? {
        guard let head = context.request else { return nil }
        let standard: StaticString = "authorization"
        let wanted =
            name ?? UnsafeRawBufferPointer(start: standard.utf8Start, count: 13)
        guard let line = head.line(named: wanted, from: 0) else { return nil }
        let value = head.value(line)
        guard let blank = value.firstIndex(of: 0x20), blank > 0 else { return nil }
        let start = value[blank...].firstIndex { $0 != 0x20 } ?? value.count
        return (value.part(0..<blank), value.part(start..<value.count))
    }

    private static func basic(
        _ context: inout SampleContext
    ) -> (user: UnsafeRawBufferPointer, password: UnsafeRawBufferPointer)? {
        guard let found = credentials(context), equalsIgnoringCase(found.scheme, "basic"),
            let text = Base64Text.decode(found.data, .standard, &context.arena)
        else { return nil }
        let end = text.firstIndex(of: 0) ?? text.count
        guard let colon = text[..<end].firstIndex(of: 0x3A) else { return nil }
        return (text.part(0..<colon), text.part((colon + 1)..<end))
    }
}
