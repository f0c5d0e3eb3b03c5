extension PlaybookCases {
    /// What modules leave behind: files, and the results that later tasks read.
    static let modules: [PlaybookCase] = files + edits + unsupported

    /// Writes what was registered as `r1`, `r2` … up to a number, and a listing of the folder.
    static func written(_ count: Int, _ keys: String) -> String {
        """
        - copy:
            dest: "{{ out }}/results"
            content: |
              {% for n in range(1, \(count + 1)) %}{% set r = vars['r' ~ n] %}
              {{ n }} {{ r.changed }} {{ r.failed }}{% for k in '\(keys)'.split(' ') %} {{ \
        k }}={{ (r[k] | default('-') | string | replace(out | dirname, ''))[:99] }}{% endfor %}

              {% endfor %}
        - shell: find . -printf '%p %y %m %l\\n' | sort > "{{ out }}/listing"
          args: {chdir: "{{ w }}"}
        - shell: for f in $(find . -type f | sort); do echo "== $f"; cat -A "$f"; done > "{{ out }}/texts"
          args: {chdir: "{{ w }}"}
        """
    }

    /// A playbook whose tasks work in the folder `w` beside the one that is compared.
    static func modules(_ name: String, _ tasks: String...) -> PlaybookCase {
        let lines = tasks.joined(separator: "\n").split(separator: "\n").map { "    \($0)" }
        return PlaybookCase(
            name,
            """
            - hosts: h1
              gather_facts: false
              vars: {w: "{{ out | dirname }}/w"}
              tasks:
                - file: {path: "{{ w }}", state: directory, mode: "0755"}
            \(lines.joined(separator: "\n"))
            """
        )
    }

    private static let files: [PlaybookCase] = [
        modules(
            "links never take the place of what holds something",
            """
            - copy: {content: precious, dest: "{{ w }}/data", mode: "0644"}
            - file: {path: "{{ w }}/full/x", state: directory, mode: "0755"}
            - file: {path: "{{ w }}/empty", state: directory, mode: "0755"}
            - {file: {src: "{{ w }}/data", dest: "{{ w }}/full", state: link}, register: r1, ignore_errors: true}
            - {file: {src: "{{ w }}/data", dest: "{{ w }}/full", state: link, force: true}, register: r2, ignore_errors: true}
            - {file: {src: data, dest: "{{ w }}/empty", state: link, force: true}, register: r3, ignore_errors: true}
            - {file: {path: "{{ w }}/full", state: file}, register: r4, ignore_errors: true}
            - {file: {path: "{{ w }}/full", state: touch}, register: r5, ignore_errors: true}
            - {file: {src: "{{ w }}/data", dest: "{{ w }}/none"}, register: r6, ignore_errors: true}
            - {file: {src: "{{ w }}/data", dest: "{{ w }}/full", state: hard}, register: r7, ignore_errors: true}
            - copy: {content: other, dest: "{{ w }}/other", mode: "0644"}
            - {file: {src: "{{ w }}/data", dest: "{{ w }}/other", state: hard}, register: r8, ignore_errors: true}
            - {file: {src: "{{ w }}/data", dest: "{{ w }}/other", state: hard, force: true}, register: r9}
            - {file: {src: nowhere, dest: "{{ w }}/dangling", state: link}, register: r10, ignore_errors: true}
            - {file: {src: nowhere, dest: "{{ w }}/dangling", state: link, force: true}, register: r11}
            """,
            written(11, "state src")
        ),
        modules(
            "directories, touches, links and what the results say of them",
            """
            - {file: {path: "{{ w }}/d", state: directory, mode: "0750"}, register: r1}
            - {file: {path: "{{ w }}/d/x/y", state: directory, mode: "u=rwx,g=rx,o="}, register: r2}
            - {file: {path: "{{ w }}/t", state: touch}, register: r3}
            - {file: {path: "{{ w }}/t", mode: "0600"}, register: r4}
            - {file: {path: "{{ w }}/t", state: touch, modification_time: preserve, access_time: preserve}, register: r5}
            - {file: {path: "{{ w }}/none", state: absent}, register: r6}
            - {file: {src: t, dest: "{{ w }}/l", state: link}, register: r7}
            - {file: {src: d, dest: "{{ w }}/ld", state: link}, register: r8}
            - {file: {path: "{{ w }}/ld", state: directory, mode: "0700"}, register: r9}
            - {file: {path: "{{ w }}/l", mode: "0640"}, register: r10}
            - {file: {src: "{{ w }}/t", dest: "{{ w }}/h", state: hard}, register: r11}
            - {file: {path: "{{ w }}/h", mode: "1777"}, register: r12}
            - {file: {path: "{{ w }}/l", state: file}, register: r13}
            - {file: {path: "{{ w }}/ld", state: absent}, register: r14}
            - {file: {path: "{{ w }}/d", state: directory, recurse: true, mode: "g-w"}, register: r15}
            """,
            written(15, "state mode path dest src size uid gid owner group")
        ),
        modules(
            "copies: backups, trees with links, paths with variables, results",
            """
            - {copy: {content: "original\\n", dest: "{{ w }}/f", mode: "0644"}, register: r1}
            - {copy: {content: "original\\n", dest: "{{ w }}/f", mode: "0644"}, register: r2}
            - {copy: {content: "second\\n", dest: "{{ w }}/f", backup: true}, register: r3}
            - {copy: {content: "third\\n", dest: "{{ w }}/f", backup: true}, register: r4}
            - shell: test "$(cat f.*~ | sort | tr '\\n' ' ')" = "original second " && rm f.*~
              args: {chdir: "{{ w }}"}
            - {copy: {content: "x", dest: "$MINE/{{ w | basename }}/by-name"}, environment: {MINE: "{{ out | dirname }}"}, register: r5}
            - {copy: {content: "y", dest: "${MINE}/w/$NOBODY"}, environment: {MINE: "{{ out | dirname }}"}, register: r6}
            - {copy: {content: "h", dest: "~/{{ out | dirname | basename }}.home"}, register: r7}
            - shell: mv ~/{{ out | dirname | basename }}.home {{ w }}/home
            - file: {path: "{{ w }}/tree/sub", state: directory}
            - copy: {content: "in tree", dest: "{{ w }}/tree/sub/file"}
            - file: {src: nowhere, dest: "{{ w }}/tree/dangling", state: link, force: true}
            - file: {src: .., dest: "{{ w }}/tree/sub/up", state: link}
            - file: {src: file, dest: "{{ w }}/tree/sub/alias", state: link}
            - {copy: {src: "{{ w }}/tree/", dest: "{{ w }}/copied"}, register: r8}
            - {copy: {src: "{{ w }}/tree/", dest: "{{ w }}/copied"}, register: r9}
            - {copy: {src: "{{ omit }}", content: "only content", dest: "{{ w }}/omitted"}, register: r10}
            - {copy: {src: "{{ omit }}", dest: "{{ w }}/neither"}, register: r11, ignore_errors: true}
            - shell: printf 'caf\\351\\r\\n' > {{ w }}/bytes
            - {copy: {src: "{{ w }}/bytes", dest: "{{ w }}/bytes2"}, register: r12}
            """,
            written(6, "state mode checksum size diff")
        ),
        PlaybookCase(
            "globs give whole paths",
            files: [
                "site.yml": """
                - import_playbook: sub/play.yml
                """,
                "sub/play.yml": """
                - hosts: h1
                  gather_facts: false
                  tasks:
                    - copy: {src: "{{ item }}", dest: "{{ out }}/{{ item | basename }}"}
                      with_fileglob: "*.conf"
                      loop_control: {label: "{{ item is abs }}"}
                """,
                "sub/files/one.conf": "1",
            ]
        ),
    ]

    private static let edits: [PlaybookCase] = [
        modules(
            "lines, with their places and results",
            """
            - copy: {dest: "{{ w }}/f", content: "one\\ntwo\\nthree\\ntwo\\n"}
            - {lineinfile: {path: "{{ w }}/f", line: four}, register: r1}
            - {lineinfile: {path: "{{ w }}/f", regexp: "^two", line: TWO}, register: r2}
            - {lineinfile: {path: "{{ w }}/f", insertafter: "^one", line: "one and a half"}, register: r3}
            - {lineinfile: {path: "{{ w }}/f", regexp: "nothing", insertafter: "^one", line: "one and a half"}, register: r4}
            - {lineinfile: {path: "{{ w }}/f", insertbefore: "^one", line: "zero", mode: "0600"}, register: r5}
            - {lineinfile: {path: "{{ w }}/f", insertafter: BOF, line: "first"}, register: r6}
            - {lineinfile: {path: "{{ w }}/f", regexp: "^(t)(h)?", line: '\\2\\1x', backrefs: true}, register: r7}
            - {lineinfile: {path: "{{ w }}/f", regexp: "^nomatch", line: 'x\\1', backrefs: true}, register: r8, ignore_errors: true}
            - {lineinfile: {path: "{{ w }}/f", search_string: "wo", state: absent}, register: r9}
            - {lineinfile: {path: "{{ w }}/none", line: x}, register: r10, ignore_errors: true}
            - copy: {dest: "{{ w }}/crlf", content: "a\\r\\nb\\r\\nc\\r\\n"}
            - {lineinfile: {path: "{{ w }}/crlf", line: b}, register: r11}
            - {lineinfile: {path: "{{ w }}/crlf", regexp: "^c", line: d}, register: r12}
            - {lineinfile: {path: "{{ w }}/f", line: "v", validate: "false %s"}, register: r13, ignore_errors: true}
            - {lineinfile: {path: "{{ w }}/f", line: "multi\\nline"}, register: r14}
            - shell: printf 'caf\\351 one\\r\\n' > {{ w }}/latin
            - {lineinfile: {path: "{{ w }}/latin", regexp: "^caf(.)", line: '<\\1>', backrefs: true}, register: r15}
            - {lineinfile: {path: "{{ w }}/latin", line: "three"}, register: r16}
            """,
            written(16, "msg found")
        ),
        modules(
            "blocks, also behind an expression over several lines",
            """
            - copy: {dest: "{{ w }}/f", content: "one\\ntwo\\nthree"}
            - {blockinfile: {path: "{{ w }}/f", block: "a\\nb"}, register: r1}
            - {blockinfile: {path: "{{ w }}/f", block: "a\\nc\\n"}, register: r2}
            - {blockinfile: {path: "{{ w }}/f", block: "top", insertbefore: BOF, marker: "; {mark} x"}, register: r3}
            - {blockinfile: {path: "{{ w }}/f", block: "mid", insertafter: "^two", marker: "<!-- {mark} -->", marker_begin: b, marker_end: e}, register: r4}
            - {blockinfile: {path: "{{ w }}/f", state: absent, marker: "; {mark} x"}, register: r5}
            - {blockinfile: {path: "{{ w }}/f", block: "", create: true}, register: r6}
            - {blockinfile: {path: "{{ w }}/none", state: absent}, register: r7, ignore_errors: true}
            - {blockinfile: {path: "{{ w }}/made", block: x, create: true, mode: "0600"}, register: r8}
            - {blockinfile: {path: "{{ w }}/empty", block: "", create: true}, register: r9}
            - copy: {dest: "{{ w }}/crlf", content: "a\\r\\nb\\r\\n"}
            - {blockinfile: {path: "{{ w }}/crlf", block: "x\\r\\ny", insertafter: "^a"}, register: r10}
            - {blockinfile: {path: "{{ w }}/crlf", block: "z", insertafter: "(?m)^x.*\\n^y", marker: "m {mark}"}, register: r11}
            - {blockinfile: {path: "{{ w }}/crlf", block: "zb", insertbefore: "(?m)^x.*\\n^y", marker: "n {mark}"}, register: r12}
            - shell: printf 'caf\\351\\r\\n' > {{ w }}/latin
            - {blockinfile: {path: "{{ w }}/latin", block: "b"}, register: r13}
            """,
            written(13, "msg")
        ),
        modules(
            "replacements, with groups that took no part and bytes that are no text",
            """
            - copy: {dest: "{{ w }}/f", content: "ab a one two end one\\n"}
            - {replace: {path: "{{ w }}/f", regexp: "(a)(b)?", replace: '[\\2\\1]'}, register: r1}
            - {replace: {path: "{{ w }}/f", regexp: "nope", replace: x}, register: r2}
            - {replace: {path: "{{ w }}/f", regexp: "o", replace: O, after: "two", before: "end"}, register: r3}
            - {replace: {path: "{{ w }}/f", regexp: "n", replace: N, after: "two"}, register: r4}
            - {replace: {path: "{{ w }}/f", regexp: "N", replace: M, before: "nothere"}, register: r5}
            - {replace: {path: "{{ w }}/f", regexp: "(o)(n)(e)", replace: '\\3\\g<2>\\g<1>\\n', mode: "0600"}, register: r6}
            - {replace: {path: "{{ w }}/f", regexp: "x*", replace: '-'}, register: r7}
            - {replace: {path: "{{ w }}/nofile", regexp: x}, register: r8, ignore_errors: true}
            - shell: printf 'caf\\351 one\\r\\ntwo \\303\\251\\n' > {{ w }}/latin
            - {replace: {path: "{{ w }}/latin", regexp: one, replace: ONE}, register: r9}
            - {debug: {msg: "{{ 'ab a' | regex_findall('(a)(b)?') }}"}, register: r10}
            """,
            written(9, "msg rc")
        ),
    ]

    private static let unsupported: [PlaybookCase] = [
        PlaybookCase(
            "what is never reached stops nothing",
            files: [
                "site.yml": """
                - hosts: h1
                  gather_facts: false
                  tasks:
                    - include_tasks: other.yml
                      when: false
                    - include_tasks: none.yml
                      when: false
                    - command: {cmd: "true", no_such_argument: "{{ omit }}"}
                    - package: {name: tar, enablerepo: "{{ wanted | default(omit) }}"}
                """,
                "other.yml": """
                - community.general.pacman: {name: haproxy}
                """,
            ]
        ),
        PlaybookCase(
            "what does nothing is taken: loop_control without a loop, contexts without SELinux",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - debug: {msg: once}
                  loop_control: {label: none}
                - file: {path: "{{ out }}/d.txt", state: touch, seuser: system_u, setype: etc_t}
                - copy: {content: x, dest: "{{ out }}/d.txt", serole: object_r, selevel: s0}
                - lineinfile: {path: "{{ out }}/d.txt", line: y, setype: etc_t}
                - systemd: daemon-reload=yes name=x.service
                  when: out == ""
            """
        ),
        PlaybookCase(
            "roles of a collection beside the playbook, also by their short names",
            files: [
                "site.yml": """
                - hosts: h1
                  gather_facts: false
                  roles: [mine.things.first]
                  tasks:
                    - include_role: {name: mine.things.second}
                """,
                "collections/ansible_collections/mine/things/roles/first/tasks/main.yml": """
                - copy:
                    dest: "{{ out }}/first"
                    content: "{{ role_name }} {{ ansible_role_name }} {{ ansible_collection_name }} {{ ansible_play_role_names }}"
                - include_role: {name: second}
                - {name: with a name, include_role: {name: second}}
                """,
                "collections/ansible_collections/mine/things/roles/second/tasks/main.yml": """
                - copy: {content: "{{ word }}", dest: "{{ out }}/second"}
                """,
                "collections/ansible_collections/mine/things/roles/second/defaults/main.yml": """
                word: from the defaults
                """,
            ]
        ),
    ]
}
