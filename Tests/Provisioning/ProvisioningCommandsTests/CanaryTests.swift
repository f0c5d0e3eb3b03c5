import Foundation
import Synchronization
import TestSupport
import Testing

/// Secrets with everything in them that encodings spell differently, followed into every sink.
@Suite("canaries")
struct CanaryTests {
    /// What a run left behind.
    private struct Traces {
        let run: ProgramRun
        let record: String
        let junit: String
        /// All that was said, with what the target keeps of the run.
        let everything: String
    }

    private static let password = #"canary&one<two>"three\four'five"#
    private static let key =
        "-----BEGIN KEY-----\ncanaryline/one+\ncanaryline/two==\n-----END KEY-----\n"

    private static let vaulted = """
        password: \(quoted(password))
        pin: 48151623
        db_url: "sql://{{ site }}:{{ plain_part }}@canary"
        nested: {token: "canary-{{ site }}-token", list: [canary in a list]}
        key: |
        \(key.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))

        """

    private static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }

    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }

    /// What must be found nowhere.
    private static let forbidden: [String] = [
        password, "three", "48151623", "sql://moon", "canary-moon-token", "canary in a list",
        "canaryline/one+", "canaryline/two==", base64(password),
        String(base64("bob:" + password).dropFirst(6).dropLast(6)), password.uppercased(),
        "CANARY", "canary%26one", "canary&amp;one", "canary\\u0026one", "canary&one",
        "canary of a command", "fact canary", "failing canary", "vaulted file", "included-moon",
    ]

    private func traces(of tasks: String, _ options: [String]) throws -> Traces {
        var found: Traces?
        try withScratchDirectory { folder in
            let site = """
                - hosts: web
                  gather_facts: false
                  vars_files: [secret.yml]
                  vars: {site: moon, plain_part: beam}
                  tasks:

                """
            try write(
                [
                    "site.yml": site + tasks, "hosts": ProgramRun.hosts(folder),
                    "secret.yml": Self.vaulted, "key": "vault key\n",
                    "files/whole": "the vaulted file\nis a canary\n",
                    "more.yml": "included: \"included-{{ site }}\"\n",
                    "templates/t.j2": "url={{ db_url }}\npw={{ password }}\n{{ key }}",
                ],
                below: folder
            )
            for file in ["secret.yml", "files/whole", "more.yml"] {
                let sealing = ProgramRun.of(
                    "vault",
                    "encrypt",
                    "--vault-password-file",
                    "DIR/key",
                    "DIR/\(file)",
                    in: folder
                )
                #expect(sealing.status == 0, "\(sealing.errors)")
            }
            let words =
                [
                    "provision", "-i", "DIR/hosts", "--vault-password-file", "DIR/key", "--json",
                    "DIR/record", "--junit", "DIR/junit.xml", "-e", "folder=DIR",
                ] + options + ["DIR/site.yml"]
            let run = ProgramRun.of(words, in: folder)
            let record = try String(contentsOfFile: "\(folder)/record", encoding: .utf8)
            let junit = try String(contentsOfFile: "\(folder)/junit.xml", encoding: .utf8)
            var kept = ""
            let state = "\(folder)/state"
            for name in (try? FileManager.default.contentsOfDirectory(atPath: state)) ?? [] {
                kept += (try? String(contentsOfFile: "\(state)/\(name)", encoding: .utf8)) ?? ""
            }
            found = Traces(
                run: run,
                record: record,
                junit: junit,
                everything: run.output + run.errors + record + junit + kept
            )
        }
        return try #require(found)
    }

    private func expectNone(_ traces: Traces, of forbidden: [String] = forbidden) {
        for text in forbidden {
            let lines = traces.everything.split(separator: "\n").filter { $0.contains(text) }
            #expect(lines.isEmpty, "'\(text)' in \(lines.first ?? "")")
        }
        for line in traces.record.split(separator: "\n") {
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        }
    }

    @Test(
        "vaulted values, and what templates make of them, are in no sink",
        arguments: [[], ["-v"], ["-vvv"], ["--diff"], ["--diff", "--check", "-vvvv"]]
    )
    func vaulted(options: [String]) throws {
        let traces = try traces(
            of: """
                    - debug: {msg: "{{ password }} {{ pin }} {{ db_url }} {{ nested }}"}
                    - debug: {var: nested}
                    - debug: {var: pin}
                    - debug: {msg: {number: "{{ pin }}", pem: "{{ key }}"}}
                    - debug: {msg: "{{ password | b64encode }} {{ ('bob:' ~ password) | b64encode }}"}
                    - debug: {msg: "{{ password | urlencode }} {{ password | to_json }}"}
                    - debug: {msg: "{{ password | quote }} {{ [password] | to_nice_yaml }}"}
                    - debug: {msg: "{{ password | upper }} {{ password.upper() }} {{ password[8:20] }}"}
                    - debug: {msg: "{{ password.split('two')[1] }}"}
                    - debug: {msg: "{{ lookup('file', 'whole') }}"}
                    - command: echo {{ db_url | quote }} {{ password | quote }}
                      changed_when: "'moon' in db_url"
                    - copy: {content: "{{ db_url }}\\n{{ password }}\\n", dest: "{{ folder }}/a"}
                    - copy: {src: whole, dest: "{{ folder }}/b"}
                    - template: {src: t.j2, dest: "{{ folder }}/c"}
                    - include_vars: {file: "{{ folder }}/more.yml"}
                    - debug: {msg: "{{ included }}"}
                    - debug: {msg: "{{ item }}"}
                      loop: ["{{ password }}", "{{ nested.token }}"]
                    - name: with {{ db_url }} in its name
                      assert: {that: "password == 'x'", fail_msg: "bad {{ password }} {{ db_url }}"}
                      ignore_errors: true
                    - fail: {msg: "wrong {{ password }} {{ pin }}"}
                """,
            options
        )
        #expect(traces.run.status == 2)
        #expect(traces.run.output.contains("********"))
        #expect(traces.junit.contains("wrong ******** ********"))
        expectNone(traces)
    }

    @Test("what a no_log task registered is shown by no later task", arguments: [[], ["-vvv"]])
    func registered(options: [String]) throws {
        let traces = try traces(
            of: """
                    - command: echo canary of a command
                      register: hidden
                      no_log: true
                    - debug: {var: hidden}
                    - debug: {msg: "{{ hidden.stdout }} {{ hidden.stdout | b64encode }}"}
                    - set_fact: {fact: "the fact canary"}
                      no_log: true
                    - debug: {var: fact}
                    - command: echo canary of a command
                      loop: [1]
                      no_log: true
                      register: looped
                    - debug: {var: "looped.results[0].stdout_lines"}
                    - block:
                        - shell: echo failing canary; exit 1
                          no_log: true
                      rescue:
                        - debug: {var: ansible_failed_result}
                    - command: echo shown
                """,
            options + ["-v"]
        )
        #expect(traces.run.status == 0, "\(traces.run.output)\(traces.run.errors)")
        #expect(traces.run.output.contains("\"stdout\": \"shown\""))
        expectNone(traces)
    }

    @Test("a secret that files are made of is in no argument list and in no file that others read")
    func target() throws {
        // A secret of this test's own: the others may be in arguments, since their tasks say so.
        let secret = "lonely&canary"
        let stops = Mutex(false)
        let sightings = Mutex<[String]>([])
        let watcher = Thread {
            while !stops.withLock({ $0 }) {
                let processes =
                    (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
                for process in processes where Int(process) != nil {
                    let path = "/proc/\(process)/cmdline"
                    let words = FileManager.default.contents(atPath: path) ?? Data()
                    if String(decoding: words, as: UTF8.self).contains(secret) {
                        sightings.withLock { $0.append(path) }
                    }
                }
            }
        }
        watcher.start()
        defer { stops.withLock { $0 = true } }
        try withScratchDirectory { folder in
            let site = """
                - hosts: web
                  gather_facts: false
                  vars_files: [secret.yml]
                  vars: {site: moon, plain_part: beam}
                  tasks:
                    - copy: {content: "{{ password }}", dest: "{{ folder }}/f{{ item }}", mode: "0600"}
                      loop: "{{ range(20) | list }}"
                    - lineinfile: {path: "{{ folder }}/f1", line: "x{{ password }}"}
                    - blockinfile: {path: "{{ folder }}/f1", block: "y{{ password }}"}
                    - replace: {path: "{{ folder }}/f1", regexp: "^x", replace: "{{ password }}"}
                """
            try write(
                [
                    "site.yml": site, "hosts": ProgramRun.hosts(folder),
                    "secret.yml": "password: \(secret)\n",
                ],
                below: folder
            )
            let run = ProgramRun.of(
                "provision",
                "-i",
                "DIR/hosts",
                "-e",
                "folder=DIR",
                "DIR/site.yml",
                in: folder
            )
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            for name in try FileManager.default.contentsOfDirectory(atPath: folder)
            where name.hasPrefix("f") || name.hasPrefix(".") {
                let path = "\(folder)/\(name)"
                let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
                #expect((mode as? Int ?? 0) & 0o077 == 0, "\(name)")
            }
        }
        #expect(sightings.withLock { $0 }.isEmpty)
    }
}
