# A Debian tree as an Incus image: one tarball with metadata.yaml and rootfs.
# shellcheck shell=bash

# Packs WORK/rootfs; the hostname of an instance comes from a template that Incus fills in.
pack_image() {
    local work=$1 description=$2
    mkdir -p "$work/templates"
    printf '{{ container.name }}\n' >"$work/templates/hostname.tpl"
    cat >"$work/metadata.yaml" <<METADATA
architecture: $(uname -m)
creation_date: $(date +%s)
properties:
  description: $description
  os: Debian
  release: $LAB_SUITE
templates:
  /etc/hostname:
    when: [create, copy]
    template: hostname.tpl
METADATA
    umount -R "$work/rootfs/proc" "$work/rootfs/dev" 2>/dev/null || true
    tar --zstd --numeric-owner --one-file-system --xattrs -C "$work" \
        -cf "$work/image.tar.zst" metadata.yaml templates rootfs
}

# Every instance gets its address by DHCP and its name from Incus.
configure_network() {
    local tree=$1
    mkdir -p "$tree/etc/systemd/network"
    printf '[Match]\nName=eth0\n\n[Network]\nDHCP=ipv4\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n\n%s\n' \
        "$(printf '[DHCPv4]\nUseDomains=yes\nClientIdentifier=mac')" >"$tree/etc/systemd/network/50-eth0.network"
    in_tree "$tree" systemctl enable systemd-networkd.service
    in_tree "$tree" systemctl disable systemd-networkd-wait-online.service || true
    in_tree "$tree" systemctl mask systemd-firstboot.service console-getty.service
}
