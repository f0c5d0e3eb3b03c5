/// Plays whose hosts go on each by itself.
extension PlaybookCases {
    /// Plays whose hosts go on by themselves, two of them with few at a time.
    static let strategies: [PlaybookCase] =
        paced.map { $0.under("free") } + paced.prefix(2).map { $0.under("host_pinned") }

    private static let paced: [PlaybookCase] = [
        PlaybookCase(
            "handlers run in their order on each host, where they are flushed and at the end",
            """
            - hosts: all
              gather_facts: false
              strategy: STRATEGY
              tasks:
                - command: "true"
                  notify: [last, first]
                - command: "true"
                  notify: first
                - meta: flush_handlers
                  when: inventory_hostname != 'h2'
                - shell: echo task >> {{ out }}/{{ inventory_hostname }}
                  notify: topic
              handlers:
                - name: first
                  shell: echo first >> {{ out }}/{{ inventory_hostname }}
                  notify: last
                - name: second
                  shell: echo second >> {{ out }}/{{ inventory_hostname }}
                  listen: topic
                - name: last
                  shell: echo last >> {{ out }}/{{ inventory_hostname }}
            """
        ),
        PlaybookCase(
            "failures, rescue and always are each host's own",
            """
            - hosts: all
              gather_facts: false
              strategy: STRATEGY
              tasks:
                - block:
                    - command: "false"
                      when: inventory_hostname != 'h3'
                    - shell: echo went on >> {{ out }}/{{ inventory_hostname }}
                  rescue:
                    - shell: echo rescued >> {{ out }}/{{ inventory_hostname }}
                    - command: "false"
                      when: inventory_hostname == 'h2'
                  always:
                    - shell: echo always >> {{ out }}/{{ inventory_hostname }}
                - shell: echo after >> {{ out }}/{{ inventory_hostname }}
            - hosts: all
              gather_facts: false
              tasks:
                - shell: echo next >> {{ out }}/{{ inventory_hostname }}
            """
        ),
        PlaybookCase(
            "what hosts include, in loops and by their variables",
            """
            - hosts: all
              gather_facts: false
              strategy: STRATEGY
              tasks:
                - include_tasks: "of{{ number }}.yml"
                  loop: [x, y]
                - include_role: {name: part}
                  when: inventory_hostname != 'h1'
                - shell: echo after {{ r.stdout | default('-') }} >> {{ out }}/{{ inventory_hostname }}
            """,
            files: [
                "of1.yml": """
                - shell: echo one {{ item }} >> {{ out }}/{{ inventory_hostname }}
                - include_tasks: of2.yml
                  when: item == 'y'
                """,
                "of2.yml": """
                - shell: echo two {{ item }} >> {{ out }}/{{ inventory_hostname }}
                """,
                "of3.yml": """
                - command: "false"
                  ignore_errors: true
                """,
                "roles/part/tasks/main.yml": """
                - command: echo part {{ inventory_hostname }}
                  register: r
                  notify: of the part
                """,
                "roles/part/handlers/main.yml": """
                - name: of the part
                  shell: echo handled >> {{ out }}/{{ inventory_hostname }}
                """,
            ]
        ),
        PlaybookCase(
            "an include that fails on some hosts",
            """
            - hosts: all
              gather_facts: false
              strategy: STRATEGY
              tasks:
                - include_tasks: "{{ 'there' if number | int == 1 else 'missing' }}.yml"
                - shell: echo after >> {{ out }}/{{ inventory_hostname }}
            """,
            files: ["there.yml": "- shell: echo there >> {{ out }}/{{ inventory_hostname }}"]
        ),
        PlaybookCase(
            "hosts end their play",
            """
            - hosts: all
              gather_facts: false
              strategy: STRATEGY
              tasks:
                - meta: end_host
                  when: inventory_hostname == 'h1'
                - shell: echo here >> {{ out }}/{{ inventory_hostname }}
                - fail: {msg: "no"}
                  when: inventory_hostname == 'h2'
                - meta: clear_facts
                - shell: echo last >> {{ out }}/{{ inventory_hostname }}
            - hosts: h1
              gather_facts: false
              tasks:
                - shell: echo again >> {{ out }}/{{ inventory_hostname }}
            """
        ),
        PlaybookCase(
            "a strategy out of a template, in batches, with a throttle",
            options: ["-e", "how=STRATEGY", "-f", "2"],
            """
            - hosts: all
              gather_facts: false
              strategy: "{{ how }}"
              serial: 2
              order: reverse_inventory
              tasks:
                - shell: echo {{ ansible_play_batch | join(',') }} >> {{ out }}/{{ inventory_hostname }}
                  throttle: 1
                - set_fact: {mine: "{{ inventory_hostname }}"}
                - shell: echo {{ mine }} >> {{ out }}/{{ inventory_hostname }}
                  until: true
            """
        ),
        PlaybookCase(
            "forced handlers after a failure",
            options: ["--force-handlers"],
            """
            - hosts: all
              gather_facts: false
              strategy: STRATEGY
              tasks:
                - command: "true"
                  notify: handle
                - command: "false"
                  when: inventory_hostname == 'h2'
                - shell: echo on >> {{ out }}/{{ inventory_hostname }}
              handlers:
                - name: handle
                  shell: echo handled >> {{ out }}/{{ inventory_hostname }}
            """
        ),
    ]

    /// Once-only tasks, which hosts that go on by themselves do each.
    static let onceUnderFree: [PlaybookCase] = [
        PlaybookCase(
            "run_once",
            """
            - hosts: all
              gather_facts: false
              strategy: free
              tasks:
                - shell: echo once >> {{ out }}/{{ inventory_hostname }}
                  run_once: true
                  register: r
                - shell: echo {{ r is changed }} >> {{ out }}/{{ inventory_hostname }}
            """
        )
    ]

    /// Tasks that go on by themselves.
    static let background: [PlaybookCase] = [
        PlaybookCase(
            "async, poll and async_status",
            """
            - hosts: h1
              gather_facts: false
              vars: {ansible_async_dir: "{{ out }}/../jobs"}
              tasks:
                - shell: echo late; echo more >&2; exit 3
                  async: 60
                  poll: 0
                  register: job
                - async_status: {jid: "{{ job.ansible_job_id }}"}
                  register: ended
                  until: ended.finished
                  retries: 100
                  delay: 0.1
                  ignore_errors: true
                - copy:
                    content: "{{ job.started }} {{ job.finished }} {{ ended.rc }} {{ ended.stdout }}
                      {{ ended.stderr_lines }} {{ ended.msg }} {{ ended.cmd }} {{ ended is changed }}"
                    dest: "{{ out }}/ended"
                - async_status: {jid: "{{ job.ansible_job_id }}", mode: cleanup}
                - async_status: {jid: "{{ job.ansible_job_id }}"}
                  register: gone
                  failed_when: gone.msg != 'could not find job'
                - command: echo {{ item }}
                  async: 60
                  poll: 1
                  loop: [a, b]
                  register: both
                - copy: {content: "{{ both.results | map(attribute='stdout') }}", dest: "{{ out }}/both"}
                - command: echo one
                  async: 60
                  poll: 1
                  changed_when: false
                  register: one
                - copy: {content: "{{ one.finished }} {{ one.stdout }}", dest: "{{ out }}/one"}
                - debug: {msg: x}
                  async: 5
                  ignore_errors: true
            """
        )
    ]

    /// How hosts that go together leave a play: by conditions of the first, by handlers that fail.
    static let lockstep: [PlaybookCase] = [
        PlaybookCase(
            "end_play asks the conditions of the first host",
            """
            - hosts: all
              gather_facts: false
              tasks:
                - meta: end_play
                  when: inventory_hostname == 'h2'
                - shell: echo on >> {{ out }}/{{ inventory_hostname }}
                - meta: end_batch
                  when: inventory_hostname == 'h1'
                - shell: echo never >> {{ out }}/{{ inventory_hostname }}
            """
        ),
        PlaybookCase(
            "a handler that fails keeps the host from later ones, and from later sections",
            """
            - hosts: all
              gather_facts: false
              pre_tasks:
                - command: "true"
                  notify: [one, two]
              tasks:
                - shell: echo task >> {{ out }}/{{ inventory_hostname }}
              handlers:
                - name: one
                  command: "false"
                  when: inventory_hostname == 'h1'
                - name: two
                  shell: echo two >> {{ out }}/{{ inventory_hostname }}
            """
        ),
        PlaybookCase(
            "handlers that include tasks",
            """
            - hosts: all
              gather_facts: false
              tasks:
                - command: "true"
                  notify: [one, two]
                - meta: flush_handlers
                - shell: echo task >> {{ out }}/{{ inventory_hostname }}
              handlers:
                - name: one
                  include_tasks: part.yml
                - name: two
                  shell: echo two >> {{ out }}/{{ inventory_hostname }}
            """,
            files: ["part.yml": "- shell: echo part >> {{ out }}/{{ inventory_hostname }}"]
        ),
    ]
}

extension PlaybookCase {
    /// The case with the strategy named where it says `STRATEGY`.
    func under(_ strategy: String) -> PlaybookCase {
        PlaybookCase(
            "\(strategy): \(name)",
            options: options.map { $0.replacing("STRATEGY", with: strategy) },
            files: files.mapValues { $0.replacing("STRATEGY", with: strategy) }
        )
    }
}
