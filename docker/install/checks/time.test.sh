# shellcheck shell=bash disable=SC2329,SC2317,SC2034
# The clock and its zone, with its probes replaced: on each kind of machine the right finding, and a remedy with each failure.

fails_with() {
  run "$1"
  assert_contains "$OUTPUT" "  FAIL  "
  assert_contains "$OUTPUT" "$2"
  assert_contains "$OUTPUT" ' -> '
}
warns_with() {
  run "$1"
  assert_contains "$OUTPUT" "  warn  "
  assert_contains "$OUTPUT" "$2"
  assert_contains "$OUTPUT" ' -> '
}
passes() {
  run "$1"
  assert_contains "$OUTPUT" "  ok    "
  assert_lacks "$OUTPUT" 'FAIL'
}

test_a_year_in_the_past_is_refused() {
  probe_now() { echo 86400; }
  fails_with check_clock '1970-01-02'
}
test_a_clock_before_the_newest_file_is_refused() {
  probe_now() { echo 1790000000; }
  probe_newest_file() { echo 1790000301; }
  fails_with check_clock 'before the newest file'
}
test_a_clock_that_nobody_keeps_is_a_warning() {
  probe_ntp() { echo no; }
  warns_with check_clock 'nothing seems to keep it right'
  probe_ntp() { echo yes; }
  passes check_clock
}
test_the_newest_file_is_found() { (($(probe_newest_file) > 1700000000)) || fail "$(probe_newest_file)"; }
test_an_unknown_time_zone_is_a_warning() {
  MUNIMENT_TIMEZONE=''
  warns_with check_timezone UTC
}
