# The images of the lab, made offline by debootstrap and kept in the cache.
#
# An image is remade when its recipe changes: the digest of the files under lab/images. It is made in
# a folder of its own and put in place by a rename, so a killed run leaves no half image behind.
# shellcheck shell=bash

ensure_images() {
    ensure_image container "$LAB_CONTAINER_IMAGE"
    ensure_image incus-host "$LAB_IMAGES/incus-host.tar.zst"
    [ "$LAB_KIND" != lxd ] || ensure_image lxd-host "$LAB_HOST_IMAGE"
}

ensure_image() {
    local kind=$1 image=$2
    [ -s "$image" ] && [ "$(cat "$image.recipe" 2>/dev/null)" = "$(recipe_digest "$kind")" ] && return
    ensure_base
    say "making the image '$kind' (up to a minute)"
    fresh_work_folder "$kind"
    quietly in_build_namespace "$LAB_TOP/lab/images/make-$kind" "$LAB_WORK" "$(ground_of "$kind")" ||
        fail "the image '$kind' could not be made" "the lines above say why; running again starts it anew"
    rm -f "$image.recipe"
    mv "$LAB_WORK/image.tar.zst" "$image"
    recipe_digest "$kind" >"$image.recipe"
    rm -rf "$LAB_WORK"
}

# What both images start from: the smallest Debian that boots.
ensure_base() {
    [ -s "$(base_archive)" ] && return
    require_mirror
    say "making the base system with debootstrap (up to a minute)"
    fresh_work_folder base
    quietly in_build_namespace "$LAB_TOP/lab/images/make-base" "$LAB_WORK" "$LAB_SUITE" ||
        fail "debootstrap did not finish" "the lines above say why; running again starts it anew"
    rm -f "$LAB_CACHE"/base-*.tar.zst
    mv "$LAB_WORK/base.tar.zst" "$(base_archive)"
    rm -rf "$LAB_WORK"
}

base_archive() { echo "$LAB_CACHE/base-$(recipe_digest base).tar.zst"; }

# What an image is made from: the host with LXD is the one with Incus, LXD in Incus's place.
ground_of() { [ "$1" = lxd-host ] && echo "$LAB_IMAGES/incus-host.tar.zst" || base_archive; }

recipe_digest() {
    local files="$LAB_TOP/lab/images/make-base $LAB_TOP/lab/images/chroot.sh"
    [ "$1" != lxd-host ] || files="$files $LAB_TOP/lab/images/make-incus-host"
    [ "$1" = base ] || files="$files $LAB_TOP/lab/images/make-$1 $LAB_TOP/lab/images/packing.sh"
    # shellcheck disable=SC2086
    cat $files | sha256sum | cut -c1-12
}

# Mounts made inside end with the process, also when it is killed.
in_build_namespace() {
    LAB_MIRROR=$(debian_mirror) LAB_SECURITY_MIRROR=$(debian_security_mirror) LAB_SUITE=$LAB_SUITE \
        unshare --mount --propagation private "$@"
}

fresh_work_folder() {
    LAB_WORK=$LAB_CACHE/unfinished/$1
    rm -rf --one-file-system "$LAB_WORK"
    mkdir -p "$LAB_WORK" "$LAB_IMAGES"
}
