# shellcheck shell=bash disable=SC2034,SC2317,SC2329

with_status() {
  mkdir -p home
  STATE=$1
  migrate() { case $1 in status) echo "$STATE" ;; setup-link) echo 'https://rooms.example.com/setup#t' ;; recover-admin) echo 'nobody of that name' >&2 && return 1 ;; esac; }
}

test_until_somebody_is_there_a_link_is_made() {
  with_status '{"migrated":true,"setupNeeded":true}'
  administrator >/dev/null
  assert_equal 'https://rooms.example.com/setup#t' "$SETUP_LINK"
  assert_contains "$(tell_result '5 s')" 'https://rooms.example.com/setup#t'
}
test_afterwards_none_is_made() {
  with_status '{"migrated":true,"setupNeeded":false}'
  administrator >/dev/null
  assert_equal '' "$SETUP_LINK"
  assert_lacks "$(tell_result '5 s')" setup
}
test_the_end_says_whether_anything_changed() {
  with_status '{"setupNeeded":false}'
  administrator >/dev/null
  CHANGES=()
  assert_contains "$(tell_result '5 s')" 'Nothing changed'
  CHANGES=(one)
  assert_contains "$(tell_result '5 s')" 'Muniment is ready'
}
test_a_link_that_is_refused_is_told() {
  with_status '{}'
  run make_link recover-admin a@example.com
  assert_status 1
  assert_contains "$OUTPUT" 'nobody of that name'
}
test_an_answer_that_is_no_link_is_told() {
  migrate() { echo 'something else'; }
  run make_link setup-link
  assert_status 1
  assert_contains "$OUTPUT" 'something else'
}
test_trust_is_explained_for_the_internal_authority_only() {
  with_status '{"setupNeeded":false}'
  administrator >/dev/null
  printf -- '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' >home/muniment-root-ca.crt
  : >home/.env
  local system
  for system in Debian Windows macOS Firefox; do assert_contains "$(tell_result '5 s')" "$system"; done
  echo MUNIMENT_CERT=own >home/.env
  assert_lacks "$(tell_result '5 s')" Firefox
}
