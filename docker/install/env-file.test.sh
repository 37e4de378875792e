# shellcheck shell=bash disable=SC2034,SC2317,SC2329

write_env() {
  mkdir -p "$MUNIMENT_HOME"
  CHANGES=()
  configure_env
}

test_a_fresh_file_has_every_setting() {
  write_env >/dev/null
  local key
  for key in PROJECT HOME VERSION HOSTNAME PORT ORIGIN TIMEZONE CERT NO_EGRESS; do grep -q "^MUNIMENT_$key=" "$ENV_FILE" || fail "MUNIMENT_$key"; done
  assert_equal 100000000 "$(env_value "$ENV_FILE" UPLOAD_LIMIT_BYTES)"
  assert_equal 3000000000 "$(env_value "$ENV_FILE" DISK_FLOOR_BYTES)"
  assert_equal https://rooms.example.com "$(env_value "$ENV_FILE" MUNIMENT_ORIGIN)"
}
test_what_was_written_by_hand_stays() {
  mkdir home
  printf '# mine\nLOG_LEVEL=debug\nMINIO_IMAGE=silo:1\nUPLOAD_LIMIT_BYTES=5\n' >home/.env
  write_env >/dev/null
  assert_equal 'debug silo:1 5' "$(env_value home/.env LOG_LEVEL) $(env_value home/.env MINIO_IMAGE) $(env_value home/.env UPLOAD_LIMIT_BYTES)"
  assert_equal '# mine' "$(head -n 1 home/.env)"
}
test_another_name_and_port_change_those_lines_and_are_told() {
  write_env >/dev/null
  local before
  before=$(grep -v -e HOSTNAME -e PORT -e ORIGIN home/.env)
  parse_options --home "$PWD/home" --hostname new.example.com --port 8443
  load_settings
  OUTPUT=$(write_env)
  assert_contains "$OUTPUT" 'MUNIMENT_HOSTNAME is now new.example.com (was rooms.example.com)'
  assert_contains "$OUTPUT" 'MUNIMENT_PORT is now 8443 (was 443)'
  assert_contains "$OUTPUT" 'MUNIMENT_ORIGIN is now https://new.example.com:8443'
  assert_equal "$before" "$(grep -v -e HOSTNAME -e PORT -e ORIGIN home/.env)"
}
test_a_second_writing_is_no_change() {
  write_env >/dev/null
  write_env >/dev/null
  assert_equal 0 "${#CHANGES[@]}"
}
test_compose_reads_a_home_with_spaces_and_umlauts_as_it_is() {
  probe_compose_version >/dev/null || skip 'needs Docker Compose'
  parse_options --home "$PWD/Akten # für Öl & Söhne" --hostname rooms.example.com
  load_settings
  write_env >/dev/null
  # shellcheck disable=SC2016
  printf 'services:\n  a:\n    image: x\n    volumes: [ "${MUNIMENT_HOME}/secrets:/s" ]\n' >compose.yaml
  assert_contains "$(docker compose --env-file "$ENV_FILE" -f compose.yaml config)" "source: '$MUNIMENT_HOME/secrets'"
}
test_a_certificate_of_the_house_is_noted_and_stays_noted() {
  OPT_CERT=x
  write_env >/dev/null
  OPT_CERT=''
  write_env >/dev/null
  assert_equal own "$(env_value home/.env MUNIMENT_CERT)"
}
