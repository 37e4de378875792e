# shellcheck shell=bash
# The whole installer against a stand-in for docker (fake/docker): what it does first, again, after an interruption, and when something breaks.

# shellcheck source=/dev/null
. "$HERE/fake/installation.sh"

test_the_first_run_ends_with_address_certificate_and_link() {
  prepare
  install_it
  assert_status 0
  local part
  for part in Preflight Engine Configuration Images Database Start Administrator; do assert_contains "$OUTPUT" "$part took "; done
  assert_contains "$OUTPUT" 'Address            https://rooms.example.com:59327'
  assert_contains "$OUTPUT" "Root certificate   $PWD/$HOME_NAME/muniment-root-ca.crt"
  assert_contains "$OUTPUT" '70:9E:80:C8:84:87:A2:41'
  assert_contains "$OUTPUT" 'https://rooms.example.com/setup#token'
  assert_contains "$OUTPUT" 'NO VIRUS SIGNATURES YET'
}
test_the_second_run_says_that_nothing_changed() {
  prepare
  install_it
  local before
  before=$(find "$HOME_NAME" -type f ! -name install.log -exec sha256sum {} + | sort)
  echo false >"$FAKE/setup"
  install_it
  assert_status 0
  assert_contains "$OUTPUT" 'Nothing changed'
  assert_lacks "$OUTPUT" 'setup#token'
  assert_equal 1 "$(calls 'buildx bake')"
  assert_equal 1 "$(cat "$FAKE/started")"
  assert_equal "$before" "$(find "$HOME_NAME" -type f ! -name install.log -exec sha256sum {} + | sort)"
}
test_the_demo_takes_trial_signatures_when_none_can_be_fetched() {
  prepare
  install_it --demo
  assert_status 0
  assert_contains "$OUTPUT" 'TRIAL VIRUS SIGNATURES'
  assert_contains "$OUTPUT" 'a room with 13 documents'
}
test_given_signatures_are_imported() {
  prepare
  echo 'signatures of the house' >own.cvd
  install_it --demo --signatures own.cvd
  assert_status 0
  assert_equal 'signatures of the house' "$(cat "$FAKE/imported")"
  assert_contains "$OUTPUT" 'virus signatures: imported'
  assert_equal 0 "$(calls signatures-trial)"
}
