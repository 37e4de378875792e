# shellcheck shell=bash

test_help_lists_every_option() {
  installer --help
  assert_status 0
  local option
  for option in --yes --check --hostname --port --cert --key --signatures --debian-mirror --demo --home --project --help; do assert_contains "$OUTPUT" "  $option "; done
}

# Garbage is refused with exit 2 and one clear sentence, and nothing is touched.
refuses() {
  local sentence=$1
  shift
  installer --home "$PWD/new home" "$@"
  assert_status 2
  assert_contains "$OUTPUT" "$sentence"
  assert_contains "$OUTPUT" 'Nothing was changed.'
  if [ -e "$PWD/new home" ]; then fail 'the home was made'; fi
}
test_an_unknown_option_is_refused() { refuses 'unknown option: --frobnicate' --frobnicate; }
test_a_stray_word_is_refused() { refuses 'unknown option: please' --yes please; }
test_a_missing_value_is_refused() { refuses '--hostname needs a value' --hostname; }
test_an_option_as_value_is_refused() { refuses '--hostname needs a value' --hostname --yes; }
test_an_empty_value_is_refused() { refuses '--port needs a value' --port=; }
test_port_zero_is_refused() { refuses '--port 0 is not a port' --port 0; }
test_a_port_too_high_is_refused() { refuses '--port 65536 is not a port' --port 65536; }
test_a_port_with_letters_is_refused() { refuses 'is not a port' --port 80a; }
test_a_port_that_is_a_command_is_refused() {
  # shellcheck disable=SC2016
  refuses 'is not a port' --port 'a[$(touch pwned)]'
  if [ -e pwned ]; then fail 'the value was evaluated'; fi
}
test_a_certificate_without_key_is_refused() { refuses '--cert needs --key' --cert c.pem; }
test_a_key_without_certificate_is_refused() { refuses '--key needs --cert' --key k.pem; }
test_a_mirror_that_is_no_address_is_refused() { refuses '--debian-mirror' --debian-mirror 'ftp://mirror.example.com'; }
test_a_project_with_capitals_is_refused() { refuses '--project' --project Muniment; }
test_a_home_with_quotes_is_refused() { refuses '--home must not contain' --home "it's"; }
test_a_home_with_a_line_break_is_refused() { refuses '--home must not contain' --home $'a\nb'; }

test_values_after_an_equals_sign_are_taken() {
  parse_options --port=8443 --hostname=Rooms.Example.com
  assert_equal '8443 rooms.example.com' "$OPT_PORT $OPT_HOSTNAME"
}

test_host_names_and_addresses_are_told_from_garbage() {
  local name
  for name in rooms rooms.example.com 192.168.1.20 a-b.c 2001:db8::1 ::1 fe80:: 1:2:3:4:5:6:7:8 xn--bcher-kva.example; do valid_hostname "$name" || fail "refused: $name"; done
  for name in '' -a a- a..b a_b 'a b' 'a/b' 1.2.3 1.2.3.256 'x;id' ':::' 1::2::3 1:2:3 1:2:3:4:5:6:7::8:9 12345:: "$(printf 'a%.0s' {1..64})"; do if valid_hostname "$name"; then fail "accepted: $name"; fi; done
}
