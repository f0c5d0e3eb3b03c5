import DocumentValues
import Foundation
import HostConnections
import ModuleContract
import TestSupport
import Testing

@Suite("assemble")
struct AssembleModuleTests {
    private func arguments(_ more: ValueMap = [:]) -> ValueMap {
        (["src": "/parts", "dest": "/whole"] as ValueMap).merging(more)
    }

    /// The bytes that a plan uploads.
    private func written(_ plan: Plan) -> String? {
        for case .upload(let upload) in plan.changes.flatMap(\.requests) {
            guard case .bytes(let bytes) = upload.source else { continue }
            return String(decoding: bytes, as: UTF8.self)
        }
        return nil
    }

    private func plan(_ more: ValueMap, parts: String) throws(ModuleFailure) -> Plan {
        let absent = PrintedState.absent() + PrintedState.directory()
        return try ModuleTrial("assemble", arguments(more)).plan([reply(parts), reply(absent)])
    }

    private let parts = "2 b\nB\n\n1 a\nA\n0 .c\n\n"

    @Test("fragments are put together by name, each on lines of its own")
    func order() throws {
        let plan = try plan([:], parts: parts)
        #expect(written(plan) == "\nA\nB\n")
        #expect(plan.summaries == ["create /whole"])
        #expect(plan.result["msg"] == "OK")
    }

    @Test("the delimiter stands between them, its escapes meant")
    func delimiter() throws {
        #expect(
            try written(
                plan(["delimiter": "#\\x2d\\0551\\q\\n", "ignore_hidden": true], parts: parts)
            )
                == "A\n#--1\\q\nB\n"
        )
        #expect(
            try written(plan(["delimiter": "--", "regexp": "^[ab]$"], parts: parts))
                == "A\n--\nB\n"
        )
    }

    @Test("a fragment that is too large fails the task only when it is taken")
    func large() throws {
        let parts = "large big\n" + self.parts
        #expect(try written(plan(["regexp": "^a$"], parts: parts)) == "A")
        #expect(
            failureMessage { () throws(ModuleFailure) in try plan([:], parts: parts) }
                == "the fragment big has more than 16777216 bytes"
        )
    }

    @Test("a directory that is not there, no directory, and a bad expression are refused")
    func refused() {
        func failure(_ more: ValueMap, _ parts: String) -> String? {
            failureMessage { () throws(ModuleFailure) in try plan(more, parts: parts) }
        }
        #expect(failure([:], "missing\n") == "Source (/parts) does not exist")
        #expect(failure([:], "other\n") == "Source (/parts) is not a directory")
        #expect(failure(["regexp": "("], parts)?.hasPrefix("Invalid Regexp (") == true)
        #expect(failure(["validate": "true"], parts) == "validate must contain %s: true")
    }

    @Test("fragments of the controller need no reading on the target")
    func controller() throws {
        var trial = ModuleTrial(
            "assemble",
            ["src": "parts", "dest": "/whole", "remote_src": false, "regexp": "conf$"]
        )
        trial.controller.files["/role/files/parts/b.conf"] = Array("B".utf8)
        trial.controller.files["/role/files/parts/a.conf"] = Array("A\n".utf8)
        trial.controller.files["/role/files/parts/sub/c.conf"] = Array("no".utf8)
        trial.controller.files["/role/files/parts/d"] = Array("no".utf8)
        #expect(try trial.requests().count == 1)
        let look = PrintedState.absent() + PrintedState.directory()
        #expect(try written(trial.plan(printing: look)) == "A\nB")
    }

    @Test("a whole that is in place changes nothing, on this machine's sh")
    func real() throws {
        try withScratchDirectory { folder in
            for (name, text) in ["1 a": "one", "2": "two\n", ".0": "zero\n"] {
                let path = "\(folder)/parts/\(name)"
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/parts/sub",
                    withIntermediateDirectories: true
                )
                try text.write(toFile: path, atomically: true, encoding: .utf8)
            }
            let machine = LocalTrial()
            let arguments: ValueMap = [
                "src": .string("\(folder)/parts"), "dest": .string("\(folder)/whole"),
                "mode": "0600", "delimiter": "--", "validate": "grep -q two %s",
            ]
            let result = try machine.run("assemble", arguments)
            #expect(result.isChanged)
            #expect(result.values["mode"] == "0600")
            let whole = try String(contentsOfFile: "\(folder)/whole", encoding: .utf8)
            #expect(whole == "zero\n--\none\n--\ntwo\n")
            #expect(try machine.plan("assemble", arguments).changes.isEmpty)
        }
    }
}
