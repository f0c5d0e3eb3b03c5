/// The keywords of OpenSSH's client configuration, in lower case.
enum ClientKeywords {
    /// Those that decide something here.
    static let understood: Set<String> = [
        "host", "match", "include", "ignoreunknown", "addressfamily", "hostname", "port", "user",
        "identityfile", "identitiesonly", "identityagent",
        "userknownhostsfile", "globalknownhostsfile", "hostkeyalias", "stricthostkeychecking",
        "proxyjump", "proxycommand", "connecttimeout", "serveraliveinterval",
    ]

    /// Those that would change where the connection leads or who is trusted, and are refused.
    static let refused: [String: String] = [
        "certificatefile": "use an 'IdentityFile' that the server knows",
        "pkcs11provider": "load the key into ssh-agent",
        "securitykeyprovider": "load the key into ssh-agent",
        "revokedhostkeys": "mark the keys '@revoked' in known_hosts",
        "knownhostscommand": "name the files with 'UserKnownHostsFile'",
    ]

    /// Those that are not honoured, which a warning says where they ask for something.
    static let warned: Set<String> = [
        "bindaddress", "bindinterface", "canonicalizehostname", "ciphers", "forwardagent",
        "hostkeyalgorithms", "kexalgorithms", "macs", "setenv",
    ]

    /// Every keyword there is.
    static let all = understood.union(passedOver).union(warned).union(refused.keys)

    /// Those whose value is one command line, quotes and all.
    static let commandLines: Set<String> = ["proxycommand", "localcommand", "remotecommand"]

    /// Those that decide nothing for connections that run programs and open streams.
    static let passedOver: Set<String> = [
        "addkeystoagent", "batchmode",
        "canonicaldomains", "canonicalizefallbacklocal",
        "canonicalizemaxdots", "canonicalizepermittedcnames", "casignaturealgorithms",
        "challengeresponseauthentication", "checkhostip", "clearallforwardings",
        "compression", "connectionattempts", "controlmaster", "controlpath", "controlpersist",
        "dynamicforward", "enableescapecommandline", "enablesshkeysign", "escapechar",
        "exitonforwardfailure", "fingerprinthash", "forkafterauthentication",
        "forwardx11", "forwardx11timeout", "forwardx11trusted", "gatewayports",
        "gssapiauthentication", "gssapidelegatecredentials", "gssapikeyexchange",
        "gssapitrustdns", "hashknownhosts", "hostbasedacceptedalgorithms",
        "hostbasedauthentication", "ipqos",
        "kbdinteractiveauthentication", "kbdinteractivedevices",
        "localcommand", "localforward", "loglevel", "logverbose",
        "nohostauthenticationforlocalhost", "numberofpasswordprompts", "passwordauthentication",
        "permitlocalcommand", "permitremoteopen", "preferredauthentications", "proxyusefdpass",
        "pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes", "pubkeyauthentication",
        "rekeylimit", "remotecommand", "remoteforward", "requesttty", "requiredrsasize",
        "sendenv", "serveralivecountmax", "sessiontype", "stdinnull",
        "streamlocalbindmask", "streamlocalbindunlink", "syslogfacility", "tcpkeepalive",
        "tunnel", "tunneldevice", "updatehostkeys", "usekeychain", "verifyhostkeydns",
        "visualhostkey", "xauthlocation",
    ]
}
