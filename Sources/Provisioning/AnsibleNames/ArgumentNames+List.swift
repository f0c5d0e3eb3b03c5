// Names out of the ansible package 11.2 and its ansible-core 2.18.2, taken from its documentation.

extension ArgumentNames {
    /// The arguments of modules that Switchyard has, as Ansible's have them.
    ///
    /// `package` and `service` hand theirs on to the module of the system, so they take those of
    /// all package managers and of systemd. `warn` is an argument of versions before 2.14.
    static let list = """
        add_host: group groupname groups host hostname name

        apt: allow-downgrade allow-downgrades allow-unauthenticated allow_change_held_packages
          allow_downgrade allow_downgrades allow_unauthenticated autoclean autoremove
          cache_valid_time clean deb default-release default_release dpkg_options
          fail_on_autoremove force force_apt_get install-recommends install_recommends lock_timeout
          name only_upgrade package pkg policy_rc_d purge state update-cache update_cache
          update_cache_retries update_cache_retry_max_delay upgrade

        apt_key: data file id key keyring keyserver state url validate_certs

        assemble: attr attributes backup decrypt delimiter dest group ignore_hidden mode owner regexp
          remote_src selevel serole setype seuser src unsafe_writes validate

        assert: fail_msg msg quiet success_msg that

        blockinfile: append_newline attr attributes backup block content create dest destfile group
          insertafter insertbefore marker marker_begin marker_end mode name owner path
          prepend_newline selevel serole setype seuser state unsafe_writes validate

        command: argv chdir cmd creates expand_argument_vars removes stdin stdin_add_newline
          strip_empty_ends warn

        copy: attr attributes backup checksum content decrypt dest directory_mode follow force
          group local_follow mode owner remote_src selevel serole setype seuser src unsafe_writes
          validate

        cron: backup cron_file day disabled dom dow env hour insertafter insertbefore job minute
          month name special_time state user value weekday

        debug: msg var verbosity

        fail: msg

        fetch: dest fail_on_missing flat src validate_checksum

        file: access_time access_time_format attr attributes dest follow force group mode
          modification_time modification_time_format name owner path recurse selevel serole setype
          seuser src state unsafe_writes

        find: age age_stamp contains depth encoding exact_mode exclude excludes file_type follow
          get_checksum hidden limit mode name path paths pattern patterns read_whole_file recurse
          size use_regex

        get_url: attr attributes backup checksum ciphers client_cert client_key decompress dest
          force force_basic_auth group headers http_agent mode owner password selevel serole setype
          seuser timeout tmp_dest unredirected_headers unsafe_writes url url_password url_username
          use_gssapi use_netrc use_proxy username validate_certs

        group: force gid gid_max gid_min local name non_unique state system

        group_by: key parents

        hostname: name use

        include_vars: depth dir extensions file files_matching free-form hash_behaviour
          ignore_files ignore_unknown_extensions name

        ini_file: allow_no_value attr attributes backup create dest exclusive follow group
          ignore_spaces mode modify_inactive_option no_extra_spaces option owner path section
          section_has_values selevel serole setype seuser state unsafe_writes value values

        lineinfile: attr attributes backrefs backup create dest destfile firstmatch group
          insertafter insertbefore line mode name owner path regex regexp search_string selevel
          serole setype seuser state unsafe_writes validate value

        meta:

        package: allow_downgrade allow_unauthenticated allowerasing autoremove available best
          bugfix cache_valid_time cacheonly conf_file default_release disable_excludes
          disable_gpg_check disable_plugin disable_recommends disablerepo download_dir
          download_only dpkg_options enable_plugin enablerepo exclude extra_args
          extra_args_precommand force gpg_key install_recommends install_repoquery
          install_weak_deps installroot list lock_timeout name no_cache nobest oldpackage
          only_upgrade package pkg purge releasever replacefiles repository security skip_broken
          sslverify state update_cache update_only upgrade use use_backend validate_certs world

        package_facts: manager strategy

        pause: echo minutes prompt seconds

        ping: data

        raw: executable

        replace: after attr attributes backup before dest destfile encoding group mode name owner
          path regexp replace selevel serole setype seuser unsafe_writes validate

        script: chdir cmd creates decrypt executable removes

        service: args arguments daemon-reexec daemon-reload daemon_reexec daemon_reload enabled
          force masked name no_block pattern runlevel scope service sleep state unit use

        service_facts:

        set_fact: cacheable key_value

        setup: fact_path filter gather_subset gather_timeout

        shell: chdir cmd creates executable removes stdin stdin_add_newline warn

        slurp: path src

        stat: attr attributes checksum checksum_algo checksum_algorithm dest follow get_attributes
          get_checksum get_mime mime mime-type mime_type name path

        systemd: daemon-reexec daemon-reload daemon_reexec daemon_reload enabled force masked name
          no_block scope service state unit

        systemd_service: daemon-reexec daemon-reload daemon_reexec daemon_reload enabled force
          masked name no_block scope service state unit

        tempfile: path prefix state suffix

        template: attr attributes backup block_end_string block_start_string comment_end_string
          comment_start_string dest follow force group lstrip_blocks mode newline_sequence
          output_encoding owner selevel serole setype seuser src trim_blocks unsafe_writes validate
          variable_end_string variable_start_string

        unarchive: attr attributes copy creates decrypt dest exclude extra_opts group include
          io_buffer_size keep_newer list_files mode owner remote_src selevel serole setype seuser
          src unsafe_writes validate_certs

        uri: attr attributes body body_format ca_path ciphers client_cert client_key creates
          decompress dest follow_redirects force force_basic_auth group headers http_agent method
          mode owner password remote_src removes return_content selevel serole setype seuser src
          status_code timeout unix_socket unredirected_headers unsafe_writes url url_password
          url_username use_gssapi use_netrc use_proxy user validate_certs

        user: append authorization comment create_home createhome expires force generate_ssh_key
          group groups hidden home local login_class move_home name non_unique password
          password_expire_account_disable password_expire_max password_expire_min
          password_expire_warn password_lock profile remove role seuser shell skeleton ssh_key_bits
          ssh_key_comment ssh_key_file ssh_key_passphrase ssh_key_type state system uid uid_max
          uid_min umask update_password user

        wait_for: active_connection_states connect_timeout delay exclude_hosts host msg path port
          search_regex sleep state timeout

        wait_for_connection: connect_timeout delay sleep timeout
        """
}
