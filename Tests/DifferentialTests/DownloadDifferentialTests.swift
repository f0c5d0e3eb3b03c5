import Cryptography
import HTTPWire
import TestSupport
import Testing

@Suite(
    "downloads, as ansible's get_url makes them",
    .enabled(if: hasAnsible, "ansible-core is not installed")
)
struct DownloadDifferentialTests {
    static let text = "what is downloaded\n"

    private static func respond(_ request: OriginRequest) -> TestOrigin.Answer {
        func answer(_ status: String, _ body: String, _ more: String = "") -> TestOrigin.Answer {
            let isWanted = request.method != "HEAD" && !status.hasPrefix("304")
            return .respondAndClose(
                "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(more)\r\n"
                    + (isWanted ? body : "")
            )
        }
        let digest = Digest.sha256.hexadecimal(of: Array(text.utf8))
        switch request.target {
        case "/file.txt", "/other/file.txt?x=/y":
            if request.headers["If-Modified-Since"] != nil { return answer("304 Not Modified", "") }
            return answer("200 OK", text)
        case "/moved": return answer("302 Found", "", "Location: /file.txt\r\n")
        case "/named":
            let name = "Content-Disposition: attachment; filename=\"../by-header.txt\"\r\n"
            return answer("200 OK", text, name)
        case "/SHA256SUMS":
            return answer("200 OK", "\("0" + digest.dropFirst())  other\n\(digest) *./file.txt\n")
        case "/file.txt.sha256": return answer("200 OK", digest + "\n")
        case "/agent":
            let words = ["User-Agent", "Authorization", "X-More"].map { request.headers[$0] ?? "-" }
            return answer("200 OK", words.joined(separator: " ") + "\n")
        default: return answer("404 Not Found", "nothing here")
        }
    }

    private static let tasks = """
        - {get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/a.txt", mode: "0640"}, register: r1}
        - {get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/a.txt", mode: "0600"}, register: r2}
        - {get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/a.txt", force: true}, register: r3}
        - {get_url: {url: "{{ at }}/moved", dest: "{{ out }}/d/"}, register: r4}
        - {get_url: {url: "{{ at }}/named", dest: "{{ out }}/d"}, register: r5}
        - {get_url: {url: "{{ at }}/other/file.txt?x=/y", dest: "{{ out }}/d"}, register: r6}
        - {get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/c.txt", checksum: "sha256:{{ at }}/SHA256SUMS"}, register: r7}
        - {get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/c.txt", checksum: "sha256:{{ at }}/file.txt.sha256"}, register: r8}
        - {get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/e.txt", checksum: "md5:no digits"}, register: r9, ignore_errors: true}
        - {get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/e.txt", checksum: "0123"}, register: r10, ignore_errors: true}
        - {get_url: {url: "{{ at }}/named", dest: "{{ out }}/e.txt", checksum: "sha256:{{ at }}/SHA256SUMS"}, register: r11, ignore_errors: true}
        - {get_url: {url: "{{ at }}/none", dest: "{{ out }}/e.txt"}, register: r12, ignore_errors: true}
        - {get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/no/e.txt"}, register: r13, ignore_errors: true}
        - {get_url: {url: "{{ at }}/agent", dest: "{{ out }}/f.txt", username: someone, password: pass-word-1, force_basic_auth: true, headers: {X-More: "1"}}, register: r14}
        - {copy: {content: old, dest: "{{ out }}/g.txt"}}
        - {get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/g.txt", force: true, backup: true}, register: r15}
        - {copy: {content: old, dest: "{{ out }}/h.txt"}}
        - {get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/h.txt", checksum: "sha1:{{ sum }}"}, register: r16}
        - shell: rm -f g.txt.*; mv d/* .; rmdir d
          args: {chdir: "{{ out }}"}
        - copy:
            dest: "{{ out }}/results"
            content: |
              {% for n in range(1, 17) %}{% set r = vars['r' ~ n] %}
              {{ n }} {{ r.changed }} {{ r.failed }} {% for k in ['dest', 'checksum_src', 'checksum_dest', 'md5sum', 'status_code', 'mode', 'size', 'state', 'response'] %} {{ k }}={{ r[k] | default('-') | string | replace(out, '') }}{% endfor %} {{ r.backup_file is defined }}
              {{ r.msg | regex_replace('The checksum for .* did', 'The checksum did') | replace(out, '') | replace(at, '') }}
              {% endfor %}
        """

    @Test("the same files, results and failures")
    func downloads() throws {
        let origin = try TestOrigin { Self.respond($0) }
        defer { origin.stop() }
        let sum = Digest.sha1.hexadecimal(of: Array(Self.text.utf8))
        let one = PlaybookCase(
            "downloads",
            options: ["-e", "at=http://127.0.0.1:\(origin.port) sum=\(sum)"],
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - file: {path: "{{ out }}/d", state: directory}
            \(Self.tasks.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
            """
        )
        let theirs = try one.traceOfAnsible()
        let (ours, output) = try one.traceOfOurs()
        #expect(ours.description == theirs.description, "\(output)")
    }

    @Test("a digest that is not the wanted one fails before anything is there")
    func wrongDigest() throws {
        let origin = try TestOrigin { Self.respond($0) }
        defer { origin.stop() }
        let one = PlaybookCase(
            "another digest",
            options: ["-e", "at=http://127.0.0.1:\(origin.port)"],
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/a.txt", checksum: "md5:0123"}
            """
        )
        let (ours, output) = try one.traceOfOurs()
        #expect(ours.status == 2)
        #expect(ours.written.isEmpty)
        #expect(output.contains("did not match 0123; it was e92caf0348c93bf223220c7ae35ea72a."))
    }

    @Test("check mode asks for the head alone, and changes nothing")
    func checkMode() throws {
        let origin = try TestOrigin { Self.respond($0) }
        defer { origin.stop() }
        let one = PlaybookCase(
            "check mode",
            options: ["--check", "-e", "at=http://127.0.0.1:\(origin.port)"],
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - get_url: {url: "{{ at }}/file.txt", dest: "{{ out }}/a.txt"}
                - get_url: {url: "{{ at }}/none", dest: "{{ out }}/a.txt"}
                  ignore_errors: true
            """
        )
        let theirs = try one.traceOfAnsible()
        let (ours, output) = try one.traceOfOurs()
        #expect(ours.description == theirs.description, "\(output)")
        #expect(origin.requests.allSatisfy { $0.method == "HEAD" })
    }
}
