#!/bin/bash
# Builds the appliance's images: docker/build.sh [IMAGE…] (all that run, if none is named; "test" only by name).
# Takes from the host what its network needs: CA bundle, proxies, npm registry, Go proxy. Environment:
#   MUNIMENT_VERSION  tag (dev)
#   BASE_IMAGE        Debian trixie to build on (the one install.sh made, else debian:trixie-slim)
#   DEBIAN_MIRROR     instead of the base image's own
#   CA_FILE, NPM_REGISTRY, GOPROXY, GOSUMDB   instead of the host's
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -z "${BASE_IMAGE:-}" ] && docker image inspect muniment/base-debian:trixie > /dev/null 2>&1; then
  export BASE_IMAGE=muniment/base-debian:trixie
fi

empty=$(mktemp)
trap 'rm -f "$empty"' EXIT
if [ -z "${CA_FILE:-}" ]; then
  CA_FILE=$empty
  for file in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem; do
    if [ -s "$file" ]; then
      CA_FILE=$file
      break
    fi
  done
fi

if [ -z "${NPM_REGISTRY:-}" ] && command -v npm > /dev/null; then
  NPM_REGISTRY=$(npm config get registry 2> /dev/null || true)
fi
if [ -z "${GOPROXY:-}" ] && command -v go > /dev/null; then
  GOPROXY=$(go env GOPROXY)
  GOSUMDB=${GOSUMDB:-$(go env GOSUMDB)}
fi
http_proxy=${http_proxy:-${HTTP_PROXY:-}}
https_proxy=${https_proxy:-${HTTPS_PROXY:-}}
no_proxy=${no_proxy:-${NO_PROXY:-}}
export CA_FILE NPM_REGISTRY GOPROXY GOSUMDB http_proxy https_proxy no_proxy

# No provenance: it would make each build a new image, though nothing in it has changed.
docker buildx bake --file docker/bake.hcl --progress "${BUILD_PROGRESS:-auto}" --provenance=false "$@"
