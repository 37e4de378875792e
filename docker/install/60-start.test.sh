# shellcheck shell=bash disable=SC2034,SC2317,SC2329

services() {
  mkdir home
  : >"$ENV_FILE"
  CHANGES=()
  running_ids() { cat ids; }
  compose() {
    echo "compose $*" >>calls
    if [[ $* == *root.crt ]]; then cat root 2>/dev/null || true; fi
  }
  await_health() { :; }
  signatures_kind() { echo official; }
  printf 'server a\nworker b\n' >ids
}

test_containers_that_stay_are_no_change() {
  services
  start >/dev/null
  assert_equal 0 "${#CHANGES[@]}"
}
test_containers_made_anew_are_counted() {
  services
  RUNNING_BEFORE=$'server a\nworker old'
  assert_contains "$(start)" '1 of 2 services started anew'
}
test_services_with_new_secrets_are_made_anew_once() {
  services
  printf 'server\nserver\nmigrate\n' >home/.recreate
  start >/dev/null
  assert_contains "$(cat calls)" 'compose up -d --no-deps --force-recreate server'
  assert_lacks "$(grep force calls)" migrate
  if [ -e home/.recreate ]; then fail 'it would do it again'; fi
}
test_services_that_do_not_start_are_told_with_their_last_lines() {
  services
  failing() { echo server; }
  compose() { if [[ $* == logs* ]]; then echo 'server: wrong password'; else echo 'dependency failed' && return 1; fi; }
  run start
  assert_status 1
  assert_contains "$OUTPUT" 'dependency failed'
  assert_contains "$OUTPUT" 'server: wrong password'
}
test_the_root_certificate_is_copied_and_kept() {
  services
  printf -- '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' >root
  start >/dev/null
  assert_equal "$(cat root)" "$(cat home/muniment-root-ca.crt)"
  : >root
  start >/dev/null
  assert_contains "$(cat home/muniment-root-ca.crt)" AAAA
}
test_the_fingerprint_is_that_of_openssl() {
  command -v openssl >/dev/null || skip 'needs openssl'
  openssl req -x509 -newkey rsa:2048 -nodes -keyout k -out c.pem -days 1 -subj /CN=x 2>/dev/null
  assert_equal "$(openssl x509 -in c.pem -noout -fingerprint -sha256 | cut -d= -f2)" "$(fingerprint c.pem)"
}
test_without_signatures_it_says_plainly_that_uploads_wait() {
  services
  signatures_kind() { :; }
  run start
  assert_status 0
  assert_contains "$OUTPUT" 'NO VIRUS SIGNATURES YET'
  assert_contains "$OUTPUT" './muniment signatures import FILE'
}
