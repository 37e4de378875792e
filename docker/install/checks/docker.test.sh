# shellcheck shell=bash disable=SC2329,SC2317,SC2034
# A machine with or without Docker, old and new: what is absent will be installed, what is wrong is told.

says() {
  run "$1"
  assert_contains "$OUTPUT" "$2"
  assert_contains "$OUTPUT" "$3"
}

test_no_docker_is_fine() {
  probe_docker_path() { return 1; }
  says check_docker '  ok  ' 'it will be installed'
}
test_versions_are_compared_by_number() {
  at_least 20.10 20.10.24+dfsg1 || fail 20.10.24
  at_least 2.20 v2.26.1-4 || fail 2.26
  at_least 2.20 5.0.1 || fail 5.0
  if at_least 20.10 20.9.1; then fail 20.9; fi
  if at_least 20.10 19.03.15; then fail 19.03; fi
  if at_least 2.20 2.6.0; then fail 2.6; fi
  if at_least 2.20 ''; then fail nothing; fi
}
test_an_old_docker_is_refused() {
  probe_docker_path() { echo /usr/bin/docker; }
  probe_client_version() { echo 'Docker version 19.03.15, build 99e3ed8919'; }
  says check_docker '  FAIL  ' 'version 19.03.15 is too old'
}
test_podman_is_refused() {
  probe_docker_path() { echo /usr/bin/docker; }
  probe_client_version() { echo 'podman version 4.3.1'; }
  says check_docker '  FAIL  ' podman-docker
}
test_a_snap_is_refused() {
  probe_docker_path() { echo /snap/bin/docker; }
  says check_docker '  FAIL  ' 'snap remove docker'
}
with_engine() {
  probe_docker_path() { echo /usr/bin/docker; }
  probe_server_version() { echo 20.10.24; }
  probe_security() { echo '[name=seccomp,profile=default]'; }
  unset DOCKER_HOST
}
test_a_daemon_that_does_not_run_will_be_started() {
  with_engine
  probe_uid() { echo 0; }
  probe_server_version() { return 1; }
  says check_daemon '  ok  ' 'it will be started'
}
test_a_daemon_that_cannot_be_asked_is_a_warning() {
  with_engine
  probe_uid() { echo 1000; }
  probe_server_version() { return 1; }
  says check_daemon '  warn  ' sudo
}
test_an_old_engine_is_refused() {
  with_engine
  probe_server_version() { echo 18.09.1; }
  says check_daemon '  FAIL  ' 18.09.1
}
test_a_rootless_engine_is_refused() {
  with_engine
  probe_security() { echo '[name=seccomp name=rootless]'; }
  says check_daemon '  FAIL  ' rootless
}
test_an_engine_elsewhere_is_refused() {
  with_engine
  DOCKER_HOST=tcp://192.0.2.9:2375
  says check_daemon '  FAIL  ' 'unset DOCKER_HOST'
}
test_an_old_compose_is_refused() {
  with_engine
  probe_compose_version() { echo 2.6.1; }
  says check_compose '  FAIL  ' '2.6.1 is too old'
}
test_compose_v1_alone_counts_as_none() {
  with_engine
  probe_compose_version() { return 1; }
  says check_compose '  ok  ' 'it will be installed'
}
