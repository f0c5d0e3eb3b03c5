// Names out of the ansible package 11.2 and its ansible-core 2.18.2, taken from its documentation, and
// those that the collection community.general 13.4 adds.

extension ModuleNames {
    /// Modules of the collection that most of Ansible's own old modules moved to.
    static let general = """
        community.general: aerospike_migrations airbrake_deployment aix_devices aix_filesystem
          aix_inittab aix_lvg aix_lvol alerta_customer ali_instance ali_instance_facts
          ali_instance_info alternatives android_sdk ansible_galaxy_install apache2_mod_proxy
          apache2_module apk apt_repo apt_rpm archive atomic_container atomic_host atomic_image
          awall beadm bearychat bigpanda bitbucket_access_key bitbucket_pipeline_key_pair
          bitbucket_pipeline_known_host bitbucket_pipeline_variable bootc_manage bower btrfs_info
          btrfs_subvolume bundler bzr campfire capabilities cargo catapult circonus_annotation
          cisco_spark cisco_webex clc_aa_policy clc_alert_policy clc_blueprint_package
          clc_firewall_policy clc_group clc_loadbalancer clc_modify_server clc_publicip clc_server
          clc_server_snapshot cloud_init_data_facts cloudflare_dns cobbler_sync cobbler_system
          composer consul consul_acl consul_acl_bootstrap consul_agent_check consul_agent_service
          consul_auth_method consul_binding_rule consul_kv consul_kv_info consul_policy
          consul_role consul_session consul_token copr cpanm cronvar crypttab datadog_downtime
          datadog_event datadog_monitor dconf decompress deploy_helper dimensiondata_network
          dimensiondata_vlan discord django_check django_command django_createcachetable
          django_dumpdata django_loaddata django_manage dnf_config_manager dnf_versionlock
          dnsimple dnsimple_info dnsmadeeasy docker_compose docker_config docker_container
          docker_container_info docker_host_info docker_image docker_image_facts docker_image_info
          docker_login docker_network docker_network_info docker_node docker_node_info
          docker_prune docker_secret docker_service docker_stack docker_stack_info
          docker_stack_task_info docker_swarm docker_swarm_info docker_swarm_service
          docker_swarm_service_info docker_volume docker_volume_info dpkg_divert easy_install
          ejabberd_user elasticsearch_plugin emc_vnx_sg_member etcd3 facter facter_facts
          file_remove filesize filesystem flatpak flatpak_remote flowdock foreman gandi_livedns
          gc_storage gcdns_record gcdns_zone gce gce_eip gce_img gce_instance_template gce_labels
          gce_lb gce_mig gce_net gce_pd gce_snapshot gce_tag gconftool2 gconftool2_info
          gcp_backend_service gcp_forwarding_rule gcp_healthcheck gcp_target_proxy gcp_url_map
          gcpubsub gcpubsub_facts gcpubsub_info gcspanner gem gio_mime git_config git_config_info
          github_deploy_key github_hooks github_issue github_key github_release github_repo
          github_secrets github_secrets_info github_webhook github_webhook_info gitlab_branch
          gitlab_deploy_key gitlab_group gitlab_group_access_token gitlab_group_members
          gitlab_group_variable gitlab_hook gitlab_instance_variable gitlab_issue gitlab_label
          gitlab_merge_request gitlab_milestone gitlab_project gitlab_project_access_token
          gitlab_project_approvals gitlab_project_badge gitlab_project_members
          gitlab_project_variable gitlab_protected_branch gitlab_runner gitlab_user golang_package
          google_chat grove gunicorn hana_query haproxy heroku_collaborator hetzner_failover_ip
          hetzner_failover_ip_info hetzner_firewall hetzner_firewall_info hg hipchat homebrew
          homebrew_cask homebrew_services homebrew_tap homectl honeybadger_deployment hpilo_boot
          hpilo_facts hpilo_info hponcfg htpasswd hwc_ecs_instance hwc_evs_disk hwc_network_vpc
          hwc_smn_topic hwc_vpc_eip hwc_vpc_peering_connect hwc_vpc_port hwc_vpc_private_ip
          hwc_vpc_route hwc_vpc_security_group hwc_vpc_security_group_rule hwc_vpc_subnet
          ibm_sa_domain ibm_sa_host ibm_sa_host_ports ibm_sa_pool ibm_sa_vol ibm_sa_vol_map
          icinga2_downtime icinga2_feature icinga2_host idrac_firmware idrac_redfish_command
          idrac_redfish_config idrac_redfish_facts idrac_redfish_info idrac_server_config_profile
          ilo_redfish_command ilo_redfish_config ilo_redfish_info imc_rest imgadm infinity
          influxdb_database influxdb_query influxdb_retention_policy influxdb_user influxdb_write
          ini_file installp interfaces_file ip2location_info ip_netns ipa_config ipa_dnsrecord
          ipa_dnszone ipa_getkeytab ipa_group ipa_hbacrule ipa_host ipa_hostgroup ipa_otpconfig
          ipa_otptoken ipa_pwpolicy ipa_role ipa_service ipa_subca ipa_sudocmd ipa_sudocmdgroup
          ipa_sudorule ipa_user ipa_vault ipbase_info ipify_facts ipinfoio_facts ipmi_boot
          ipmi_power iptables_state ipwcli_dns irc iso_create iso_customize iso_extract jabber
          java_cert java_keystore jboss jenkins_build jenkins_build_info jenkins_credential
          jenkins_job jenkins_job_facts jenkins_job_info jenkins_node jenkins_plugin
          jenkins_script jira katello kdeconfig kea_command kernel_blacklist
          keycloak_authentication keycloak_authentication_required_actions
          keycloak_authentication_v2 keycloak_authz_authorization_scope
          keycloak_authz_custom_policy keycloak_authz_permission keycloak_authz_permission_info
          keycloak_client keycloak_client_rolemapping keycloak_client_rolescope
          keycloak_clientscope keycloak_clientscope_rolemappings keycloak_clientscope_type
          keycloak_clientsecret_info keycloak_clientsecret_regenerate keycloak_clienttemplate
          keycloak_component keycloak_component_info keycloak_group keycloak_identity_provider
          keycloak_realm keycloak_realm_info keycloak_realm_key keycloak_realm_keys_metadata_info
          keycloak_realm_localization keycloak_realm_rolemapping keycloak_realm_users_info
          keycloak_role keycloak_user keycloak_user_execute_actions_email keycloak_user_federation
          keycloak_user_rolemapping keycloak_userprofile keyring keyring_info kibana_plugin
          kopia_repository kopia_repository_info krb_ticket kubevirt_cdi_upload kubevirt_preset
          kubevirt_pvc kubevirt_rs kubevirt_template kubevirt_vm launchd layman lbu ldap_attr
          ldap_attrs ldap_entry ldap_inc ldap_passwd ldap_search librato_annotation linode
          linode_v4 listen_ports_facts lldp lldp_facts locale_gen logentries logentries_msg
          logicmonitor logicmonitor_facts logrotate logstash_plugin lvg lvg_rename lvm_pv
          lvm_pv_move_data lvol lxc_container lxca_cmms lxca_nodes lxd_container lxd_profile
          lxd_project lxd_storage_pool_info lxd_storage_volume_info macports mail make
          manageiq_alert_profiles manageiq_alerts manageiq_group manageiq_policies
          manageiq_policies_info manageiq_provider manageiq_tags manageiq_tags_info
          manageiq_tenant manageiq_user mas matrix mattermost maven_artifact memset_dns_reload
          memset_memstore_facts memset_memstore_info memset_server_facts memset_server_info
          memset_zone memset_zone_domain memset_zone_record mksysb modprobe monit mqtt mssql_db
          mssql_script na_cdot_aggregate na_cdot_license na_cdot_lun na_cdot_qtree na_cdot_svm
          na_cdot_user na_cdot_user_role na_cdot_volume na_ontap_gather_facts nagios netcup_dns
          newrelic_deployment nexmo nginx_status_facts nginx_status_info nictagadm nios_a_record
          nios_aaaa_record nios_cname_record nios_dns_view nios_fixed_address nios_host_record
          nios_member nios_mx_record nios_naptr_record nios_network nios_network_view nios_nsgroup
          nios_ptr_record nios_srv_record nios_txt_record nios_zone nmcli nomad_job nomad_job_info
          nomad_token nosh npm nsupdate ocapi_command ocapi_info oci_vcn odbc
          office_365_connector_card ohai omapi_host ome_device_info one_host one_image
          one_image_facts one_image_info one_service one_template one_vm one_vnet
          oneandone_firewall_policy oneandone_load_balancer oneandone_monitoring_policy
          oneandone_private_network oneandone_public_ip oneandone_server onepassword_facts
          onepassword_info oneview_datacenter_facts oneview_datacenter_info
          oneview_enclosure_facts oneview_enclosure_info oneview_ethernet_network
          oneview_ethernet_network_facts oneview_ethernet_network_info oneview_fc_network
          oneview_fc_network_facts oneview_fc_network_info oneview_fcoe_network
          oneview_fcoe_network_facts oneview_fcoe_network_info oneview_logical_interconnect_group
          oneview_logical_interconnect_group_facts oneview_logical_interconnect_group_info
          oneview_network_set oneview_network_set_facts oneview_network_set_info
          oneview_san_manager oneview_san_manager_facts oneview_san_manager_info
          online_server_facts online_server_info online_user_facts online_user_info open_iscsi
          openbsd_pkg opendj_backendprop openwrt_init opkg osx_defaults ovh_ip_failover
          ovh_ip_loadbalancing_backend ovh_monthly_billing ovirt ovirt_affinity_label_facts
          ovirt_api_facts ovirt_cluster_facts ovirt_datacenter_facts ovirt_disk_facts
          ovirt_event_facts ovirt_external_provider_facts ovirt_group_facts ovirt_host_facts
          ovirt_host_storage_facts ovirt_network_facts ovirt_nic_facts ovirt_permission_facts
          ovirt_quota_facts ovirt_scheduling_policy_facts ovirt_snapshot_facts
          ovirt_storage_domain_facts ovirt_storage_template_facts ovirt_storage_vm_facts
          ovirt_tag_facts ovirt_template_facts ovirt_user_facts ovirt_vm_facts ovirt_vmpool_facts
          pacemaker_cluster pacemaker_info pacemaker_resource pacemaker_stonith packet_device
          packet_ip_subnet packet_project packet_sshkey packet_volume packet_volume_attachment
          pacman pacman_key pagerduty pagerduty_alert pagerduty_change pagerduty_user pam_limits
          pamd parted pear pids pingdom pip_package_info pipx pipx_info pkg5 pkg5_publisher pkgin
          pkgng pkgutil pmem pnpm portage portinstall postgresql_copy postgresql_db postgresql_ext
          postgresql_idx postgresql_info postgresql_lang postgresql_membership postgresql_owner
          postgresql_pg_hba postgresql_ping postgresql_privs postgresql_publication
          postgresql_query postgresql_schema postgresql_sequence postgresql_set postgresql_slot
          postgresql_subscription postgresql_table postgresql_tablespace postgresql_user
          postgresql_user_obj_stat_info pritunl_org pritunl_org_info pritunl_user
          pritunl_user_info profitbricks profitbricks_datacenter profitbricks_nic
          profitbricks_volume profitbricks_volume_attachments proxmox proxmox_backup
          proxmox_backup_info proxmox_disk proxmox_domain_info proxmox_group_info proxmox_kvm
          proxmox_nic proxmox_node_info proxmox_pool proxmox_pool_member proxmox_snap
          proxmox_storage_contents_info proxmox_storage_info proxmox_tasks_info proxmox_template
          proxmox_user_info proxmox_vm_info pubnub_blocks pulp_repo puppet purefa_facts
          purefb_facts pushbullet pushover python_requirements_facts python_requirements_info rax
          rax_cbs rax_cbs_attachments rax_cdb rax_cdb_database rax_cdb_user rax_clb rax_clb_nodes
          rax_clb_ssl rax_dns rax_dns_record rax_facts rax_files rax_files_objects rax_identity
          rax_keypair rax_meta rax_mon_alarm rax_mon_check rax_mon_entity rax_mon_notification
          rax_mon_notification_plan rax_network rax_queue rax_scaling_group rax_scaling_policy
          read_csv redfish_command redfish_config redfish_facts redfish_info redhat_subscription
          redis redis_data redis_data_incr redis_data_info redis_info rhevm rhn_channel
          rhn_register rhsm_release rhsm_repository riak rocketchat rollbar_deployment
          rpm_ostree_pkg rundeck_acl_policy rundeck_job_executions_info rundeck_job_run
          rundeck_project runit sap_task_list_execute sapcar_extract say scaleway_compute
          scaleway_compute_private_network scaleway_container scaleway_container_info
          scaleway_container_namespace scaleway_container_namespace_info
          scaleway_container_registry scaleway_container_registry_info scaleway_database_backup
          scaleway_function scaleway_function_info scaleway_function_namespace
          scaleway_function_namespace_info scaleway_image_facts scaleway_image_info scaleway_ip
          scaleway_ip_facts scaleway_ip_info scaleway_lb scaleway_organization_facts
          scaleway_organization_info scaleway_private_network scaleway_security_group
          scaleway_security_group_facts scaleway_security_group_info scaleway_security_group_rule
          scaleway_server_facts scaleway_server_info scaleway_snapshot_facts
          scaleway_snapshot_info scaleway_sshkey scaleway_user_data scaleway_volume
          scaleway_volume_facts scaleway_volume_info sefcontext selinux_permissive selogin
          sendgrid sensu_check sensu_client sensu_handler sensu_silence sensu_subscription seport
          serverless sf_account_manager sf_check_connections sf_snapshot_schedule_manager
          sf_volume_access_group_manager sf_volume_manager shutdown simpleinit_msb sl_vm slack
          slackpkg smartos_image_facts smartos_image_info snap snap_alias snap_connect snmp_facts
          solaris_zone sorcery spectrum_device spectrum_model_attrs spotinst_aws_elastigroup
          ss_3par_cpg ssh_config sssd_info stackdriver stacki_host statsd statusio_maintenance
          sudoers supervisorctl svc svr4pkg swdepot swupd syslogger syspatch sysrc
          systemd_creds_decrypt systemd_creds_encrypt systemd_info sysupgrade taiga_issue telegram
          terraform timezone twilio typetalk udm_dns_record udm_dns_zone udm_group udm_share
          udm_user ufw uptimerobot urpmi usb_facts utm_aaa_group utm_aaa_group_info
          utm_ca_host_key_cert utm_ca_host_key_cert_info utm_dns_host
          utm_network_interface_address utm_network_interface_address_info utm_proxy_auth_profile
          utm_proxy_exception utm_proxy_frontend utm_proxy_frontend_info utm_proxy_location
          utm_proxy_location_info uv_python vdo vertica_configuration vertica_facts vertica_info
          vertica_role vertica_schema vertica_user vexata_eg vexata_volume vmadm wakeonlan
          wdc_redfish_command wdc_redfish_info webfaction_app webfaction_db webfaction_domain
          webfaction_mailbox webfaction_site write_binary_file xattr xbps xcc_redfish_command
          xdg_mime xenserver_facts xenserver_guest xenserver_guest_facts xenserver_guest_info
          xenserver_guest_powerstate xfconf xfconf_info xfs_quota xml xml_info yarn
          yum_versionlock zfs zfs_delegate_admin zfs_facts znode zpool zpool_facts zypper
          zypper_repository zypper_repository_info
        """
}
