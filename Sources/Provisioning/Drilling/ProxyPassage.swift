import BuiltinModules
import HostConnections
import ModuleContract
import PlaybookRunning

/// Whether the load passes the proxy of the drill's host: the proxy's own counters say so.
struct ProxyPassage: Sendable {
    let host: String
    /// The admin socket that the drill names; nil for the usual ones.
    let socket: String?
    let engine: PlaybookEngine

    /// The requests that the proxy has counted at its frontends since it started.
    func requestCount() throws(DrillObstacle) -> Int {
        let sockets = socket.map { [$0] } ?? ProxyTraffic.usualSockets
        let replies: [HostReply]
        do throws(ModuleFailure) {
            var requests: [HostRequest] = []
            for socket in sockets { requests.append(try ProxyTraffic.request(to: socket)) }
            replies = try ask(requests)
        } catch {
            throw DrillObstacle(error.message)
        }
        var problem = "no reply"
        for reply in replies {
            do throws(ModuleFailure) {
                return try ProxyTraffic.requestCount(in: reply)
            } catch {
                problem = error.message
            }
        }
        let hint = socket == nil ? "; name its admin socket with 'proxy' below 'load'" : ""
        throw DrillObstacle("the proxy on \(host) can't be asked what it counts: \(problem)\(hint)")
    }

    private func ask(_ requests: [HostRequest]) throws(ModuleFailure) -> [HostReply] {
        do throws(ConnectionProblem) {
            return try engine.ask(requests, on: host)
        } catch {
            throw ModuleFailure("\(error)")
        }
    }

    /// Why a load proves nothing about the proxy; nil when it passes it.
    static func doubt(answered: Int, counted: Int, host: String) -> String? {
        if counted >= answered { return nil }
        return "the load goes past the proxy on \(host): of \(answered) requests it counted "
            + "\(counted)"
    }
}

/// What stands in the way of a drill, for people.
struct DrillObstacle: Error, Sendable, Hashable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
