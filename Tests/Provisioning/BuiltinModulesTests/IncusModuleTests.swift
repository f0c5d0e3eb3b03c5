import DocumentValues
import Foundation
import HostConnections
import ModuleContract
import TestSupport
import Testing

@Suite("incus modules")
struct IncusModuleTests {
    func found(_ value: Value) -> HostReply { .incus(.success(value, etag: nil)) }
    let missing = HostReply.incus(.failure(code: 404, message: "not found"))

    let running: Value = [
        "name": "lb", "status": "Running", "type": "container", "profiles": ["default"],
        "config": [
            "limits.cpu": "2",
            "volatile.idmap.current":
                "[{\"Isuid\":true,\"Isgid\":true,\"Hostid\":1000000,\"Nsid\":0,\"Maprange\":65536}]",
        ],
        "devices": ["eth0": ["type": "nic", "network": "br0"]],
        "state": [
            "network": [
                "lo": [
                    "addresses": [["family": "inet", "scope": "local", "address": "127.0.0.1"]]
                ],
                "eth0": [
                    "addresses": [["family": "inet", "scope": "global", "address": "10.0.0.2"]]
                ],
            ]
        ],
    ]

    @Test("a running instance as it is wanted: no changes, addresses and root told")
    func inPlace() throws {
        let trial = ModuleTrial(
            "incus_instance",
            [
                "name": "lb", "image": "debian", "config": ["limits.cpu": 2],
                "devices": ["eth0": ["type": "nic", "network": "br0"]], "wait_for_address": true,
            ]
        )
        let plan = try trial.plan([found(running)])
        #expect(plan.changes.isEmpty)
        #expect(plan.wait?.subject == nil)
        #expect(plan.result["address"] == "10.0.0.2")
        #expect(plan.result["root_uid"] == 1_000_000)
    }

    @Test("only what differs is sent")
    func update() throws {
        let trial = ModuleTrial(
            "incus_instance",
            ["name": "lb", "config": ["limits.cpu": "2", "limits.memory": "1GiB"]]
        )
        let plan = try trial.plan([found(running)])
        #expect(plan.summaries == ["set limits.memory of lb"])
        let patch = IncusRequest(
            "PATCH",
            "/1.0/instances/lb",
            body: ["config": ["limits.memory": "1GiB"]]
        )
        #expect(plan.changes.first?.requests == [.incus(patch)])
    }

    @Test("a missing instance is made from its image and started, then waited for")
    func creation() throws {
        let trial = ModuleTrial(
            "incus_instance",
            ["name": "lb", "image": "debian", "wait_for_systemd": true, "profiles": ["default"]]
        )
        let plan = try trial.plan([missing], [found(["name": "debian"]), found([])])
        #expect(plan.summaries == ["make the instance lb from the image debian", "start lb"])
        #expect(plan.wait?.subject == "systemd of the instance lb")
    }

    @Test("a missing image is named with those that there are")
    func missingImage() {
        let trial = ModuleTrial("incus_instance", ["name": "lb", "image": "debian"])
        let images: Value = [["fingerprint": "ab", "aliases": [["name": "alpine"]]]]
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try trial.plan([missing], [missing, found(images)])
            } == "image 'debian' is not on this host; there are: alpine"
        )
    }

    @Test("a missing instance is named with those that there are")
    func missingInstance() {
        let trial = ModuleTrial(
            "incus_device",
            ["instance": "lb", "name": "d", "type": "disk", "properties": ["path": "/x"]]
        )
        let instances: Value = ["/1.0/instances/api-1", "/1.0/instances/api-2?project=x"]
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try trial.plan([missing], [found(instances)])
            } == "instance 'lb' is not on this host; there are: api-1, api-2"
        )
    }

    @Test("stopping, starting and removing")
    func states() throws {
        func plan(_ state: String, _ value: Value) throws -> [String] {
            try ModuleTrial("incus_instance", ["name": "lb", "state": .string(state)])
                .plan([found(value)]).summaries
        }
        let stopped: Value = ["name": "lb", "status": "Stopped", "type": "container"]
        #expect(try plan("stopped", running) == ["stop lb"])
        #expect(try plan("stopped", stopped) == [])
        #expect(try plan("started", stopped) == ["start lb"])
        #expect(try plan("restarted", running) == ["restart lb"])
        #expect(try plan("present", stopped) == [])
        #expect(try plan("absent", stopped) == ["remove the instance lb"])
    }

    @Test("a device is added, left alone and removed")
    func devices() throws {
        let arguments: ValueMap = [
            "instance": "lb", "name": "eth0", "type": "nic", "properties": ["network": "br0"],
        ]
        #expect(try ModuleTrial("incus_device", arguments).plan([found(running)]).changes.isEmpty)
        let changed = arguments.merging(["properties": ["network": "br1"]])
        #expect(
            try ModuleTrial("incus_device", changed).plan([found(running)]).summaries
                == ["change the device eth0 of lb"]
        )
        let removed = arguments.merging(["state": "absent"])
        #expect(
            try ModuleTrial("incus_device", removed).plan([found(running)]).summaries
                == ["remove the device eth0 of lb"]
        )
    }

    @Test("networks and profiles: in place, changed, of another type")
    func objects() throws {
        let network: Value = [
            "name": "br0", "type": "bridge", "managed": true, "description": "",
            "config": ["ipv4.address": "10.0.0.1/24", "ipv4.nat": "false"],
        ]
        let wanted: ValueMap = [
            "name": "br0", "config": ["ipv4.address": "auto", "ipv4.nat": false],
        ]
        #expect(try ModuleTrial("incus_network", wanted).plan([found(network)]).changes.isEmpty)
        #expect(
            try ModuleTrial("incus_network", wanted).plan([missing], [found(["enabled": false])])
                .summaries
                == ["make the network br0"]
        )
        let described = wanted.merging(["description": "lb"])
        #expect(
            try ModuleTrial("incus_network", described).plan([found(network)]).summaries
                == ["set description of the network br0"]
        )
        let other = wanted.merging(["type": "ovn"])
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try ModuleTrial("incus_network", other).plan([found(network)])
            } == "network 'br0' has the type 'bridge', which cannot become 'ovn'"
        )
        let profile: Value = ["config": [:], "devices": ["root": ["type": "disk", "path": "/"]]]
        #expect(
            try ModuleTrial(
                "incus_profile",
                ["name": "p", "devices": ["root": ["type": "disk", "path": "/", "pool": "x"]]]
            ).plan([found(profile)]).summaries == ["set device root of the profile p"]
        )
    }

    @Test("an image is known by the digest of its files")
    func image() throws {
        try withScratchDirectory { folder in
            let path = "\(folder)/image.tar"
            try "abc".write(toFile: path, atomically: true, encoding: .utf8)
            let print = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            var trial = ModuleTrial("incus_image", ["alias": "debian", "source": .string(path)])
            trial.controller.files[path] = []
            let inPlace = try trial.plan([
                found(["target": .string(print)]), found(["properties": [:]]),
            ])
            #expect(inPlace.changes.isEmpty)
            #expect(inPlace.result["fingerprint"] == .string(print))
            let missing = try trial.plan([missing, missing])
            #expect(missing.summaries == ["import the image debian from \(path)"])
            let moved = try trial.plan([found(["target": "old"]), found(["properties": [:]])])
            #expect(
                moved.summaries == ["move the alias debian from the image old to ba7816bf8f01"]
            )
        }
    }
}
