# shellcheck shell=bash disable=SC2329,SC2317,SC2034
# Room, limits and tools, with its probes replaced: on each kind of machine the right finding, and a remedy with each failure.

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

test_disk_has_two_bounds() {
  probe_free_mb() { echo 9999; }
  fails_with check_disk '9.9 GB free'
  probe_free_mb() { echo 10000; }
  warns_with check_disk '10.0 GB free'
  probe_free_mb() { echo 20000; }
  passes check_disk
}
test_an_installation_that_stands_may_have_less_disk() {
  installation_state() { echo complete; }
  probe_free_mb() { echo 5000; }
  warns_with check_disk '5.0 GB'
  probe_free_mb() { echo 2999; }
  fails_with check_disk '2.9 GB'
  fails_with check_disk 'uploads are refused'
}
test_disk_is_measured_where_nothing_is_yet() { [[ $(probe_free_mb "$PWD/not/yet/here") =~ ^[0-9]+$ ]] || fail 'no figure'; }
test_a_kernel_without_limits_is_refused() {
  probe_cgroups() { echo pids; }
  fails_with check_cgroups 'available: pids'
}
test_missing_tools_are_named() {
  missing_tools() { echo 'flock tar '; }
  fails_with check_tools 'flock tar'
}
