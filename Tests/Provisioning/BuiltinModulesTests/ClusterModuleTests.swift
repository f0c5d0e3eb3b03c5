import Cryptography
import DocumentValues
import HTTPWire
import HostConnections
import ModuleContract
import Testing

/// The shapes are those that Incus 6.0.4 answers with.
@Suite("incus cluster modules")
struct ClusterModuleTests {
    func found(_ value: Value) -> HostReply { .incus(.success(value, etag: nil)) }
    let missing = HostReply.incus(.failure(code: 404, message: "not found"))

    let alone: Value = ["server_name": "", "enabled": false, "member_config": []]

    func cluster(_ name: String) -> Value {
        [
            "server_name": .string(name), "enabled": true,
            "member_config": [["entity": "storage-pool", "name": "local", "key": "source"]],
        ]
    }

    func member(_ name: String, _ number: Int, status: String = "Online") -> Value {
        [
            "server_name": .string(name), "url": .string("https://10.0.0.\(number):8443"),
            "database": true, "status": .string(status), "message": "Fully operational",
            "roles": ["database"], "groups": ["default"], "failure_domain": "default",
            "description": "", "config": [:], "architecture": "x86_64",
        ]
    }

    var members: Value { [member("m1", 1), member("m2", 2), member("m3", 3)] }

    let certificate = "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n"

    func token(for name: String) -> String {
        let value: Value = [
            "server_name": .string(name),
            "fingerprint": .string(Digest.sha256.hexadecimal(of: Array("abc".utf8))),
            "addresses": ["10.0.0.1:8443"], "secret": "5ecret",
            "expires_at": "2026-01-01T00:00:00Z",
        ]
        return Base64.encode(Array(value.json().utf8))
    }

    func joining(_ changes: ValueMap = [:]) -> ModuleTrial {
        let arguments: ValueMap = [
            "name": "m2", "state": "joined", "address": "10.0.0.2",
            "token": .string(token(for: "m2")), "certificate": .string(certificate),
        ]
        return ModuleTrial("incus_cluster_member", arguments.merging(changes))
    }

    func requests(_ plan: Plan) -> [IncusRequest] {
        plan.changes.filter(\.countsAsChange).flatMap(\.requests).compactMap { request in
            guard case .incus(let request) = request else { return nil }
            return request
        }
    }

    @Test("the first member listens for others and makes the cluster")
    func bootstrap() throws {
        let trial = ModuleTrial(
            "incus_cluster_member",
            ["name": "m1", "state": "bootstrapped", "address": "10.0.0.1"]
        )
        let plan = try trial.plan([found(alone)])
        #expect(
            plan.summaries == [
                "listen for the cluster at 10.0.0.1:8443", "make a cluster of m1 at 10.0.0.1:8443",
            ]
        )
        let bodies = requests(plan).map(\.body)
        #expect(bodies[0] == ["config": ["cluster.https_address": "10.0.0.1:8443"]])
        #expect(bodies[1] == ["server_name": "m1", "enabled": true])
        let again = try trial.plan([found(cluster("m1"))], [found(members)])
        #expect(again.changes.isEmpty)
        #expect(again.result["status"] == "online")
    }

    @Test("a server of another name or address is not taken for the member")
    func otherMember() {
        func failure(_ name: String, _ address: String) -> String? {
            let trial = ModuleTrial(
                "incus_cluster_member",
                ["name": .string(name), "state": "bootstrapped", "address": .string(address)]
            )
            return failureMessage { () throws(ModuleFailure) in
                try trial.plan([found(cluster("m1"))], [found(members)])
            }
        }
        #expect(
            failure("m9", "10.0.0.1") == "this host is the member 'm1' of a cluster, and not 'm9'"
        )
        #expect(
            failure("m1", "10.0.0.7:8443")
                == "the member m1 has the address 10.0.0.1:8443, which cannot become "
                + "10.0.0.7:8443: remove the member and let it join again"
        )
    }

    @Test("a server joins with its token, the cluster's certificate, and what is its own")
    func join() throws {
        let plan = try joining(["storage_pools": ["local": ["source": "/dev/sdb"]]])
            .plan([found(alone)])
        #expect(plan.summaries.last == "let m2 at 10.0.0.2:8443 join the cluster")
        let body = requests(plan).last?.body
        #expect(body?["cluster_address"] == "10.0.0.1:8443")
        #expect(body?["server_address"] == "10.0.0.2:8443")
        #expect(body?["cluster_token"] == .string(token(for: "m2")))
        let own: Value = [
            "entity": "storage-pool", "name": "local", "key": "source", "value": "/dev/sdb",
        ]
        #expect(body?["member_config"] == [own])
        // No summary, which is what the operator sees, holds the token.
        #expect(!plan.changes.contains { $0.summary.contains(token(for: "m2")) })
        let again = joining(["token": ""])
        #expect(try again.plan([found(cluster("m2"))], [found(members)]).changes.isEmpty)
    }

    @Test("in check mode a join without a token is planned; in a run it says where one comes from")
    func joinWithoutToken() throws {
        var trial = joining(["token": "", "certificate": ""])
        #expect(
            failureMessage { () throws(ModuleFailure) in try trial.plan([found(alone)]) }
                == "m2 is in no cluster yet and 'token' is empty; "
                + "incus_cluster_token on a member gives one out"
        )
        trial.isCheckMode = true
        #expect(
            try trial.plan([found(alone)]).summaries == ["let m2 at 10.0.0.2:8443 join the cluster"]
        )
    }

    @Test("tokens for others, texts that are none, and foreign certificates are refused")
    func refusedTokens() {
        func failure(_ changes: ValueMap) -> String? {
            failureMessage { () throws(ModuleFailure) in
                try joining(changes).plan([found(alone)])
            }
        }
        #expect(failure(["token": "bm8="])?.hasPrefix("'token' is not what a cluster") == true)
        #expect(failure(["token": .string(token(for: "m3"))]) == "'token' is for 'm3', not 'm2'")
        #expect(failure(["certificate": "abc"]) == "'certificate' is no certificate in PEM")
        let foreign = "-----BEGIN CERTIFICATE-----\nYWJk\n-----END CERTIFICATE-----\n"
        #expect(
            failure(["certificate": .string(foreign)])?
                .hasPrefix("'certificate' is not that of the cluster that gave the token out")
                == true
        )
    }

    @Test("a token is given out for a new member only, and is a secret")
    func tokens() throws {
        let trial = ModuleTrial("incus_cluster_token", ["name": "m4"])
        let server: Value = ["environment": ["certificate": .string(certificate)]]
        let plan = try trial.plan([found(cluster("m1"))], [found(members)], [found(server)])
        #expect(plan.summaries == ["let m4 join the cluster"])
        let operation: Value = [
            "id": "x",
            "metadata": [
                "serverName": "m4", "secret": "5ecret", "fingerprint": "ab", "expiresAt": "soon",
                "addresses": ["10.0.0.1:8443"],
            ],
        ]
        let result = try plan.finished([found(operation)])
        let text = Base64.decode(result.values["token"]?.string ?? "") ?? []
        let token = try JSONReader.read(String(decoding: text, as: UTF8.self))
        #expect(token["server_name"] == "m4")
        #expect(token["secret"] == "5ecret")
        #expect(token["expires_at"] == "soon")
        #expect(result.values["certificate"] == .string(certificate))
        let known = try ModuleTrial("incus_cluster_token", ["name": "m2"])
            .plan([found(cluster("m1"))], [found(members)], [found(server)])
        #expect(known.changes.isEmpty)
        #expect(known.result["token"] == "")
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try trial.plan([found(alone)], [found(server)])
            } == "this host is in no cluster, so none can join"
        )
    }

    @Test("evacuating and restoring ask once, and not again")
    func evacuation() throws {
        func plan(
            _ state: String,
            _ status: String,
            _ more: ValueMap = [:]
        ) throws(ModuleFailure) -> Plan {
            let arguments: ValueMap = ["name": "m3", "state": .string(state)]
            let list: Value = [member("m1", 1), member("m3", 3, status: status)]
            return try ModuleTrial("incus_cluster_member", arguments.merging(more))
                .plan([found(cluster("m1"))], [found(list)])
        }
        let evacuate = try plan("evacuated", "Online", ["mode": "migrate", "timeout": 90])
        let wanted = IncusRequest(
            "POST",
            "/1.0/cluster/members/m3/state",
            body: ["action": "evacuate", "mode": "migrate"],
            operationTimeout: .seconds(90)
        )
        #expect(requests(evacuate) == [wanted])
        #expect(try plan("evacuated", "Evacuated").changes.isEmpty)
        #expect(try plan("restored", "Evacuated").summaries == ["restore the member m3"])
        #expect(try plan("restored", "Online").changes.isEmpty)
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan("evacuated", "Offline")
            } == "the member m3 is offline (Fully operational), so nothing can be moved off it"
        )
        let evacuated: Value = [member("m1", 1), member("m3", 3, status: "Evacuated")]
        let result = try evacuate.finished([found(.null), found(evacuated)])
        #expect(result.values["status"] == "evacuated")
    }

    @Test("a member is named with those that there are, and removed by force when it is lost")
    func removal() throws {
        func trial(_ arguments: ValueMap) -> ModuleTrial {
            ModuleTrial("incus_cluster_member", arguments)
        }
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try trial(["name": "m7", "state": "restored"])
                    .plan([found(cluster("m1"))], [found(members)])
            } == "the cluster has no member 'm7'; there are: m1, m2, m3"
        )
        let lost = try trial(["name": "m3", "state": "absent", "force": true])
            .plan([found(cluster("m1"))], [found(members)])
        #expect(requests(lost).map(\.query) == [["force": "1"]])
        let gone = try trial(["name": "m9", "state": "absent"])
            .plan([found(cluster("m1"))], [found(members)])
        #expect(gone.changes.isEmpty)
    }

    @Test("what is asked of a member is set beside what it has")
    func properties() throws {
        func plan(_ arguments: ValueMap) throws -> Plan {
            let whole = arguments.merging(["name": "m2", "state": "present"])
            return try ModuleTrial("incus_cluster_member", whole)
                .plan([found(cluster("m1"))], [found(members)])
        }
        #expect(try plan(["failure_domain": "default", "description": ""]).changes.isEmpty)
        let change = try plan(["failure_domain": "rack-2", "config": ["user.rack": 2]])
        #expect(change.summaries == ["set user.rack, failure domain of the member m2"])
        let body = requests(change).first?.body
        #expect(body?["roles"] == ["database"])
        #expect(body?["groups"] == ["default"])
        #expect(body?["failure_domain"] == "rack-2")
        #expect(body?["config"] == ["user.rack": "2"])
    }

    @Test("in check mode a member that an earlier task would make is taken for a new one")
    func foreseen() throws {
        func plan(_ arguments: ValueMap) throws -> Plan {
            var trial = ModuleTrial("incus_cluster_member", arguments.merging(["name": "m1"]))
            trial.isCheckMode = true
            return try trial.plan([found(alone)])
        }
        #expect(try plan(["state": "present", "failure_domain": "default"]).changes.isEmpty)
        #expect(
            try plan(["state": "present", "failure_domain": "rack-2"]).summaries
                == ["set failure domain of the member m1"]
        )
        #expect(try plan(["state": "restored"]).changes.isEmpty)
    }

    @Test(
        "an argument that does nothing with the state is refused",
        arguments: [
            ("bootstrapped", "token"), ("present", "mode"), ("evacuated", "force"),
            ("restored", "address"), ("joined", "failure_domain"), ("absent", "networks"),
        ]
    )
    func idle(state: String, name: String) {
        var arguments: ValueMap = [
            "name": "m1", "state": .string(state), name: name == "force" ? true : "x",
        ]
        if name == "networks" { arguments[name] = ["net": ["parent": "eth0"]] }
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("incus_cluster_member", arguments).plan()
            } == "'\(name)' does nothing with the state '\(state)'"
        )
    }

    @Test("a cluster group is made, left alone, changed and removed")
    func groups() throws {
        func plan(_ arguments: ValueMap, _ group: HostReply) throws -> Plan {
            try ModuleTrial("incus_cluster_group", arguments.merging(["name": "edge"]))
                .plan([found(cluster("m1"))], [found(members)], [group])
        }
        let group: Value = ["name": "edge", "description": "", "members": ["m2", "m1"]]
        let wanted: ValueMap = ["members": ["m1", "m2"]]
        #expect(try plan(wanted, missing).summaries == ["make the cluster group edge"])
        #expect(try plan(wanted, found(group)).changes.isEmpty)
        #expect(
            try plan(["members": ["m1"]], found(group)).summaries
                == ["set members of the cluster group edge"]
        )
        let removal = try plan(["state": "absent"], found(group))
        #expect(removal.summaries == ["remove the cluster group edge"])
        #expect(requests(removal).map(\.method) == ["PUT", "DELETE"])
        #expect(requests(removal).first?.body?["members"] == [])
    }

    @Test("in a cluster a network is announced where it is missing, then made on all members")
    func network() throws {
        let trial = ModuleTrial(
            "incus_network",
            [
                "name": "net", "type": "macvlan", "config": ["mtu": 1400], "description": "d",
                "member_config": ["m1": ["parent": "eth0"], "m2": ["parent": "eth1"]],
            ]
        )
        let pending: Value = [
            "name": "net", "type": "macvlan", "managed": true, "status": "Pending",
            "locations": ["m1"], "config": [:],
        ]
        let plan = try trial.plan([found(pending)], [found(cluster("m1"))], [found(members)])
        #expect(plan.summaries == ["make the network net on m1, m2, m3"])
        let sent = requests(plan)
        #expect(sent.map { $0.query["target"] } == ["m2", "m3", nil])
        #expect(sent.map { $0.body?["config"] } == [["parent": "eth1"], [:], ["mtu": "1400"]])
        #expect(sent.map { $0.body?["description"] } == ["d", "d", "d"])
    }

    @Test("a storage pool of a server in no cluster is made at once, and wants no members")
    func storagePool() throws {
        let plain = ModuleTrial("incus_storage_pool", ["name": "local"])
        let plan = try plain.plan([missing], [found(alone)])
        #expect(plan.summaries == ["make the storage pool local"])
        #expect(requests(plan).count == 1)
        let own: ValueMap = ["name": "local", "member_config": ["m1": ["source": "/dev/sdb"]]]
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("incus_storage_pool", own).plan([missing], [found(alone)])
            } == "'member_config' is for a cluster, and this host is in none"
        )
        let first = try ModuleTrial("incus_storage_pool", own)
            .plan([missing], [found(cluster("m1"))], [found([member("m1", 1)])])
        #expect(requests(first).map { $0.body?["config"] } == [["source": "/dev/sdb"]])
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("incus_storage_pool", own.merging(["member_config": ["m8": [:]]]))
                    .plan([missing], [found(cluster("m1"))], [found(members)])
            } == "'member_config' names 'm8', which is no member of the cluster; "
                + "there are: m1, m2, m3"
        )
    }

    @Test("an instance is made on its target, tells where it is, and moves only when asked")
    func placement() throws {
        let made = try ModuleTrial(
            "incus_instance",
            ["name": "lb", "image": "debian", "target": "@edge"]
        ).plan([missing], [found(["name": "debian"]), found([])])
        #expect(requests(made).first?.query == ["target": "@edge"])
        let running: Value = [
            "name": "lb", "status": "Running", "type": "container", "location": "m1",
            "config": ["volatile.evacuate.origin": "m3"],
        ]
        let stays = try ModuleTrial("incus_instance", ["name": "lb", "target": "m2"])
            .plan([found(running)])
        #expect(stays.changes.isEmpty)
        #expect(stays.result["location"] == "m1")
        #expect(stays.result["evacuated_from"] == "m3")
        let moved = try ModuleTrial(
            "incus_instance",
            ["name": "lb", "target": "m2", "move": true]
        ).plan([found(running)])
        #expect(moved.summaries == ["stop lb", "move lb from m1 to m2", "start lb"])
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("incus_instance", ["name": "lb", "target": "@x", "move": true])
                    .plan()
            } == "'move' wants a member of the cluster as 'target'"
        )
    }

    @Test("the server's configuration: only what differs is sent; what it is, is told")
    func server() throws {
        let value: Value = [
            "config": ["core.https_address": "10.0.0.1:8443"],
            "environment": [
                "server": "lxd", "server_version": "5.0.2", "server_name": "m1",
                "server_clustered": false,
            ],
        ]
        let trial = ModuleTrial(
            "incus_server",
            ["config": ["core.https_address": "10.0.0.1:8443", "cluster.offline_threshold": 11]]
        )
        let plan = try trial.plan([found(value)])
        #expect(plan.summaries == ["set cluster.offline_threshold of the server"])
        #expect(requests(plan).map(\.body) == [["config": ["cluster.offline_threshold": "11"]]])
        #expect(plan.result["server"] == "lxd")
        #expect(plan.result["clustered"] == false)
    }
}
