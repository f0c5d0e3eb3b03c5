import Testing

@Suite("imports")
struct ImportTests {
    /// Each C library has one module that imports it.
    private static let ownersOfLibraries: [String: [String]] = [
        "CLinux": ["LinuxSystem"],
        "Glibc": ["LinuxSystem"],
        "CLibSSH": ["SSHConnections"],
        "CLibYAML": ["YAMLReading"],
        "COpenSSL": ["Cryptography"],
        "CPCRE2": ["RegularExpressions"],
    ]

    @Test("each C library is imported by one module only")
    func libraries() throws {
        for file in try SourceTree.swiftFiles() {
            for name in file.imports {
                guard let owners = Self.ownersOfLibraries[name] else { continue }
                #expect(owners.contains(file.module), "\(file.path) imports \(name)")
            }
        }
    }

    @Test("no product file imports Foundation")
    func foundation() throws {
        for file in try SourceTree.swiftFiles() {
            let found = file.imports.filter { $0.hasPrefix("Foundation") }
            #expect(found.isEmpty, "\(file.path) imports \(found)")
        }
    }

    @Test("provisioning and proxy do not import each other")
    func sides() throws {
        let files = try SourceTree.swiftFiles()
        let modules = { (side: String) in
            Set(files.filter { $0.path.hasPrefix("Sources/\(side)/") }.map(\.module))
        }
        let (provisioning, proxy) = (modules("Provisioning"), modules("Proxy"))
        for file in files {
            let forbidden = provisioning.contains(file.module) ? proxy : provisioning
            guard provisioning.contains(file.module) || proxy.contains(file.module) else {
                continue
            }
            let allowed: Set = file.module == "BuiltinModules" ? ["ProxyConfiguration"] : []
            let crossing = Set(file.imports).intersection(forbidden).subtracting(allowed)
            #expect(crossing.isEmpty, "\(file.path) imports \(crossing)")
        }
    }
}
