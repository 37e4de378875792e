#!/bin/bash
# redis-cli with every right, for the health check and for an operator inside the container: redis-operator COMMAND…
set -euo pipefail
REDISCLI_AUTH=$(cat /tmp/operator) exec redis-cli --user operator --no-auth-warning "$@"
