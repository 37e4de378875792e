# shellcheck shell=bash disable=SC2329,SC2317,SC2034

test_all_failures_are_told_at_once() {
  probe_uid() { echo 1000; }
  probe_memory_mb() { echo 100; }
  probe_free_mb() { echo 100; }
  probe_arch() { echo sparc; }
  probe_kernel() { echo 2.6.32; }
  run preflight
  assert_status 1
  assert_equal 5 "$(grep -c '^  FAIL' <<<"$OUTPUT")"
  assert_equal 5 "$(grep -A 1 '^  FAIL' <<<"$OUTPUT" | grep -c ' -> ')"
  assert_contains "$OUTPUT" '5 of 19 checks failed'
  assert_contains "$OUTPUT" 'Nothing was changed.'
}
test_a_check_that_breaks_does_not_end_the_program() {
  check_memory() { return 3; }
  CHECKS=(memory root)
  probe_uid() { echo 0; }
  run preflight
  assert_status 0
  assert_contains "$OUTPUT" 'could not be looked at'
}
test_the_check_alone_changes_nothing() {
  installer --check --home "$PWD/new home" --port 59321 --project muniment-nothing
  if [ -e 'new home' ]; then fail 'the home was made'; fi
  assert_contains "$OUTPUT" 'Preflight took'
}
