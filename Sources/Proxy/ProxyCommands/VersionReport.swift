internal import Cryptography
internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration

/// What `-v` and its like tell.
enum VersionReport: Equatable {
    /// `-v`: which program.
    case short
    /// `-vv`: what is in it, in the form that programs read HAProxy's in.
    case long
    /// `-vq`, `-vqs`: the version of the configuration language.
    case language
    /// `-vqb`: its branch.
    case branch

    /// The text.
    var text: String {
        let language = ProgramFacts.languageVersion
        switch self {
        case .short: return Self.head
        case .long: return "\(Self.head)\n\(Self.details)"
        case .language: return language
        case .branch: return ProgramFacts.variables["HAPROXY_BRANCH"] ?? language
        }
    }

    private static var head: String {
        """
        switchyard-proxy version \(Release.version)
        HAProxy version \(ProgramFacts.languageVersion) is the configuration language's; docs/keywords.md tells what of it is read
        """
    }

    private static var details: String {
        let features = ProgramFacts.features.map { "\($0.isPresent ? "+" : "-")\($0.name)" }
        return """
            Build options :
              TARGET  = linux-glibc

            Feature list : \(features.joined(separator: " "))

            Default settings :
              bufsize = \(GlobalSettings().bufferSize)

            Built with multi-threading support (MAX_THREADS=64, default=\(CurrentProcess.coreCount)).
            Running on OpenSSL version : \(CryptographyLibrary.name)
            OpenSSL library supports TLS extensions : yes
            OpenSSL library supports SNI : yes
            OpenSSL library supports : TLSv1.2 TLSv1.3
            Built with PCRE2, with its compiler of expressions

            Available polling systems :
                  epoll : pref=300,  test result OK
            Total: 1 (1 usable), will use epoll.

            Available multiplexer protocols :
                     h2 : mode=HTTP  side=FE|BE  mux=H2
              <default> : mode=HTTP  side=FE|BE  mux=H1
                     h1 : mode=HTTP  side=FE|BE  mux=H1
              <default> : mode=TCP   side=FE|BE  mux=PASS

            Available services : none
            Available filters : none

            """
    }
}
