#!/usr/bin/env bash
# Runs a test of test/long against the appliance that `TEST_KEEP=yes npm test -- images appliance` left: test/long.sh NAME
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
name=${1:?say which: faults}
project=${TEST_NAME:-muniment-test}
results=$PWD/test-results
home=${APPLIANCE_HOME:-$results/home}
[ -f "$home/.env" ] || { echo "there is no appliance in $home: TEST_KEEP=yes npm test -- images appliance" >&2; exit 1; }
exec docker run --rm --name "$project-long" --network host --volume /var/run/docker.sock:/var/run/docker.sock \
  --volume "$home:/appliance:ro" --volume "$results:/app/test-results" \
  --env "APPLIANCE_PROJECT=$project" --env "APPLIANCE_SETUP_LINK=${APPLIANCE_SETUP_LINK:-}" --env APPLIANCE_HOME=/appliance \
  --env NODE_EXTRA_CA_CERTS=/appliance/muniment-root-ca.crt --env NO_COLOR=1 \
  "muniment/test:$project" npx vitest run --config test/long/vitest.config.ts --project "$name"
