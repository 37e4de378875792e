# shellcheck shell=bash disable=SC2034,SC2317,SC2329

services() {
  containers() { printf '%s\n' "$LIST"; }
  compose() { echo "last words of ${*: -1}"; }
  sleep() { SECONDS=$((SECONDS + 50)); }
  LIST=$1
}
WELL='migrate exited none 0 0 a
postgres running healthy 0 0 b
server running healthy 0 0 c'

test_all_well_is_nothing_unwell() {
  services "$WELL"
  assert_equal '' "$(unwell)"
  assert_equal '' "$(failing)"
  run await_health 60
  assert_status 0
}
test_what_is_not_well_is_named() {
  services "${WELL/server running healthy/server running starting}"
  assert_equal 'server (starting)' "$(unwell)"
  assert_equal '' "$(unwell postgres)"
}
test_a_failed_migration_is_a_failure() {
  services "${WELL/migrate exited none 0/migrate exited none 1}"
  assert_equal 'migrate (exited)' "$(unwell)"
  assert_equal migrate "$(failing)"
}
test_after_the_time_it_shows_the_last_lines_of_the_sick() {
  services "${WELL/server running healthy/server running unhealthy}"
  run await_health 60
  assert_status 1
  assert_contains "$OUTPUT" 'waiting for: server (unhealthy)'
  assert_contains "$OUTPUT" 'last words of server'
  assert_contains "$OUTPUT" './muniment logs server'
}
test_only_what_runs_for_long_counts_for_changes() {
  services "$WELL"
  assert_equal 'postgres b server c' "$(running_ids | paste -sd ' ')"
}
test_json_fields_are_found() {
  assert_equal true "$(json_field setupNeeded <<<'{"migrated":true,"setupNeeded":true,"waiting":3}')"
  assert_equal 3 "$(json_field waiting <<<'{"migrated": true, "waiting": 3}')"
  assert_equal trial "$(json_field kind <<<'{"kind":"trial","updatedAt":"2026-11-22T10:00:00Z"}')"
  assert_equal '' "$(json_field none <<<'{"kind":"trial"}')"
}
test_settings_win_over_what_the_shell_exports() {
  mkdir -p home bin
  printf 'MUNIMENT_PORT=8443\n' >home/.env
  # shellcheck disable=SC2016
  printf '#!/bin/sh\necho "port=$MUNIMENT_PORT file=$COMPOSE_FILE"; echo "$*"\n' >bin/docker
  chmod +x bin/docker
  PATH=$PWD/bin:$PATH
  export MUNIMENT_PORT=1 COMPOSE_FILE=elsewhere
  assert_contains "$(compose ps)" 'port= file='
  assert_contains "$(compose ps)" "--project-name muniment-test --env-file $PWD/home/.env -f $REPO/compose.yaml ps"
}
