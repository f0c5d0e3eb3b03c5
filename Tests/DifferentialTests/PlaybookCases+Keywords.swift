extension PlaybookCases {
    /// Keywords whose values are templates, are omitted, or hold expressions.
    static let keywords: [PlaybookCase] = [
        PlaybookCase(
            "what may fail fails where it stands, and a template names a module",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - slurp:
                  ignore_errors: true
                  register: a
                - block:
                    - copy: {src: x}
                  rescue:
                    - debug: {msg: rescued}
                - action: "{{ 'deb' ~ 'ug' }} msg=hi"
                  register: b
                - action: "{{ 'debug' }}"
                  args: {msg: there}
                - debug: {msg: "{{ item }}"}
                  with_items: "{{ no_such }}"
                  ignore_errors: true
                - copy: {content: "{{ a is failed }} {{ b.msg }}", dest: "{{ out }}/r"}
            """
        ),
        PlaybookCase(
            "an omitted keyword leaves it to what is around",
            """
            - hosts: h1
              gather_facts: false
              become: true
              become_user: nobody
              tasks:
                - command: whoami
                  become: "{{ omit }}"
                  register: a
                - command: whoami
                  become_user: "{{ no_such | default(omit) }}"
                  register: b
                - command: "false"
                  ignore_errors: "{{ omit }}"
                  failed_when: false
                  delegate_to: "{{ omit }}"
                  environment: {X: "{{ omit }}"}
                - copy: {content: "{{ a.stdout }} {{ b.stdout }}", dest: "{{ out }}/r"}
                  become: false
            """
        ),
        PlaybookCase(
            "strategy, order, tags and the names of loops may be templates",
            options: ["--tags", "web,second"],
            """
            - hosts: all
              gather_facts: false
              strategy: "{{ how | default('linear') }}"
              order: "{{ 'reverse_' }}sorted"
              vars: {some_tags: [other, web], name_of_item: thing}
              tasks:
                - debug: {msg: tagged}
                  tags: "{{ some_tags }}"
                - debug: {msg: not tagged}
                  tags: ["{{ 'db' }}"]
                - debug: {msg: "{{ thing }} {{ ansible_loop.index }} {{ nr }}"}
                  loop: [a, b]
                  loop_control: {loop_var: "{{ name_of_item }}", index_var: "{{ 'nr' }}", extended: "{{ true }}"}
                  tags: "first,{{ 'second' }}"
            """
        ),
        PlaybookCase(
            "what a template puts into a command is never one of its options",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - shell: echo hi {{ word }}
                  vars: {word: mom chdir=/tmp}
                  register: a
                - command: "{{ whole }}"
                  vars: {whole: "echo a creates=/etc/passwd"}
                  register: b
                - command: echo {{ word }} chdir=/tmp
                  vars: {word: "c creates=/etc/passwd"}
                  register: c
                - command: echo cmd=x argv=y free creates=/no/such
                  register: d
                - copy:
                    content: "{{ [a, b, c, d] | map(attribute='stdout') | list }}"
                    dest: "{{ out }}/r"
            """
        ),
        PlaybookCase(
            "conditions with templates in them",
            """
            - hosts: h1
              gather_facts: false
              vars: {engine: haproxy, yes_text: "number == '1'", flag: "True"}
              tasks:
                - debug: {msg: a}
                  when: "'{{ engine }}' == 'haproxy'"
                - debug: {msg: b}
                  when: "{{ yes_text }}"
                - debug: {msg: c}
                  when: "{{ flag }}"
                - debug: {msg: d}
                  when: "{{ item }} > 1"
                  loop: [1, 2]
                - assert: {that: ["{{ engine }} == 'haproxy'"]}
                  ignore_errors: true
                - assert: {that: '"{{ engine }}" == "haproxy"'}
                - assert: {that: "{{ ['true', engine == 'haproxy'] }}"}
                - command: echo 1 == 1
                  register: said
                - debug: {msg: never}
                  when: "{{ said.stdout }}"
                  ignore_errors: true
                - assert: {that: "{{ said.stdout_lines }}"}
            """
        ),
        PlaybookCase(
            "assertions are not split at commas, debug evaluates expressions",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - assert: {that: "'2.4' is version('2.0', '>=')"}
                - assert: that="1 in [1, 2]"
                - debug: {var: "number | int + 1"}
                - debug: {var: "'http://localhost/' | urlsplit('nonsense')"}
                  ignore_errors: true
                - debug: {var: "{{ item }}"}
                  loop: [number, nothing_of_that_name]
                - debug: {msg: quiet, verbosity: 1}
            """
        ),
        PlaybookCase(
            "check mode is the run's, whatever the task says",
            options: ["--check"],
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: echo ran
                  check_mode: false
                  when: ansible_check_mode
                  register: r
                - copy:
                    content: "{{ r.stdout }} {{ ansible_check_mode }}"
                    dest: "{{ out }}/r"
                  check_mode: false
            """
        ),
        PlaybookCase(
            "what check mode says of commands can be read",
            options: ["--check"],
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: "false"
                  register: t
                - shell: echo x
                  args: {creates: /etc/passwd}
                  register: c
                - shell: echo x creates=/no/such
                  register: d
                - command: echo x
                  args: {removes: /no/such}
                  register: e
                - copy:
                    content: >-
                      {{ t is succeeded }} {{ t is skipped }} {{ t.stdout }} {{ t.stdout_lines }} {{ t.rc }}
                      {{ t.stderr }} {{ t.changed }} {{ t.msg }}
                      {{ c.changed }} {{ c.msg }} {{ c.stdout }} {{ c is skipped }}
                      {{ d.changed }} {{ d.msg }} {{ d is skipped }} {{ e.changed }} {{ e.msg }}
                    dest: "{{ out }}/r"
                  check_mode: false
            """
        ),
        PlaybookCase(
            "magic variables",
            files: [
                "roles/one/meta/main.yml": "dependencies: [two]",
                "roles/one/tasks/main.yml": "- debug: {msg: one}",
                "roles/two/tasks/main.yml": "- debug: {msg: two}",
                "site.yml": """
                - hosts: pair
                  gather_facts: false
                  roles: [one]
                  tasks:
                    - copy:
                        content: >-
                          {{ ansible_host }} {{ ansible_config_file }} {{ ansible_search_path | length }}
                          {{ environment }} {{ role_names }} {{ ansible_role_names | sort }}
                          {{ ansible_play_role_names }} {{ ansible_dependent_role_names }}
                          {{ ansible_playbook_python is defined }} {{ ansible_play_name }} {{ ansible_run_tags }}
                          {{ hostvars.h1.ansible_host | default('-') }}
                        dest: "{{ out }}/{{ inventory_hostname }}"
                      environment: {A: b}
                """,
            ]
        ),
        PlaybookCase(
            "the hosts of a play under serial, and after a failure",
            """
            - hosts: all
              gather_facts: false
              serial: 2
              tasks:
                - command: "false"
                  when: inventory_hostname == 'h2'
                - shell: echo {{ inventory_hostname }} {{ ansible_play_hosts }} {{ ansible_play_batch }} {{ play_hosts }} >> {{ out }}/log
            - hosts: all
              gather_facts: false
              tasks:
                - shell: echo {{ inventory_hostname }} {{ ansible_play_hosts }} {{ ansible_play_hosts_all }} >> {{ out }}/log
            """
        ),
        PlaybookCase(
            "plays for groups that the inventory lacks",
            """
            - hosts: nobody_here
              gather_facts: false
              tasks: [{debug: {msg: never}}]
            - hosts: h1,nobody_here
              gather_facts: false
              tasks: [{debug: {msg: here}}]
            - hosts: "all:&nobody_here"
              gather_facts: false
              tasks: [{debug: {msg: never}}]
            """
        ),
        PlaybookCase(
            "a role runs once for each use, when it was not left out before",
            files: [
                "roles/show/tasks/main.yml": "- debug: {msg: shown}",
                "roles/show/meta/main.yml": "dependencies: [base]",
                "roles/base/tasks/main.yml": "- {command: \"true\", notify: [topic, named]}",
                "roles/base/handlers/main.yml": """
                - {name: named, debug: {msg: named}}
                - {name: listens, debug: {msg: listens}, listen: topic}
                """,
                "roles/turn_on/tasks/main.yml": "- set_fact: on=1",
                "site.yml": """
                - hosts: h1
                  gather_facts: false
                  roles:
                    - {role: show, when: on is defined}
                    - turn_on
                    - {role: show, when: on is defined}
                    - {role: show, when: on is defined}
                    - show
                    - {role: show, word: other}
                    - base
                  tasks:
                    - import_role: {name: show}
                    - include_role: {name: show}
                    - include_role: {name: show, allow_duplicates: false}
                """,
            ]
        ),
    ]
}
