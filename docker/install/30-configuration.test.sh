# shellcheck shell=bash disable=SC2034,SC2317,SC2329

state_of_home() { (cd "$1" && find . -type f -exec stat -c '%n %a %u:%g' {} + -exec sha256sum {} + | sort); }

test_every_consumer_gets_a_file_only_it_can_read() {
  need_root
  configuration >/dev/null
  local pair
  for pair in "${SECRET_OWNERS[@]}"; do
    assert_equal "400 ${pair#*=}" "$(stat -c '%a %u' "home/secrets/${pair%%=*}")"
  done
  assert_equal 700 "$(stat -c %a home/secrets)"
  assert_equal 9 "$(find home/secrets -type f | wc -l)"
}
test_both_sides_of_a_connection_have_the_same_password() {
  need_root
  configuration >/dev/null
  assert_contains "$(secret server DATABASE_URL)" "muniment_server:$(secret postgres SERVER_PASSWORD)@postgres:5432/muniment"
  assert_contains "$(secret worker REDIS_URL)" "worker:$(secret redis WORKER_PASSWORD)@redis:6379"
  assert_equal "$(secret migrate WORKER_S3_SECRET)" "$(secret worker S3_SECRET_KEY)"
  assert_equal "$(secret minio MINIO_ROOT_PASSWORD)" "$(secret migrate MINIO_ROOT_PASSWORD)"
  assert_equal "$(secret server AUTH_SECRET)" "$(secret admin AUTH_SECRET)"
  assert_equal "$(secret server AUTH_DATABASE_URL)" "$(secret admin AUTH_DATABASE_URL)"
  assert_equal "$(secret server SETTINGS_KEY)" "$(secret outbound SETTINGS_KEY)"
  assert_equal "$(secret server SETTINGS_KEY)" "$(secret admin SETTINGS_KEY)"
}
test_no_two_passwords_are_alike() {
  need_root
  configuration >/dev/null
  local all
  all=$(cat home/secrets/postgres home/secrets/redis | cut -d= -f2)
  assert_equal "$(sort <<<"$all")" "$(sort -u <<<"$all")"
  if grep -qvE '^[0-9a-f]{48}$' <<<"$all"; then fail 'not 48 hexadecimal characters'; fi
}
test_a_second_run_changes_nothing() {
  need_root
  configuration >/dev/null
  local before
  before=$(state_of_home home)
  CHANGES=()
  configuration >/dev/null
  assert_equal "$before" "$(state_of_home home)"
  assert_equal 0 "${#CHANGES[@]}"
}
test_a_key_of_a_newer_version_is_added_and_its_service_started_anew() {
  need_root
  configuration >/dev/null
  local kept
  kept=$(secret redis SERVER_PASSWORD)
  sed -i /BACKUP_PASSWORD/d home/secrets/redis
  OUTPUT=$(configuration)
  assert_contains "$OUTPUT" 'added BACKUP_PASSWORD to redis'
  assert_equal "$kept" "$(secret redis SERVER_PASSWORD)"
  assert_equal '400 10007' "$(stat -c '%a %u' home/secrets/redis)"
  assert_equal redis "$(cat home/.recreate)"
}
# As on the upgrade of an installation from before there were settings with secrets.
test_the_key_of_the_settings_is_added_once_and_kept() {
  need_root
  configuration >/dev/null
  sed -i /SETTINGS_KEY/d home/secrets/server home/secrets/admin home/secrets/outbound
  OUTPUT=$(configuration)
  assert_contains "$OUTPUT" 'added SETTINGS_KEY to server'
  assert_contains "$OUTPUT" 'added SETTINGS_KEY to admin'
  assert_contains "$OUTPUT" 'added SETTINGS_KEY to outbound'
  local made
  made=$(secret server SETTINGS_KEY)
  assert_equal 48 "${#made}"
  configuration >/dev/null
  assert_equal "$made" "$(secret server SETTINGS_KEY)"
  assert_equal "$made" "$(secret admin SETTINGS_KEY)"
  assert_equal "$made" "$(secret outbound SETTINGS_KEY)"
}
test_rights_that_were_opened_are_closed_again() {
  need_root
  configuration >/dev/null
  chmod 644 home/secrets/server
  chown 0:0 home/secrets/server
  assert_contains "$(configuration)" 'corrected owner and rights of server'
  assert_equal '400 10002' "$(stat -c '%a %u' home/secrets/server)"
}
test_an_address_of_an_external_store_stays() {
  need_root
  configuration >/dev/null
  sed -i 's|^S3_URL=.*|S3_URL=https://s3.example.com|' home/secrets/server
  configuration >/dev/null
  assert_equal https://s3.example.com "$(secret server S3_URL)"
}
# As after Ctrl-C in the middle: some files there, one half-written under its temporary name.
test_an_interrupted_configuration_is_completed() {
  need_root
  configuration >/dev/null
  local kept
  kept=$(secret postgres SERVER_PASSWORD)
  rm home/secrets/server home/secrets/admin
  echo half >home/secrets/server.a1B2c3
  configuration >/dev/null
  assert_contains "$(secret server DATABASE_URL)" "$kept"
  assert_equal 9 "$(find home/secrets -type f | wc -l)"
}
test_secrets_never_appear_in_the_output() {
  need_root
  OUTPUT=$(configuration)
  assert_lacks "$OUTPUT" "$(secret postgres SERVER_PASSWORD)"
  assert_lacks "$OUTPUT" "$(secret server AUTH_SECRET)"
}
