// Names out of the ansible package 11.2 and its ansible-core 2.18.2, taken from its documentation.

extension ModuleNames {
    /// Modules of the collections for operating systems, containers, databases and clouds.
    static let collections = """
        amazon.aws: autoscaling_group autoscaling_group_info autoscaling_instance
          autoscaling_instance_info autoscaling_instance_refresh autoscaling_instance_refresh_info
          aws_az_info aws_caller_info aws_kms aws_kms_info aws_region_info aws_s3
          aws_s3_bucket_info backup_plan backup_plan_info backup_restore_job_info backup_selection
          backup_selection_info backup_tag backup_tag_info backup_vault backup_vault_info
          cloudformation cloudformation_info cloudtrail cloudtrail_info cloudwatch_metric_alarm
          cloudwatch_metric_alarm_info cloudwatchevent_rule cloudwatchlogs_log_group
          cloudwatchlogs_log_group_info cloudwatchlogs_log_group_metric_filter ec2_ami ec2_ami_info
          ec2_asg ec2_asg_info ec2_asg_instance_refresh ec2_asg_instance_refresh_info ec2_eip
          ec2_eip_info ec2_elb_lb ec2_eni ec2_eni_info ec2_group ec2_group_info ec2_import_image
          ec2_import_image_info ec2_instance ec2_instance_info ec2_key ec2_key_info
          ec2_launch_template ec2_launch_template_info ec2_metadata_facts ec2_metric_alarm
          ec2_placement_group ec2_placement_group_info ec2_security_group ec2_security_group_info
          ec2_snapshot ec2_snapshot_info ec2_spot_instance ec2_spot_instance_info ec2_tag
          ec2_tag_info ec2_transit_gateway ec2_transit_gateway_info
          ec2_transit_gateway_vpc_attachment ec2_transit_gateway_vpc_attachment_info ec2_vol
          ec2_vol_info ec2_vpc_dhcp_option ec2_vpc_dhcp_option_info ec2_vpc_egress_igw
          ec2_vpc_egress_igw_info ec2_vpc_endpoint ec2_vpc_endpoint_info
          ec2_vpc_endpoint_service_info ec2_vpc_igw ec2_vpc_igw_info ec2_vpc_nacl ec2_vpc_nacl_info
          ec2_vpc_nat_gateway ec2_vpc_nat_gateway_info ec2_vpc_net ec2_vpc_net_info ec2_vpc_peer
          ec2_vpc_peering ec2_vpc_peering_info ec2_vpc_route_table ec2_vpc_route_table_info
          ec2_vpc_subnet ec2_vpc_subnet_info ec2_vpc_vgw ec2_vpc_vgw_info ec2_vpc_vpn
          ec2_vpc_vpn_info elb_application_lb elb_application_lb_info elb_classic_lb
          elb_classic_lb_info execute_lambda iam_access_key iam_access_key_info iam_group
          iam_instance_profile iam_instance_profile_info iam_managed_policy iam_mfa_device_info
          iam_password_policy iam_policy iam_policy_info iam_role iam_role_info iam_user
          iam_user_info kms_key kms_key_info lambda lambda_alias lambda_event lambda_execute
          lambda_info lambda_layer lambda_layer_info lambda_policy rds_cluster rds_cluster_info
          rds_cluster_param_group rds_cluster_param_group_info rds_cluster_snapshot
          rds_engine_versions_info rds_global_cluster_info rds_instance rds_instance_info
          rds_instance_param_group rds_instance_param_group_info rds_instance_snapshot
          rds_option_group rds_option_group_info rds_param_group rds_snapshot_info rds_subnet_group
          route53 route53_health_check route53_info route53_zone s3_bucket s3_bucket_info s3_object
          s3_object_info sts_assume_role

        ansible.netcommon: cli_backup cli_command cli_config cli_restore grpc_config grpc_get
          net_get net_ping net_put netconf_config netconf_get netconf_rpc network_resource
          restconf_config restconf_get telnet

        ansible.posix: acl at authorized_key firewalld firewalld_info mount patch rhel_facts
          rhel_rpm_ostree rpm_ostree_upgrade seboolean selinux synchronize sysctl

        ansible.utils: cli_parse fact_diff update_fact validate

        ansible.windows: async_status setup slurp win_acl win_acl_inheritance
          win_audit_policy_system win_audit_rule win_auto_logon win_certificate_info
          win_certificate_store win_command win_computer_description win_copy win_credential
          win_dhcp_lease win_dns_client win_dns_record win_dns_zone win_domain
          win_domain_controller win_domain_membership win_dsc win_environment win_eventlog
          win_feature win_feature_info win_file win_file_compression win_find win_firewall
          win_get_url win_group win_group_membership win_hostname win_hosts win_hotfix
          win_http_proxy win_inet_proxy win_listen_ports_facts win_mapped_drive
          win_optional_feature win_owner win_package win_path win_ping win_powershell
          win_product_facts win_reboot win_reg_stat win_regedit win_region win_route win_service
          win_service_info win_share win_shell win_stat win_tempfile win_template win_timezone
          win_updates win_uri win_user win_user_profile win_user_right win_wait_for win_whoami

        chocolatey.chocolatey: win_chocolatey win_chocolatey_config win_chocolatey_facts
          win_chocolatey_feature win_chocolatey_source

        cloud.common: turbo_demo turbo_fail turbo_import

        community.aws: accessanalyzer_validate_policy_info acm_certificate acm_certificate_info
          api_gateway api_gateway_domain api_gateway_info application_autoscaling_policy
          autoscaling_complete_lifecycle_action autoscaling_group autoscaling_group_info
          autoscaling_instance_refresh autoscaling_instance_refresh_info autoscaling_launch_config
          autoscaling_launch_config_find autoscaling_launch_config_info autoscaling_lifecycle_hook
          autoscaling_policy autoscaling_scheduled_action aws_acm aws_acm_info aws_api_gateway
          aws_api_gateway_domain aws_application_scaling_policy aws_batch_compute_environment
          aws_batch_job_definition aws_batch_job_queue aws_codebuild aws_codecommit
          aws_codepipeline aws_config_aggregation_authorization aws_config_aggregator
          aws_config_delivery_channel aws_config_recorder aws_config_rule
          aws_direct_connect_confirm_connection aws_direct_connect_connection
          aws_direct_connect_gateway aws_direct_connect_link_aggregation_group
          aws_direct_connect_virtual_interface aws_eks_cluster aws_elasticbeanstalk_app
          aws_glue_connection aws_glue_crawler aws_glue_job aws_inspector_target aws_kms
          aws_kms_info aws_msk_cluster aws_msk_config aws_region_info aws_s3_bucket_info
          aws_s3_cors aws_secret aws_ses_identity aws_ses_identity_policy aws_ses_rule_set
          aws_sgw_info aws_ssm_parameter_store aws_step_functions_state_machine
          aws_step_functions_state_machine_execution aws_waf_condition aws_waf_info aws_waf_rule
          aws_waf_web_acl batch_compute_environment batch_job_definition batch_job_queue
          cloudformation_exports_info cloudformation_stack_set cloudfront_distribution
          cloudfront_distribution_info cloudfront_info cloudfront_invalidation
          cloudfront_origin_access_identity cloudfront_response_headers_policy cloudtrail
          cloudwatch_metric_alarm cloudwatchevent_rule cloudwatchlogs_log_group
          cloudwatchlogs_log_group_info cloudwatchlogs_log_group_metric_filter codebuild_project
          codecommit_repository codepipeline config_aggregation_authorization config_aggregator
          config_delivery_channel config_recorder config_rule data_pipeline
          directconnect_confirm_connection directconnect_connection directconnect_gateway
          directconnect_link_aggregation_group directconnect_virtual_interface dms_endpoint
          dms_replication_subnet_group dynamodb_table dynamodb_table_info dynamodb_ttl ec2_ami_copy
          ec2_asg ec2_asg_info ec2_asg_instance_refresh ec2_asg_instance_refresh_info
          ec2_asg_lifecycle_hook ec2_asg_scheduled_action ec2_carrier_gateway
          ec2_carrier_gateway_info ec2_customer_gateway ec2_customer_gateway_info ec2_eip
          ec2_eip_info ec2_elb ec2_instance ec2_instance_info ec2_launch_template ec2_lc
          ec2_lc_find ec2_lc_info ec2_metric_alarm ec2_placement_group ec2_placement_group_info
          ec2_scaling_policy ec2_snapshot_copy ec2_transit_gateway ec2_transit_gateway_info
          ec2_transit_gateway_vpc_attachment ec2_transit_gateway_vpc_attachment_info
          ec2_vpc_egress_igw ec2_vpc_endpoint ec2_vpc_endpoint_info ec2_vpc_endpoint_service_info
          ec2_vpc_igw ec2_vpc_igw_info ec2_vpc_nacl ec2_vpc_nacl_info ec2_vpc_nat_gateway
          ec2_vpc_nat_gateway_info ec2_vpc_peer ec2_vpc_peering_info ec2_vpc_route_table
          ec2_vpc_route_table_info ec2_vpc_vgw ec2_vpc_vgw_info ec2_vpc_vpn ec2_vpc_vpn_info
          ec2_win_password ecs_attribute ecs_cluster ecs_ecr ecs_service ecs_service_info ecs_tag
          ecs_task ecs_taskdefinition ecs_taskdefinition_info efs efs_info efs_tag eks_cluster
          eks_fargate_profile eks_nodegroup elasticache elasticache_info
          elasticache_parameter_group elasticache_snapshot elasticache_subnet_group
          elasticbeanstalk_app elb_application_lb elb_application_lb_info elb_classic_lb
          elb_classic_lb_info elb_instance elb_network_lb elb_target elb_target_group
          elb_target_group_info elb_target_info execute_lambda glue_connection glue_crawler
          glue_job iam_access_key iam_access_key_info iam_group iam_managed_policy
          iam_mfa_device_info iam_password_policy iam_policy iam_policy_info iam_role iam_role_info
          iam_saml_federation iam_server_certificate iam_server_certificate_info iam_user
          iam_user_info inspector_target kinesis_stream kms_key kms_key_info lambda lambda_alias
          lambda_event lambda_execute lambda_info lambda_policy lightsail lightsail_snapshot
          lightsail_static_ip mq_broker mq_broker_config mq_broker_info mq_user mq_user_info
          msk_cluster msk_config networkfirewall networkfirewall_info networkfirewall_policy
          networkfirewall_policy_info networkfirewall_rule_group networkfirewall_rule_group_info
          opensearch opensearch_info rds_cluster rds_cluster_info rds_cluster_snapshot rds_instance
          rds_instance_info rds_instance_snapshot rds_option_group rds_option_group_info
          rds_param_group rds_snapshot_info rds_subnet_group redshift
          redshift_cross_region_snapshots redshift_info redshift_subnet_group route53
          route53_health_check route53_info route53_wait route53_zone s3_bucket_info
          s3_bucket_notification s3_cors s3_lifecycle s3_logging s3_metrics_configuration s3_sync
          s3_website secretsmanager_secret ses_identity ses_identity_policy ses_rule_set sns
          sns_topic sns_topic_info sqs_queue ssm_inventory_info ssm_parameter
          stepfunctions_state_machine stepfunctions_state_machine_execution storagegateway_info
          sts_assume_role sts_session_token waf_condition waf_info waf_rule waf_web_acl
          wafv2_ip_set wafv2_ip_set_info wafv2_resources wafv2_resources_info wafv2_rule_group
          wafv2_rule_group_info wafv2_web_acl wafv2_web_acl_info

        community.crypto: acme_account acme_account_facts acme_account_info acme_ari_info
          acme_certificate acme_certificate_deactivate_authz acme_certificate_order_create
          acme_certificate_order_finalize acme_certificate_order_info
          acme_certificate_order_validate acme_certificate_renewal_info acme_certificate_revoke
          acme_challenge_cert_helper acme_inspect certificate_complete_chain crypto_info
          ecs_certificate ecs_domain get_certificate luks_device openssh_cert openssh_keypair
          openssl_certificate openssl_certificate_info openssl_csr openssl_csr_info
          openssl_csr_pipe openssl_dhparam openssl_pkcs12 openssl_privatekey
          openssl_privatekey_convert openssl_privatekey_info openssl_privatekey_pipe
          openssl_publickey openssl_publickey_info openssl_signature openssl_signature_info
          x509_certificate x509_certificate_convert x509_certificate_info x509_certificate_pipe
          x509_crl x509_crl_info

        community.digitalocean: digital_ocean digital_ocean_account_facts
          digital_ocean_account_info digital_ocean_balance_info digital_ocean_block_storage
          digital_ocean_cdn_endpoints digital_ocean_cdn_endpoints_info digital_ocean_certificate
          digital_ocean_certificate_facts digital_ocean_certificate_info digital_ocean_database
          digital_ocean_database_info digital_ocean_domain digital_ocean_domain_facts
          digital_ocean_domain_info digital_ocean_domain_record digital_ocean_domain_record_info
          digital_ocean_droplet digital_ocean_droplet_info digital_ocean_firewall
          digital_ocean_firewall_facts digital_ocean_firewall_info digital_ocean_floating_ip
          digital_ocean_floating_ip_facts digital_ocean_floating_ip_info digital_ocean_image_facts
          digital_ocean_image_info digital_ocean_kubernetes digital_ocean_kubernetes_info
          digital_ocean_load_balancer digital_ocean_load_balancer_facts
          digital_ocean_load_balancer_info digital_ocean_monitoring_alerts
          digital_ocean_monitoring_alerts_info digital_ocean_project digital_ocean_project_info
          digital_ocean_project_resource_info digital_ocean_region_facts digital_ocean_region_info
          digital_ocean_size_facts digital_ocean_size_info digital_ocean_snapshot
          digital_ocean_snapshot_facts digital_ocean_snapshot_info digital_ocean_spaces
          digital_ocean_spaces_info digital_ocean_sshkey digital_ocean_sshkey_facts
          digital_ocean_sshkey_info digital_ocean_tag digital_ocean_tag_facts
          digital_ocean_tag_info digital_ocean_volume_facts digital_ocean_volume_info
          digital_ocean_vpc digital_ocean_vpc_info docker_image_facts

        community.dns: hetzner_dns_record hetzner_dns_record_info hetzner_dns_record_set
          hetzner_dns_record_set_info hetzner_dns_record_sets hetzner_dns_zone_info
          hosttech_dns_record hosttech_dns_record_info hosttech_dns_record_set
          hosttech_dns_record_set_info hosttech_dns_record_sets hosttech_dns_records
          hosttech_dns_zone_info nameserver_info nameserver_record_info wait_for_txt

        community.docker: current_container_facts docker_compose docker_compose_v2
          docker_compose_v2_exec docker_compose_v2_pull docker_compose_v2_run docker_config
          docker_container docker_container_copy_into docker_container_exec docker_container_info
          docker_context_info docker_host_info docker_image docker_image_build docker_image_export
          docker_image_info docker_image_load docker_image_pull docker_image_push
          docker_image_remove docker_image_tag docker_login docker_network docker_network_info
          docker_node docker_node_info docker_plugin docker_prune docker_secret docker_stack
          docker_stack_info docker_stack_task_info docker_swarm docker_swarm_info
          docker_swarm_service docker_swarm_service_info docker_volume docker_volume_info

        community.grafana: grafana_contact_point grafana_dashboard grafana_datasource
          grafana_folder grafana_notification_channel grafana_organization
          grafana_organization_user grafana_plugin grafana_silence grafana_team grafana_user

        community.hashi_vault: vault_database_connection_configure vault_database_connection_delete
          vault_database_connection_read vault_database_connection_reset
          vault_database_connections_list vault_database_role_create vault_database_role_delete
          vault_database_role_read vault_database_roles_list vault_database_rotate_root_credentials
          vault_database_static_role_create vault_database_static_role_get_credentials
          vault_database_static_role_read vault_database_static_role_rotate_credentials
          vault_database_static_roles_list vault_kv1_get vault_kv2_delete vault_kv2_get
          vault_kv2_write vault_list vault_login vault_pki_generate_certificate vault_read
          vault_token_create vault_write

        community.hrobot: boot failover_ip failover_ip_info firewall firewall_info reset
          reverse_dns server server_info ssh_key ssh_key_info storagebox storagebox_info
          storagebox_set_password storagebox_snapshot_plan storagebox_snapshot_plan_info v_switch

        community.libvirt: virt virt_net virt_pool

        community.mongodb: mongodb_atlas_cluster mongodb_atlas_ldap_user mongodb_atlas_user
          mongodb_atlas_whitelist mongodb_balancer mongodb_index mongodb_info mongodb_maintenance
          mongodb_oplog mongodb_parameter mongodb_replicaset mongodb_role mongodb_schema
          mongodb_shard mongodb_shard_tag mongodb_shard_zone mongodb_shell mongodb_shutdown
          mongodb_status mongodb_stepdown mongodb_user

        community.mysql: mysql_db mysql_info mysql_query mysql_replication mysql_role mysql_user
          mysql_variables

        community.okd: k8s k8s_auth openshift_adm_groups_sync
          openshift_adm_migrate_template_instances openshift_adm_prune_auth
          openshift_adm_prune_builds openshift_adm_prune_deployments openshift_adm_prune_images
          openshift_auth openshift_build openshift_import_image openshift_process
          openshift_registry_info openshift_route

        community.postgresql: postgresql_alter_system postgresql_copy postgresql_db postgresql_ext
          postgresql_idx postgresql_info postgresql_lang postgresql_membership postgresql_owner
          postgresql_pg_hba postgresql_ping postgresql_privs postgresql_publication
          postgresql_query postgresql_schema postgresql_script postgresql_sequence postgresql_set
          postgresql_slot postgresql_subscription postgresql_table postgresql_tablespace
          postgresql_user postgresql_user_obj_stat_info

        community.proxysql: proxysql_backend_servers proxysql_galera_hostgroups
          proxysql_global_variables proxysql_info proxysql_manage_config proxysql_mysql_users
          proxysql_query_rules proxysql_query_rules_fast_routing proxysql_replication_hostgroups
          proxysql_scheduler

        community.rabbitmq: rabbitmq_binding rabbitmq_exchange rabbitmq_feature_flag
          rabbitmq_global_parameter rabbitmq_parameter rabbitmq_plugin rabbitmq_policy
          rabbitmq_publish rabbitmq_queue rabbitmq_upgrade rabbitmq_user rabbitmq_user_limits
          rabbitmq_vhost rabbitmq_vhost_limits

        community.routeros: api api_facts api_find_and_modify api_info api_modify command facts

        community.sap_libs: hana_query sap_company sap_control_exec sap_hdbsql sap_pyrfc sap_snote
          sap_system_facts sap_task_list_execute sap_user sapcar_extract sapcontrol

        community.sops: load_vars sops_encrypt

        community.windows: psexec win_audit_policy_system win_audit_rule win_auto_logon
          win_certificate_info win_computer_description win_credential win_data_deduplication
          win_defrag win_dhcp_lease win_disk_facts win_disk_image win_dns_record win_dns_zone
          win_domain_computer win_domain_group win_domain_group_membership win_domain_object_info
          win_domain_ou win_domain_user win_dotnet_ngen win_eventlog win_eventlog_entry
          win_feature_info win_file_compression win_file_version win_firewall win_firewall_rule
          win_format win_hosts win_hotfix win_http_proxy win_iis_virtualdirectory
          win_iis_webapplication win_iis_webapppool win_iis_webbinding win_iis_website
          win_inet_proxy win_initialize_disk win_lineinfile win_listen_ports_facts win_mapped_drive
          win_msg win_net_adapter_feature win_netbios win_nssm win_pagefile win_partition
          win_pester win_power_plan win_product_facts win_psexec win_psmodule win_psmodule_info
          win_psrepository win_psrepository_copy win_psrepository_info win_psscript
          win_psscript_info win_pssession_configuration win_rabbitmq_plugin win_rds_cap win_rds_rap
          win_rds_settings win_region win_regmerge win_robocopy win_route win_say
          win_scheduled_task win_scheduled_task_stat win_scoop win_scoop_bucket win_security_policy
          win_shortcut win_snmp win_timezone win_toast win_unzip win_user_profile
          win_wait_for_process win_wakeonlan win_webpicmd win_xml win_zip

        community.zabbix: zabbix_action zabbix_api_info zabbix_authentication zabbix_autoregister
          zabbix_correlation zabbix_discovery_rule zabbix_discoveryrule zabbix_globalmacro
          zabbix_group zabbix_group_events_info zabbix_group_info zabbix_host
          zabbix_host_events_info zabbix_host_events_update zabbix_host_info zabbix_hostmacro
          zabbix_housekeeping zabbix_item zabbix_itemprototype zabbix_maintenance zabbix_map
          zabbix_mediatype zabbix_mfa zabbix_proxy zabbix_proxy_group zabbix_proxy_info
          zabbix_regexp zabbix_script zabbix_service zabbix_service_info zabbix_settings
          zabbix_template zabbix_template_info zabbix_templategroup zabbix_token zabbix_trigger
          zabbix_triggerprototype zabbix_user zabbix_user_directory zabbix_user_info
          zabbix_user_role zabbix_usergroup zabbix_valuemap

        containers.podman: podman_container podman_container_copy podman_container_exec
          podman_container_info podman_containers podman_export podman_generate_systemd
          podman_image podman_image_info podman_import podman_load podman_login podman_login_info
          podman_logout podman_network podman_network_info podman_play podman_pod podman_pod_info
          podman_prune podman_runlabel podman_save podman_search podman_secret podman_secret_info
          podman_tag podman_volume podman_volume_info

        grafana.grafana: alert_contact_point alert_notification_policy cloud_api_key cloud_plugin
          cloud_stack dashboard datasource folder

        hetzner.hcloud: certificate certificate_info datacenter_info firewall firewall_info
          firewall_resource floating_ip floating_ip_info hcloud_certificate hcloud_certificate_info
          hcloud_datacenter_info hcloud_firewall hcloud_firewall_info hcloud_firewall_resource
          hcloud_floating_ip hcloud_floating_ip_info hcloud_image_info hcloud_iso_info
          hcloud_load_balancer hcloud_load_balancer_info hcloud_load_balancer_network
          hcloud_load_balancer_service hcloud_load_balancer_target hcloud_load_balancer_type_info
          hcloud_location_info hcloud_network hcloud_network_info hcloud_placement_group
          hcloud_primary_ip hcloud_primary_ip_info hcloud_rdns hcloud_route hcloud_server
          hcloud_server_info hcloud_server_network hcloud_server_type_info hcloud_ssh_key
          hcloud_ssh_key_info hcloud_subnetwork hcloud_volume hcloud_volume_info image_info
          iso_info load_balancer load_balancer_info load_balancer_network load_balancer_service
          load_balancer_target load_balancer_type_info location_info network network_info
          placement_group primary_ip primary_ip_info rdns route server server_info server_network
          server_type_info ssh_key ssh_key_info subnetwork volume volume_info

        kubernetes.core: helm helm_info helm_plugin helm_plugin_info helm_pull helm_registry_auth
          helm_repository helm_template k8s k8s_auth k8s_cluster_info k8s_cp k8s_drain k8s_exec
          k8s_facts k8s_info k8s_json_patch k8s_log k8s_raw k8s_rollback k8s_scale k8s_service
          k8s_taint openshift_raw openshift_scale

        kubevirt.core: kubevirt_vm kubevirt_vm_info kubevirt_vmi_info

        microsoft.ad: computer debug_ldap_client domain domain_child domain_controller group
          membership object object_info offline_join ou service_account user
        """
}
