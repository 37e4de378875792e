#!/usr/bin/env bash
# Phase of test/run.sh: `npm run check` in a container, beside the data services of test/compose.yaml.
set -euo pipefail
project=$TEST_NAME-units
compose() { docker compose --project-name "$project" -f "$REPO/test/compose.yaml" "$@"; }
finish() {
  docker rm --force "$project-check" >/dev/null 2>&1 || true
  compose logs --no-color >"$RESULTS/units.services.log" 2>&1 || true
  compose down --volumes --timeout 2 >/dev/null 2>&1 || true
}
trap 'exit 143' TERM INT HUP
trap finish EXIT

finish
compose up -d --wait >"$RESULTS/units.log" 2>&1 || { tail -n 20 "$RESULTS/units.log"; exit 1; }
rm -rf -- "$RESULTS/check"
status=0
docker run --rm --name "$project-check" --network "${project}_default" --volume "$RESULTS:/app/test-results" \
  --env TEST_POSTGRES=postgres:5432 --env TEST_REDIS=redis:6379 --env TEST_S3=http://minio:9000 --env TEST_CLAMD_HOST=clamav --env TEST_CLAMD_PORT=3310 \
  "muniment/test:$MUNIMENT_VERSION" npm run --silent check > >(sed 's/^/  /') 2>&1 &
wait $! || status=$?
sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$RESULTS/check/summary" >"$RESULTS/units.count" || true
exit "$status"
