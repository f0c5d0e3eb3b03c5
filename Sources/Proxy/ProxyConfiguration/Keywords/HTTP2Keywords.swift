internal import Diagnostics

/// The `tune.h2.` words of `global`.
enum HTTP2Keywords {
    static let all: [Keyword] = [
        .number("tune.h2.header-table-size", in: 0...65535) { $0.common.headerTableSize = $1 },
        .number("tune.h2.initial-window-size", in: 0...greatest) { $0.common.initialWindow = $1 },
        .number("tune.h2.fe.initial-window-size", in: 0...greatest) { $0.clientWindow = $1 },
        .number("tune.h2.be.initial-window-size", in: 0...greatest) { $0.serverWindow = $1 },
        .number("tune.h2.max-concurrent-streams", in: 0...greatest) {
            $0.common.concurrentStreams = $1
        },
        .number("tune.h2.fe.max-concurrent-streams", in: 0...greatest) { $0.clientStreams = $1 },
        .number("tune.h2.be.max-concurrent-streams", in: 0...greatest) { $0.serverStreams = $1 },
        .number("tune.h2.fe.rxbuf", in: 0...greatest) { $0.clientBuffer = $1 },
        .number("tune.h2.be.rxbuf", in: 0...greatest) { $0.serverBuffer = $1 },
        .number("tune.h2.max-frame-size", in: 16384...16_777_215) { $0.common.largestFrame = $1 },
        .number("tune.h2.fe.max-total-streams", in: 0...greatest) { $0.totalStreams = $1 },
        .number("tune.h2.fe.glitches-threshold", in: 0...greatest) { $0.clientGlitches = $1 },
        .number("tune.h2.be.glitches-threshold", in: 0...greatest) { $0.serverGlitches = $1 },
    ]

    private static let greatest = Int(Int32.max)
}

extension Keyword {
    fileprivate static func number(
        _ name: String,
        in range: ClosedRange<Int>,
        _ set: @escaping @Sendable (inout HTTP2Tuning, Int) -> Void
    ) -> Keyword {
        .global(name, "<number>", manual: "3.2") { arguments, global, _ throws(Diagnostic) in
            set(&global.settings.http2, try arguments.number("a number", in: range))
        }
    }
}
