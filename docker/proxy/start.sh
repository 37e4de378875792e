#!/bin/bash
# Starts Caddy with the names it answers to. Each may be given once only, and the host may itself be called localhost.
set -euo pipefail

sites=()
for name in "$MUNIMENT_HOSTNAME" localhost 127.0.0.1; do
  [[ $name != *:* ]] || name="[${name//[\[\]]/}]"
  [[ " ${sites[*]} " == *" $name:8443, "* ]] || sites+=("$name:8443,")
done
PROXY_SITES="${sites[*]}"
PROXY_SITES=${PROXY_SITES%,}
export PROXY_SITES

exec caddy run --config /etc/caddy/Caddyfile --adapter caddyfile
