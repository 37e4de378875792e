# shellcheck shell=bash disable=SC2034,SC2317,SC2329

stores() {
  mkdir home
  running_ids() { echo 'server abc'; }
  compose() { echo "compose $*" >>calls; }
  await_health() { echo "await $*" >>calls; }
  migrate() { echo 'Migrated: 0001' && echo migrate >>calls; }
}

test_the_stores_are_well_before_anything_migrates() {
  stores
  database >/dev/null
  assert_equal 'compose up -d postgres redis minio,await 180 postgres redis minio,migrate' "$(paste -sd , calls)"
  assert_equal 'server abc' "$RUNNING_BEFORE"
  assert_contains "$(cat home/install.log)" 'Migrated: 0001'
}
test_stores_that_do_not_start_are_told() {
  stores
  compose() { echo 'no space left on device' && return 1; }
  run database
  assert_status 1
  assert_contains "$OUTPUT" 'no space left on device'
  if [ -e calls ]; then fail 'it went on'; fi
}
test_a_migration_that_fails_shows_why() {
  stores
  migrate() { echo 'relation "x" does not exist' >&2 && return 1; }
  run database
  assert_status 1
  assert_contains "$OUTPUT" 'relation "x" does not exist'
}
