# shellcheck shell=bash disable=SC2034,SC2317,SC2329

test_a_lock_keeps_a_second_one_out_until_the_first_ends() {
  lock 9 "test-$$" || fail 'not even the first'
  if bash -c ". '$HERE/lib.sh'; . '$HERE/run.sh'; lock 9 test-$$" 2>/dev/null; then fail 'the second got it too'; fi
  exec 9>&-
  lock 9 "test-$$" || fail 'still held'
  rm -f "$(lock_file "test-$$")"
}
test_a_child_that_stays_does_not_keep_the_lock() {
  lock 9 "test-$$"
  unlocked bash -c 'sleep 30 >/dev/null 2>&1 & echo $! >child'
  exec 9>&-
  lock 9 "test-$$" || fail 'the child holds it'
  kill "$(cat child)"
  rm -f "$(lock_file "test-$$")"
}
test_a_command_that_succeeds_is_quiet_and_logged() {
  run run_logged working log printf 'one\ntwo'
  assert_status 0
  assert_equal '' "$OUTPUT"
  assert_contains "$(cat log)" $'one\ntwo'
}
test_a_command_that_fails_shows_its_last_lines() {
  run run_logged working log sh -c 'seq 1 100; exit 7'
  assert_status 1
  assert_contains "$OUTPUT" $'\n100'
  assert_lacks "$OUTPUT" $'\n50\n'
}
test_a_line_that_comes_in_pieces_is_logged_whole() {
  run_logged working log sh -c 'printf first; sleep 3; echo second'
  assert_contains "$(cat log)" firstsecond
}
test_times_are_for_people() {
  milliseconds() { echo 1000000; }
  assert_equal '0.4 s' "$(since 999600)"
  assert_equal '59.9 s' "$(since 940100)"
  assert_equal '3 min 12 s' "$(since 808000)"
}
test_without_a_terminal_nothing_is_agreed_to() {
  OPT_YES=''
  # A session of its own has no terminal to ask on.
  run setsid bash -c ". '$HERE/lib.sh'; OPT_YES=''; confirm 'Really?'"
  assert_status 1
  OPT_YES=yes
  confirm 'Really?' || fail '--yes was not enough'
}
