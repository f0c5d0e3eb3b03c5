import DocumentValues
import ModuleContract
import Testing

@Suite("modules that work on the run")
struct RunModuleTests {
    @Test("set_fact sets what it is given")
    func setFact() throws {
        let plan = try ModuleTrial("set_fact", ["a": 1, "cacheable": true]).plan()
        guard case .setFacts(let facts)? = plan.effects.first else {
            Issue.record("no effect")
            return
        }
        #expect(facts == ["a": 1])
        #expect(!plan.isChange)
    }

    @Test("set_fact refuses names that no expression can use")
    func badName() {
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("set_fact", ["a-b": 1]).start()
            }
                == "The variable name 'a-b' is not valid. Variables must start with a letter or "
                + "underscore character, and contain only letters, numbers and underscores."
        )
    }

    @Test("set_stats answers what the summary shows, and refuses what is no mapping")
    func setStats() throws {
        let plan = try ModuleTrial("set_stats", ["data": ["a": 1], "aggregate": "x"]).plan()
        #expect(
            plan.result["ansible_stats"] == [
                "data": ["a": 1], "per_host": false, "aggregate": false,
            ]
        )
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("set_stats", ["data": [1]]).start()
            } == "The 'data' option needs to be a dictionary/hash"
        )
    }

    @Test("debug shows a message or a variable")
    func debug() throws {
        #expect(try ModuleTrial("debug", ["msg": "hi"]).plan().result["msg"] == "hi")
        var trial = ModuleTrial("debug", ["var": "x"])
        #expect(try trial.plan().result["x"] == "VARIABLE IS NOT DEFINED!")
        trial.controller.variables["x"] = [1, 2]
        #expect(try trial.plan().result["x"] == [1, 2])
    }

    @Test("assert names the first condition that does not hold")
    func assertion() throws {
        var trial = ModuleTrial("assert", ["that": ["a", "b"]])
        trial.controller.conditions = ["a": true, "b": true]
        #expect(try trial.plan().result["msg"] == "All assertions passed")
        trial.controller.conditions["b"] = false
        do throws(ModuleFailure) {
            _ = try trial.plan()
            Issue.record("no failure")
        } catch {
            #expect(error.message == "Assertion failed")
            #expect(error.result["assertion"] == "b")
        }
    }

    @Test("fail fails with its message")
    func fail() {
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("fail", ["msg": "no"]).plan()
            }
                == "no"
        )
    }
}
