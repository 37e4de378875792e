# shellcheck shell=bash disable=SC2034,SC2317,SC2329
# Each trouble is found, and each finding has a remedy.

for part in status run people uninstall doctor doctor-inside; do
  # shellcheck source=/dev/null
  . "$HERE/verbs/$part.sh"
done

finds() {
  run "$1"
  assert_contains "$OUTPUT" "  $2"
  assert_contains "$OUTPUT" "$3"
  if [ "$2" != ok ]; then assert_contains "$OUTPUT" ' -> '; fi
}
list() {
  LIST=$1
  containers() { printf '%s' "$LIST"; }
}

test_services_that_are_well() {
  list $'migrate exited none 0 0 a\nserver running healthy 0 0 b\n'
  finds examine_services ok '1 run and are well'
}
test_a_stopped_stack() {
  list ''
  finds examine_services FAIL './muniment up'
}
test_a_sick_service() {
  list $'server running unhealthy 0 0 b\n'
  finds examine_services FAIL './muniment logs server'
}
test_a_service_that_is_gone() {
  list $'server exited none 1 0 b\n'
  finds examine_services FAIL 'server is exited'
}
test_a_service_that_keeps_restarting() {
  list $'server running healthy 0 9 b\n'
  finds examine_services warn 'restarted 9 times'
}
test_a_failed_migration() {
  list $'migrate exited none 1 0 a\nserver running healthy 0 0 b\n'
  finds examine_services FAIL './muniment logs migrate'
}
test_a_secret_that_is_missing_or_open() {
  need_root
  configuration >/dev/null
  finds examine_secrets ok '9 files'
  chmod 644 home/secrets/server
  rm home/secrets/redis
  finds examine_secrets FAIL 'server has mode and owner 644 10002 instead of 400 10002'
  assert_contains "$OUTPUT" 'redis is missing'
}
signatures() {
  STATE=$1
  mkdir -p home
  compose() { printf '%s' "$STATE"; }
}
test_no_signatures() {
  signatures ''
  finds examine_signatures FAIL './muniment signatures import FILE'
}
test_trial_signatures() {
  signatures '{"kind":"trial","updatedAt":"2026-11-22T10:00:00Z"}'
  finds examine_signatures warn 'only test viruses'
}
test_the_age_of_signatures() {
  signatures "{\"kind\":\"official\",\"updatedAt\":\"$(date -u +%FT%TZ)\"}"
  finds examine_signatures ok '0 days old'
  signatures "{\"kind\":\"official\",\"updatedAt\":\"$(date -u -d '10 days ago' +%FT%TZ)\"}"
  finds examine_signatures warn '10 days old'
  signatures "{\"kind\":\"imported\",\"updatedAt\":\"$(date -u -d '31 days ago' +%FT%TZ)\"}"
  finds examine_signatures FAIL '31 days old, more than the 30 allowed'
}
test_the_certificate_of_the_house_is_watched_longer() {
  mkdir home
  probe_certificate() { echo 20; }
  finds examine_certificate ok '20 more days'
  echo MUNIMENT_CERT=own >home/.env
  finds examine_certificate warn 'expires in 20 days'
  probe_certificate() { echo -1; }
  finds examine_certificate FAIL 'expired 1 days ago'
  probe_certificate() { return 1; }
  finds examine_certificate FAIL './muniment logs proxy'
}
test_work_that_waits_or_failed() {
  migrate() { echo '{"migrated":true,"scanner":{"state":"ready","waiting":1},"waiting":4,"failedJobs":2}'; }
  finds examine_work warn '4 uploads wait'
  assert_contains "$OUTPUT" '2 jobs failed'
  migrate() { echo '{"waiting":0,"failedJobs":0}'; }
  finds examine_work ok 'nothing waits'
}
test_without_an_engine_it_stops_there() {
  probe_server_version() { return 1; }
  run verb_doctor
  assert_status 1
  assert_contains "$OUTPUT" 'systemctl start docker'
}
