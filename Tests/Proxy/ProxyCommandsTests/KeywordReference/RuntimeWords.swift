/// The commands of HAProxy's runtime API (chapters 9.3 and 9.4 of its management guide).
enum RuntimeWords {
    static let all = """
        @<[!]pid>;abort ssl ca-file;abort ssl cert;abort ssl crl-file;acme renew;acme status;add acl;add backend;
        add map;add server;add ssl ca-file;add ssl crt-list;add ssl ech;add ssl jwt;clear acl;clear counters;
        clear map;clear table;commit acl;commit map;commit ssl ca-file;commit ssl cert;commit ssl crl-file;
        debug counters;debug dev;del acl;del backend;del map;del server;del ssl ca-file;del ssl cert;
        del ssl crl-file;del ssl crt-list;del ssl ech;del ssl jwt;disable agent;
        disable dynamic-cookie backend;disable frontend;disable health;disable server;dump ssl cert;
        dump stats-file;echo;enable agent;enable dynamic-cookie backend;enable frontend;enable health;
        enable server;experimental-mode;expert-mode;get acl;get map;get var;get weight;hard-reload;help;
        httpclient;mcli-debug-mode;new ssl ca-file;new ssl cert;new ssl crl-file;operator;prepare acl;
        prepare map;prompt;publish backend;quit;reload;set anon;set dynamic-cookie-key backend;set map;
        set maxconn frontend;set maxconn global;set maxconn server;set profiling memory;
        set profiling tasks;set rate-limit connections global;set rate-limit http-compression global;
        set rate-limit sessions global;set rate-limit ssl-sessions global;set server;set severity-output;
        set ssl ca-file;set ssl cert;set ssl crl-file;set ssl ech;set ssl ocsp-response;set ssl tls-key;
        set table;set timeout cli;set var;set weight;show acl;show activity;show anon;show backend;
        show cache;show cli level;show cli sockets;show default-server;show defaults;show dev;show env;
        show errors;show events;show fd;show info;show libs;show map;show peers;show pools;show proc;
        show profiling;show quic;show resolvers;show schema json;show servers conn;show servers state;
        show sess;show ssl ca-file;show ssl cert;show ssl crl-file;show ssl crt-list;show ssl ech;
        show ssl jwt;show ssl ocsp-response;show ssl ocsp-updates;show ssl providers;show ssl sni;
        show startup-logs;show stat;show table;show tasks;show threads;show tls-keys;show trace;
        show version;shutdown frontend;shutdown session;shutdown sessions server;trace;
        unpublish backend;update ssl ocsp-response;user;wait
        """.split(separator: ";").map { word in
            word.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
}
