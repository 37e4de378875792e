# shellcheck shell=bash disable=SC2329,SC2317,SC2034

says() {
  run "$1"
  assert_contains "$OUTPUT" "$2"
  assert_contains "$OUTPUT" "$3"
}
on_lan() {
  probe_addresses() { printf '192.0.2.7\nfd00::7\n'; }
  primary_address() { echo 192.0.2.7; }
}
test_a_name_that_leads_here_is_fine() {
  on_lan
  probe_resolve() { echo 192.0.2.7; }
  says check_address '  ok  ' https://rooms.example.com
}
test_a_name_that_leads_elsewhere_is_a_warning() {
  on_lan
  probe_resolve() { echo 198.51.100.1; }
  says check_address '  warn  ' 'leads to 198.51.100.1'
}
test_a_name_that_nobody_knows_is_a_warning() {
  on_lan
  probe_resolve() { return 2; }
  says check_address '  warn  ' 'Enter it in your DNS with the address 192.0.2.7'
}
test_a_wrong_name_in_the_settings_is_refused() {
  MUNIMENT_HOSTNAME='rooms example'
  says check_address '  FAIL  ' 'neither a host name nor an address'
}
test_localhost_is_a_warning() {
  MUNIMENT_HOSTNAME=localhost
  says check_address '  warn  ' 'from this machine alone'
}
test_a_port_in_use_is_seen() {
  command -v python3 >/dev/null || skip 'needs python3 to listen'
  local port=59322 listener
  python3 -c "import socket,time; s=socket.socket(); s.bind(('127.0.0.1',$port)); s.listen(); time.sleep(30)" &
  listener=$!
  until probe_listening "$port"; do sleep 0.1; done
  MUNIMENT_PORT=$port
  run check_port
  kill "$listener"
  assert_contains "$OUTPUT" "  FAIL  "
  assert_contains "$OUTPUT" "$port is taken"
  assert_contains "$OUTPUT" '--port'
}
test_a_free_port_is_free() {
  MUNIMENT_PORT=59323
  says check_port '  ok  ' '59323 is free'
}
test_our_own_port_is_no_obstacle() {
  probe_publisher() { echo 'muniment-test muniment-test-proxy-1'; }
  probe_listening() { true; }
  says check_port '  ok  ' 'held by this installation'
}
test_another_container_on_the_port_is_named() {
  probe_publisher() { echo 'shop shop-web-1'; }
  says check_port '  FAIL  ' shop-web-1
}
test_a_port_of_letters_in_the_settings_is_refused() {
  MUNIMENT_PORT=https
  says check_port '  FAIL  ' '"https"'
}
without_names() {
  unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY
  host_mirror() { echo http://mirror.example/debian; }
  probe_resolve() { return 2; }
  images_current() { false; }
  has_bundle() { false; }
}
test_offline_without_bundle_is_refused() {
  without_names
  says check_dns '  FAIL  ' 'mirror.example is unknown'
}
test_offline_with_a_bundle_is_fine() {
  without_names
  has_bundle() { true; }
  says check_dns '  ok  ' bundle
}
test_offline_with_the_images_here_is_fine() {
  without_names
  docker_answers() { true; }
  images_current() { true; }
  says check_dns '  ok  ' 'nothing has to be fetched'
}
test_a_proxy_resolves_names() {
  without_names
  https_proxy=http://proxy.example:3128
  says check_dns '  ok  ' proxy
}
test_no_known_mirror_is_a_warning() {
  without_names
  host_mirror() { :; }
  says check_dns '  warn  ' '--debian-mirror'
}
