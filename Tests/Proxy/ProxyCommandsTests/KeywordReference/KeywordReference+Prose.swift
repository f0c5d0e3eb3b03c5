@testable import ProxyConfiguration

/// What no table says, in `docs/keywords.md`.
extension KeywordReference {
    static var prose: String {
        ##"""
        ## The text (manual 2.2 to 2.5)

        * Words are separated by blanks. `\\`, `\ `, `\#`, `\"`, `\'`, `\n`, `\r`, `\t` and `\xHH` are escapes; `'...'` is
          taken as it is; in `"..."` escapes count, and `$NAME`, `${NAME}`, `${NAME-default}` are replaced by
          environment variables, `${NAME[*]}` by each of its words. Addresses are expanded without quotes too. `#` begins a
          comment. An empty word is an error. A last line without an end is warned about.
        * Times have the units `us ms s m h d`, milliseconds without one; sizes `k m g`.
        * Several `-f` are read in order; a directory stands for its `*.cfg`. `global` sections add up.
        * Sections: `global`, `defaults [<name>] [from <name>]`, `frontend`, `backend`, `listen` with
          `[from <name>]`. `no` before an `option` (and `log`) takes it back.
        * `.if <condition>`, `.elif`, `.else`, `.endif` choose lines; `.alert`, `.warning`, `.notice`, `.diag` say something. Conditions, as
          for `-cc`: numbers, `!`, `&&`, `||`, parentheses, and the predicates below. `version_atleast` compares the version of
          the language, 3.4.0, and `feature` the list of `-vv`.
        * `setenv`, `presetenv`, `unsetenv` and `resetenv` change variables for the lines that follow; a reload begins anew.
        * A keyword about the side that a frontend or a backend does not have is ignored with a warning. Warnings are fatal with `-dW` or
          `zero-warning`; notes never are.
        * Rules in `defaults` need a name on it, and proxies that name it: frontends or backends, not both, and no `listen`.

        `switchyard-proxy -c -f FILE` checks a file and exits with 1 when it is not valid or cannot start on this machine
        (users, certificates, descriptors for `maxconn`, ports that another program holds), with 2 when it has no listener.

        Predicates: \##(predicates).

        ## Values of some arguments

        * `balance`: `roundrobin`, `static-rr`, `leastconn`, `first`, `source`, `random[(<draws>)]`, `uri [whole] [path-only] [len <n>]
          [depth <n>]`, `hdr(<name>) [use_domain_only]`, `url_param <name>`. Which server a key goes to is the same as with HAProxy.
        * `hash-type`: `map-based` or `consistent`, with `sdbm`, `djb2`, `wt6` or `crc32`, and `avalanche`. `consistent` alone is
          `consistent sdbm avalanche`, as in HAProxy.
        * `cookie`: `insert`, `indirect`, `nocache`, `postonly`, `preserve`, `httponly`, `secure`, `domain`, `attr`.
        * `retry-on`: `none`, `conn-failure`, `empty-response`, `junk-response`, `response-timeout`, `401 403 404 408 425 500 501
          502 503 504`, `all-retryable-errors`.
        * `http-check expect`: `[!] status|rstatus|string|rstring <pattern>`, `[!] hdr|fhdr name [-m <method>] <name> [value
          [-m <method>] <value>]`; `tcp-check expect`: `[!] string|rstring|binary|rbinary <pattern>`. Formats (`send-lf`, `string-lf`,
          `uri-lf`, `on-error`, ...) are texts without expressions.
        * `proxy-v2-options`: `ssl`, `cert-cn`, `ssl-cipher`, `cert-sig`, `cert-key`, `authority`, `crc32c`.

        """##
    }

    private static var predicates: String {
        BlockPredicate.all.map { "`\($0.name)`" }.joined(separator: ", ")
    }

    static let addresses = ##"""
        Addresses: `[<address>]:<port>[-<port>]`, several separated by commas, `*:<port>`, `ipv4@`, `ipv6@`, `unix@<path>` or
        `/<path>`, `abns@<name>`, `fd@<number>`. `alpn` offers `h2` and `http/1.1`.

        `stats socket` takes `level user|operator|admin`, `expose-fd listeners`, `mode`, `user`, `group`, `uid`, `gid`.
        """##

    static let conditions = ##"""
        `acl` names add up; `if` and `unless` take named ACLs, `{ criterion patterns }`, `!`, `or` and `||`. A criterion is a
        sample fetch with converters. Those marked with * have the variants `_beg`, `_dir`, `_dom`, `_end`, `_len`, `_reg`,
        `_sub`. Flags: `-i`, `-m str|beg|end|sub|dir|dom|reg|found|bool|int|ip|len`, `-f <file>`, `--`. Numbers take ranges
        (`400:499`) and `eq ge gt le lt`. Ready-made: `TRUE`, `FALSE`, `LOCALHOST`, `HTTP_1.0`, `HTTP_1.1`, `METH_*`.
        """##

    static let commandProse = ##"""
        The socket of `-S` has these too, and `reload` and `show process`.

        `set server <bk>/<srv>` takes `state ready|drain|maint`, `weight <n>|<n>%`, `health up|stopping|down`, `addr <ip> [port <n>]`,
        `agent up|down`, `agent-addr <ip> [port <n>]`, `agent-port <n>`, `agent-send <text>`, `check-addr <ip> [port <n>]`, `check-port <n>`.

        `show sess` tells a line for each request or tunnel that runs, in HAProxy's form: who, from where to where, `age`, in `f=` of `rq` whether
        all of the request has come (`40000000`), in `an=` what is still to be done (`00` in both for a tunnel; in `rp` `1400000` until the answer
        begins, `4000000` while it passes), `exp` until it times out. What has no meaning here is left out, and so are the operators themselves.

        An agent answers a connection with one line of words in any order, ended by CR or LF: `up`, `down`, `stopped`, `fail` (with `# <text>`
        behind them), `ready`, `drain`, `maint`, `<n>%`, `maxconn:<n>`.
        """##
}
