internal import Diagnostics
internal import Samples

/// Words of HAProxy's language that are known and refused, each with the supported way if there is
/// one.
///
/// Nothing is accepted and then ignored; what is in these tables is told apart from a misspelling.
enum UnsupportedKeywords {
    /// A word and what to write instead.
    typealias Table = [String: String?]

    /// The refusal of a word that is in no table of supported ones.
    static func diagnostic(
        for word: Word,
        kind: String,
        among known: [String],
        unsupported: Table
    ) -> Diagnostic {
        // Some actions have what they act on in parentheses: 'set-var(txn.a)'.
        let name = String(word.text.prefix { $0 != "(" })
        if let hint = unsupported[name] {
            return Diagnostic(
                "the \(kind) '\(name)' is not supported by switchyard-proxy",
                at: word.place,
                hint: hint
            )
        }
        return .unknown(kind, word.text, among: known, at: word.place)
    }

    /// The words of HAProxy that are not among the supported ones, with hints for some.
    private static func table(
        _ words: Set<String>,
        except supported: some Sequence<String>,
        hints: [String: String] = [:]
    ) -> Table {
        var table: Table = [:]
        for word in words.subtracting(supported) { table[word] = .some(nil) }
        for (word, hint) in hints { table[word] = .some(hint) }
        return table
    }

    /// The second words of supported keywords of two that begin with this one.
    private static func supported(after first: String) -> [String] {
        KeywordTable.all.compactMap { keyword in
            let words = keyword.name.split(separator: " ")
            return words.count == 2 && words[0] == first ? String(words[1]) : nil
        }
    }

    /// First words of lines.
    static let keywords = table(
        HAProxyWords.globalWords.union(HAProxyWords.proxyWords),
        except: KeywordTable.all.map { String($0.name.prefix { $0 != " " }) },
        hints: [
            "monitor-net": "use 'monitor-uri'",
            "block": "use 'http-request deny'",
            "reqadd": "use 'http-request add-header'",
            "rspadd": "use 'http-response add-header'",
        ]
    )

    /// The second word after a first one.
    static func secondWords(after first: String) -> Table {
        switch first {
        case "option": return options
        case "timeout":
            return table(HAProxyWords.timeouts, except: supported(after: first))
        case "http-request":
            return table(
                HAProxyWords.requestActions,
                except: supported(after: first),
                hints: ["block": "use 'deny'"]
            )
        case "http-response", "http-after-response":
            return table(
                HAProxyWords.responseActions,
                except: supported(after: first),
                hints: ["block": "use 'deny'"]
            )
        case "http-check", "tcp-check":
            return table(HAProxyWords.checkActions, except: supported(after: first))
        case "stats":
            return table(HAProxyWords.statistics, except: supported(after: first))
        default: return [:]
        }
    }

    /// Actions of `tcp-request` and `tcp-response`.
    static func connectionActions(besides supported: some Sequence<String>) -> Table {
        table(
            HAProxyWords.connectionActions,
            except: supported,
            hints: [
                "expect-netscaler-cip":
                    "only NetScaler sends it; let it insert a PROXY header, and use 'expect-proxy'"
            ].filter { word, _ in !supported.contains(word) }
        )
    }

    private static let options = table(
        HAProxyWords.options,
        except: supported(after: "option"),
        hints: [
            "tcp-check": "leave it out: a check without 'option httpchk' connects",
            "ssl-hello-chk": "use 'check-ssl' on the server",
            "forceclose": "use 'option httpclose'",
            "external-check": "no programs are run for checks; use 'agent-check' or 'tcp-check'",
        ]
    )

    /// Options of `bind` and `stats socket`.
    static let bindOptions = table(
        HAProxyWords.bindOptions.union(["nbconn", "no-alpn"]),
        except: BindOption.byName.keys,
        hints: [
            "accept-netscaler-cip":
                "only NetScaler sends it; let it insert a PROXY header, and use 'accept-proxy'",
            "generate-certificates": "give a certificate for each name with 'crt' or 'crt-list'",
            "npn": "use 'alpn'",
            "maxconn": "use 'maxconn' on a line of its own in the frontend",
        ]
    )

    /// Options of `server` and `default-server`.
    static let serverOptions = table(
        HAProxyWords.serverOptions.union(["curves", "shard"]),
        except: ServerOption.byName.keys,
        hints: [
            "npn": "use 'alpn'"
        ]
    )

    /// Options of `ssl-default-bind-options` and `ssl-default-server-options`.
    static let tlsOptions = table(
        HAProxyWords.encryptionOptions,
        except: TLSLimitKeyword.all.filter(\.isForDefaults).map(\.name)
    )

    /// Options of `cookie`.
    static let cookieOptions: Table = [
        "rewrite": "use 'insert'", "prefix": "use 'insert'", "maxidle": nil, "maxlife": nil,
        "dynamic": nil,
    ]

    /// Sample fetches and ACL criteria.
    static let fetches = table(
        HAProxyWords.fetches.union(["conn_id", "path_cnt", "table", "txn.status"]),
        except: FetchKeyword.byName.keys
    )

    /// Converters.
    static let converters = table(HAProxyWords.converters, except: ConverterKeyword.byName.keys)

    /// The refusal of a criterion: a fetch of HAProxy may end with a match method, as `src_beg`.
    static func isCriterion(_ name: String) -> Bool {
        if fetches[name] != nil { return true }
        guard let underscore = name.lastIndex(of: "_") else { return false }
        let method = name[underscore...].dropFirst()
        return ["beg", "dir", "dom", "end", "len", "reg", "str", "sub"].contains(method)
            && HAProxyWords.fetches.contains(String(name[..<underscore]))
    }
}
