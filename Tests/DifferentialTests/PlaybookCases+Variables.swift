extension PlaybookCases {
    /// A task that writes down what the names of all levels stand for.
    private static func show(indent: Int) -> String {
        let lines = [
            "- copy:",
            "    content: |",
            "      {% for name in names %}",
            "      {{ name }}={{ lookup('vars', name, default='-') }}",
            "      {% endfor %}",
            "    dest: \"{{ out }}/{{ where }}-{{ inventory_hostname }}\"",
            "  vars:",
            "    names: [all_v, group_v, host_v, play_v, file_v, role_v, default_v, task_v, fact_v]",
        ]
        let blanks = String(repeating: " ", count: indent)
        return lines.map { blanks + $0 }.joined(separator: "\n") + "\n"
    }

    static let variables: [PlaybookCase] = [
        PlaybookCase(
            "levels of precedence",
            options: ["-e", "extra_v=extra"],
            files: [
                "group_vars/all.yml": level("all", 0),
                "group_vars/pair.yml": level("group", 1),
                "host_vars/h1.yml": level("host", 2),
                "vars/file.yml": level("file", 4),
                "roles/r/defaults/main.yml":
                    "default_v: default\nrole_v: default\nall_v: default\n",
                "roles/r/vars/main.yml": level("role", 5),
                "roles/r/tasks/main.yml": show(indent: 0),
                "site.yml": """
                - hosts: all
                  gather_facts: false
                  vars:
                    where: play
                    play_v: play
                    file_v: play
                    role_v: play
                    task_v: play
                    fact_v: play
                    extra_v: play
                    param_v: play
                    host_v: "{{ 'play' if false else 'lazy ' ~ play_v }}"
                  vars_files: [vars/file.yml]
                  roles:
                    - {role: r, where: in-role, param_v: param}
                  tasks:
                \(show(indent: 4))
                    - set_fact: {fact_v: fact, task_v: fact}
                    - copy:
                        content: "{{ task_v }} {{ fact_v }} {{ extra_v }}"
                        dest: "{{ out }}/task-{{ inventory_hostname }}"
                      vars: {task_v: task, extra_v: task}
                """,
            ]
        ),
        PlaybookCase(
            "magic variables",
            """
            - name: magic {{ 1 + 1 }}
              hosts: pair
              gather_facts: false
              vars:
                other: "{{ hostvars['h2']['number'] }}"
              tasks:
                - copy:
                    content: |
                      {{ inventory_hostname }} {{ inventory_hostname_short }}
                      {{ groups['all'] }} {{ group_names }} {{ play_hosts }}
                      {{ ansible_play_hosts_all }} {{ ansible_play_batch }} {{ ansible_play_name }}
                      {{ other }} {{ hostvars.h1.inventory_hostname }} {{ ansible_check_mode }}
                      {{ playbook_dir == inventory_dir }} {{ ansible_run_tags }} {{ ansible_forks }}
                      {{ 'h3' in hostvars }} {{ hostvars.h3.number }}
                      {{ ansible_version.major }}
                    dest: "{{ out }}/{{ inventory_hostname }}"
            """
        ),
        PlaybookCase(
            "omit, lazy templates and native types",
            """
            - hosts: h1
              gather_facts: false
              vars:
                a: "{{ b }}"
                b: "{{ c + 1 }}"
                c: 1
                mode: "{{ omit }}"
              tasks:
                - copy: {content: "{{ a }}", dest: "{{ out }}/a", mode: "{{ mode }}"}
                - set_fact: {list: "{{ [1, 2] }}", text: "[1, 2", c: 5}
                - copy: {content: "{{ list | length }} {{ text }} {{ a }}", dest: "{{ out }}/b"}
            """
        ),
        PlaybookCase(
            "undefined variables fail where they are used",
            """
            - hosts: h1
              gather_facts: false
              vars:
                broken: "{{ nowhere }}"
              tasks:
                - debug: {msg: fine}
                - debug: {msg: "{{ broken }}"}
                  when: false
                - debug: {msg: "{{ broken }}"}
                  ignore_errors: true
                - debug: {msg: x}
                  when: nowhere
                  ignore_errors: true
                - debug: {msg: "{{ broken | default('d') }}"}
            """
        ),
        PlaybookCase(
            "include_vars",
            files: [
                "more/one.yml": "x: one\ny: \"{{ x }}!\"\n",
                "site.yml": """
                - hosts: h1
                  gather_facts: false
                  vars: {x: play}
                  tasks:
                    - include_vars: more/one.yml
                    - include_vars: {file: more/one.yml, name: inside}
                    - copy: {content: "{{ x }} {{ y }} {{ inside.x }}", dest: "{{ out }}/x"}
                """,
            ]
        ),
    ]

    private static func level(_ word: String, _ from: Int) -> String {
        let names = [
            "all_v", "group_v", "host_v", "play_v", "file_v", "role_v", "task_v", "fact_v",
            "extra_v", "param_v",
        ]
        return names.dropFirst(from).map { "\($0): \(word)\n" }.joined()
    }
}
