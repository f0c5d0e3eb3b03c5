/// Expressions and templates whose results are held against ansible-core's.
enum TemplatingCases {
    /// The variables that the cases see, in YAML.
    static let variables = #"""
        name: web
        empty: ''
        number: 7
        real: 2.5
        yes_flag: true
        nothing: null
        text: "The quick brown fox\njumps over\n  the lazy dog\n"
        mixed: [3, 1, 2]
        words: [pear, Apple, fig, apple]
        nested: [[1, 2], [3, [4, null]]]
        server: {address: 10.0.0.5, port: 8080, tags: [a, b], options: {check: true, weight: 5}}
        servers:
          - {name: api1, address: 10.0.0.1, weight: 3, up: true, ports: [80, 81]}
          - {name: api2, address: 10.0.0.2, weight: 1, up: false, ports: []}
          - {name: stream1, address: 10.0.0.3, weight: 2, up: true, ports: [90]}
        url: https://user:pw@www.example.org:8443/a/b.html?x=1&y=2#top
        lazy: "{{ server.address }}:{{ server.port }}"
        chained: "{{ lazy }}/{{ name }}"
        listed: "{{ mixed | sort }}"
        result: {changed: true, failed: false, rc: 0, stdout: "a b\nc", stdout_lines: [a b, c]}
        """#

    /// Expressions; their values are compared as JSON, and as printed text.
    static let expressions: [String] =
        arithmetic + texts + lists + mappings + filters + selections
        + tests + formats + expressionFilters + paths

    static let arithmetic = [
        "1 + 2", "7 / 2", "7 // 2", "-7 // 2", "-7 % 3", "7 % -3", "2 ** 10", "2 ** -1", "1.5 * 4",
        "number - 10", "10 / 5", "7.5 // 2", "7.5 % 2", "1 + 2 * 3", "(1 + 2) * 3", "-number",
        "- 3 | abs", "+3", "1 < 2 < 3", "1 < 3 < 2", "1 == 1.0", "true == 1", "'a' < 'b'",
        "[1, 2] < [1, 3]", "3 in mixed", "9 not in mixed", "'ui' in text", "'port' in server",
        "not true", "not 0", "1 and 2", "0 or 'x'", "'' or []", "1 if yes_flag else 2",
        "'x' if number > 10 else 'y'", "1 ~ 2 ~ 'a'", "none ~ true", "10 // 3 ~ 'x'",
        "0x1f", "0o17", "0b101", "1_000", "1e3", "1.5e-3", "true", "None", "[] + [1]", "[0] * 3",
        "'ab' * 2", "3 * 'ab'", "1e16", "1e15", "0.1 + 0.2", "100 * 1.1", "7 | float", "1 / 3",
    ]

    static let texts = [
        "'a\\tb'", "\"it's\"", "'a' 'b'", "name.upper()", "name | upper", "name.capitalize()",
        "'hello world'.title()", "'hello wORLD' | title", "'hELLO' | capitalize",
        "text.split()", "text.split('\\n')", "'a,b,,c'.split(',')", "'a,b,c'.split(',', 1)",
        "'a b c'.rsplit(' ', 1)", "text.splitlines()", "text | trim", "'xxaxx'.strip('x')",
        "'  a '.lstrip()", "'  a '.rstrip()", "name.startswith('we')", "name.endswith(('b', 'c'))",
        "'banana'.count('an')", "'banana'.find('n')", "'banana'.rfind('n')", "'banana'.index('n')",
        "'banana'.find('x')", "'banana'.replace('an', 'x')", "'banana'.replace('a', 'x', 2)",
        "'banana' | replace('a', 'x')", "'banana' | replace('a', 'x', 1)", "'7'.zfill(3)",
        "'-7'.zfill(4)", "'ab'.ljust(5, '.')", "'ab'.rjust(5)", "'ab'.center(5, '*')",
        "'%s-%03d' % ('a', 7)", "'%5.2f|%-6s|' % (3.14159, 'ab')", "'%(a)s' % {'a': 1}",
        "'%x %o %e' % (255, 8, 12345.678)", "'%g' % 0.0001", "'%%'  % ()", "'{}-{}'.format(1, 'a')",
        "'{0}{1}{0}'.format('a', 'b')", "'{x:>5}'.format(x='ab')", "'{:05.1f}'.format(3.14159)",
        "'{:,}'.format(1234567)", "'{a[k]}'.format(a={'k': 1})", "'{:<4}|'.format('a')",
        "'{{}}'.format()", "'%s and %s' | format('a', 'b')", "'abc'[1]", "'abc'[-1]",
        "'abcdef'[1:4]",
        "'abcdef'[::-1]", "'abcdef'[::2]", "'abc'[5:]", "'a-b'.partition('-')",
        "'a.b.c'.rpartition('.')",
        "'12'.isdigit()", "'1a'.isalnum()", "'ab'.isalpha()", "'AB'.isupper()", "'abc' | length",
        "'abc' | list", "'abc' | first", "'abc' | last", "'abc' | reverse", "','.join(['a', 'b'])",
        "text | indent", "text | indent(2, true)", "text | indent(width=2, blank=true)",
        "text | indent('> ')", "text | wordcount", "'a long text of words' | truncate(10)",
        "'a long text of words' | truncate(10, true)", "'a long text' | truncate(9, false, '', 0)",
        "'ab' | center(6)", "'<a href=\"x\">' | escape", "'AbC'.swapcase()", "'ab' | string",
        "'a b' | quote", "\"it's\" | quote", "'' | quote", "'plain-1.0' | quote", "'ab' in 'cabd'",
    ]

    static let lists = [
        "mixed", "mixed[0]", "mixed[-1]", "mixed[1:]", "mixed[:2]", "mixed | sort",
        "mixed | sort(reverse=true)", "words | sort", "words | sort(case_sensitive=true)",
        "servers | sort(attribute='weight') | map(attribute='name') | list",
        "mixed | min", "mixed | max", "mixed | sum", "mixed | first", "mixed | last",
        "mixed | length",
        "mixed | join(', ')", "servers | join(',', attribute='name')", "mixed | reverse | list",
        "words | unique", "['a', 'A', 'a'] | unique(case_sensitive=true)", "nested | flatten",
        "nested | flatten(levels=1)", "mixed | union([3, 4])", "mixed | intersect([3, 4])",
        "mixed | difference([3])", "mixed | symmetric_difference([3, 4])",
        "mixed | zip(words) | list",
        "mixed | zip_longest(words, fillvalue='-') | list", "[1, 2] | product(['a', 'b']) | list",
        "mixed | batch(2) | list", "mixed | batch(2, 0) | list", "range(7) | slice(3) | list",
        "range(5) | list", "range(2, 8, 3) | list", "range(3, 0, -1) | list", "range(0) | list",
        "servers | sum(attribute='weight')", "servers | map(attribute='weight') | max",
        "[1, 2, 3].index(2)", "[1, 2, 1].count(1)", "[1, [2, 3]] | string", "('a', 'b') | list",
        "servers | groupby('up') | map('last') | map('length') | list", "[] | length",
        "servers | subelements('ports') | map('last') | list", "[[1, 2], [3]] | sum(start=[])",
        "servers | min(attribute='weight')", "words | max", "query('items', [1, 2], 3)",
        "lookup('sequence', 'start=1 end=3')", "query('sequence', '2-6/2')",
        "query('nested', [1, 2], ['a'])",
        "query('together', [1, 2], ['a', 'b'])", "query('indexed_items', ['a', 'b'])",
        "query('dict', {'a': 1})", "query('list', [1], 2)",
    ]

    static let mappings = [
        "server", "server.port", "server['port']", "server.options.weight", "server.get('port')",
        "server.get('none')", "server.get('none', 5)", "server.keys() | list",
        "server.values() | list",
        "server.items() | list | length", "server | dict2items", "server.options | dictsort",
        "server | length", "[{'key': 'a', 'value': 1}] | items2dict",
        "{'a': 1} | combine({'b': 2})", "{'a': {'x': 1}} | combine({'a': {'y': 2}})",
        "{'a': {'x': 1}} | combine({'a': {'y': 2}}, recursive=true)",
        "{'a': [1]} | combine({'a': [2]}, list_merge='append')",
        "{'a': [1, 2]} | combine({'a': [2]}, list_merge='prepend_rp')",
        "[{'a': 1}, {'b': 2}] | combine",
        "dict(a=1, b='x')", "dict([['a', 1]])", "{'a': 1, 'b': [1, {'c': none}]}",
        "'a' in {'a': 1}",
        "{'a': 1} == {'a': 1.0}", "{1: 'x'}[1]",
        "server | dict2items(key_name='k') | map(attribute='k') | list",
        "['address', 'port'] | map('extract', server) | list", "{'b': 1, 'a': 2} | dictsort",
        "{'b': 1, 'a': 2} | dictsort(by='value')", "{'a': 1} | items | list", "server.tags[0]",
        "'x' | extract({'x': {'y': 3}}, 'y')", "lazy", "chained", "listed", "server.address ~ ':1'",
    ]

    static let filters = [
        "missing | default('x')", "empty | default('x')", "empty | default('x', true)",
        "nothing | default('x')", "server.none | default(3)", "server.none.deeper | default(3)",
        "missing | d('y')", "'5' | int", "'x' | int", "'x' | int(3)", "'ff' | int(base=16)",
        "7.9 | int",
        "'12.7' | int", "true | int", "'1.5' | float", "'x' | float", "'yes' | bool",
        "'off' | bool",
        "1 | bool", "'x' | bool", "true | ternary('a', 'b')", "false | ternary('a', 'b')",
        "none | ternary('a', 'b', 'c')", "number | type_debug", "real | type_debug",
        "server | type_debug",
        "yes_flag | type_debug", "words | type_debug", "-3 | abs", "2.5 | round",
        "3.5 | round", "2.675 | round(2)", "2.7 | round(0, 'floor')", "2.1 | round(method='ceil')",
        "42 | log(10) | round(3)", "2 | pow(3)", "9 | root", "1536 | human_readable",
        "1048576 | human_readable(unit='K')", "8 | human_readable(true)",
        "'10 MB' | human_to_bytes",
        "1500000 | filesizeformat", "'a' | mandatory", "'text' | comment", "'a\\nb' | comment('c')",
        "'a' | comment('cblock')", "'a' | comment('xml')", "'a' | comment(decoration='! ')",
        "'10.0.0.1' | b64encode", "'YWJj' | b64decode", "'abc' | hash", "'abc' | hash('sha256')",
        "'abc' | hash('md5')", "'abc' | md5", "'abc' | sha1", "'abc' | checksum", "'abc' | to_uuid",
        "'a b/c?' | urlencode", "{'a': 'x y', 'b': 1} | urlencode", "'a%20b' | urldecode",
        "url | urlsplit", "url | urlsplit('port')", "url | urlsplit('hostname')",
        "'%Y' | strftime(0)", "[] | urlencode", "[['a', 'x y']] | urlencode",
        "servers | rekey_on_member('name') | dictsort | map('first') | list",
        "{'a': {'n': 1}} | rekey_on_member('n')", "[{'n': 1}, {'n': 1}] | rekey_on_member('n')",
        "[{'n': 1}, {'n': 1}] | rekey_on_member('n', duplicates='overwrite')",
        "'ab' | password_hash('sha512', 'saltsalt', rounds=6000)",
        "'ab' | password_hash('sha256', 'saltsalt', rounds=1000)",
        "'ab' | password_hash('md5', 'saltsalt')",
        "'text' | vault('secret', salt='0123456789012345678901234567890123456789012345678901')",
        "'text' | vault('secret') | unvault('secret')",
    ]

    static let selections = [
        "[0, 1, 2] | select | list", "[0, 1, 2] | reject | list", "mixed | select('odd') | list",
        "mixed | reject('gt', 2) | list",
        "servers | selectattr('up') | map(attribute='name') | list",
        "servers | rejectattr('up') | map(attribute='name') | list",
        "servers | selectattr('name', 'match', 'api') | map(attribute='name') | list",
        "servers | selectattr('weight', '>=', 2) | map(attribute='name') | list",
        "servers | selectattr('weight', 'in', [1, 2]) | map(attribute='name') | list",
        "servers | selectattr('gone', 'defined') | list", "words | map('upper') | list",
        "mixed | map('string') | list", "words | map('regex_replace', '^a', 'b') | list",
        "servers | map(attribute='ports.0', default='-') | list",
        "words | select('search', 'p') | list",
        "servers | map(attribute='options', default={}) | list", "mixed | map('pow', 2) | list",
    ]

    static let tests = [
        "missing is defined", "missing is undefined", "server.none is defined", "name is defined",
        "missing is not defined", "nothing is none", "name is none", "name is string",
        "number is number",
        "number is string", "server is mapping", "mixed is sequence", "name is iterable",
        "number is iterable",
        "number is integer", "real is float", "yes_flag is boolean", "yes_flag is true",
        "number is odd",
        "number is divisibleby 7", "number is divisibleby(2)", "number is eq 7",
        "number == 7 is true",
        "number is gt(6)", "name is in ['web']", "'abc' is match('b')", "'abc' is search('b')",
        "'abc' is regex('^ABC$', ignorecase=true)", "'a\\nb' is search('^b', multiline=true)",
        "'2.10' is version('2.9', '>')", "'1.0' is version('1.0.0', 'eq')",
        "'1.2.3' is version('1.2', 'ge')",
        "'8u20' is version('8u11', 'gt')", "result is changed", "result is failed",
        "result is succeeded",
        "result is skipped", "[1, 2] is contains(2)", "'ab' is contains('b')",
        "[1] is subset([1, 2])",
        "[1, 2] is superset([1])", "[true, 1] is all", "[0, false] is any", "'/a' is abs",
        "'a' is abs",
        "'/' is directory", "'/etc/passwd' is file", "'/none' is exists", "'yes' is truthy",
        "'' is falsy", "'off' is truthy(convert_bool=true)", "name is sameas name", "'AB' is upper",
        "'ab' is lower", "number is not none and number > 3", "'a' is string and not 1 is string",
    ]

    static let formats = [
        "server | to_json", "'ü\"' | to_json", "[1, 2.0, none, true] | to_json",
        "server | to_nice_json",
        "{'b': 1, 'a': [1, 2]} | to_nice_json(indent=2)", "server | to_nice_yaml",
        "server | to_yaml",
        "'text' | to_yaml",
        "['yes', '1', 'a: b', '', ' x', '#c', 'null', '1.5', '0o7', '~', 'ü', 'a\\nb'] | to_nice_yaml",
        "{'a': {'b': []}, 'c': {}} | to_nice_yaml(indent=2)",
        "{'x': none, 'y': 1.5, 'z': 1e20} | to_yaml",
        "'[1, {\"a\": null}]' | from_json", "'a: [1, yes, 0x10]' | from_yaml", "'' | from_yaml",
        "'a: 1\\n---\\nb: 2' | from_yaml_all | list", "text | to_json", "'a' | tojson",
        "server | tojson",
        "[['a', ['b']], {'c': [1, [2]]}] | to_nice_yaml", "'- 1\\n- a' | from_yaml",
        "'x' * 100 ~ ' ' ~ 'y' * 100 | to_yaml", "'word ' * 30 | to_nice_yaml",
    ]

    static let expressionFilters = [
        "'abc123' | regex_replace('[0-9]+', 'x')", "'abc' | regex_replace('(b)', '<\\\\1>')",
        "'a.b' | regex_replace('\\\\.', '-')", "'ABC' | regex_replace('b', 'x', ignorecase=true)",
        "'abc' | regex_replace('(?P<m>b)', '[\\\\g<m>]')", "'abc' | regex_replace('^', 'x')",
        "'foo=1, bar=2' | regex_findall('(\\\\w+)=(\\\\d)')",
        "'foo=1, bar=2' | regex_findall('\\\\d')",
        "'foo=1' | regex_search('o+')", "'foo=1' | regex_search('x') is none",
        "'foo=1' | regex_search('(\\\\w+)=(\\\\d)', '\\\\2', '\\\\1')",
        "'foo=1' | regex_search('(?P<k>\\\\w+)=', '\\\\g<k>')", "'a.b*c' | regex_escape",
        "'a.b' | regex_escape('posix_basic')", "'a1b2' | regex_replace('\\\\d', '')",
        "'Hello World' | regex_replace('(?i)hello', 'Bye')", "'aXbX' | regex_replace('X$', '')",
        "'a\\nb' | regex_replace('(?m)^', '# ')", "'web-01.example.org' | regex_search('^[^.]+')",
    ]

    static let paths = [
        "'/a/b.txt' | basename", "'/a/b.txt' | dirname", "'/a/b/' | basename", "'/a/b/' | dirname",
        "'b' | dirname", "'/b' | dirname", "'/a/b.tar.gz' | splitext", "'.hidden' | splitext",
        "['/a', 'b', 'c.txt'] | path_join", "['a', '/b'] | path_join", "'/a/b/c' | relpath('/a/x')",
        "'/a/../b' | realpath", "'~/x' | expanduser != '~/x'", "'/etc/passw?' | fileglob",
    ]

    /// Numbers that are no whole ones, or are too large, where a filter counts.
    static let numbers: [String] = [
        "{{ 'a\nb' | indent(1e300) }}", "{{ 'a\nb' | indent(2.5) }}", "{{ 'a\nb' | indent(-5) }}",
        "{{ 'a\nb' | indent('xx') }}", "{{ 'a\nb' | indent(true) }}",
        "{{ 'a\nb' | indent(width=none) }}", "{{ 'a\nb' | indent(2, 1e300) }}",
        "{{ 'abc' | center(1e300) }}", "{{ 'abc' | center(7.5) }}", "{{ 'abc' | center(-1) }}x",
        "{{ 'abc' | truncate(1e300) }}", "{{ 'abc def ghi' | truncate(5.5, leeway=0) }}",
        "{{ 'abc def' | truncate(20.5) }}", "{{ 'abc def' | wordwrap(1e300) }}",
        "{{ 'abc def ghi' | wordwrap(2.5) }}", "{{ 1.5 | round(400) }}",
        "{{ 1.2345 | round(1.5) }}",
        "{{ [1,2,3] | batch(1e300) | list }}", "{{ [1,2,3] | batch(1.5) | list }}",
        "{{ [1,2,3] | batch(2.0) | list }}", "{{ [1,2,3] | slice(1e300) | list }}",
        "{{ [1,2,3] | slice(1.5) | list }}", "{{ range(1e300) | list }}", "{{ 'x' * 1e3 }}",
        "{{ 'x' * -5 }}x", "{{ 1e300 | filesizeformat }}", "{{ 'x' | float(1e300) }}",
        "{{ 'abc'[:2.0] }}", "{{ 10 is divisibleby(2.5) }}", "{{ 10 is divisibleby(3.0) }}",
    ]

    /// Whole templates; their rendered texts are compared.
    static let templates: [String] = [
        "plain", "{{ name }}", "a {{ number }} b", "{{ true }}|{{ none }}|{{ 1.0 }}|{{ [1, 'a'] }}",
        "{% if number > 5 %}big{% elif number > 3 %}mid{% else %}small{% endif %}",
        "{% for s in servers %}\nserver {{ s.name }} {{ s.address }}:80{% if s.up %} check{% endif %}\n\n{% endfor %}\n",
        "{% for s in servers if s.up %}{{ loop.index }}/{{ loop.length }}:{{ s.name }}{{ ',' if not loop.last }}{% endfor %}",
        "{% for x in [] %}a{% else %}none{% endfor %}",
        "{% for k, v in server.options.items() %}{{ k }}={{ v }};{% endfor %}",
        "{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}={{ v }};{% endfor %}",
        "{%- for x in mixed -%}\n  {{ x }}\n{%- endfor -%}\n",
        "a\n  {%- if true %} b {% endif -%}  \n c",
        "{% set x = 5 %}{{ x }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
        "{% set x %}t{{ number }}{% endset %}[{{ x }}]",
        "{% set x = 1 %}{% for i in mixed %}{% set x = x + i %}{% endfor %}{{ x }}",
        "{% set ns = namespace(n=0) %}{% for i in mixed %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
        "{% set l = [] %}{% for i in mixed %}{% set _ = l.append(i * 2) %}{% endfor %}{{ l | join(',') }}",
        "{% set d = {} %}{% set _ = d.update({'a': 1}) %}{{ d.a }}",
        "{% macro m(a, b='x') %}<{{ a }}{{ b }}>{% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{ m(b='y', a=0) }}",
        "{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}in{% endcall %}",
        "{% macro m() %}{{ varargs | join('+') }}{{ kwargs.z }}{% endmacro %}{{ m(1, 2, z=3) }}",
        "{% filter upper %}abc {{ name }}{% endfilter %}", "{% raw %}{{ x }}{% endraw %}",
        "a{# c #}b",
        "{# c #}\nx", "x {# c -#}  \n y", "{% raw -%}\n a {{ b }}\n{%- endraw %}\nz",
        "{% for i in range(3) %}{{ loop.cycle('a', 'b') }}{{ loop.first }}{{ loop.revindex0 }}{% endfor %}",
        "{% for i in mixed recursive %}{{ i }}{% endfor %}",
        "{% for n in [{'v': 1, 'c': [{'v': 2, 'c': []}]}] recursive %}{{ n.v }}({{ loop(n.c) }}){{ loop.depth }}{% endfor %}",
        "{% for i in mixed %}{{ loop.previtem | default('-') }}{{ loop.nextitem | default('+') }}{% endfor %}",
        "{% for i in [1, 1, 2] %}{{ loop.changed(i) }}{% endfor %}",
        "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}",
        "{{ '{{' }} x", "{{ \"a\" }}\n", "a\n\n", "{% if true %}a\n{% endif %}\n",
        "{% if true %}\na\n{% endif %}\n\nb\n",
        "   {% if true %}x{% endif %}\n", "{{ name }}\n{{ name }}\n", "line\r\nend",
        "{%+ if true %}x{%+ endif %}\ny",
        "{{- name -}} x", "a {{- name }}", "{% if missing is defined %}a{% else %}b{% endif %}",
        "{{ servers | map(attribute='name') | join(' ') }}", "{{ lazy }} {{ chained }}",
        "{{ text }}",
        "{{ missing }}", "{{ server.gone }}", "{{ name.gone.deeper }}", "{{ 1 + 'a' }}",
        "{{ mixed.none.x }}",
        "{% for x in missing %}{% endfor %}", "{{ 'a' | nofilter }}", "{{ missing | upper }}",
        "{{ 1 / 0 }}",
        "{% if missing %}x{% endif %}", "{{ missing == 1 }}", "{{ name", "{% if %}", "{% for %}",
        "{% endif %}",
        "{% set j = joiner('|') %}{% for i in mixed %}{{ j() }}{{ i }}{% endfor %}",
        "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}",
        "{% block b %}in{% endblock %}", "{{ [1, 2][5] | default('z') }}", "{{ (1, 2) | join }}",
        "{% for a, b in [[1, 2], [3, 4]] %}{{ a }}-{{ b }} {% endfor %}", "{{ 5 if false }}x",
        "{% for a in mixed %}{% if a == 1 %}one{% endif %}{% endfor %}{{ a | default('out') }}",
    ]
}
