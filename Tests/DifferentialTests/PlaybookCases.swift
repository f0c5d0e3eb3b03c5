/// Playbooks that ansible-playbook and ours must run alike.
enum PlaybookCases {
    static let flow: [PlaybookCase] = [
        PlaybookCase(
            "blocks with rescue and always",
            """
            - hosts: all
              gather_facts: false
              tasks:
                - block:
                    - name: fails on one
                      fail: {msg: "no"}
                      when: inventory_hostname == 'h1'
                    - name: goes on
                      debug: {msg: here}
                  rescue:
                    - name: rescues
                      copy:
                        content: "{{ ansible_failed_task.name }}: {{ ansible_failed_result.msg }}"
                        dest: "{{ out }}/rescued"
                  always:
                    - name: in any case
                      debug: {msg: always}
                - name: after
                  debug: {msg: after}
            """
        ),
        PlaybookCase(
            "a failure in rescue fails the host, always still runs",
            """
            - hosts: pair
              gather_facts: false
              tasks:
                - block:
                    - fail: {msg: one}
                  rescue:
                    - fail: {msg: two}
                      when: number | int == 1
                  always:
                    - debug: {msg: always}
                - debug: {msg: after}
            """
        ),
        PlaybookCase(
            "nested blocks",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - block:
                    - block:
                        - command: "false"
                      always:
                        - debug: {msg: inner}
                    - debug: {msg: never}
                  rescue:
                    - debug: {msg: outer}
            """
        ),
        PlaybookCase(
            "ignored errors, failed_when and changed_when",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: "false"
                  ignore_errors: true
                  register: r
                - command: "true"
                  changed_when: false
                - command: "true"
                  failed_when: "'x' in 'xyz'"
                  ignore_errors: true
                - command: "false"
                  failed_when: false
                  changed_when: [true, "1 == 2"]
                - copy:
                    content: "{{ r.rc }} {{ r.failed }} {{ r is failed }} {{ r.changed }}"
                    dest: "{{ out }}/r"
            """
        ),
        PlaybookCase(
            "the last failure ends the run with 2",
            """
            - hosts: pair
              gather_facts: false
              tasks:
                - fail: {msg: bad}
                - debug: {msg: never}
            - hosts: all
              gather_facts: false
              tasks:
                - debug: {msg: never}
            """
        ),
        PlaybookCase(
            "assertions",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - assert:
                    that: [1 == 1, number is defined]
                - assert:
                    that: "number == 7"
                    fail_msg: it is {{ number }}
                  ignore_errors: true
                - assert: {that: [true], quiet: true}
            """
        ),
        PlaybookCase(
            "tags leave tasks out",
            options: ["--tags", "a,c", "--skip-tags", "x"],
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - {name: a, debug: {msg: a}, tags: a}
                - {name: b, debug: {msg: b}, tags: b}
                - {name: ax, debug: {msg: ax}, tags: [a, x]}
                - {name: always, debug: {msg: d}, tags: always}
                - {name: never, debug: {msg: e}, tags: [never, c]}
                - block:
                    - {name: inner, debug: {msg: f}}
                  tags: c
            """
        ),
        PlaybookCase(
            "check mode runs nothing that it cannot foresee",
            options: ["--check"],
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: touch {{ out }}/made
                - copy: {content: x, dest: "{{ out }}/copied"}
                - command: touch {{ out }}/forced
                  check_mode: false
                - debug: {msg: "{{ ansible_check_mode }}"}
            """
        ),
        PlaybookCase(
            "start at a task",
            options: ["--start-at-task", "second"],
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - {name: first, debug: {msg: a}}
                - {name: second, debug: {msg: b}}
                - {name: third, debug: {msg: c}}
            """
        ),
    ]

    static let handlers: [PlaybookCase] = [
        PlaybookCase(
            "handlers run in the order of definition, once",
            """
            - hosts: pair
              gather_facts: false
              tasks:
                - command: "true"
                  notify: [third, first]
                - command: "true"
                  notify: first
                - command: "true"
                  changed_when: false
                  notify: second
              handlers:
                - {name: first, shell: "echo first >> {{ out }}/order"}
                - {name: second, shell: "echo second >> {{ out }}/order"}
                - {name: third, shell: "echo third >> {{ out }}/order"}
            """
        ),
        PlaybookCase(
            "topics, flushing, and handlers that notify",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: "true"
                  notify: topic
                - meta: flush_handlers
                - debug: {msg: between}
                - command: "true"
                  notify: one
              handlers:
                - {name: one, command: "true", listen: topic, notify: three}
                - {name: two, command: "true", listen: topic}
                - {name: three, debug: {msg: three}}
            """
        ),
        PlaybookCase(
            "a failed host does not run its handlers",
            """
            - hosts: pair
              gather_facts: false
              tasks:
                - command: "true"
                  notify: h
                - fail: {msg: x}
                  when: inventory_hostname == 'h1'
              handlers:
                - {name: h, debug: {msg: handler}}
            """
        ),
        PlaybookCase(
            "forced handlers run on failed hosts too",
            options: ["--force-handlers"],
            """
            - hosts: pair
              gather_facts: false
              tasks:
                - command: "true"
                  notify: h
                - fail: {msg: x}
                  when: inventory_hostname == 'h1'
              handlers:
                - {name: h, debug: {msg: handler}}
            """
        ),
        PlaybookCase(
            "sections flush their handlers",
            """
            - hosts: h1
              gather_facts: false
              pre_tasks:
                - {command: "true", notify: h}
              tasks:
                - {command: "true", notify: h}
              post_tasks:
                - {command: "true", notify: h}
              handlers:
                - {name: h, debug: {msg: handler}}
            """
        ),
    ]
}
