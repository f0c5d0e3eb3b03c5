// Names out of the ansible package 11.2 and its ansible-core 2.18.2, taken from its documentation.

extension PluginNames {
    /// Filters, by collection.
    static let filterList = """
        ansible.builtin: abs attr b64decode b64encode basename batch bool capitalize center
          checksum cidr_merge combinations combine comment commonpath comp_type5 count d default
          dict2items dictsort difference dirname e escape expanduser expandvars extract fileglob
          filesizeformat first flatten float forceescape format from_json from_yaml from_yaml_all
          gcp_kms_decrypt gcp_kms_encrypt groupby hash hash_salt human_readable human_to_bytes
          hwaddr indent int intersect ip4_hex ipaddr ipmath ipsubnet ipv4 ipv6 ipwrap items
          items2dict join json_query k8s_config_resource_name last length list log lower mandatory
          map max md5 min network_in_network network_in_usable next_nth_usable normpath nthhost
          parse_cli parse_cli_textfsm parse_xml password_hash path_join permutations pow pprint
          previous_nth_usable product quote random random_mac realpath reduce_on_network
          regex_escape regex_findall regex_replace regex_search reject rejectattr rekey_on_member
          relpath replace reverse root round safe select selectattr sha1 shuffle slaac slice sort
          split splitext strftime string striptags subelements sum symmetric_difference ternary
          title to_datetime to_json to_nice_json to_nice_yaml to_uuid to_yaml tojson trim truncate
          type5_pw type_debug union unique unvault upper urldecode urlencode urlize vault
          vlan_parser win_basename win_dirname win_splitdrive wordcount wordwrap xmlattr zip
          zip_longest

        ansible.netcommon: cidr_merge comp_type5 hash_salt hwaddr ip4_hex ipaddr ipmath ipsubnet
          ipv4 ipv6 ipwrap macaddr network_in_network network_in_usable next_nth_usable nthhost
          parse_cli parse_cli_textfsm parse_xml pop_ace previous_nth_usable reduce_on_network slaac
          type5_pw vlan_expander vlan_parser

        ansible.utils: cidr_merge consolidate fact_diff from_xml get_path hwaddr index_of ip4_hex
          ipaddr ipcut ipmath ipsubnet ipv4 ipv6 ipv6form ipwrap keep_keys macaddr
          network_in_network network_in_usable next_nth_usable nthhost param_list_compare
          previous_nth_usable reduce_on_network remove_keys replace_keys slaac to_paths to_xml
          usable_range validate

        ansible.windows: quote

        cisco.aci: listify

        community.crypto: gpg_fingerprint openssl_csr_info openssl_privatekey_info
          openssl_publickey_info parse_serial split_pem to_serial x509_certificate_info
          x509_crl_info

        community.dns: domain_suffix get_public_suffix get_registrable_domain quote_txt
          remove_public_suffix remove_registrable_domain reverse_pointer txt unquote_txt

        community.general: accumulate counter crc32 dict dict_kv from_csv from_ini groupby_as_dict
          hashids hashids_decode hashids_encode jc json_diff json_patch json_patch_recipe
          json_query keep_keys lists lists_difference lists_intersect lists_mergeby
          lists_symmetric_difference lists_union path_join random_mac remove_keys replace_keys
          reveal_ansible_type time to_days to_hours to_ini to_milliseconds to_minutes to_months
          to_seconds to_time_unit to_weeks to_years unicode_normalize version_sort

        community.hashi_vault: vault_login_token

        community.routeros: join list_to_dict quote_argument quote_argument_value quoting split

        community.sops: decrypt latest_version

        f5networks.f5_modules: abspath markdev

        google.cloud: gcp_kms_filters

        hetzner.hcloud: all load_balancer_status

        infinidat.infinibox: delta_time psus_filters

        kubernetes.core: k8s k8s_config_resource_name

        microsoft.ad: as_datetime as_guid as_sid dn_escape ldap_converters parse_dn split_dn

        netapp.ontap: iso8601_duration_from_seconds iso8601_duration_to_seconds na_filter_iso8601

        ovirt.ovirt: convert_to_bytes filtervalue get_network_xml_to_dict get_ovf_disk_size
          json_query ovirtdiff ovirtvmip ovirtvmips ovirtvmipsv4 ovirtvmipsv6 ovirtvmipv4
          ovirtvmipv6 removesensitivevmdata

        sensu.sensu_go: backends package_name

        theforeman.foreman: cp_label foreman
        """

    /// Tests, by collection.
    static let testList = """
        ansible.builtin: abs all any boolean callable change changed contains defined directory
          divisibleby eq equalto escaped even exists failed failure false falsy file filter
          finished float ge greaterthan gt in integer is_abs is_dir is_file is_link is_mount
          is_same_file islink isnan issubset issuperset iterable le lessthan link link_exists lower
          lt mapping match mount nan ne none number odd reachable regex same_file sameas search
          sequence skip skipped started string subset succeeded success successful superset test
          timedout true truthy undefined unreachable upper uri url urn vault_encrypted vaulted_file
          version version_compare

        ansible.utils: in_any_network in_network in_one_network ip ip_address ipv4 ipv4_address
          ipv4_hostmask ipv4_netmask ipv6 ipv6_address ipv6_ipv4_mapped ipv6_sixtofour ipv6_teredo
          loopback mac multicast private public reserved resolvable subnet_of supernet_of
          unspecified validate

        community.general: a_module ansible_type fqdn_valid

        ovirt.ovirt: ovirt_proxied_check
        """

    /// Lookups, by collection.
    static let lookupList = """
        amazon.aws: aws_account_attribute aws_collection_constants aws_secret aws_service_ip_ranges
          aws_ssm secretsmanager_secret ssm_parameter

        ansible.builtin: avi aws_account_attribute aws_secret aws_service_ip_ranges aws_ssm
          cartesian chef_databag config conjur_variable consul_kv cpm_metering cpm_status credstash
          csvfile cyberarkpassword dict dig dnstxt env etcd file fileglob filetree first_found
          flattened gcp_storage_file grafana_dashboard hashi_vault hiera indexed_items ini
          inventory_hostnames items k8s keyring laps_password lastpass lines list lmdb_kv manifold
          mongodb nested nios nios_next_ip nios_next_network onepassword onepassword_raw openshift
          password passwordstore pipe rabbitmq random_choice redis sequence shelvefile skydive
          subelements template together unvault url varnames vars

        ansible.utils: get_path index_of to_paths validate

        cloud.common: turbo_demo

        community.crypto: gpg_fingerprint

        community.dns: lookup lookup_as_dict reverse_lookup

        community.general: bitwarden bitwarden_secrets_manager cartesian chef_databag
          collection_version consul_kv credstash cyberarkpassword dependent dig dnstxt dsv etcd
          etcd3 filetree flattened gcp_storage_file github_app_access_token hashi_vault hiera
          keyring lastpass lmdb_kv manifold merge_variables nios nios_next_ip nios_next_network
          onepassword onepassword_doc onepassword_raw onepassword_ssh_key passwordstore random_pet
          random_string random_words redis revbitspss shelvefile tss

        community.grafana: grafana_dashboard

        community.hashi_vault: hashi_vault vault_ansible_settings vault_kv1_get vault_kv2_get
          vault_list vault_login vault_read vault_token_create vault_write

        community.mongodb: mongodb

        community.rabbitmq: rabbitmq

        community.sops: sops

        community.windows: laps_password

        cyberark.conjur: conjur_variable

        kubernetes.core: k8s kustomize openshift
        """
}
