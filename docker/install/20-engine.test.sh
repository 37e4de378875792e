# shellcheck shell=bash disable=SC2034,SC2317,SC2329

bare_machine() {
  probe_docker_path() { return 1; }
  probe_compose_version() { return 1; }
  probe_buildx_version() { return 1; }
  probe_server_version() { return 1; }
  from_docker_inc() { false; }
  has_cgroups() { true; }
}

test_each_distribution_has_its_own_package_names() {
  bare_machine
  probe_os() { echo 'debian 12 bookworm'; }
  assert_equal 'docker.io iptables ca-certificates docker-compose docker-buildx' "$(missing_packages)"
  probe_os() { echo 'debian 13 trixie'; }
  assert_equal 'docker.io iptables ca-certificates docker-cli docker-compose docker-buildx' "$(missing_packages)"
  probe_os() { echo 'ubuntu 24.04 noble'; }
  assert_equal 'docker.io iptables ca-certificates docker-compose-v2 docker-buildx' "$(missing_packages)"
}
test_only_what_is_missing_is_installed() {
  bare_machine
  probe_os() { echo 'debian 12 bookworm'; }
  probe_docker_path() { echo /usr/bin/docker; }
  probe_server_version() { echo 20.10.24; }
  probe_buildx_version() { echo 0.13.1; }
  assert_equal docker-compose "$(missing_packages)"
  from_docker_inc() { true; }
  assert_equal docker-compose-plugin "$(missing_packages)"
}
test_with_everything_here_nothing_is_installed() {
  probe_docker_path() { echo /usr/bin/docker; }
  probe_server_version() { echo 20.10.24; }
  probe_compose_version() { echo 2.26.1; }
  probe_buildx_version() { echo 'buildx 0.13.1 x'; }
  install_packages() { fail "installs $*"; }
  run engine
  assert_status 0
  assert_contains "$OUTPUT" 'engine 20.10.24, Compose 2.26.1, 0.13.1'
}
test_nothing_is_installed_without_consent() {
  bare_machine
  install_packages() { fail "installs $*"; }
  confirm() { false; }
  run engine
  assert_status 1
  assert_contains "$OUTPUT" './install.sh --yes'
}
test_the_mirror_of_the_machine_is_found() {
  [ "$(probe_os | cut -d' ' -f1)" = debian ] || skip 'needs Debian'
  [[ $(host_mirror) =~ ^https?://.+[^/]$ ]] || fail "$(host_mirror)"
  assert_lacks "$(host_mirror)" security
}
test_no_mirror_is_guessed_on_another_distribution() {
  probe_os() { echo 'ubuntu 24.04 noble'; }
  assert_equal '' "$(host_mirror)"
}
test_files_of_package_sources_are_written_whole() {
  echo new | write_file "$PWD/file" 0640
  assert_equal 'new 640' "$(cat file) $(stat -c %a file)"
  assert_equal file "$(ls)"
}
test_a_detached_program_holds_no_file_of_its_caller() {
  DOCKERD_LOG=$PWD/log
  # The reader of this pipe would wait for ever if the detached program had kept it.
  run timeout 5 bash -c "$(declare -f detach); DOCKERD_LOG='$PWD/log'; exec 9>held; detach bash -c 'ls -l /proc/self/fd; echo \$\$; sleep 30'" | cat
  sleep 1
  assert_lacks "$(cat log)" held
  assert_lacks "$(cat log)" pipe:
  kill "$(grep -x '[0-9]*' log)"
}
test_the_engine_is_only_started_when_it_does_not_answer() {
  probe_server_version() { echo 20.10.24; }
  detach() { fail 'started'; }
  run start_daemon
  assert_equal '0 ' "$STATUS $OUTPUT"
}
test_an_engine_that_does_not_start_is_told_with_its_log() {
  probe_server_version() { return 1; }
  has_systemd() { false; }
  has_cgroups() { true; }
  DOCKERD_LOG=$PWD/log
  detach() { echo 'iptables: not found' >>"$DOCKERD_LOG"; }
  await_daemon() { return 1; }
  run start_daemon
  assert_status 1
  assert_contains "$OUTPUT" 'iptables: not found'
  assert_contains "$OUTPUT" 'the engine does not start'
}
