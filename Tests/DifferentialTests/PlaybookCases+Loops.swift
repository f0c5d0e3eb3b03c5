extension PlaybookCases {
    static let loops: [PlaybookCase] = [
        PlaybookCase(
            "loops: items, labels, conditions, what is registered",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - debug: {msg: "{{ item }}"}
                  loop: [a, {k: v}, 3]
                - debug: {msg: "{{ thing.name }} {{ index }}"}
                  loop: [{name: x}, {name: y}]
                  loop_control: {loop_var: thing, index_var: index, label: "{{ thing.name }}"}
                - command: "echo {{ item }}"
                  loop: [1, 2, 3]
                  when: item != 2
                  register: r
                - copy:
                    content: >-
                      {{ r.results | map(attribute='stdout', default='-') | join(',') }}
                      {{ r.results | map(attribute='skipped', default=false) | join(',') }}
                      {{ r.changed }} {{ r.results | length }} {{ r.results[0].item }}
                    dest: "{{ out }}/r"
                - debug: {msg: none}
                  loop: []
                - debug: {msg: none}
                  loop: [1, 2]
                  when: false
            """
        ),
        PlaybookCase(
            "a failed item fails the task after the others",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - fail: {msg: "{{ item }}"}
                  loop: [1, 2, 3]
                  when: item == 2
                  ignore_errors: true
                  register: r
                - copy: {content: "{{ r.msg }} {{ r.failed }}", dest: "{{ out }}/r"}
                - command: "sh -c 'exit {{ item }}'"
                  with_items: [0, 1]
            """
        ),
        PlaybookCase(
            "with_ loops",
            """
            - hosts: h1
              gather_facts: false
              vars:
                people: {ann: {age: 1}, bob: {age: 2}}
              tasks:
                - debug: {msg: "{{ item.key }}"}
                  with_dict: "{{ people }}"
                - debug: {msg: "{{ item.0 }}{{ item.1 }}"}
                  with_together: [[1, 2], [a, b]]
                - debug: {msg: "{{ item }}"}
                  with_sequence: start=1 end=3
                - debug: {msg: "{{ item }}"}
                  with_items: [[1, 2], 3]
                - debug: {msg: "{{ item.0 }} {{ item.1 }}"}
                  with_indexed_items: [a, b]
            """
        ),
        PlaybookCase(
            "until with retries",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - name: counts
                  shell: echo x >> {{ out }}/count; wc -l < {{ out }}/count
                  register: r
                  until: r.stdout | int >= 3
                  retries: 5
                  delay: 0
                - copy: {content: "{{ r.attempts }}", dest: "{{ out }}/attempts"}
                - command: "false"
                  register: r
                  until: r is succeeded
                  retries: 2
                  delay: 0
                  ignore_errors: true
                - copy: {content: "{{ r.attempts }} {{ r.failed }}", dest: "{{ out }}/failed"}
            """
        ),
        PlaybookCase(
            "extended loop variables",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - shell: >-
                    echo {{ ansible_loop.index }} {{ ansible_loop.last }} {{ ansible_loop.length }}
                    {{ ansible_loop.previtem | default('-') }} >> {{ out }}/loop
                  loop: [a, b]
                  loop_control: {extended: true}
            """
        ),
    ]

    static let hosts: [PlaybookCase] = [
        PlaybookCase(
            "serial runs batch after batch",
            """
            - hosts: all
              gather_facts: false
              serial: [1, 2]
              tasks:
                - shell: echo {{ ansible_play_batch | join(' ') }} >> {{ out }}/batches
            """
        ),
        PlaybookCase(
            "run_once registers for all hosts",
            """
            - hosts: all
              gather_facts: false
              tasks:
                - command: echo once
                  run_once: true
                  register: r
                - shell: echo {{ r.stdout }} >> {{ out }}/all
            """
        ),
        PlaybookCase(
            "any_errors_fatal stops all hosts",
            """
            - hosts: all
              gather_facts: false
              any_errors_fatal: true
              tasks:
                - fail: {msg: x}
                  when: inventory_hostname == 'h2'
                - debug: {msg: never}
            """
        ),
        PlaybookCase(
            "hosts leave the play",
            """
            - hosts: all
              gather_facts: false
              tasks:
                - meta: end_host
                  when: inventory_hostname == 'h1'
                - debug: {msg: two left}
                - meta: end_play
                - debug: {msg: never}
            - hosts: h1
              gather_facts: false
              tasks:
                - debug: {msg: again}
            """
        ),
        PlaybookCase(
            "delegation asks another host",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: echo {{ inventory_hostname }}
                  delegate_to: h2
                  register: r
                - copy: {content: "{{ r.stdout }}", dest: "{{ out }}/r"}
                - debug: {msg: x}
                  delegate_to: "{{ item }}"
                  loop: [h2, h3]
                - set_fact: {fact: 7}
                  delegate_to: h3
                  delegate_facts: true
                - copy:
                    content: "{{ fact | default('-') }} {{ hostvars.h3.fact }}"
                    dest: "{{ out }}/fact"
            """
        ),
        PlaybookCase(
            "limit and patterns",
            options: ["--limit", "all:!h2"],
            """
            - hosts: pair
              gather_facts: false
              tasks:
                - debug: {msg: "{{ group_names }} {{ groups.pair }}"}
            - hosts: h2
              gather_facts: false
              tasks:
                - debug: {msg: nobody}
            """
        ),
        PlaybookCase(
            "results that may not be seen",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: echo secret
                  no_log: true
                - fail: {msg: secret}
                  no_log: true
                  ignore_errors: true
                - debug: {msg: "{{ item }}"}
                  loop: [secret]
                  no_log: true
            """
        ),
    ]
}
