# shellcheck shell=bash disable=SC2034
# ./muniment as it is called: from anywhere, through links, with verbs right and wrong, against a stand-in for docker.

# shellcheck source=/dev/null
. "$HERE/fake/installation.sh"

muniment() { run "$REPO/muniment" --home "$PWD/$HOME_NAME" "$@"; }

test_help_lists_every_verb() {
  run "$REPO/muniment" help
  assert_status 0
  local verb
  for verb in status up down logs doctor setup-link recover-admin reset-second-factor hostname signatures upgrade uninstall; do assert_contains "$OUTPUT" "$verb"; done
}
test_an_unknown_verb_is_refused() {
  run "$REPO/muniment" explode
  assert_status 2
  assert_contains "$OUTPUT" 'unknown verb: explode'
}
test_without_an_installation_it_says_where_it_looked() {
  run "$REPO/muniment" --home "$PWD/none" status
  assert_status 1
  assert_contains "$OUTPUT" "no installation in $PWD/none"
}
test_a_link_finds_the_installation_it_lies_in() {
  installed
  ln -s "$PWD/$HOME_NAME/muniment" command
  cd /
  run "$OLDPWD/command" status
  assert_status 0
  assert_contains "$OUTPUT" 'Muniment "muniment-fake"'
  assert_contains "$OUTPUT" 'All is well.'
}
test_the_environment_names_the_home_too() {
  installed
  MUNIMENT_HOME="$PWD/$HOME_NAME" run "$REPO/muniment" status
  assert_contains "$OUTPUT" 'Muniment "muniment-fake"'
}
test_status_is_false_when_something_is_not_well() {
  installed
  echo unhealthy >"$FAKE/health"
  muniment status
  assert_status 1
  assert_contains "$OUTPUT" 'Not well: postgres (unhealthy)'
}
test_down_and_up() {
  installed
  muniment down
  assert_status 0
  muniment status
  assert_status 1
  assert_contains "$OUTPUT" './muniment up'
  echo 2 >"$FAKE/started"
  muniment up
  assert_status 0
  assert_contains "$OUTPUT" https://rooms.example.com:59327
}
test_the_setup_link_alone_is_on_stdout() {
  installed
  assert_equal 'https://rooms.example.com/setup#token' "$("$REPO/muniment" --home "$PWD/$HOME_NAME" setup-link 2>/dev/null)"
}
test_recovery_needs_an_address() {
  installed
  muniment recover-admin
  assert_status 2
  muniment recover-admin nobody
  assert_status 2
}
test_resetting_a_second_factor_needs_an_address() {
  installed
  muniment reset-second-factor
  assert_status 2
  muniment reset-second-factor nobody
  assert_status 2
}
test_another_hostname_is_written_and_told() {
  installed
  muniment hostname new.example.com
  assert_status 0
  assert_contains "$OUTPUT" 'https://new.example.com:59327'
  assert_equal new.example.com "$(env_value "$HOME_NAME/.env" MUNIMENT_HOSTNAME)"
  muniment hostname 'not a name'
  assert_status 2
}
test_signatures_are_imported() {
  installed
  echo bytes >own.cvd
  muniment signatures import own.cvd
  assert_status 0
  assert_equal bytes "$(cat "$FAKE/imported")"
  muniment signatures import none.cvd
  assert_status 1
}
