// Names out of the ansible package 11.2 and its ansible-core 2.18.2, taken from its documentation.

extension ModuleNames {
    /// Collections for devices and large services, whose modules are too many to list.
    static let wholeCollections = """
        arista.eos awx.awx azure.azcollection check_point.mgmt cisco.aci cisco.asa cisco.dnac
        cisco.intersight cisco.ios cisco.iosxr cisco.ise cisco.meraki cisco.mso cisco.nxos
        cisco.ucs cloudscale_ch.cloud community.ciscosmb community.network community.vmware
        cyberark.pas dellemc.enterprise_sonic dellemc.openmanage dellemc.powerflex dellemc.unity
        f5networks.f5_modules fortinet.fortimanager fortinet.fortios google.cloud ibm.qradar
        ibm.spectrum_virtualize ibm.storage_virtualize ieisystem.inmanage infinidat.infinibox
        infoblox.nios_modules inspur.ispim junipernetworks.junos kaytus.ksmanage lowlydba.sqlserver
        netapp.cloudmanager netapp.ontap netapp.storagegrid netapp_eseries.santricity netbox.netbox
        ngine_io.cloudstack openstack.cloud ovirt.ovirt purestorage.flasharray
        purestorage.flashblade sensu.sensu_go splunk.es telekom_mms.icinga_director
        theforeman.foreman vmware.vmware vmware.vmware_rest vultr.cloud vyos.vyos wti.remote
        """

    /// How the short names of such modules start, before a `_`.
    static let prefixes = """
        a10 aci aireos apconos aruba asa avi aws azure bcf bigip bigiq bigmon ce checkpoint
        cloudformation cloudfront cloudscale cloudwatchlogs cnos cp_mgmt cpm cs cyberark dellos10
        dellos6 dellos9 ec2 ecs edgeos edgeswitch efs elasticache elb enos eos exo exos faz fmgr
        fortios ftd gcp gluster hcloud iam icx infini intersight ios iosxr ironware junos lambda
        meraki mso na_cdot na_elementsw na_ontap netact netapp netbox netscaler nos nso nuage nxos
        onyx openvswitch ordnance os ovirt panos pn purefa purefb rds redshift route53 routeros
        skydive slxos sros tower ucs vca vcenter vdirect vmware voss vr vsphere vultr vyos zabbix
        """

    /// Short names that start otherwise.
    static let others = """
        cp_publish cv_server_provision dladm_etherstub dladm_iptun dladm_linkprop dladm_vlan
        dladm_vnic ec2 eric_eccli_command flowadm frr_bgp frr_facts github_webhook_facts
        gitlab_hooks iam iap_start_workflow iap_token ig_config ig_unit_information ipadm_addr
        ipadm_addrprop ipadm_if ipadm_ifprop ipadm_prop nclu net_banner net_interface
        net_l2_interface net_l3_interface net_linkagg net_lldp net_lldp_interface net_logging
        net_static_route net_system net_user net_vlan net_vrf opx_cps osx_say rds snow_record
        snow_record_find
        """
}
