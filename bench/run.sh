#!/usr/bin/env bash
# Measures on an appliance of its own, which it installs with the images of `npm test -- images`, sets up, and takes away again:
#   bench/run.sh NAME      bench/NAME.ts, in a container of the `test` image; BENCH_* settings are handed on
# Nothing else should run meanwhile. What it printed stays in test-results/bench.NAME.log.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
name=${1:?say which, for instance: upload}
repo=$PWD results=$PWD/test-results project=muniment-bench port=${BENCH_PORT:-9610}
home=$results/bench-home version=${TEST_NAME:-muniment-test}
email=bench@example.test password=$(head -c 24 /dev/urandom | base64)
[ -f "bench/$name.ts" ] || { printf 'there is no bench/%s.ts\n' "$name" >&2; exit 2; }

remove_all() {
  if [ -x "$home/muniment" ]; then "$home/muniment" uninstall --delete-data --confirm "$project" >/dev/null 2>&1 || true; fi
  rm -rf -- "$home"
}
setting() { sed -n "s/^$2=//p" "$home/secrets/$1"; }

trap 'exit 143' TERM INT HUP
trap remove_all EXIT
remove_all
mkdir -p -- "$home"
# The largest file that the scanner takes, for a bench of one of 1 GB.
printf '%s\n' MUNIMENT_NO_EGRESS=true "MUNIMENT_VERSION=$version" UPLOAD_LIMIT_BYTES=2000000000 >"$home/.env"
"$repo/install.sh" --yes --home "$home" --project "$project" --hostname localhost --port "$port" >"$results/bench.install.log" 2>&1 ||
  { tail -n 30 "$results/bench.install.log"; exit 1; }
# It has no way out, so it takes the signatures that know test viruses only; an archive holds what is through the check.
docker exec "$project-clamav-1" signatures-trial >>"$results/bench.install.log" 2>&1
origin=https://localhost:$port
token=$(grep -o 'https://[^ ]*/setup#[A-Za-z0-9_-]*' "$results/bench.install.log" | sed 's/.*#//')
curl --silent --show-error --fail --cacert "$home/muniment-root-ca.crt" --header "Origin: $origin" --json \
  "{\"token\":\"$token\",\"name\":\"Bench\",\"email\":\"$email\",\"password\":\"$password\",\"organizationName\":\"Bench\"}" "$origin/api/v1/setup" >/dev/null
mapfile -t given < <(env | sed -n 's/^\(BENCH_[A-Z_]*\)=.*/--env\n\1/p')
# Beside the appliance: through a published port, the engine's own relay would be measured too.
docker run --rm --network "${project}_internal" --volume "$home:/appliance:ro" "${given[@]}" \
  --env BENCH_URL=https://proxy:8443 --env "BENCH_ORIGIN=$origin" --env "BENCH_EMAIL=$email" --env "BENCH_PASSWORD=$password" \
  --env BENCH_METRICS=http://server:9464/metrics --env S3_URL=http://minio:9000 \
  --env "S3_ACCESS_KEY=$(setting worker S3_ACCESS_KEY)" --env "S3_SECRET_KEY=$(setting worker S3_SECRET_KEY)" \
  --env NODE_EXTRA_CA_CERTS=/appliance/muniment-root-ca.crt "muniment/test:$version" node "bench/$name.ts" 2>&1 | tee "$results/bench.$name.log"
