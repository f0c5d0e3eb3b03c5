/// What the reference says about modules beside their arguments.
enum ModuleNotes {
    static let notes: [String: String] = [
        "apt": """
        Installed packages are found by one call of `dpkg-query`; `apt-get --simulate` is asked
        only about what is missing. `deb` takes a file of the target, no URL. `policy_rc_d`
        keeps packages from starting their services while they are installed.
        """,
        "apt_key": """
        Needs `apt-key` and `gpg` on the target; where newer systems have none, put the key below
        `/etc/apt/keyrings` and name it by `signed-by`. With `id` a key that is there is not read
        again. `keyserver` is not supported.
        """,
        "apt_repository": """
        Only files that change are written. When the lists cannot be read, the files are put back
        and the task fails. Launchpad's names (`ppa:`) are not supported, so `codename` and
        `validate_certs` decide nothing.
        """,
        "assemble": """
        Fragments have at most 16 MiB each; those of the target are read, and the whole is put
        together here. Check mode plans it, where Ansible skips the task.
        """,
        "authorized_key": """
        A `key` of `http(s)://` is downloaded from the target's network, one of `file://` is a file
        of the target. `exclusive` takes out every other line, comments too. Directory and file get
        the user's ownership and their modes when a key changes.
        """,
        "command": """
        Results: `cmd`, `rc`, `stdout`, `stdout_lines`, `stderr`, `stderr_lines`, `start`, `end`,
        `delta` (by the controller's clock). Check mode skips it, except that `creates` and `removes`
        tell whether it would run.
        """,
        "copy": """
        A directory is copied with what is in it; with `/` at its end without its own name. On
        directories with `remote_src`, mode and owner are refused: use `file` with `recurse`.
        """,
        "cron": """
        Without `cron_file` the crontab is read and written by `crontab`. A file whose last job goes
        is removed.
        """,
        "debconf": """
        Passwords are compared, by `debconf-communicate`, and masked. `value` of a `multiselect` may
        be a list, and its order makes no difference.
        """,
        "find": """
        Each directory's files come before its directories, both by name. `contains` reads files
        of at most 16 MiB, as UTF-8.
        """,
        "get_url": """
        Downloaded from the target's network, through the controller, at most 512 MiB; `timeout` is
        how long nothing may come. Proxies in the environment are not used. `dest` may be a
        directory.
        """,
        "hostname": """
        `use` may be `systemd` or `debian`, `alpine`, `openrc`, `redhat` or `sles`; those of other
        systems fail. Without systemd, and but for Alpine, only the file that is read at the start
        is written, as Ansible does.
        """,
        "incus_cluster_group": """
        Runs on a member of the cluster. `members` is the whole list; without it the members stay.
        Incus wants each member to be in one group at least.
        """,
        "incus_cluster_member": """
        `bootstrapped` makes a cluster of the server that the task runs on, `joined` lets it join
        one with the `token` and the `certificate` that `incus_cluster_token` gave; the certificate
        has to be the one that the token names. Both set `cluster.https_address` to `address`, whose
        port is 8443 unless it is said; what clients use, `core.https_address`, is left alone.
        `networks` and `storage_pools` say what is the joining server's own of each
        (`{local: {source: /dev/sdb}}`); what it held before is lost. The other states are asked of
        any member: `present` sets `config`, `description` and `failure_domain`, `evacuated` moves
        or stops what runs there as `mode` says (else each instance's `cluster.evacuate`) and waits
        for it at most `timeout` seconds, `restored` brings it back, `absent` removes the member,
        with `force` also one that is lost for good. An argument that does nothing with the state is
        refused. Results: `status`, and `members` with `name`, `status`, `message`, `address`,
        `roles`, `groups`, `failure_domain`.
        """,
        "incus_cluster_token": """
        Runs on a member of the cluster, and lets the server `name` join once. Results: `token`, a
        secret that no output shows, empty when the server is a member already; `certificate`, the
        cluster's.
        """,
        "incus_device": """
        Runs on the Incus host. The device has exactly the `properties`, as text, and the
        `type`; others of the instance are left alone. A missing instance fails with the names
        of those that there are.
        """,
        "incus_image": """
        Runs on the Incus host. `source` is a file of the controller: a unified image, or the
        metadata of a split one whose root file system is `rootfs`. An image is known by its
        fingerprint, the SHA-256 digest of the files: the same files change nothing, others are
        imported and the alias moves.
        """,
        "incus_instance": """
        Runs on the Incus host. An instance is made from `image` (alias or fingerprint) when it
        is missing; of `config` and `devices` the keys that are named are compared and set,
        others are left alone. `wait_for_address` waits for a global IPv4 address,
        `wait_for_systemd` for `running` or `degraded`, both at most `timeout` seconds. `force`
        stops without asking the instance. Without `image`, a missing instance fails with the
        names of those that there are. In a cluster `target`, a member or `@` and a group, says
        where it is made; without it the cluster chooses. `move` moves it when it is on another
        member, stopped meanwhile. Results: `status`, `address` (the first IPv4 address),
        `addresses` (by interface), `root_uid` (the number of the instance's root on the host),
        `location` (the member) and `evacuated_from` (the member that it goes back to), empty when
        there is none.
        """,
        "incus_network": """
        Runs on the Incus host. The keys of `config` that are named are compared and set; `auto`
        stands for what Incus chose. In a cluster it is announced on each member, then made on all;
        `member_config` has what is each member's own (`{member-1: {parent: eth0}}`), and is used
        when it is made.
        """,
        "incus_profile": """
        Runs on the Incus host. The keys and devices that are named are compared and set.
        """,
        "incus_server": """
        Runs on the Incus host. The keys of `config` that are named are compared and set; `target`
        names the member of a cluster whose own keys are meant. Incus does not keep a value that is
        its own default, so such a key is set anew each time: leave it out. Results: `server`
        (`incus` or `lxd`), `server_version`, `server_name`, `clustered`.
        """,
        "incus_storage_pool": """
        Runs on the Incus host. In a cluster as `incus_network`.
        """,
        "ini_file": """
        A value without `option`, and neither `section` nor `option`, are refused. Line ends of
        Windows become line feeds when something changes.
        """,
        "known_hosts": """
        Names, patterns and hashes are read as `ssh-keygen` reads them, which the target need not
        have. A link stays, and no `.old` is left.
        """,
        "package": "Of the package managers, `apt` is supported.",
        "package_facts": """
        Asks `apt`, `rpm`, `apk` and `pacman` in that order with `auto`, by their own programs: no
        Python library is needed. Of apt's, `category` is the section that the package itself names.
        """,
        "proxy_sessions": """
        Tells what runs through HAProxy or switchyard-proxy, and changes nothing. `frontend` is
        a name or a list; left out, all are meant. `wait` waits at most so many seconds until
        what runs when the task begins has ended and no connection idles; it never fails: what
        is left then is in `left`. Result: `sessions` and `left` with `id`, `client`,
        `frontend`, `backend`, `server`, `age` (seconds) and `kind` (`upload`, `waiting`,
        `download`, `tunnel`), `connections`, and `idle`, those without a session.
        """,
        "proxy_runtime": """
        Speaks to the admin socket of HAProxy or switchyard-proxy: a path, or `address:port`.
        `server` is a name, a list, or left out for all servers of the backend. `weight` is a
        number or a percentage of the configured one. `wait` waits after the change, at most
        `timeout` seconds: `idle` until no sessions are left, `up`, `down`; a failure says which
        server is in what state. Result: `servers` with `name`, `state`, `up`, `status`,
        `weight`, `current`.
        """,
        "raw": """
        Results: `rc`, `stdout`, `stdout_lines`, `stderr`, `stderr_lines`. Unlike Ansible's, it
        runs with the `environment` of the task. Check mode skips it.
        """,
        "script": """
        The program is carried to a folder of its own below the user's home (else `$TMPDIR`, `/tmp`),
        which goes when it ends. Results as of `raw`. Check mode skips it, except that `creates` and
        `removes` tell whether it would run.
        """,
        "service": """
        Runs with systemd, OpenRC and init scripts, whichever the target has. With systemd it is
        the module `systemd`, and `sleep` and `arguments` do nothing, with a warning.
        """,
        "service_facts": """
        Init scripts (`service --status-all`), OpenRC and systemd are asked; upstart and `chkconfig`
        are not.
        """,
        "set_fact": "`cacheable` is taken, and there is no cache of facts yet.",
        "setup":
            "One script of the target's `sh`; Python is not needed. No `facts.d`, no `facter`.",
        "shell": """
        Results, and what check mode does, as of `command`.
        """,
        "tempfile": "Made by `mktemp`, which has to know of suffixes, as GNU's does.",
        "unarchive": """
        Needs GNU `tar`, or for zip files `unzip`, on the target, and the programs of the compression;
        what is missing is said. Archives of the controller and of addresses (at most 512 MiB) travel
        to the target to be compared, and again to be unpacked, and leave nothing there. Check mode
        compares tar archives too, where Ansible skips the task. `src` in the result is the name
        that the task has.
        """,
        "uri": """
        Performed from the target's network. Headers of the answer are results in lower case
        with `_` for `-`. User and password are sent with the first request. `ca_path` is a file
        of the target.
        """,
        "wait_for":
            "`search_regex` works with `path`, not with `port`; `drained` is not supported.",
    ]
}
