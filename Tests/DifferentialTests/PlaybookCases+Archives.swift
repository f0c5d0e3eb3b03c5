/// Files that are put together of others, and archives that are unpacked.
extension PlaybookCases {
    private static let tree = """
        - hosts: h1
          gather_facts: false
          vars: {w: "{{ out | dirname }}/w"}
          tasks:
            - file: {path: "{{ w }}/{{ item }}", state: directory, mode: "0755"}
              loop: [t/sub dir, to, too]
            - copy: {content: "{{ item.1 }}", dest: "{{ w }}/t/{{ item.0 }}", mode: "{{ item.2 }}"}
              loop:
                - [one, "one\\n", "0644"]
                - ["sub dir/two", "two\\n", "0750"]
                - [three.log, "", "0600"]
            - file: {src: one, dest: "{{ w }}/t/link", state: link}
        """

    /// What a number of results say, and what is below the target.
    private static func unpacked(_ count: Int) -> String {
        """
            - find: {paths: "{{ w }}/to", recurse: true, file_type: any, get_checksum: true}
              register: found
            - copy:
                dest: "{{ out }}/results"
                content: |
                  {% for n in range(1, \(count + 1)) %}{% set r = vars['r' ~ n] %}
                  {{ n }} {{ r.changed }} {{ r.handler | default('-') }} {{ r.files | default('-') }} {{ r.skipped | default('-') }} {{ (r.msg | default('-')).splitlines()[0] | replace(w, '') | regex_replace('/[^ "]*(source|one|a.zip)', 'SRC') }} {{ r.mode | default('-') }} {{ r.state | default('-') }} {{ r.diff | default('-') }} {{ r.extract_results.rc | default('-') }}
                  {% endfor %}
                  {% for f in found.files | sort(attribute='path') %}
                  {{ f.path | replace(w, '') }} {{ f.mode }} {{ f.size }} {{ f.isdir }} {{ f.islnk }} {{ f.pw_name }} {{ f.checksum | default('-') }}
                  {% endfor %}
        """
    }

    static let archives: [PlaybookCase] = [
        PlaybookCase(
            "files are assembled from fragments",
            """
            - hosts: h1
              gather_facts: false
              vars: {w: "{{ out | dirname }}/w"}
              tasks:
                - file: {path: "{{ w }}/p/sub", state: directory}
                - copy: {content: "{{ item.1 }}", dest: "{{ w }}/p/{{ item.0 }}"}
                  loop: [[b, "b\\n"], [a b, a], [.c, "c\\n"], [Z, ""], [1.conf, "1\\n"]]
                - {assemble: {src: "{{ w }}/p", dest: "{{ out }}/1"}, register: r1}
                - {assemble: {src: "{{ w }}/p", dest: "{{ out }}/1", mode: "0600"}, register: r2}
                - {assemble: {src: "{{ w }}/p", dest: "{{ out }}/1", mode: "0600"}, register: r3}
                - {assemble: {src: "{{ w }}/p", dest: "{{ out }}/2", ignore_hidden: true, delimiter: '--\\n\\x2b'}, register: r4}
                - {assemble: {src: parts/, dest: "{{ out }}/3", remote_src: false, regexp: 'f$', delimiter: "##"}, register: r5}
                - {assemble: {src: parts, dest: "{{ out }}/3", remote_src: false, regexp: 'f$', delimiter: "##"}, register: r6}
                - {assemble: {src: "{{ w }}/p", dest: "{{ out }}/1", regexp: b, validate: "grep -q none %s"}, ignore_errors: true, register: r7}
                - {assemble: {src: "{{ w }}/none", dest: "{{ out }}/4"}, ignore_errors: true, register: r8}
                - {assemble: {src: "{{ w }}/p/b", dest: "{{ out }}/4"}, ignore_errors: true, register: r9}
                - copy:
                    dest: "{{ out }}/results"
                    content: |
                      {% for n in range(1, 10) %}{% set r = vars['r' ~ n] %}
                      {{ n }} {{ r.changed }} {{ (r.msg | default('-') | replace(w, '')) if n not in [5, 6] }} {% if n != 7 %}{{ r.checksum | default('-') }} {{ (r.md5sum | default('-')) if n != 6 }} {{ r.mode | default('-') }} {{ r.size | default('-') }} {{ r.state | default('-') }}{% endif %}
                      {% endfor %}
            """,
            files: ["files/parts/a.conf": "A", "files/parts/b.conf": "B", "files/parts/c": "C"]
        ),
        PlaybookCase(
            "tar archives are unpacked, once",
            """
            \(tree)
                - shell: tar -czf a.tgz t; tar -cJf a.txz t; tar --zstd -cf a.tar.zst t; tar -cf a.tar t
                  args: {chdir: "{{ w }}"}
                - {unarchive: {src: "{{ w }}/a.tgz", dest: "{{ w }}/to", remote_src: true, list_files: true}, register: r1}
                - {unarchive: {src: "{{ w }}/a.tgz", dest: "{{ w }}/to/", remote_src: true}, register: r2}
                - {unarchive: {src: "{{ w }}/a.txz", dest: "{{ w }}/to"}, register: r3}
                - {unarchive: {src: "{{ w }}/a.tar.zst", dest: "{{ w }}/to", copy: false}, register: r4}
                - {unarchive: {src: "{{ w }}/a.tar", dest: "{{ w }}/to", mode: "u=rwX,go=rX", owner: daemon}, register: r5}
                - {unarchive: {src: "{{ w }}/a.tar", dest: "{{ w }}/to", mode: "u=rwX,go=rX", owner: daemon}, register: r6}
                - {unarchive: {src: "{{ w }}/a.tgz", dest: "{{ w }}/too", exclude: ["*.log", t/sub dir/], list_files: true}, register: r7}
                - {unarchive: {src: "{{ w }}/a.tgz", dest: "{{ w }}/too", include: [t/one], list_files: true}, register: r8}
                - {unarchive: {src: "{{ w }}/a.tgz", dest: "{{ w }}/too", extra_opts: [--transform, s/^t/x/], mode: "0700"}, register: r9}
                - {unarchive: {src: "{{ w }}/a.tgz", dest: "{{ w }}/to", creates: "{{ w }}/to/t"}, register: r10}
                - {unarchive: {src: "{{ w }}/a.tgz", dest: "{{ w }}/none"}, register: r11, ignore_errors: true}
                - {unarchive: {src: "{{ w }}/none", dest: "{{ w }}/to", remote_src: true}, register: r12, ignore_errors: true}
                - {unarchive: {src: "{{ w }}/t/one", dest: "{{ w }}/to"}, register: r13, ignore_errors: true}
                - {unarchive: {src: "{{ w }}/t/three.log", dest: "{{ w }}/to", remote_src: true}, register: r14, ignore_errors: true}
            \(unpacked(13))
            """
        ),
        PlaybookCase(
            "zip archives are unpacked, once",
            """
            \(tree)
                - {command: zip -qry a.zip t, args: {chdir: "{{ w }}"}}
                - {unarchive: {src: "{{ w }}/a.zip", dest: "{{ w }}/to", remote_src: true, list_files: true}, register: r1}
                - {unarchive: {src: "{{ w }}/a.zip", dest: "{{ w }}/to"}, register: r2}
                - {copy: {content: "eno\\n", dest: "{{ w }}/to/t/one", mode: "0600"}}
                - {file: {path: "{{ w }}/to/t/sub dir/two", state: absent}}
                - {unarchive: {src: "{{ w }}/a.zip", dest: "{{ w }}/to"}, check_mode: true, register: r3}
                - {unarchive: {src: "{{ w }}/a.zip", dest: "{{ w }}/to", keep_newer: true}, register: r4}
                - {unarchive: {src: "{{ w }}/a.zip", dest: "{{ w }}/to", mode: "u=rwX,go="}, register: r5}
                - {unarchive: {src: "{{ w }}/a.zip", dest: "{{ w }}/to", mode: "u=rwX,go="}, register: r6}
                - {unarchive: {src: "{{ w }}/a.zip", dest: "{{ w }}/too", exclude: ["*.log"], list_files: true}, register: r7}
                - {unarchive: {src: "{{ w }}/a.zip", dest: "{{ w }}/too", include: [t/one], list_files: true}, register: r8}
                - {unarchive: {src: "{{ w }}/a.zip", dest: "{{ w }}/too", include: [none]}, register: r9, ignore_errors: true}
            \(unpacked(9))
            """
        ),
    ]
}
