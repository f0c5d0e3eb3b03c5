import Diagnostics
import DocumentValues
import LinuxSystem
import Templating
import TestSupport
import Testing

/// An expression over files of a folder, and its value.
struct LookupCase: CustomTestStringConvertible {
    let expression: String
    let expected: Value

    init(_ expression: String, _ expected: Value) {
        self.expression = expression
        self.expected = expected
    }

    var testDescription: String { expression }
}

@Suite("lookups of files and hosts")
struct LookupTests {
    private static let files = [
        "people.csv": "Smith,Jane\n\"von L, x\",\"say \"\"hi\"\"\"\n",
        "tabs.csv": "fruit\tbananas\n",
        "a.ini": "[DEFAULT]\nbase=/srv\n[global]\nUser = me\ndir=%(base)s/x\nlong=a\n  b\n",
        "bare.ini": "[global]\nflag\n",
        "a.properties": "port=80\nname : x\n",
        "plain.txt": "text\n",
    ]

    private func value(_ expression: String) throws -> Value {
        try withScratchDirectory { folder in
            for (name, text) in Self.files {
                try write(["files/\(name)": text, "templates/\(name)": text], below: folder)
            }
            let engine = TemplateEngine(
                scope: LayeredScope([
                    "groups": .value(["all": ["a", "b", "c"], "web": ["a", "b"]])
                ]),
                controller: LocalController(roots: [folder])
            )
            return try engine.value(of: node("\"{{ \(expression) }}\""))
        }
    }

    @Test(
        "they find what is there",
        arguments: [
            LookupCase("lookup('csvfile', 'Smith', file='people.csv', delimiter=',')", "Jane"),
            LookupCase("lookup('csvfile', 'Smith file=people.csv delimiter=, col=0')", "Smith"),
            LookupCase(
                "lookup('csvfile', 'von L, x', file='people.csv', delimiter=',')",
                "say \"hi\""
            ),
            LookupCase("lookup('csvfile', 'fruit', file='tabs.csv', col=1)", "bananas"),
            LookupCase("query('csvfile', 'none', file='tabs.csv')", []),
            LookupCase("lookup('csvfile', 'none', file='tabs.csv', default='d')", "d"),
            LookupCase("lookup('ini', 'user', file='a.ini')", "me"),
            LookupCase("lookup('ini', 'dir', file='a.ini')", "/srv/x"),
            LookupCase("lookup('ini', 'dir', file='a.ini', interpolation=false)", "%(base)s/x"),
            LookupCase("lookup('ini', 'long', file='a.ini')", "a\nb"),
            LookupCase("query('ini', 'u.*', file='a.ini', re=true)", ["me"]),
            LookupCase("query('ini', 'flag', file='bare.ini', allow_no_value=true)", []),
            LookupCase("lookup('ini', 'none', file='a.ini', default='d')", "d"),
            LookupCase("lookup('ini', 'port', type='properties', file='a.properties')", "80"),
            LookupCase("lookup('ini', 'name type=properties file=a.properties')", "x"),
            LookupCase("lookup('unvault', 'plain.txt')", "text\n"),
            LookupCase("query('inventory_hostnames', 'web')", ["a", "b"]),
            LookupCase("lookup('template', 'plain.txt', comment_start_string='<#')", "text\n"),
        ]
    )
    func finds(_ one: LookupCase) throws {
        #expect(try value(one.expression) == one.expected)
    }

    @Test(
        "they say what is missing",
        arguments: [
            LookupCase(
                "lookup('csvfile', file='people.csv')",
                "Search key is required but was not found"
            ),
            LookupCase("lookup('csvfile', 'a file=people.csv no=1')", "no is not a valid option"),
            LookupCase("lookup('csvfile', 'a', file='none.csv')", "No such file or directory: 'none.csv'"),
            LookupCase("lookup('ini', 'a', file='a.ini', section='b')", "No section 'b' in a.ini"),
            LookupCase("lookup('ini', 'a', file='bare.ini')", "Source contains parsing errors"),
            LookupCase("lookup('ini', 'file=a.ini')", "No key to lookup was provided"),
            LookupCase("lookup('vars', 'none')", "No variable found with this name: none"),
            LookupCase("lookup('varnames', '*')", "Unable to use \"*\""),
            LookupCase("lookup('password', '/dev/null size=3')", "Unrecognized parameter(s)"),
            LookupCase("lookup('password', '/dev/null length=x')", "'length' is 'x'"),
        ]
    )
    func refuses(_ one: LookupCase) {
        let message = refusal { _ = try value(one.expression) }
        #expect(message.contains(one.expected.string ?? "?"), "\(message)")
    }

    @Test("a password is made once, kept with its salt, and nobody else may read it")
    func password() throws {
        try withScratchDirectory { folder in
            let engine = try engine("{f: '\(folder)/new/secret'}")
            func value(_ text: String) throws -> String? {
                try engine.value(of: node("\"{{ \(text) }}\"")).string
            }
            let first = try #require(try value("lookup('password', f + ' length=12 chars=digits')"))
            #expect(first.count == 12 && first.allSatisfy(\.isNumber))
            #expect(try value("lookup('password', f)") == first)
            let hash = try #require(try value("lookup('password', f, encrypt='sha256_crypt')"))
            #expect(hash.hasPrefix("$5$rounds=535000$"))
            #expect(try value("lookup('password', f, encrypt='sha256_crypt')") == hash)
            #expect(try value("lookup('password', f)") == first)
            #expect(FileStatus.of("\(folder)/new/secret")?.mode == 0o600)
            #expect(FileStatus.of("\(folder)/new")?.mode == 0o700)
        }
    }

    @Test("passwords by a seed are the same, others are not")
    func seeds() throws {
        let engine = try engine()
        func value(_ text: String) throws -> Value {
            try engine.value(of: node("\"{{ \(text) }}\""))
        }
        let seeded = try value("lookup('password', '/dev/null seed=a')")
        #expect(try value("lookup('password', '/dev/null', seed='a')") == seeded)
        #expect(
            try value("lookup('password', '/dev/null')") != value("lookup('password', '/dev/null')")
        )
    }
}

@Suite("filters that make and open secrets")
struct SecretFilterTests {
    @Test(
        "hashes of passwords are those of crypt(3)",
        arguments: [
            LookupCase(
                "'secret' | password_hash('sha512', 'saltsalt', rounds=5000)",
                "$6$saltsalt$"
            ),
            LookupCase("'secret' | password_hash('md5', 'saltsalt')", "$1$saltsalt$"),
            LookupCase("'secret' | password_hash('sha256', 'ab')", "$5$rounds=535000$ab$"),
            LookupCase(
                "'secret' | password_hash('blowfish', 'abcdefghijklmnopqrstuu', rounds=4)",
                "$2b$04$abcdefghijklmnopqrstuu"
            ),
        ]
    )
    func hashes(_ one: LookupCase) throws {
        let hash = try engine().value(of: node("\"{{ \(one.expression) }}\"")).string ?? ""
        #expect(hash.hasPrefix(one.expected.string ?? "?"), "\(hash)")
        let again = one.expression.replacing("'secret'", with: "'other'")
        #expect(try engine().value(of: node("\"{{ \(again) }}\"")).string != hash)
    }

    @Test(
        "what no hash can be made of is refused",
        arguments: [
            LookupCase("'a' | password_hash('crc')", "crc is not in the list of supported"),
            LookupCase("'a' | password_hash('md5', '$$')", "invalid characters in salt"),
            LookupCase("'a' | password_hash('md5', 'waytoolong')", "invalid salt size"),
            LookupCase("'a' | password_hash('md5', rounds=5)", "no rounds with md5_crypt"),
            LookupCase("'a' | vault(7)", "Secret passed is required to be a string"),
            LookupCase("[] | vault('s')", "Can only vault strings"),
            LookupCase("('a' | vault('s')) | unvault('t')", "none of the vault passwords"),
        ]
    )
    func refuses(_ one: LookupCase) throws {
        let engine = try engine()
        let message = refusal { _ = try engine.value(of: node("\"{{ \(one.expression) }}\"")) }
        #expect(message.contains(one.expected.string ?? "?"), "\(message)")
    }

    @Test("what is vaulted is opened by the same password only")
    func vaults() throws {
        let engine = try engine()
        func value(_ text: String) throws -> Value {
            try engine.value(of: node("\"{{ \(text) }}\""))
        }
        #expect(try value("'a b' | vault('s') | unvault('s')") == "a b")
        #expect(try value("'plain' | unvault('s')") == "plain")
        let vaulted = try value("'a' | vault('s', vault_id='me')").string ?? ""
        #expect(vaulted.hasPrefix("$ANSIBLE_VAULT;1.2;AES256;me\n"))
    }
}
