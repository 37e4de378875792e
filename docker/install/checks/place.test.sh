# shellcheck shell=bash disable=SC2329,SC2317,SC2034

says() {
  run "$1"
  assert_contains "$OUTPUT" "$2"
  assert_contains "$OUTPUT" "$3"
}
at_home() {
  MUNIMENT_HOME=$1
  ENV_FILE=$1/.env
}
without_containers() {
  probe_project_containers() { :; }
  probe_project_volumes() { :; }
  probe_project_env() { :; }
}

test_a_home_with_spaces_and_umlauts_is_fine() {
  at_home "$PWD/Akten für Öl & Söhne"
  says check_home '  ok  ' 'Öl & Söhne'
}
test_a_home_that_is_a_file_is_refused() {
  : >file
  at_home "$PWD/file"
  says check_home '  FAIL  ' 'is a file'
}
test_a_read_only_home_is_refused() {
  probe_writable() { false; }
  says check_home '  FAIL  ' 'cannot be written to'
}
test_a_home_with_a_dollar_is_refused() {
  # shellcheck disable=SC2016
  at_home "$PWD/"'a$b'
  says check_home '  FAIL  ' '--home'
}
test_nothing_is_a_fresh_installation() {
  without_containers
  says check_installation '  ok  ' 'none yet'
}
test_settings_alone_are_a_partial_installation() {
  without_containers
  mkdir home
  echo MUNIMENT_PROJECT=muniment-test >home/.env
  says check_installation '  ok  ' unfinished
}
test_all_three_are_a_complete_installation() {
  without_containers
  mkdir -p home/secrets
  echo MUNIMENT_PROJECT=muniment-test >home/.env
  : >home/secrets/server
  : >home/secrets/postgres
  probe_project_containers() { echo 0123456789ab; }
  says check_installation '  ok  ' complete
}
test_data_without_secrets_is_a_warning() {
  without_containers
  probe_project_volumes() { echo muniment-test_database; }
  says check_installation '  warn  ' 'data of an earlier installation'
}
test_a_home_of_another_project_is_refused() {
  without_containers
  mkdir home
  echo MUNIMENT_PROJECT=other >home/.env
  says check_installation '  FAIL  ' 'belongs to the installation "other"'
}
test_a_project_of_another_home_is_refused() {
  without_containers
  probe_project_env() { echo /srv/old/.env; }
  says check_installation '  FAIL  ' 'in use by the installation in /srv/old'
}
test_signatures_must_be_a_file() {
  OPT_SIGNATURES=$PWD
  says check_signatures '  FAIL  ' 'is not a file'
  echo x >s.cvd
  OPT_SIGNATURES=$PWD/s.cvd
  says check_signatures '  ok  ' s.cvd
}
