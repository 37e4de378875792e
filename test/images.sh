#!/usr/bin/env bash
# Phase of test/run.sh: the engine, as the installer brings it, and the images, with that of the tests.
set -euo pipefail
# The installer's own parts: what it would do on this machine is what happens here.
parts=$(sed -n '/^for part in/,/; do$/p' "$REPO/install.sh" | sed 's/^for part in//; s/; do$//; s/\\$//')
for part in $parts; do
  # shellcheck source=/dev/null
  . "$REPO/docker/install/$part.sh"
done
trap clean_up EXIT

build() {
  env BASE_IMAGE="$BASE_IMAGE" DEBIAN_MIRROR="$mirror" MUNIMENT_VERSION="$MUNIMENT_VERSION" BUILD_PROGRESS=plain \
    "$REPO/docker/build.sh" default test
}

version=$MUNIMENT_VERSION
parse_options --yes --home "$RESULTS/home"
load_settings
MUNIMENT_VERSION=$version
log=$RESULTS/images.log
: >"$log"
began=$(milliseconds)
engine
note "engine took $(since "$began")"
began=$(milliseconds)
lock_images
mirror=$(host_mirror)
base_image "$log" "$mirror"
note "base image took $(since "$began")"
began=$(milliseconds)
run_logged 'building the images' "$log" build || die 'the images could not be built' "All of it: $log"
# So that the installer, in a later phase, finds them done.
record_images "$(images_digest)"
unlock_images
note "images took $(since "$began")"
