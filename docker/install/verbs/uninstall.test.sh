# shellcheck shell=bash disable=SC2034
# Taking it away: the data goes only when told twice.

# shellcheck source=/dev/null
. "$HERE/fake/installation.sh"

uninstall() { run setsid "$REPO/muniment" --home "$PWD/$HOME_NAME" uninstall "$@"; }
secrets_are_there() { [ -s "$HOME_NAME/secrets/postgres" ] && [ -s "$HOME_NAME/.env" ]; }

test_the_data_stays() {
  installed
  uninstall --yes
  assert_status 0
  assert_equal 1 "$(calls 'down --remove-orphans')"
  assert_equal 0 "$(calls 'down --remove-orphans --volumes')"
  secrets_are_there || fail 'secrets are gone'
  assert_contains "$OUTPUT" 'The services are gone. Kept: the data'
}
test_without_consent_nothing_is_removed() {
  installed
  uninstall
  assert_status 1
  assert_equal 0 "$(calls ' down')"
}
test_yes_does_not_delete_the_data() {
  installed
  uninstall --yes --delete-data
  assert_status 1
  assert_contains "$OUTPUT" '--confirm muniment-fake'
  assert_equal 0 "$(calls ' down')"
  secrets_are_there || fail 'secrets are gone'
}
test_the_wrong_name_does_not_delete_the_data() {
  installed
  uninstall --delete-data --confirm muniment
  assert_status 1
  secrets_are_there || fail 'secrets are gone'
}
test_told_twice_everything_goes() {
  installed
  : >"$HOME_NAME/a file of mine"
  uninstall --delete-data --confirm muniment-fake
  assert_status 0
  assert_equal 1 "$(calls 'down --remove-orphans --volumes')"
  assert_equal 'a file of mine' "$(ls -A "$HOME_NAME")"
}
test_an_unknown_option_is_refused() {
  installed
  uninstall --force
  assert_status 2
}
