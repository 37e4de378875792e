# shellcheck shell=bash disable=SC2329,SC2317,SC2034
# Every check of the machine, with its probes replaced: on each kind of machine the right finding, and a remedy with each failure.

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

test_without_root_it_says_sudo() {
  probe_uid() { echo 1000; }
  fails_with check_root 'sudo ./install.sh'
}
test_a_32_bit_machine_is_refused() {
  probe_arch() { echo armv7l; }
  fails_with check_architecture armv7l
}
test_both_architectures_pass() {
  probe_arch() { echo aarch64; }
  passes check_architecture
  probe_arch() { echo x86_64; }
  passes check_architecture
}
test_an_unknown_system_without_docker_is_refused() {
  probe_os() { echo 'alpine 3.20'; }
  docker_ready() { false; }
  fails_with check_system 'Install Docker 20.10'
}
test_an_unknown_system_with_docker_may_go_on() {
  probe_os() { echo 'fedora 42'; }
  docker_ready() { true; }
  warns_with check_system 'fedora 42'
}
test_debian_11_is_refused() {
  probe_os() { echo 'debian 11 bullseye'; }
  docker_ready() { false; }
  fails_with check_system 'debian 11'
}
test_known_systems_pass() {
  local system
  for system in 'debian 12 bookworm' 'debian 13 trixie' 'ubuntu 22.04 jammy' 'ubuntu 24.04 noble'; do
    probe_os() { echo "$system"; }
    passes check_system
  done
}
test_an_old_kernel_is_refused() {
  probe_kernel() { echo 3.10.0; }
  fails_with check_system 'kernel 3.10.0'
}
test_memory_has_two_bounds() {
  probe_memory_mb() { echo 3499; }
  fails_with check_memory '3.4 GB'
  probe_memory_mb() { echo 3500; }
  warns_with check_memory '3.5 GB'
  probe_memory_mb() { echo 5999; }
  warns_with check_memory '5.9 GB'
  probe_memory_mb() { echo 6000; }
  passes check_memory
}
