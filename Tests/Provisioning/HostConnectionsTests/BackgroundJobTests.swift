import HostConnections
import TestSupport
import Testing

@Suite("jobs in the background of a target")
struct BackgroundJobTests {
    /// Looks until a job is over.
    private func end(
        of job: BackgroundJob,
        on target: ShellTarget
    ) throws -> BackgroundJob.Ended? {
        while true {
            switch BackgroundJob.state(in: try target.perform(job.looking, as: nil)) {
            case .running?: continue
            case .finished(let ended)?: return ended
            case .missing?, nil: return nil
            }
        }
    }

    private func start(
        _ command: ShellCommand,
        as job: BackgroundJob,
        limit: Duration = .seconds(60),
        on target: ShellTarget
    ) throws -> String? {
        let request = job.starting(command, limit: limit, seed: "{\"a\": 'b'}\n")
        let result = try target.perform([request], as: nil).first?.command
        return result?.isSuccess == true ? result?.text : nil
    }

    @Test("a command goes on by itself; its outputs, status and seed are kept, and its input read")
    func goingOn() throws {
        try withScratchDirectory { folder in
            try withLocalTarget { target in
                let job = BackgroundJob(id: "j1.2", in: "\(folder)/jobs")
                var command = ShellCommand.script(
                    "cat; printf '%s' \"$1 $X\"; echo err >&2; exit 7",
                    ["a 'word'"]
                )
                command.input = Array("in\n".utf8)
                command.environment = ["X": "x y"]
                #expect(try start(command, as: job, on: target) == "\(folder)/jobs/j1.2\n")
                let ended = try #require(try end(of: job, on: target))
                #expect(ended.result?.exitStatus == 7)
                #expect(ended.result?.text == "in\na 'word' x y")
                #expect(ended.result?.errorText == "err\n")
                #expect(ended.seed == "{\"a\": 'b'}\n")
                _ = try target.perform([job.erasing], as: nil)
                #expect(try end(of: job, on: target) == nil)
            }
        }
    }

    @Test("a job outlives the connection that started it")
    func outliving() throws {
        try withScratchDirectory { folder in
            let job = BackgroundJob(id: "j", in: folder)
            let command = ShellCommand.script(
                "until [ -e \"$1\" ]; do sleep 0.05; done",
                [
                    "\(folder)/go"
                ]
            )
            try withLocalTarget { target in
                #expect(try start(command, as: job, on: target) != nil)
                let state = BackgroundJob.state(in: try target.perform(job.looking, as: nil))
                #expect(state == .running)
            }
            try withLocalTarget { target in
                try write(["go": ""], below: folder)
                #expect(try end(of: job, on: target)?.result?.exitStatus == 0)
            }
        }
    }

    @Test("a job that takes longer than it may is ended with all that it started")
    func limit() throws {
        try withScratchDirectory { folder in
            try withLocalTarget { target in
                let job = BackgroundJob(id: "j", in: folder)
                let command = ShellCommand.script("sleep 1000 & sleep 1000; echo never")
                #expect(try start(command, as: job, limit: .seconds(1), on: target) != nil)
                let ended = try #require(try end(of: job, on: target))
                #expect(ended.result?.exitStatus == 137)
                #expect(ended.result?.text == "")
            }
        }
    }

    @Test("of two jobs of one name the second does not start")
    func twice() throws {
        try withScratchDirectory { folder in
            try withLocalTarget { target in
                let job = BackgroundJob(id: "j", in: folder)
                let first = try start(.arguments(["true"]), as: job, on: target)
                let second = try start(.arguments(["true"]), as: job, on: target)
                #expect(first != nil)
                #expect(second == nil)
            }
        }
    }

    @Test("a result without a command is kept as it is")
    func recording() throws {
        try withScratchDirectory { folder in
            try withLocalTarget { target in
                let job = BackgroundJob(id: "j", in: folder)
                _ = try target.perform([job.recording("{\"changed\": true}")], as: nil)
                let ended = try #require(try end(of: job, on: target))
                #expect(ended.result == nil)
                #expect(ended.seed == "{\"changed\": true}")
            }
        }
    }

    @Test("a job's name leads to no other folder", arguments: ["", "..", "a/b", ".x", "/etc"])
    func names(_ name: String) {
        #expect(!BackgroundJob.isName(name))
    }
}
