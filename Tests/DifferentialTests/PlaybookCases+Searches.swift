/// Modules that find out about the target.
extension PlaybookCases {
    private static func found(_ count: Int) -> String {
        """
        - copy:
            dest: "{{ out }}/results"
            content: |
              {% for n in range(1, \(count + 1)) %}{% set r = vars['r' ~ n] %}
              {{ n }} {{ r.matched }} {{ r.examined }} {{ r.msg }}
              {% for f in r.files | sort(attribute='path') %}
              {{ f.path | replace(out | dirname, '') }} {{ f.mode }} {{ f.size }} {{ f.isreg }} {{ f.isdir }} {{ f.islnk }} {{ f.pw_name }} {{ f.gr_name }} {{ f.wusr }} {{ f.xoth }} {{ f.nlink }} {{ f.checksum | default('-') }} {{ f.keys() | sort | join(',') }}
              {% endfor %}
              {{ r.skipped_paths | to_json | replace(out | dirname, '') }}
              {% endfor %}
        """
    }

    static let searches: [PlaybookCase] = [
        PlaybookCase(
            "files are found by name, kind, time, size, mode and content",
            """
            - hosts: h1
              gather_facts: false
              vars: {w: "{{ out | dirname }}/w"}
              tasks:
                - file: {path: "{{ w }}/sub/deep/er", state: directory, mode: "0755"}
                - copy: {content: "{{ item.1 }}", dest: "{{ w }}/{{ item.0 }}", mode: "{{ item.2 }}"}
                  loop:
                    - [a.conf, "one\\ntwo\\n", "0644"]
                    - [b.conf, "two\\n", "0600"]
                    - [.hidden, "one\\n", "0644"]
                    - [sub/a.log, "", "0640"]
                    - [sub/deep/big.log, "{{ 'x' * 3000 }}", "0755"]
                    - ["sub/deep/er/[odd] name+", "onetwo\\r\\nthree", "0644"]
                - file: {src: a.conf, dest: "{{ w }}/link.conf", state: link}
                - file: {src: sub, dest: "{{ w }}/folder", state: link}
                - file: {path: "{{ w }}/b.conf", state: touch, modification_time: "201001011200.00", access_time: preserve}
                - {find: {paths: "{{ w }}"}, register: r1}
                - {find: {path: "{{ w }}/", recurse: true, hidden: true, get_checksum: true}, register: r2}
                - {find: {name: ["{{ w }}", "{{ w }}/none", "{{ w }}/sub"], patterns: "*.conf,*.log"}, register: r3}
                - {find: {paths: "{{ w }}", recurse: true, depth: 2, file_type: any}, register: r4}
                - {find: {paths: "{{ w }}", recurse: true, file_type: directory}, register: r5}
                - {find: {paths: "{{ w }}", recurse: true, file_type: link}, register: r6}
                - {find: {paths: "{{ w }}", recurse: true, follow: true, patterns: "*.log"}, register: r7}
                - {find: {paths: "{{ w }}", recurse: true, use_regex: true, patterns: '^[ab]\\.', exclude: '.*log'}, register: r8}
                - {find: {paths: "{{ w }}", recurse: true, patterns: "[!ab]*,?.log", excludes: "big*"}, register: r9}
                - {find: {paths: "{{ w }}", age: 1w}, register: r10}
                - {find: {paths: "{{ w }}", age: "-1d", age_stamp: mtime}, register: r11}
                - {find: {paths: "{{ w }}", recurse: true, size: 2k}, register: r12}
                - {find: {paths: "{{ w }}", recurse: true, size: "-10"}, register: r13}
                - {find: {paths: "{{ w }}", recurse: true, contains: "tw"}, register: r14}
                - {find: {paths: "{{ w }}", recurse: true, contains: "two\\n\\\\Z|(?s:one.*three)", read_whole_file: true}, register: r15}
                - {find: {paths: "{{ w }}", recurse: true, contains: "one"}, register: r16}
                - {find: {paths: "{{ w }}", recurse: true, patterns: "[[]odd[]]*"}, register: r17}
                - {find: {paths: "{{ w }}", age: soon}, register: bad, ignore_errors: true}
                - {find: {paths: "{{ w }}", size: "1x"}, register: bad, ignore_errors: true}
            \(found(17).split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
            """
        ),
        PlaybookCase(
            "entries of databases become facts",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - getent: {database: passwd, key: root}
                - getent: {database: group}
                - getent: {database: services, key: ssh}
                - getent: {database: passwd, key: nobody-of-that-name, fail_key: false}
                  register: none
                - copy:
                    dest: "{{ out }}/results"
                    content: |
                      {{ getent_passwd }} {{ ansible_facts.getent_passwd }} {{ none.msg }}
                      {{ getent_group | dict2items | selectattr('key', 'in', ['root', 'daemon']) }}
                      {{ getent_services }} {{ ansible_getent_passwd is defined }}
                - getent: {database: passwd, key: root, split: "/"}
                - copy: {dest: "{{ out }}/split", content: "{{ getent_passwd.keys() | length }}"}
                - getent: {database: passwd, key: nobody-of-that-name}
                  ignore_errors: true
                - getent: {database: nothing}
                  ignore_errors: true
            """
        ),
        PlaybookCase(
            "the connection has a name where only a keyword says it",
            files: [
                "hosts": "h1 ansible_python_interpreter=/usr/bin/python3\n",
                "site.yml": """
                - hosts: h1
                  connection: local
                  gather_facts: false
                  tasks:
                    - copy: {content: "{{ ansible_connection }} {{ ansible_host }}", dest: "{{ out }}/a"}
                    - fail: {msg: no}
                      when: ansible_connection != 'local'
                """,
            ]
        ),
        PlaybookCase(
            "facts of the distribution and of Python",
            """
            - hosts: h1
              tasks:
                - copy:
                    dest: "{{ out }}/results"
                    content: |
                      {{ ansible_distribution_file_variety }} {{ ansible_distribution_file_path }}
                      {{ ansible_distribution_file_parsed }} {{ ansible_python_version }}
                      {{ ansible_facts.python.version }} {{ ansible_python.version_info }}
                      {{ ansible_python.type }} {{ ansible_os_family }} {{ ansible_facts.distribution }}
            """
        ),
        PlaybookCase(
            "temporary files and directories",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - tempfile: {path: "{{ out | dirname }}", suffix: .txt}
                  register: file
                - tempfile: {path: "{{ out | dirname }}", state: directory, prefix: "made up "}
                  register: folder
                - tempfile: {path: "{{ out }}/none"}
                  ignore_errors: true
                - stat: {path: "{{ item.path }}"}
                  loop: ["{{ file }}", "{{ folder }}"]
                  loop_control: {label: x}
                  register: both
                - copy:
                    dest: "{{ out }}/results"
                    content: |
                      {% for one in both.results %}
                      {{ one.stat.mode }} {{ one.stat.isdir }} {{ one.item.path | dirname == out | dirname }}
                      {{ one.item.path | basename | regex_replace('[a-zA-Z0-9_]{8}(?=(.txt)?$)', 'X') }}
                      {% endfor %}
            """
        ),
        PlaybookCase(
            "temporary files are not made in check mode",
            options: ["--check"],
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - tempfile: {path: "{{ out }}"}
                - find: {paths: "{{ out }}"}
                - getent: {database: passwd, key: root}
            """
        ),
        PlaybookCase(
            "services and installed packages become facts",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - service_facts:
                - package_facts: {manager: auto, strategy: first}
                - copy:
                    dest: "{{ out }}/results"
                    content: |
                      {{ services | default({}) | dict2items | sort(attribute='key') | map(attribute='value') | map('dictsort') | list | to_json }}
                      {% for name in packages | sort %}{% for one in packages[name] %}
                      {{ one.keys() | sort }} {{ one.name }} {{ one.version }} {{ one.arch }} {{ one.origin }} {{ one.source }}
                      {% endfor %}{% endfor %}
                - package_facts: {manager: brew}
                  ignore_errors: true
            """
        ),
    ]
}
