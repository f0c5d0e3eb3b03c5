extension PlaybookCases {
    /// What tasks leave behind: variables, results, facts.
    static let results: [PlaybookCase] = [
        PlaybookCase(
            "an item of a loop sees what the items before it left",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - set_fact:
                    seen: "{{ seen | default([]) + [item] }}"
                  loop: [one, two, three]
                - command: "echo {{ item }} {{ last.stdout | default('none') }}"
                  register: last
                  loop: [one, two]
                - include_vars: "{{ item }}.yml"
                  loop: [v1, v2]
                  register: v
                - copy:
                    content: "{{ seen }} {{ last.results | map(attribute='stdout') | list }} {{ both }}"
                    dest: "{{ out }}/r"
            """,
            files: ["v1.yml": "first: 1", "v2.yml": "both: '{{ first + 1 }}'"]
        ),
        PlaybookCase(
            "set_fact makes booleans of their words, and takes templates for names",
            """
            - hosts: h1
              gather_facts: false
              vars: {wanted: false}
              tasks:
                - set_fact: tls=false count=5
                - set_fact: {cache: "{{ 'yes' if wanted else 'no' }}", log: "False", n: "7", deep: ["no"]}
                - debug: {msg: ran}
                  when: cache
                - set_fact: "{{ item }}_port={{ 8000 + index }}"
                  loop: [api, web]
                  loop_control: {index_var: index}
                - copy:
                    content: >-
                      {{ [tls, cache, log] | map('type_debug') | list }} {{ [n, count, deep, api_port] | to_json }}
                      {{ api_port }} {{ web_port }}
                    dest: "{{ out }}/r"
            """
        ),
        PlaybookCase(
            "numbers that expressions give are texts, those of variables stay numbers",
            """
            - hosts: h1
              gather_facts: false
              vars:
                base: 8000
                same: "{{ base }}"
                next: "{{ base + 1 }}"
                half: "{{ 1.5 }}"
                nothing: "{{ none }}"
                list: ["{{ base }}", "{{ base + 1 }}"]
              tasks:
                - set_fact: {a: "{{ base + 1 }}", b: "{{ base }}", c: 5, d: "{{ same }}", e: "{{ [base + 1] }}"}
                - set_fact: x={{ base }} y=5
                - debug: {msg: number}
                  when: next == 8001
                - debug: {msg: text}
                  when: next == '8001'
                - debug: {msg: "{{ next + 1 }}"}
                  ignore_errors: true
                - copy:
                    content: "{{ [same, next, half, nothing, list, a, b, c, d, e, x, y] | to_json }}"
                    dest: "{{ out }}/r"
                - copy:
                    content: "{{ item | to_json }} {{ item + 1 }}"
                    dest: "{{ out }}/{{ item }}"
                  loop: ["{{ base }}"]
            """
        ),
        PlaybookCase(
            "facts and variables land on the host that is delegated to",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - setup: {gather_subset: [min]}
                  delegate_to: "{{ item }}"
                  delegate_facts: true
                  loop: [h2, h3]
                - set_fact: {role_of: "{{ item }} stores"}
                  delegate_to: "{{ item }}"
                  delegate_facts: true
                  loop: [h2, h3]
                - set_fact: solo=1
                  delegate_to: h2
                  delegate_facts: "{{ true }}"
                - set_fact: own=1
                  delegate_to: h2
                - command: echo {{ ansible_delegated_vars[item].number }}
                  delegate_to: "{{ item }}"
                  loop: [h1, h3]
                - copy:
                    content: >-
                      {{ ansible_facts.distribution | default('-') }}
                      {{ hostvars.h2.ansible_facts.distribution | default('-') }}
                      {{ hostvars.h3.ansible_facts.distribution | default('-') }}
                      {{ role_of | default('-') }} {{ hostvars.h2.role_of }} {{ hostvars.h3.role_of }}
                      {{ solo | default('-') }} {{ hostvars.h2.solo }} {{ hostvars.h3.solo | default('-') }}
                      {{ own }} {{ hostvars.h2.own | default('-') }}
                    dest: "{{ out }}/r"
            """
        ),
        PlaybookCase(
            "an until that is used up has failed, unless failed_when says otherwise",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: echo not started
                  register: t
                  until: t.stdout == 'finished'
                  failed_when: t.stdout == 'error'
                  retries: 2
                  delay: 0
                - shell: "echo x >> {{ out }}/n; wc -l < {{ out }}/n"
                  register: w
                  until: w.stdout | int >= 3
                  retries: 5
                  delay: 0
                  changed_when: w.attempts > 2
                - command: "false"
                  register: z
                  until: z.rc == 0
                  retries: 2
                  delay: 0
                  failed_when: false
                - command: "sh -c 'exit {{ item }}'"
                  register: y
                  until: y is succeeded
                  retries: 1
                  delay: 0
                  loop: [0, 1]
                  ignore_errors: true
                - copy:
                    content: >-
                      {{ t.failed }} {{ t.attempts }} {{ w.changed }} {{ w.attempts }}
                      {{ z.failed }} {{ z.attempts }} {{ z.rc }} {{ z is failed }}
                      {{ y.results | map(attribute='attempts') | list }} {{ y.failed }}
                    dest: "{{ out }}/r"
            """
        ),
        PlaybookCase(
            "failed_when judges no task that was never called",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: "echo {{ nothing_of_that_name }}"
                  failed_when: false
                  ignore_errors: true
                  register: r
                - copy: {content: "failed {{ r.failed }}", dest: "{{ out }}/r"}
            """
        ),
        PlaybookCase(
            "a judgement that cannot be made is a failure",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: echo x
                  failed_when: nothing_of_that_name
                  ignore_errors: true
                  register: a
                - command: echo x
                  changed_when: nothing_of_that_name
                  ignore_errors: true
                  register: b
                - block:
                    - debug: {msg: "{{ nothing_of_that_name }}"}
                  rescue:
                    - copy:
                        content: >-
                          {{ a.failed }} {{ a.changed }} {{ a.failed_when_result is string }} {{ b.failed }}
                          '{{ ansible_failed_task.name }}' {{ ansible_failed_task.action }}
                        dest: "{{ out }}/r"
            """
        ),
        PlaybookCase(
            "errors are ignored item by item",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - command: "sh -c 'exit {{ item }}'"
                  loop: [0, 1, 2]
                  ignore_errors: "{{ item > 0 }}"
                - command: "sh -c 'exit {{ item }}'"
                  loop: [1, 2]
                  ignore_errors: "{{ item == 1 }}"
            """
        ),
        PlaybookCase(
            "add_host and group_by change the inventory once, and split ports off",
            """
            - hosts: pair
              gather_facts: false
              tasks:
                - add_host: name=one groups="g, k"
                  register: a
                - add_host: name=one groups=g
                  register: b
                - add_host: name=192.0.2.7:2222 groups=g
                  register: c
                - add_host: {name: "{{ item }}", groups: loop, color: "{{ item }}"}
                  loop: [one, two, one]
                - group_by: {key: "by {{ number }}", parents: numbers}
                - group_by: {key: "by {{ number }}", parents: numbers}
                - copy:
                    content: >-
                      {{ a.changed }} {{ b.changed }} {{ c.add_host }} {{ groups['g'] }} {{ groups.k }}
                      {{ groups['by-1'] }} {{ groups.numbers }} {{ hostvars.one.color }}
                    dest: "{{ out }}/{{ inventory_hostname }}"
                  when: inventory_hostname == 'h1'
            """
        ),
    ]
}
