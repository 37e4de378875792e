#!/usr/bin/env bash
# Phase of test/run.sh: installs the appliance under a name of its own, as anybody would, drives it from a container with a browser,
# and takes it away again. It has no way out (MUNIMENT_NO_EGRESS), so it takes the trial signatures.
set -uo pipefail
project=$TEST_NAME home=$RESULTS/home
passed=0 failed=0

own() { docker "$1" ls --filter "label=com.docker.compose.project=$project" "${@:2}"; }
own_ids() { own "$@" --quiet; }
remove_all() {
  own_ids container --all | xargs --no-run-if-empty docker rm --force --volumes >/dev/null
  own_ids network | xargs --no-run-if-empty docker network rm >/dev/null
  own_ids volume | xargs --no-run-if-empty docker volume rm >/dev/null
  rm -rf -- "$home"
}
finish() {
  docker rm --force "$project-driver" >/dev/null 2>&1
  if [ "${TEST_KEEP:-}" = yes ]; then
    printf '  left running: %s/muniment status\n' "$home"
  else
    remove_all
  fi
}
trap 'exit 143' TERM INT HUP
trap finish EXIT

# step NAME FUNCTION: its output is in test-results/appliance.NAME.log.
step() {
  local began=$SECONDS ended=ok
  "$2" >"$RESULTS/appliance.$1.log" 2>&1 </dev/null || ended=failed
  printf '  %-10s %-7s %4d s\n' "$1" "$ended" $((SECONDS - began))
  if [ "$ended" = ok ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    tail -n 40 "$RESULTS/appliance.$1.log" | sed 's/^/    /'
    return 1
  fi
}

free_port() {
  local candidate
  for candidate in {9500..9599}; do
    if ! (: <"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; then printf '%s' "$candidate" && return; fi
  done
  return 1
}
containers() { own container --all --no-trunc --format '{{.Names}} {{.ID}} {{.CreatedAt}}' | sort; }

first_installation() {
  local port
  port=$(free_port) && mkdir -p -- "$home" && printf 'MUNIMENT_NO_EGRESS=true\nMUNIMENT_VERSION=%s\n' "$MUNIMENT_VERSION" >"$home/.env" || return 1
  "$REPO/install.sh" --yes --demo --home "$home" --project "$project" --hostname localhost --port "$port"
}
second_installation() {
  local before after output
  before=$(containers)
  output=$("$REPO/install.sh" --yes --home "$home") || { printf '%s\n' "$output" && return 1; }
  after=$(containers)
  printf '%s\n' "$output"
  grep -q '^Nothing changed' <<<"$output" || { echo 'it did not say that nothing changed' && return 1; }
  diff <(grep -v -- '-migrate-' <<<"$before") <(grep -v -- '-migrate-' <<<"$after")
}
drive() {
  local link
  link=$(grep -o 'https://[^ ]*/setup#[A-Za-z0-9_-]*' "$RESULTS/appliance.install.log") || { echo 'no setup link' && return 1; }
  rm -rf -- "$RESULTS/appliance"
  docker run --rm --name "$project-driver" --network host --shm-size 1g --volume /var/run/docker.sock:/var/run/docker.sock \
    --volume "$home:/appliance:ro" --volume "$RESULTS:/app/test-results" \
    --env NODE_EXTRA_CA_CERTS=/appliance/muniment-root-ca.crt --env "APPLIANCE_PROJECT=$project" --env "APPLIANCE_SETUP_LINK=$link" --env APPLIANCE_HOME=/appliance --env NO_COLOR=1 \
    "muniment/test:$MUNIMENT_VERSION" npx vitest run --config test/appliance/vitest.config.ts > >(tee "$RESULTS/appliance.drive.log" | sed 's/^/  /') 2>&1 &
  wait $!
}
operate() {
  "$home/muniment" status && "$home/muniment" doctor || return 1
  # Whoever holds the machine cannot become the first administrator a second time.
  if "$home/muniment" setup-link; then echo 'a second setup link was given' && return 1; fi
}
uninstallation() {
  "$home/muniment" uninstall --delete-data --confirm "$project" || return 1
  [ -z "$(own_ids container --all)$(own_ids network)$(own_ids volume)" ] || { echo 'something was left behind' && return 1; }
}
count() { grep -o "\"$1\":[0-9]*" "$RESULTS/appliance/vitest.json" 2>/dev/null | head -n 1 | cut -d: -f2; }

remove_all
if step install first_installation; then
  grep -E ' took |in all' "$RESULTS/appliance.install.log" | sed 's/^ */    /'
  step again second_installation
  drive || failed=$((failed + 1))
  tests=$(count numPassedTests) broken=$(count numFailedTests)
  # A run that failed by tests is counted by its tests.
  passed=$((passed + ${tests:-0})) failed=$((failed + ${broken:-0} - (${broken:-0} > 0)))
  step operate operate
  own container --format '{{.Names}}' | while read -r name; do docker logs "$name" >"$RESULTS/appliance/$name.log" 2>&1; done
  if [ "${TEST_KEEP:-}" != yes ]; then step uninstall uninstallation; fi
fi
printf '%d %d\n' "$passed" "$failed" >"$RESULTS/appliance.count"
[ "$failed" = 0 ]
