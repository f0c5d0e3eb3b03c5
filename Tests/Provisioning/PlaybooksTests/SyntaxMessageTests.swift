import Testing

@Suite("what is wrong with a playbook's YAML and templates")
struct SyntaxMessageTests {
    @Test("a key that is indented too far")
    func indentation() throws {
        let problems = try PlaybookFiles(
            """
            - hosts: all
              tasks:
                - name: one
                   command: ls
            """
        ).problems()
        #expect(
            problems == """
                site.yml:4:15: error: a key is not possible here
                 4 |        command: ls
                   |               ^
                  hint: the indentation differs from the line above, or the line above has a \
                value already
                """
        )
    }

    @Test("a key that is indented too little")
    func lessIndentation() throws {
        let problems = try PlaybookFiles(
            """
            - hosts: all
              tasks:
                - name: one
                  command: ls
                 when: true
            """
        ).problems()
        #expect(
            problems == """
                site.yml:5:6: error: wrong indentation in a list
                 5 |      when: true
                   |      ^
                  expected: '- ' in the column of the elements above
                  hint: it belongs to what starts on line 3
                """
        )
    }

    @Test("a key that stands twice")
    func duplicateKey() throws {
        let problems = try PlaybookFiles(
            """
            - hosts: all
              tasks:
                - command: ls
                  when: a
                  when: b
            """
        ).problems()
        #expect(
            problems == """
                site.yml:5:7: error: the key 'when' is given twice in this mapping
                 5 |       when: b
                   |       ^
                  hint: it is given first at site.yml:4:7; keep one of the two
                """
        )
    }
}
