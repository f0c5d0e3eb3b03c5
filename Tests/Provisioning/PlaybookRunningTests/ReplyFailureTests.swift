import HostConnections
import ModuleContract
import Testing

@testable import PlaybookRunning

@Suite("what failed replies say of a change")
struct ReplyFailureTests {
    private func words(_ reply: HostReply, during change: Change) -> String? {
        ReplyFailure.of(reply)?.during(change).message
    }

    @Test("a daemon's words come with what it was asked for")
    func daemon() {
        let request = IncusRequest("PUT", "/1.0/instances/lb-1/state")
        let change = Change("start the instance lb-1", requests: [.incus(request)])
        #expect(
            words(.incus(.failure(code: 503, message: "Shutting down")), during: change)
                == "start the instance lb-1: the Incus daemon refused it: Shutting down"
        )
    }

    @Test("a file's words name the file already")
    func file() {
        let change = Change("write /f", requests: [.download(path: "/f", limit: 1)])
        let why = "cannot write '/f': no space left on device"
        #expect(words(.upload(.failed(why)), during: change) == why)
    }
}
