# shellcheck shell=bash disable=SC2034,SC2317,SC2329

test_options_win_over_the_file_and_the_file_over_defaults() {
  mkdir home
  printf 'MUNIMENT_PORT=8443\nMUNIMENT_HOSTNAME=old.example.com\n' >home/.env
  parse_options --home "$PWD/home" --hostname new.example.com
  load_settings
  assert_equal 'new.example.com 8443 muniment' "$MUNIMENT_HOSTNAME $MUNIMENT_PORT $MUNIMENT_PROJECT"
}
test_the_port_is_in_the_origin_unless_it_is_the_usual_one() {
  assert_equal https://a.example "$(origin_of a.example 443)"
  assert_equal https://a.example:8443 "$(origin_of a.example 8443)"
  assert_equal 'https://[2001:db8::1]:8443' "$(origin_of 2001:db8::1 8443)"
}
test_an_origin_written_by_hand_stays() {
  mkdir home
  printf 'MUNIMENT_HOSTNAME=a.example\nMUNIMENT_PORT=8443\nMUNIMENT_ORIGIN=https://a.example\n' >home/.env
  parse_options --home "$PWD/home"
  load_settings
  assert_equal https://a.example "$MUNIMENT_ORIGIN"
  parse_options --home "$PWD/home" --port 9443
  load_settings
  assert_equal https://a.example:9443 "$MUNIMENT_ORIGIN"
}
test_values_are_read_as_they_were_written() {
  printf "A='it has spaces # and more'\nB=plain=with=equals\nC=\nAB=other\n" >.env
  assert_equal 'it has spaces # and more' "$(env_value .env A)"
  assert_equal 'plain=with=equals' "$(env_value .env B)"
  assert_equal '' "$(env_value .env C)"
  assert_equal '' "$(env_value .env D)"
  assert_equal '' "$(env_value nowhere A)"
}
test_a_full_name_is_preferred_to_an_address() {
  hostname() { echo Rooms.Example.com; }
  primary_address() { echo 192.0.2.7; }
  assert_equal rooms.example.com "$(default_hostname)"
  hostname() { echo rooms; }
  assert_equal 192.0.2.7 "$(default_hostname)"
  primary_address() { :; }
  assert_equal localhost "$(default_hostname)"
}
