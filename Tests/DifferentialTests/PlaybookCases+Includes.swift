extension PlaybookCases {
    static let includes: [PlaybookCase] = [
        PlaybookCase(
            "names of imports and roles are templates over what is known before the run",
            options: ["-e", "pb=other er=r2 et=two tf=other vf=vf"],
            files: [
                "site.yml": """
                - import_playbook: "{{ pb }}.yml"
                - import_playbook: "{{ own }}.yml"
                  vars: {own: other}
                - hosts: h1
                  gather_facts: false
                  vars: {pv: one, pr: r1}
                  vars_files: ["{{ vf }}.yml"]
                  roles:
                    - "{{ pr }}"
                    - role: "{{ er }}"
                  tasks:
                    - import_tasks: "tasks/{{ et }}.yml"
                    - import_tasks: "tasks/{{ pv }}.yml"
                    - import_tasks: "tasks/{{ tv }}.yml"
                      vars: {tv: two}
                    - block:
                        - import_tasks: "tasks/{{ bv }}.yml"
                      vars: {bv: two}
                    - import_tasks: "{{ playbook_dir }}/tasks/{{ of_file }}.yml"
                    - import_role: {name: "{{ er }}"}
                    - import_role: {name: "{{ pr }}", tasks_from: "{{ tf }}"}
                    - import_role: {name: "{{ tv }}"}
                      vars: {tv: r2}
                    - include_tasks: none.yml
                      when: false
                    - include_role: {name: none}
                      when: false
                    - include_tasks: "{{ nothing_here }}.yml"
                      when: false
                    - include_vars: none.yml
                      when: false
                """,
                "other.yml": "- {hosts: h1, gather_facts: false, tasks: [{debug: {msg: other}}]}",
                "vf.yml": "of_file: one",
                "tasks/one.yml": "- debug: {msg: one}",
                "tasks/two.yml": "- debug: {msg: two}",
                "roles/r1/tasks/main.yml": "- debug: {msg: role r1}",
                "roles/r1/tasks/other.yml": "- debug: {msg: other r1}",
                "roles/r2/defaults/main.yml": "inner: more",
                "roles/r2/tasks/main.yml": "- import_tasks: '{{ inner }}.yml'",
                "roles/r2/tasks/more.yml": "- debug: {msg: more of r2}",
            ]
        ),
        PlaybookCase(
            "a #jinja2 line holds for included templates",
            files: [
                "site.yml": """
                - hosts: h1
                  gather_facts: false
                  tasks:
                    - template: {src: "{{ item }}.j2", dest: "{{ out }}/{{ item }}"}
                      loop: [strips, keeps, number]
                """,
                "strips.j2": "#jinja2: lstrip_blocks: True\n<\n   {% include 'inc.j2' %}\n>\n",
                "keeps.j2":
                    "#jinja2:trim_blocks:False, newline_sequence: '\\r\\n'\n{% include 'inc.j2' %}\n>\n",
                "number.j2": "#jinja2: lstrip_blocks: 1\n   {% if true %}\nx\n   {% endif %}\n>",
                "inc.j2": "#jinja2: x\n   {% if true %}\ninc\n   {% endif %}\n",
            ]
        ),
        PlaybookCase(
            "of two handlers with one name the play's is notified, in one list the first",
            files: [
                "site.yml": """
                - hosts: h1
                  gather_facts: false
                  roles: [r]
                  tasks:
                    - command: "true"
                      notify: twice
                  handlers:
                    - name: same
                      debug: {msg: of the play}
                    - name: twice
                      debug: {msg: first}
                    - name: twice
                      command: echo second
                """,
                "roles/r/tasks/main.yml": """
                - command: "true"
                  notify: same
                - command: "true"
                  notify: "r : only"
                """,
                "roles/r/handlers/main.yml": """
                - name: same
                  command: echo of the role
                - name: only
                  debug: {msg: of the role}
                """,
            ]
        ),
        PlaybookCase(
            "files of tasks, included and imported",
            files: [
                "one.yml": """
                - name: one with {{ what | default('nothing') }}
                  debug: {msg: "{{ what | default('nothing') }}"}
                """,
                "two.yml": "- {name: two, fail: {msg: two}}\n",
                "site.yml": """
                - hosts: pair
                  gather_facts: false
                  tasks:
                    - include_tasks: one.yml
                    - include_tasks: one.yml
                      vars: {what: "{{ inventory_hostname }}"}
                    - include_tasks: "{{ item }}.yml"
                      loop: [one]
                    - include_tasks: {file: one.yml, apply: {tags: t}}
                      loop: [a, b]
                      loop_control: {loop_var: what}
                    - import_tasks: one.yml
                      when: inventory_hostname == 'h2'
                      vars: {what: imported}
                    - include_tasks: one.yml
                      when: inventory_hostname == 'h2'
                    - block:
                        - include_tasks: two.yml
                      rescue:
                        - debug: {msg: rescued}
                """,
            ]
        ),
        PlaybookCase(
            "roles: dependencies, handlers, files, parameters",
            files: [
                "roles/base/tasks/main.yml": "- {name: base, debug: {msg: \"{{ level }}\"}}\n",
                "roles/base/defaults/main.yml": "level: low\n",
                "roles/app/meta/main.yml": "dependencies: [{role: base, level: high}]\n",
                "roles/app/tasks/main.yml": """
                - name: put
                  template: {src: t.j2, dest: "{{ out }}/{{ name }}"}
                  notify: changed
                - name: file
                  copy: {src: f, dest: "{{ out }}/f"}
                """,
                "roles/plain/meta/main.yml": "dependencies: [{role: base, level: high}]\n",
                "roles/plain/tasks/main.yml": "- {name: plain, debug: {msg: \"{{ name }}\"}}\n",
                "roles/app/templates/t.j2": "{{ name }} {{ role_name }} {{ port }}\n",
                "roles/app/files/f": "file\n",
                "roles/app/defaults/main.yml": "port: 80\nname: default\n",
                "roles/app/handlers/main.yml": "- {name: changed, debug: {msg: \"{{ name }}\"}}\n",
                "site.yml": """
                - hosts: h1
                  gather_facts: false
                  roles:
                    - app
                    - {role: app, name: second, port: 81}
                    - app
                  tasks:
                    - include_role: {name: plain}
                      vars: {name: third}
                    - import_role: {name: base}
                    - debug: {msg: "{{ port | default('-') }}"}
                """,
            ]
        ),
        PlaybookCase(
            "argument specifications",
            files: [
                "roles/typed/meta/argument_specs.yml": """
                argument_specs:
                  main:
                    short_description: A role with types
                    options:
                      port: {type: int, default: 80}
                      name: {required: true}
                """,
                "roles/typed/tasks/main.yml": "- debug: {msg: \"{{ name }}\"}\n",
                "site.yml": """
                - hosts: h1
                  gather_facts: false
                  vars: {given: x}
                  roles:
                    - {role: typed, name: "{{ given }}"}
                """,
            ]
        ),
    ]
}
