# shellcheck shell=bash disable=SC2034
# The whole installer when it is interrupted, run twice at once, or meets something broken.

# shellcheck source=/dev/null
. "$HERE/fake/installation.sh"

# Waits until the installer (process $1) builds; an installer that ended before that says why.
await_build() {
  until [ -e "$FAKE/building" ]; do
    kill -0 "$1" 2>/dev/null || fail "the installer ended early: $(cat out)"
    sleep 0.1
  done
}
test_after_ctrl_c_it_goes_on_where_it_stopped() {
  prepare
  : >"$FAKE/slow"
  local kept
  # A session of its own stands for the terminal: Ctrl-C reaches every process of it.
  env --default-signal=INT setsid "$REPO/install.sh" --yes --home "$PWD/$HOME_NAME" --project muniment-fake --port 59327 >out 2>&1 &
  await_build "$!"
  kept=$(cat "$HOME_NAME/secrets/postgres")
  kill -INT -- "-$!"
  STATUS=0
  wait $! || STATUS=$?
  OUTPUT=$(cat out)
  assert_status 130
  assert_contains "$OUTPUT" 'Interrupted in phase "Images"'
  rm "$FAKE/slow"
  install_it
  assert_status 0
  assert_equal "$kept" "$(cat "$HOME_NAME/secrets/postgres")"
}
test_two_at_once_are_refused() {
  prepare
  : >"$FAKE/slow"
  "$REPO/install.sh" --yes --home "$PWD/$HOME_NAME" --project muniment-fake --port 59327 >out 2>&1 &
  await_build "$!"
  install_it
  kill -- "$!"
  assert_status 1
  assert_contains "$OUTPUT" 'another installation or upgrade'
  assert_contains "$OUTPUT" 'Wait until it has ended'
}
test_a_failing_preflight_touches_nothing() {
  prepare
  install_it --signatures "$PWD/none.cvd" --cert none.pem --key none.key
  assert_status 1
  assert_equal 2 "$(grep -c '^  FAIL' <<<"$OUTPUT")"
  if [ -e "$HOME_NAME" ]; then fail 'the home was made'; fi
}
test_a_broken_migration_stops_before_the_services() {
  prepare
  : >"$FAKE/broken"
  install_it
  assert_status 1
  assert_contains "$OUTPUT" 'column "x" does not exist'
  assert_contains "$OUTPUT" 'Nothing of the running version was replaced'
  assert_equal 0 "$(calls 'up -d --remove-orphans')"
}
test_an_unprivileged_user_is_told_to_use_sudo() {
  need_root
  local folder
  folder=$(mktemp -d)
  chmod 755 "$folder"
  run setpriv --reuid 65534 --regid 65534 --clear-groups "$REPO/install.sh" --yes --home "$folder/new"
  assert_status 1
  assert_contains "$OUTPUT" 'sudo ./install.sh'
  if [ -e "$folder/new" ]; then fail 'the home was made'; fi
  rmdir "$folder"
}
