# shellcheck shell=bash disable=SC2034,SC2317,SC2329

says() {
  run check_certificate
  assert_contains "$OUTPUT" "$1"
  assert_contains "$OUTPUT" "$2"
}
make_certificate() {
  command -v openssl >/dev/null || skip 'needs openssl'
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.pem" -days "$2" -subj "/CN=$3" -addext "subjectAltName=DNS:$3" 2>/dev/null
}
test_a_certificate_and_its_key_pass() {
  make_certificate a 30 rooms.example.com
  OPT_CERT=$PWD/a.pem OPT_KEY=$PWD/a.key
  says '  ok  ' 'valid until'
}
test_a_key_of_another_certificate_is_refused() {
  make_certificate a 30 rooms.example.com
  make_certificate b 30 rooms.example.com
  OPT_CERT=$PWD/a.pem OPT_KEY=$PWD/b.key
  says '  FAIL  ' 'is not the key of'
}
test_a_certificate_that_is_none_is_refused() {
  echo hello >a.pem
  OPT_CERT=$PWD/a.pem OPT_KEY=$PWD/a.pem
  says '  FAIL  ' 'is not PEM'
}
test_a_missing_certificate_is_refused() {
  OPT_CERT=$PWD/none.pem OPT_KEY=$PWD/none.key
  says '  FAIL  ' 'cannot be read'
}
test_a_certificate_for_another_name_is_a_warning() {
  make_certificate a 30 shop.example.com
  OPT_CERT=$PWD/a.pem OPT_KEY=$PWD/a.key
  says '  warn  ' 'does not name rooms.example.com'
}
test_an_address_in_a_certificate_is_understood() {
  command -v openssl >/dev/null || skip 'needs openssl'
  openssl req -x509 -newkey rsa:2048 -nodes -keyout a.key -out a.pem -days 9 -subj /CN=x -addext subjectAltName=IP:192.0.2.7 2>/dev/null
  names_host a.pem 192.0.2.7 || fail 'its own address'
  if names_host a.pem 192.0.2.8; then fail 'another address'; fi
}
test_an_expired_certificate_is_refused() {
  make_certificate a 1 rooms.example.com
  OPT_CERT=$PWD/a.pem OPT_KEY=$PWD/a.key
  # A day cannot be waited for here.
  openssl() { if [[ " $* " == *' -checkend '* ]]; then return 1; else command openssl "$@"; fi; }
  says '  FAIL  ' 'expired on'
}
