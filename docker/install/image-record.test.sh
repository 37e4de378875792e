# shellcheck shell=bash disable=SC2034,SC2317,SC2329

test_the_images_are_named_by_compose() {
  REPO=$(cd "$HERE/../.." && pwd)
  MUNIMENT_VERSION=7
  local names
  names=$(image_names)
  assert_contains "$names" muniment/server:7
  assert_contains "$names" muniment/minio:7
  assert_equal "$(sort -u <<<"$names")" "$names"
}
test_the_record_survives_in_docker() {
  need_docker
  MUNIMENT_VERSION=installer-test
  image_ids() { echo abc; }
  record_images 123
  images_current 123 || fail 'not recorded'
  if images_current 124; then fail 'another digest'; fi
  docker image rm "$(record_name)" >/dev/null
  if images_current 123; then fail 'gone, but current'; fi
}
