// swift-tools-version: 6.2
import PackageDescription

/// Whether `.ci/fuzz` builds: everything is then instrumented for libFuzzer.
let isFuzzing = Context.environment["SWITCHYARD_FUZZ"] != nil

/// Whether `.ci/simulate` builds: then there is the simulator, too.
let isSimulating = Context.environment["SWITCHYARD_SIMULATE"] != nil

/// Settings of every Swift target: the language of the next version, every warning an error.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    // Access to memory is checked for conflicts where the tests run, in debug builds; in the data path the checks
    // cost as much as parsing does.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
    .unsafeFlags(isFuzzing ? ["-sanitize=fuzzer"] : []),
]

/// A library target in a layer's folder, with its test target of the same name.
func module(_ layer: String, _ name: String, _ imports: [Target.Dependency] = []) -> [Target] {
    [
        .target(
            name: name,
            dependencies: imports,
            path: "Sources/\(layer)/\(name)",
            swiftSettings: strict
        ),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.target(name: name), "TestSupport"] + imports,
            path: "Tests/\(layer)/\(name)Tests",
            swiftSettings: strict
        ),
    ]
}

let bridges: [Target] = [
    .target(
        name: "CLinux",
        path: "Sources/Bridges/CLinux",
        linkerSettings: [.linkedLibrary("crypt")]
    ),
    .systemLibrary(
        name: "CLibSSH",
        path: "Sources/Bridges/CLibSSH",
        pkgConfig: "libssh",
        providers: [.apt(["libssh-dev"])]
    ),
    .systemLibrary(
        name: "CLibYAML",
        path: "Sources/Bridges/CLibYAML",
        pkgConfig: "yaml-0.1",
        providers: [.apt(["libyaml-dev"])]
    ),
    .systemLibrary(
        name: "COpenSSL",
        path: "Sources/Bridges/COpenSSL",
        pkgConfig: "openssl",
        providers: [.apt(["libssl-dev"])]
    ),
    .systemLibrary(
        name: "CPCRE2",
        path: "Sources/Bridges/CPCRE2",
        pkgConfig: "libpcre2-8",
        providers: [.apt(["libpcre2-dev"])]
    ),
]

let foundations: [Target] =
    module("Foundations", "Diagnostics")
    + module("Foundations", "LinuxSystem", ["CLinux"])
    + module("Foundations", "CommandLineOptions", ["Diagnostics", "LinuxSystem"])
    + module("Foundations", "RegularExpressions", ["CPCRE2"])
    + module("Foundations", "Cryptography", ["COpenSSL"])
    + module("Foundations", "HTTPWire")

let provisioning: [Target] =
    module("Provisioning", "DocumentValues", ["Diagnostics"])
    + module("Provisioning", "AnsibleNames")
    + module("Provisioning", "HTMLMarkup")
    + module("Provisioning", "YAMLReading", ["CLibYAML", "Diagnostics", "DocumentValues"])
    + module(
        "Provisioning",
        "Vaulting",
        ["Cryptography", "Diagnostics", "DocumentValues", "YAMLReading", "LinuxSystem"]
    )
    + module(
        "Provisioning",
        "Templating",
        [
            "Diagnostics", "DocumentValues", "YAMLReading", "RegularExpressions", "Cryptography",
            "LinuxSystem", "HTTPWire", "AnsibleNames", "Vaulting",
        ]
    )
    + module(
        "Provisioning",
        "Inventories",
        [
            "Diagnostics", "DocumentValues", "YAMLReading", "RegularExpressions", "LinuxSystem",
            "Vaulting",
        ]
    )
    + module(
        "Provisioning",
        "HostConnections",
        ["Diagnostics", "DocumentValues", "LinuxSystem", "HTTPWire", "Cryptography"]
    )
    + module(
        "Provisioning",
        "SSHConnections",
        ["CLibSSH", "Diagnostics", "LinuxSystem", "HostConnections"]
    )
    + module(
        "Provisioning",
        "IncusConnections",
        ["Diagnostics", "DocumentValues", "LinuxSystem", "HTTPWire", "HostConnections"]
    )
    + module(
        "Provisioning",
        "ModuleContract",
        ["Diagnostics", "DocumentValues", "HostConnections", "AnsibleNames"]
    )
    + module(
        "Provisioning",
        "Playbooks",
        [
            "Diagnostics", "DocumentValues", "YAMLReading", "Templating", "ModuleContract",
            "LinuxSystem", "Vaulting", "AnsibleNames",
        ]
    )
    + module(
        "Provisioning",
        "BuiltinModules",
        [
            "Diagnostics", "DocumentValues", "YAMLReading", "ModuleContract", "HostConnections",
            "Cryptography", "HTTPWire", "RegularExpressions", "LinuxSystem",
        ]
    )
    + module(
        "Provisioning",
        "RunReporting",
        ["Diagnostics", "DocumentValues", "HTTPWire", "LinuxSystem"]
    )
    + module(
        "Provisioning",
        "PlaybookRunning",
        [
            "Diagnostics", "DocumentValues", "YAMLReading", "Templating", "Inventories",
            "Playbooks", "ModuleContract", "BuiltinModules", "HostConnections", "SSHConnections",
            "IncusConnections", "RunReporting", "LinuxSystem", "Vaulting",
        ]
    )
    + module(
        "Provisioning",
        "Drilling",
        [
            "Diagnostics", "DocumentValues", "YAMLReading", "HTTPWire", "LinuxSystem",
            "HostConnections", "ModuleContract", "BuiltinModules", "RunReporting", "Playbooks",
            "PlaybookRunning", "Cryptography",
        ]
    )
    + module(
        "Provisioning",
        "DrillReporting",
        [
            "Diagnostics", "DocumentValues", "LinuxSystem", "Cryptography", "RunReporting",
            "Drilling", "HTMLMarkup",
        ]
    )
    + module(
        "Provisioning",
        "Watching",
        [
            "Diagnostics", "DocumentValues", "LinuxSystem", "Cryptography", "HostConnections",
            "HTTPWire", "HTMLMarkup", "ModuleContract", "BuiltinModules", "PlaybookRunning",
        ]
    )
    + module(
        "Provisioning",
        "ProvisioningCommands",
        [
            "Diagnostics", "DocumentValues", "CommandLineOptions", "LinuxSystem", "YAMLReading",
            "Inventories", "Playbooks", "PlaybookRunning", "RunReporting", "Drilling",
            "DrillReporting", "Vaulting", "BuiltinModules", "ModuleContract", "SSHConnections",
            "Watching",
        ]
    )

let proxy: [Target] =
    module("Proxy", "Balancing")
    + module("Proxy", "ProxyProtocol", ["LinuxSystem"])
    + module("Proxy", "DNSMessages")
    + module(
        "Proxy",
        "Samples",
        [
            "Diagnostics", "LinuxSystem", "HTTPWire", "RegularExpressions", "Cryptography",
            "Balancing", "StickTables",
        ]
    )
    + module(
        "Proxy",
        "HealthChecking",
        ["HTTPWire", "LinuxSystem", "RegularExpressions", "Samples"]
    )
    + module(
        "Proxy",
        "ProxyConfiguration",
        [
            "Diagnostics", "LinuxSystem", "RegularExpressions", "Balancing", "HealthChecking",
            "Samples", "StickTables",
        ]
    )
    + module("Proxy", "StickTables")
    + module("Proxy", "EventLoops", ["LinuxSystem"])
    + module("Proxy", "HTTP2Wire", ["HTTPWire"])
    + module(
        "Proxy",
        "Certificates",
        ["Diagnostics", "Cryptography", "HTTPWire", "ProxyConfiguration"]
    )
    + module(
        "Proxy",
        "ProxyDataPlane",
        [
            "Diagnostics", "LinuxSystem", "EventLoops", "HTTPWire", "HTTP2Wire", "Cryptography",
            "Balancing", "HealthChecking", "ProxyConfiguration", "RegularExpressions",
            "ProxyProtocol", "DNSMessages", "Samples", "Certificates", "StickTables",
        ]
    )
    + module(
        "Proxy",
        "ProxyControlPlane",
        [
            "Diagnostics", "LinuxSystem", "EventLoops", "HTTPWire", "ProxyConfiguration",
            "HealthChecking", "Certificates",
            "Balancing", "ProxyDataPlane", "Samples", "StickTables",
        ]
    )
    + module(
        "Proxy",
        "ProxyCommands",
        [
            "Diagnostics", "LinuxSystem", "CommandLineOptions", "EventLoops", "HTTPWire",
            "ProxyConfiguration", "ProxyDataPlane", "ProxyControlPlane", "Cryptography",
            "Samples",
        ]
    )

let executables: [Target] = [
    .executableTarget(
        name: "switchyard",
        dependencies: ["ProvisioningCommands"],
        path: "Sources/Executables/switchyard",
        swiftSettings: strict
    ),
    .executableTarget(
        name: "switchyard-proxy",
        dependencies: ["ProxyCommands"],
        path: "Sources/Executables/switchyard-proxy",
        swiftSettings: strict
    ),
]

let wholeProgramTests: [Target] = [
    .target(
        name: "TestSupport",
        dependencies: ["HTTPWire", "HTTP2Wire", "LinuxSystem", "Cryptography"],
        path: "Tests/TestSupport",
        swiftSettings: strict
    ),
    .testTarget(name: "TidyTests", path: "Tests/TidyTests", swiftSettings: strict),
    .testTarget(
        name: "DifferentialTests",
        dependencies: [
            "ProvisioningCommands",
            "TestSupport", "HTTPWire", "HTTP2Wire", "LinuxSystem", "Diagnostics", "DocumentValues",
            "Inventories", "Templating", "YAMLReading", "Cryptography",
        ],
        path: "Tests/DifferentialTests",
        swiftSettings: strict
    ),
    .testTarget(
        name: "AcceptanceTests",
        dependencies: ["TestSupport", "HTTPWire", "LinuxSystem", "Drilling"],
        path: "Tests/AcceptanceTests",
        swiftSettings: strict
    ),
]

let fuzzing: [Target] = [
    .executableTarget(
        name: "switchyard-fuzz",
        dependencies: [
            "Diagnostics", "HTTPWire", "HTTP2Wire", "ProxyConfiguration", "ProxyProtocol",
            "Samples", "ProxyDataPlane", "ProxyControlPlane",
        ],
        path: "Tests/Fuzzing",
        exclude: ["corpus"],
        swiftSettings: strict,
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]
    )
]

/// Calls of the C library that the simulator's own kernel answers.
let simulatedCalls = [
    "recv", "send", "sendmsg", "read", "write", "close", "socket", "bind", "listen", "accept4",
    "connect", "shutdown", "setsockopt", "getsockopt", "getsockname", "getpeername", "fcntl",
    "eventfd", "epoll_create1", "epoll_ctl", "epoll_wait", "poll", "clock_gettime", "nanosleep",
    "getrandom", "swift_stdlib_random", "pthread_create", "pthread_join", "pthread_detach",
    "pthread_setname_np", "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF",
]

let simulating: [Target] = [
    .target(name: "CSimulation", path: "Tests/Simulation/CSimulation"),
    .executableTarget(
        name: "switchyard-simulate",
        dependencies: [
            "CSimulation", "Diagnostics", "EventLoops", "ProxyConfiguration", "ProxyControlPlane",
            "ProxyDataPlane",
        ],
        path: "Tests/Simulation",
        exclude: ["CSimulation"],
        swiftSettings: strict,
        linkerSettings: [
            .unsafeFlags(simulatedCalls.flatMap { ["-Xlinker", "--wrap=\($0)"] })
        ]
    ),
]

let package = Package(
    name: "switchyard",
    products: [
        .executable(name: "switchyard", targets: ["switchyard"]),
        .executable(name: "switchyard-proxy", targets: ["switchyard-proxy"]),
    ],
    targets: bridges + foundations + provisioning + proxy + executables + wholeProgramTests
        + (isFuzzing ? fuzzing : []) + (isSimulating ? simulating : []),
    swiftLanguageModes: [.v6]
)
