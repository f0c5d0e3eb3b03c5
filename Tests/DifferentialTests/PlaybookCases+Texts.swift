extension PlaybookCases {
    /// Texts that read as data, and what templates and their files make of texts.
    static let texts: [PlaybookCase] = [
        PlaybookCase(
            "a text that reads as a list, a mapping or a boolean is data between braces alone",
            """
            - hosts: h1
              gather_facts: false
              vars:
                d: {a: 1, b: [x, true, null]}
                lazy: "{{ d | to_nice_json }}"
                again: "{{ lazy }}"
                text: '{"a":   1}'
                nested: {made: "{{ d | to_json }}", written: '[1,   2]'}
              tasks:
                - {shell: "printf '%s' '{\\"a\\":   1, \\"b\\": [true, null, \\"x\\"]}'", register: r1}
                - {shell: "printf '%s' '[1,   2.50, -3, +4, \\"a\\"]'", register: r2}
                - {shell: "printf '%s' '[not python'", register: r3}
                - {shell: "printf '%s' True", register: r4}
                - {shell: "printf '%s\\n%s' '[1,' '2]'", register: r5}
                - {shell: "printf '%s' '[section]'", register: r6}
                - {shell: "printf '%s' ' [1,2]'", register: r7}
                - {shell: "printf '%s' '{}'", register: r8}
                - {shell: "printf '%s' true", register: r9}
                - {shell: "printf '%s' '{{ '{{' }} 1 }}'", register: r10}
                - {shell: "printf '%s' '[1 + 2]'", register: r11}
                - {shell: "printf '%s' '[1] x'", register: r12}
                - set_fact:
                    f1: "{{ d | to_nice_json }}"
                    f2: "{{ text }}"
                    f3: "{{ r1.stdout }}"
                    f4: "{{ r1.stdout | string }}"
                    f5: "{{ d | to_json ~ '' }}"
                    f6: "{{ d | to_json if true else 1 }}"
                    f7: "x{{ d | to_json }}"
                    f8: "{{ d | to_json }}{{ '' }}"
                    f9: "{{ r2.stdout | trim }}"
                    f10: "{{ nope | default(lazy) }}"
                - set_fact: kv=[80,443]
                - debug: {msg: "{{ item }}"}
                  loop: "{{ r2.stdout }}"
                - debug: {msg: "{{ item }}"}
                  loop: "{{ kv }}"
                - debug: {msg: "{{ item }}"}
                  with_items: "{{ r2.stdout }}"
                - debug: {msg: string}
                  when: r1.stdout is string
                - {copy: {dest: "{{ out }}/f1", content: "{{ f1 }}"}}
                - {copy: {dest: "{{ out }}/f2", content: "{{ f2 }}"}}
                - {copy: {dest: "{{ out }}/f3", content: "{{ f3 }}"}}
                - {copy: {dest: "{{ out }}/f4", content: "{{ f4 }}"}}
                - {copy: {dest: "{{ out }}/f5", content: "{{ f5 }}"}}
                - {copy: {dest: "{{ out }}/f6", content: "{{ f6 }}"}}
                - {copy: {dest: "{{ out }}/f7", content: "{{ f7 }}"}}
                - {copy: {dest: "{{ out }}/f8", content: "{{ f8 }}"}}
                - {copy: {dest: "{{ out }}/f9", content: "{{ f9 }}"}}
                - {copy: {dest: "{{ out }}/f10", content: "{{ f10 }}"}}
                - {copy: {content: "{{ r1.stdout }}", dest: "{{ out }}/r1"}}
                - {copy: {content: "{{ f1 }}", dest: "{{ out }}/kept"}}
                - {copy: {content: "{{ lazy }}", dest: "{{ out }}/lazy"}}
                - {copy: {content: "{{ again }}", dest: "{{ out }}/again"}}
                - {copy: {content: "{{ text }}", dest: "{{ out }}/text"}}
                - {copy: {content: "{{ nested.made }}", dest: "{{ out }}/made"}}
                - {copy: {content: "{{ nested.written }}", dest: "{{ out }}/written"}}
                - {copy: {content: "{{ f1 | default('') }}", dest: "{{ out }}/default"}}
                - {copy: {content: "{{ '[1,   2]' }}", dest: "{{ out }}/constant"}}
                - {copy: {content: '[1,   2]', dest: "{{ out }}/plain"}}
                - {copy: {content: "{{ true }}", dest: "{{ out }}/true"}}
                - {command: {argv: [echo, "{{ r2.stdout }}"]}, register: c}
                - copy:
                    dest: "{{ out }}/r"
                    content: |
                      {% for p in parsed %}{{ p is mapping }} {{ p is string }} {{ p }}
                      {% endfor %}{{ c.stdout }}
                  vars:
                    parsed: ["{{ r2.stdout }}", "{{ r3.stdout }}", "{{ r4.stdout }}", "{{ r5.stdout }}",
                             "{{ r6.stdout }}", "{{ r7.stdout }}", "{{ r8.stdout }}", "{{ r9.stdout }}",
                             "{{ r11.stdout }}", "{{ r12.stdout }}", "{{ lazy }}"]
            """
        ),
        PlaybookCase(
            "a template file knows itself, and keeps its line ends and bytes",
            files: [
                "site.yml": """
                - hosts: h1
                  gather_facts: false
                  tasks:
                    - template: {src: t.j2, dest: "{{ out }}/t", mode: "0644"}
                    - template: {src: templates/t.j2, dest: "{{ out }}"}
                    - copy: {dest: "{{ out }}/lookup", content: "{{ lookup('template', 't.j2') }}"}
                """,
                "templates/t.j2": """
                {{ template_host == lookup('pipe', 'hostname') }} {{ template_uid }}
                {{ template_path }} {{ template_fullpath | replace(out | dirname, '') }}
                {{ template_destpath | default('-', true) | replace(out | dirname, '') }}
                {{ template_mtime | string | length }} {{ (template_run_date | string | length) in [19, 26] }}
                {{ template_run_date >= template_mtime }} {{ ansible_managed }}
                """,
            ]
        ),
        PlaybookCase(
            "Latin-1 and CRLF in files that are rendered and copied",
            """
            - hosts: h1
              gather_facts: false
              tasks:
                - shell: |
                    mkdir -p templates files
                    printf 'caf\\351 {{ '{{' }} 1 + 1 }}\\r\\nend\\r\\n' > templates/latin.j2
                    printf 'a {{ '{{' }} 1 + 1 }}\\r\\n{{ '{%' }} if true %}\\r\\nb\\r\\n{{ '{%' }} endif %}\\r\\nend\\r\\n' > templates/crlf.j2
                    printf 'caf\\351\\r\\nend\\n' > files/latin
                  args: {chdir: "{{ playbook_dir }}"}
                - {template: {src: crlf.j2, dest: "{{ out }}/../crlf"}, register: a}
                - {template: {src: crlf.j2, dest: "{{ out }}/../crlf2", newline_sequence: "\\r\\n"}, register: b}
                - {copy: {src: latin, dest: "{{ out }}/../latin"}, register: c}
                - shell: for f in crlf crlf2 latin; do cat -A $f; done
                  args: {chdir: "{{ out }}/.."}
                  register: all
                - copy:
                    dest: "{{ out }}/r"
                    content: "{{ a.checksum }} {{ b.checksum }} {{ c.checksum }} {{ c.size }} {{ all.stdout }}"
            """
        ),
        PlaybookCase(
            "an option of a role without a type takes anything",
            files: [
                "site.yml": """
                - hosts: h1
                  gather_facts: false
                  roles:
                    - {role: r, a: [1, 2], b: [x], c: [3], d: [x, y], e: text, f: {k: [1]}, g: 5}
                """,
                "roles/r/meta/argument_specs.yml": """
                argument_specs:
                  main:
                    options:
                      a: {description: x}
                      b: {type: raw}
                      c: {type: list}
                      d: {type: list, elements: str}
                      e: {type: str}
                      f: {}
                      g: {description: x}
                """,
                "roles/r/tasks/main.yml": """
                - copy: {dest: "{{ out }}/r", content: "{{ [a, b, c, d, e, f, g] | to_json }}"}
                """,
            ]
        ),
        PlaybookCase(
            "a pause is one for all hosts, and tells how long it was",
            """
            - hosts: all
              gather_facts: false
              tasks:
                - {pause: {seconds: 1}, register: r1}
                - {pause: {minutes: 0}, register: r2}
                - {pause: {prompt: Go on?}, register: r3}
                - {pause: {seconds: 1, prompt: Wait, echo: false}, register: r4}
                - {pause: {seconds: -1}, register: r5}
                - {pause: {seconds: 1}, register: r6, when: inventory_hostname != 'h1'}
                - {pause: {seconds: 0}, register: r7, loop: [1, 2]}
                - copy:
                    dest: "{{ out }}/{{ inventory_hostname }}"
                    content: |
                      {% for r in [r1, r2, r3, r4, r5, r6, r7] %}
                      {{ r.changed | default('-') }} {{ r.delta | default(0) is number }}
                      {{ (r.stdout | default('-')) | regex_replace('[0-9.]+', 'N') }}
                      {{ r.echo | default('-') }} '{{ r.user_input | default('-') }}' {{ r.rc | default('-') }}
                      {% endfor %}
                  when: inventory_hostname == 'h1'
                - debug: {msg: "{{ r1 is defined }}"}
            """
        ),
    ]
}
