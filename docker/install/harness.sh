# shellcheck shell=bash disable=SC2034
# What the tests share: all parts of the installer, loaded for a home in the test's own folder, and a few assertions.

REPO=$(cd -- "$HERE/../.." && pwd)
PARTS=$(sed -n '/^for part in/,/; do$/p' "$REPO/install.sh" | sed 's/^for part in//; s/; do$//; s/\\$//')
for part in $PARTS; do
  # shellcheck source=/dev/null
  . "$HERE/$part.sh"
done

parse_options --home "$PWD/home" --project muniment-test --hostname rooms.example.com
load_settings

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}
skip() {
  printf '%s\n' "$1"
  exit 77
}
need_root() { if [ "$(id -u)" != 0 ]; then skip 'needs root'; fi; }
need_docker() { if ! docker_answers; then skip 'needs a Docker engine'; fi; }

assert_equal() { if [ "$1" != "$2" ]; then fail "expected: $1"$'\n'"but got:  $2"; fi; }
assert_contains() { if [[ $1 != *"$2"* ]]; then fail "expected to find: $2"$'\n'"in: $1"; fi; }
assert_lacks() { if [[ $1 == *"$2"* ]]; then fail "expected not to find: $2"$'\n'"in: $1"; fi; }

assert_status() { if [ "$1" != "$STATUS" ]; then fail "expected to end with $1, but it was $STATUS:"$'\n'"$OUTPUT"; fi; }

# Runs a command in a subshell, however it ends: its output is in OUTPUT, its exit code in STATUS.
run() {
  STATUS=0
  OUTPUT=$( ("$@") 2>&1) || STATUS=$?
}
installer() { run "$REPO/install.sh" "$@"; }
