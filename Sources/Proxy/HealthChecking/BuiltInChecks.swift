/// The checks of protocols, as HAProxy writes them in its own rules.
extension CheckProgram {
    /// A built-in check: its rules in order, before which there may be a connection.
    private init(_ actions: [CheckStep.Action]) {
        var steps = actions.enumerated().map { CheckStep($1, number: $0 + 1) }
        if case .connect? = actions.first {
        } else {
            steps.insert(CheckStep(.connect(.implicit), number: 0), at: 0)
        }
        self.init(.builtIn, steps: steps)
    }

    private static let gentleConnection: CheckStep.Action = {
        var connection = CheckConnection.implicit
        connection.closesGently = true
        return .connect(connection)
    }()

    /// An expectation with what is said when it is met and when it is not.
    private static func expect(
        _ subject: CheckExpectation.Subject,
        negated: Bool = false,
        minimum: Int? = nil,
        error: CheckStatus? = nil,
        _ change: (inout CheckExpectation) -> Void = { _ in }
    ) -> CheckStep.Action {
        var expectation = CheckExpectation(subject, isNegated: negated)
        expectation.minimumByteCount = minimum
        expectation.failureStatus = error
        change(&expectation)
        return .expect(expectation)
    }

    /// `option redis-check`: PING is answered by PONG.
    public static let redis = CheckProgram([
        .send(CheckText("*1\r\n$4\r\nPING\r\n")),
        expect(.text(Array("+PONG\r\n".utf8)), error: .wrongAnswer) {
            $0.onError = CheckText([.answer(from: 0, count: nil, .firstLine)])
            $0.onSuccess = CheckText("Redis server is ok")
        },
    ])

    /// `option smtpchk`: the server greets, takes a greeting and says good-bye.
    public static func smtp(greeting: String) -> CheckProgram {
        let text = CheckText([.answer(from: 4, count: nil, .firstLineWithoutBlanks)])
        func code(_ pattern: String, minimum: Int?, saysSuccess: Bool) -> CheckStep.Action {
            expect(.pattern(pattern), minimum: minimum, error: .wrongAnswer) {
                $0.onError = text
                if saysSuccess { $0.onSuccess = text }
                $0.statusCode = CheckText([.answer(from: 0, count: 3, .none)])
            }
        }
        return CheckProgram([
            gentleConnection,
            expect(.pattern("^[0-9]{3}[ \r]"), minimum: 4, error: .invalidAnswer) {
                $0.onError = CheckText([.answer(from: 0, count: nil, .firstLine)])
            },
            code("^2[0-9]{2}[ \r]", minimum: 4, saysSuccess: false),
            .send(CheckText(greeting + "\r\n")),
            code(
                "^(2[0-9]{2}-[^\r]*\r\n)*2[0-9]{2}[ \r]",
                minimum: nil,
                saysSuccess: true
            ),
            .send(CheckText("QUIT\r\n")),
            code("^2[0-9]{2}[- \r]", minimum: 4, saysSuccess: true),
        ])
    }

    /// `option pgsql-check`: the server answers a start of a session by what it wants for it.
    public static func postgres(user: String) -> CheckProgram {
        let length = withUnsafeBytes(of: UInt32(15 + user.utf8.count).bigEndian) { Array($0) }
        let packet =
            length + [0, 3, 0, 0] + Array("user\0".utf8) + Array(user.utf8) + [0, 0]
        return CheckProgram([
            gentleConnection, .send(CheckText(packet)),
            expect(.pattern("^E"), negated: true, minimum: 5, error: .invalidAnswer) {
                $0.onError = CheckText([.answer(from: 6, count: nil, .none)])
            },
            expect(
                .binaryPattern("^52000000[A-Z0-9]{2}000000(00|02|03|04|05|06|07|09|0A)"),
                minimum: 9,
                error: .wrongAnswer
            ) {
                $0.onSuccess = CheckText("PostgreSQL server is ok")
                $0.onError = CheckText("PostgreSQL unknown error")
            },
        ])
    }

    /// `option ldap-check`: an anonymous bind is accepted.
    public static let ldap = CheckProgram([
        .send(CheckText([0x30, 0x0C, 2, 1, 1, 0x60, 7, 2, 1, 3, 4, 0, 0x80, 0])),
        expect(.binaryPattern("^30"), minimum: 14) {
            $0.onError = CheckText("Not LDAPv3 protocol")
        },
        expect(.builtIn(.ldapBind)),
    ])

    /// `option spop-check`: an agent answers a greeting.
    public static let spop: CheckProgram = {
        let frame: [UInt8] =
            [0, 0, 0, 0x4E, 1, 0, 0, 0, 1, 0, 0, 0x12]
            + Array("supported-versions".utf8) + [8, 3] + Array("2.0".utf8)
            + [0x0E] + Array("max-frame-size".utf8) + [3, 0xFC, 0xF0, 6, 0x0C]
            + Array("capabilities".utf8) + [8, 0, 0x0B] + Array("healthcheck".utf8) + [0x11]
        return CheckProgram([
            .send(CheckText(frame)),
            expect(.builtIn(.spopGreeting)) { $0.onSuccess = CheckText("SPOA server is ok") },
        ])
    }()

    /// `option ssl-hello-chk`: a greeting of SSL version 3 gets an answer or an alert.
    public static let tlsGreeting: CheckProgram = {
        let ciphers = (0x01...0x1B).map(UInt8.init) + (0x2F...0x3A).map(UInt8.init)
        let greeting = CheckText([
            .literal([0x16, 3, 0, 0, 0x79, 1, 0, 0, 0x75, 3, 0]), .time,
            .literal(Array("HAPROXYSSLCHK\nHAPROXYSSLCHK\n".utf8) + [0, 0, 0x4E]),
            .literal(ciphers.flatMap { [0, $0] } + [1, 0]),
        ])
        return CheckProgram([
            .send(greeting),
            expect(.binaryPattern("^1[56]"), minimum: 5, error: .encryptionFailed) {
                $0.successStatus = .encrypted
                $0.timeoutStatus = .encryptionTimeout
            },
        ])
    }()

    /// `option mysql-check`: the server greets, and takes a login if there is one.
    public static func mysql(login: MySQLLogin?) -> CheckProgram {
        guard let login else {
            return CheckProgram([gentleConnection, expect(.builtIn(.mysqlGreeting))])
        }
        return CheckProgram([
            gentleConnection, .send(CheckText(login.packets)),
            expect(.builtIn(.mysqlGreeting)), expect(.builtIn(.mysqlLogin)),
        ])
    }
}

/// `option mysql-check user`: a login without a password.
public struct MySQLLogin: Sendable, Hashable {
    /// Which servers understand it.
    public enum Version: Sendable, Hashable {
        /// `pre-41`.
        case before41
        /// `post-41`.
        case since41
        /// `post-80`.
        case since80
    }

    /// The user's name.
    public var user: String
    /// Which servers understand it.
    public var version: Version

    /// A login.
    public init(user: String, version: Version) {
        self.user = user
        self.version = version
    }

    /// The login and a good-bye: each with three bytes of length and a number.
    var packets: [UInt8] {
        let name = Array(user.utf8)
        let body: [UInt8]
        switch version {
        case .before41: body = [0, 0x80, 0, 0, 1] + name + [0, 0]
        case .since41, .since80:
            let hasPlugin = version == .since80
            body =
                [0, 0x82, hasPlugin ? 8 : 0, 0, 0, 0x80, 0, 1, 0x21]
                + Array(repeating: 0, count: 23) + name + [0, 0]
                + (hasPlugin ? Array("mysql_native_password\0".utf8) : [])
        }
        let count = body.count
        let length = [0, 8, 16].map { UInt8(truncatingIfNeeded: count >> $0) }
        return length + [1] + body + [1, 0, 0, 0, 1]
    }
}
