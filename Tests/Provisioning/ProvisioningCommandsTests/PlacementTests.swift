import Foundation
import TestSupport
import Testing

/// The scriptlet that a cluster asks, `playbooks/files/anti-affinity.star`, read by Python: what it uses of Starlark
/// means the same there.
@Suite("placement in a cluster")
struct PlacementTests {
    /// Who is where, who is to be placed among which members, and what comes of it.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// Instances as `name group member`.
        var present: [String]
        var request: String
        var isStrict = false
        var members = ["m1", "m2", "m3"]
        var outcome: String
    }

    private static let harness = """
        import sys, types
        def thing(**keys): return types.SimpleNamespace(**keys)
        scriptlet, request, strict, members, *present = sys.argv[1:]
        def instance(text):
            name, group, location = (text.split(" ") + [""])[:3]
            config = {"user.anti-affinity": group} if group != "-" else {}
            if strict == "true": config["user.anti-affinity.strict"] = "true"
            return thing(name=name, project="default", location=location, config=config)
        def fail(text):
            print("fail: " + text)
            sys.exit()
        names = {"get_instances": lambda: [instance(text) for text in present],
            "set_target": print, "fail": fail}
        exec(open(scriptlet).read(), names)
        names["instance_placement"](instance(request), [thing(server_name=m) for m in members.split()])
        """

    @Test("what is alike is kept apart, the rest goes where there is least", arguments: cases)
    func placement(_ place: Case) throws {
        let scriptlet = "\(Package.folder)/playbooks/files/anti-affinity.star"
        let run = try CommandRun.of(
            [
                "python3", "-c", Self.harness, scriptlet, place.request,
                place.isStrict ? "true" : "false", place.members.joined(separator: " "),
            ] + place.present
        )
        #expect(run.output == place.outcome + "\n")
    }

    private static let cases = [
        Case(
            testDescription: "the first one",
            present: [],
            request: "lb-1 lb",
            outcome: "m1"
        ),
        Case(
            testDescription: "beside others, but not beside its own kind",
            present: ["lb-1 lb m1", "a api m2", "b api m2", "c api m3", "d api m3", "e api m3"],
            request: "lb-2 lb",
            outcome: "m2"
        ),
        Case(
            testDescription: "of no kind: where there are fewest",
            present: ["a api m1", "b api m2"],
            request: "x -",
            outcome: "m3"
        ),
        Case(
            testDescription: "evacuated: where it was does not count against it",
            present: ["lb-1 lb m1", "lb-2 lb m2"],
            request: "lb-2 lb",
            isStrict: true,
            members: ["m1", "m3"],
            outcome: "m3"
        ),
        Case(
            testDescription: "more of a kind than members",
            present: ["a api m1", "b api m2", "c api m3", "x - m1"],
            request: "d api",
            outcome: "m2"
        ),
        Case(
            testDescription: "strict, and all members have one",
            present: ["lb-1 lb m1"],
            request: "lb-2 lb",
            isStrict: true,
            members: ["m1"],
            outcome: "fail: every member that is left has an instance of 'lb' already"
        ),
    ]
}
