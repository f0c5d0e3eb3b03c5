extension PlaybookCases {
    /// Programs that cannot be started, and tasks that look at what failed.
    static let programs: [PlaybookCase] = [
        modules(
            "programs that are not there, and directories that cannot be entered",
            """
            - {command: no-such-program-at-all a 'b c', register: r1, ignore_errors: true}
            - {command: {cmd: "true", chdir: /no/such/folder}, register: r2, ignore_errors: true}
            - {shell: no-such-program-at-all, register: r3, ignore_errors: true}
            - {shell: {cmd: "true", chdir: /no/such/folder}, register: r4, ignore_errors: true}
            - {command: /etc/passwd, register: r5, ignore_errors: true}
            - {command: /no/such/program, register: r6, ignore_errors: true}
            - {command: /tmp, register: r7, ignore_errors: true}
            - {command: {cmd: "true", chdir: /etc/passwd}, register: r8, ignore_errors: true}
            - {command: no-such-program, register: r9, failed_when: false, changed_when: false}
            - {command: no-such-program, register: r10, failed_when: r10.rc == 7}
            - copy: {content: "#!/no/such/interpreter\\n", dest: "{{ w }}/bad", mode: "0755"}
            - {command: {cmd: ./bad, chdir: "{{ w }}"}, register: r11, ignore_errors: true}
            - {shell: {cmd: "true", executable: /no/such/sh}, register: r12, ignore_errors: true}
            - {command: {cmd: no-such-program, creates: /etc/passwd}, register: r13, ignore_errors: true}
            - {command: {cmd: no-such-program, stdin: x}, register: r14, ignore_errors: true}
            - {command: {cmd: "true", chdir: /no/such, creates: /etc/passwd}, register: r15, ignore_errors: true}
            - {command: "sh -c 'exit 127'", register: r16, ignore_errors: true}
            - {command: "no-such-program {{ item }}", register: r17, loop: [1, 2], ignore_errors: true}
            - {command: no-such-program, environment: {LC_ALL: C}, timeout: 20, register: r18, ignore_errors: true}
            """,
            written(18, "cmd rc msg stderr stdout")
        ),
        modules(
            "paths that end with a slash",
            """
            - file: {path: "{{ w }}/d", state: directory, mode: "0755"}
            - file: {src: d, dest: "{{ w }}/l", state: link}
            - {file: {path: "{{ w }}/l/", state: absent}, register: r1, ignore_errors: true}
            - copy: {dest: "{{ w }}/d/f", content: x}
            - {file: {path: "{{ w }}/d/f/", state: absent}, register: r2, ignore_errors: true}
            - {file: {path: "{{ w }}/l/", state: directory}, register: r3, ignore_errors: true}
            - {file: {path: "{{ w }}/d/", state: absent}, register: r4, ignore_errors: true}
            - {file: {path: "{{ w }}/none/", state: absent}, register: r5, ignore_errors: true}
            - {file: {path: "{{ w }}/l/", state: absent}, register: r6, ignore_errors: true}
            - {file: {path: "{{ w }}/new/sub/", state: directory, mode: "0750"}, register: r7}
            - {file: {path: "{{ w }}/new/", state: directory, mode: "0700", recurse: true}, register: r8}
            """,
            written(8, "msg mode")
        ),
        PlaybookCase(
            "every item of a loop notifies, if one of them changed something",
            """
            - hosts: pair
              gather_facts: false
              tasks:
                - command: "echo {{ item }}"
                  loop: [a, b]
                  changed_when: item == 'b' and inventory_hostname == 'h2'
                  notify: "h {{ item }}"
                - command: "echo {{ item }}"
                  loop: [a, b]
                  changed_when: false
                  notify: "nobody {{ item }}"
                - command: "echo {{ item }}"
                  loop: [c, d]
                  when: item == 'c'
                  notify: "h {{ item }}"
                - command: "sh -c 'exit {{ item }}'"
                  loop: [0, 1]
                  ignore_errors: true
                  notify: h e
              handlers:
                - {name: h a, debug: {msg: a}}
                - {name: h b, debug: {msg: b}}
                - {name: h c, debug: {msg: c}}
                - {name: h d, debug: {msg: d}}
                - {name: h e, debug: {msg: e}}
            """
        ),
        PlaybookCase(
            "a task that is delegated sees the other host's address where its own has none",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: echo {{ ansible_host | default('unset') }} {{ inventory_hostname }}
                  delegate_to: h2
                  register: a
                - command: echo {{ ansible_host | default('unset') }}
                  delegate_to: h4
                  register: b
                - command: echo {{ ansible_host }} {{ hostvars['h2'].ansible_host | default('unset') }}
                  register: c
                - command: >-
                    echo {{ hostvars['h2'].ansible_host | default('unset') }}
                    {{ ansible_delegated_vars.h2.ansible_host | default('unset') }}
                    {{ ansible_delegated_vars['h2'].inventory_hostname }} {{ ansible_delegated_vars.h2.number }}
                  delegate_to: h2
                  register: d
                - command: echo {{ ansible_delegated_vars[item].ansible_host }} {{ ansible_host }}
                  delegate_to: "{{ item }}"
                  loop: [h2, h4]
                  register: e
                - command: echo {{ ansible_host }}
                  delegate_to: localhost
                  register: f
                - copy:
                    dest: "{{ out }}/r"
                    content: >-
                      {{ [a, b, c, d, f] | map(attribute='stdout') | list }}
                      {{ e.results | map(attribute='stdout') | list }}
            """
        ),
        PlaybookCase(
            "rescue sees the task that failed as it is written",
            """
            - hosts: h1
              gather_facts: false
              vars:
                v: 5
                shown: [action, name, register, when, changed_when, failed_when, loop, notify, vars,
                        delegate_to, retries, delay, until, become, no_log, tags, ignore_errors]
              tasks:
                - block:
                    - name: "fails {{ v }}"
                      command: "false"
                      args: {chdir: /}
                      register: rr
                      tags: [x]
                      when: v == 5
                      vars: {tv: "{{ v + 1 }}"}
                      loop: [1, 2]
                      notify: nothing
                      changed_when: false
                      environment: {A: "{{ v }}"}
                      delegate_to: h2
                  rescue:
                    - &look
                      copy:
                        dest: "{{ out }}/{{ ansible_failed_task.action }}"
                        content: |
                          {% for k in shown %}
                          {{ k }}: {{ ansible_failed_task[k] }}
                          {% endfor %}
                - block:
                    - template: {src: /no/such, dest: "{{ out }}/x"}
                  rescue:
                    - *look
              handlers:
                - {name: nothing, debug: {}}
            """
        ),
        PlaybookCase(
            "conditions on a result see it, and the facts that it sets, not its keys as variables",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - {set_fact: {made: 5}, failed_when: made == 5, ignore_errors: true, register: r1}
                - {set_fact: {made2: 5}, changed_when: made2 == 5, register: r2}
                - {command: echo hi, changed_when: rc == 0, ignore_errors: true, register: r3}
                - {command: echo hi, failed_when: stdout == 'x', ignore_errors: true, register: r4}
                - {command: echo hi, changed_when: r5.nothing == 1, ignore_errors: true, register: r5}
                - {command: "sh -c 'echo x >> {{ out }}/ran; exit 3'", changed_when: no_such, ignore_errors: true, register: r6}
                - {command: "echo hi", failed_when: [r7.rc == 0, nope is defined], register: r7}
                - {command: "false", failed_when: r8.rc == 2, register: r8}
                - {stat: {path: /etc}, changed_when: stat.exists, ignore_errors: true, register: r9}
                - {copy: {content: x, dest: "{{ out }}/x"}, changed_when: no_such, ignore_errors: true, register: r10}
                - {include_vars: v.yml, failed_when: from_file == 3, ignore_errors: true, register: r11}
                - copy:
                    dest: "{{ out }}/r"
                    content: |
                      {% for r in [r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11] %}
                      {{ r.changed }} {{ r.failed }} {{ r.rc | default('-') }} {{ r.failed_when_result is defined }}
                      {% endfor %}
            """,
            files: ["v.yml": "from_file: 3"]
        ),
        PlaybookCase(
            "raw commands and scripts of the controller",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - raw: echo a | tr a b; echo e >&2
                  register: r1
                - raw: echo $0
                  args: {executable: /bin/bash}
                  register: r2
                - {raw: exit 3, register: r3, ignore_errors: true}
                - {raw: "true", check_mode: true, register: r4}
                - script: "'my run.sh' 'a  b' $((1 + 1)) >&1"
                  args: {chdir: /tmp}
                  register: r5
                - {script: my\\ run.sh creates=/etc/passwd, register: r6}
                - {script: {cmd: missing.sh, removes: /none/at/all}, register: r7}
                - script: {cmd: "'my run.sh' end", executable: /bin/sh -e, chdir: /tmp}
                  ignore_errors: true
                  register: r8
                - {script: missing.sh, ignore_errors: true}
                - {script: my\\ run.sh, args: {chdir: tmp}, ignore_errors: true, register: r9}
                - {script: my\\ run.sh, check_mode: true, register: r10}
                - {script: my\\ run.sh, args: {creates: /none}, check_mode: true, register: r11}
                - {script: my\\ run.sh, args: {chdir: /none}, ignore_errors: true, register: r12}
                - copy:
                    dest: "{{ out }}/results"
                    content: |
                      {% for n in range(1, 13) %}{% set r = vars['r' ~ n] %}
                      {{ n }} {{ r.rc | default('-') }} {{ r.stdout | default('-') | to_json }} {{ r.stdout_lines | default('-') }} {{ (r.stderr | default('-') | to_json) if n < 12 }} {{ r.changed }} {{ r.failed | default(false) }} {{ r.skipped | default('-') }} {{ r.msg | default('-') }} {{ 'cmd' in r }}
                      {% endfor %}
            """,
            files: [
                "files/my run.sh": """
                #!/bin/sh
                printf '%s|' "$@" "$(basename "$0")"
                pwd
                [ "$1" != end ]
                echo done
                """
            ]
        ),
    ]
}
