# shellcheck shell=bash disable=SC2034,SC2317,SC2329

# A clone with a few sources, and Docker's answers from functions.
clone() {
  REPO=$PWD/clone
  MUNIMENT_HOME=$PWD
  mkdir -p clone/core clone/server/node_modules/x clone/docker/install
  echo '{}' >clone/package.json
  echo 1 >clone/core/a.ts
  # shellcheck disable=SC2016
  printf '  a:\n    image: muniment/server:x\n    image: ${MINIO_IMAGE:-muniment/minio:x}\n' >clone/compose.yaml
  # shellcheck disable=SC2016
  printf '#!/bin/sh\necho "base $BASE_IMAGE mirror $DEBIAN_MIRROR"; test ! -e %s/fails\n' "$PWD" >clone/docker/build.sh
  chmod +x clone/docker/build.sh
  host_mirror() { echo http://mirror.example/debian; }
  base_age_days() { echo 1; }
  lock_images() { :; }
  image_ids() { cat ids; }
  docker() { case $1 in import) cat >/dev/null && grep -oE '=[0-9a-z]+' <<<"$3" | tr -d = | paste -sd ' ' >record ;; image) cat record ;; *) echo "$*" >>calls ;; esac; }
  echo id1 >ids
}

test_a_changed_source_is_another_digest_and_the_installer_is_no_source() {
  clone
  local first
  first=$(images_digest)
  [[ $first =~ ^[0-9a-f]{64}$ ]] || fail "$first"
  echo more >clone/docker/install/x.sh
  echo more >clone/server/node_modules/x/y.js
  assert_equal "$first" "$(images_digest)"
  echo 2 >clone/core/a.ts
  if [ "$first" = "$(images_digest)" ]; then fail 'the same digest'; fi
}
test_images_are_built_once() {
  clone
  run images
  assert_status 0
  assert_contains "$OUTPUT" 'built the images'
  assert_contains "$(cat install.log)" 'base muniment/base-debian:trixie mirror http://mirror.example/debian'
  run images
  assert_contains "$OUTPUT" 'those of this version'
  assert_lacks "$OUTPUT" built
}
test_images_that_somebody_replaced_are_built_again() {
  clone
  images >/dev/null
  echo id2 >ids
  run images
  assert_contains "$OUTPUT" 'built the images'
}
test_a_mirror_that_was_given_is_used() {
  clone
  OPT_MIRROR=http://given.example/debian
  images >/dev/null
  assert_contains "$(cat install.log)" 'mirror http://given.example/debian'
}
test_a_failed_build_is_told_and_not_recorded() {
  clone
  : >fails
  run images
  assert_status 1
  assert_contains "$OUTPUT" 'could not be built'
  assert_contains "$OUTPUT" 'it goes on from there'
  if [ -e record ]; then fail 'recorded'; fi
}
test_a_bundle_is_loaded_instead() {
  clone
  mkdir clone/images
  : >clone/images/muniment.tar
  run images
  assert_status 0
  assert_contains "$(cat calls)" "load -i $PWD/clone/images/muniment.tar"
  if grep -q base install.log; then fail 'built'; fi
  run images
  assert_contains "$OUTPUT" 'those of this version'
}
test_a_damaged_bundle_is_told() {
  clone
  mkdir clone/images
  : >clone/images/muniment.tar
  docker() { if [ "$1" = load ]; then echo 'unexpected EOF' && return 1; fi; }
  run images
  assert_status 1
  assert_contains "$OUTPUT" 'unexpected EOF'
  assert_contains "$OUTPUT" 'compare its checksum'
}
