# shellcheck shell=bash disable=SC2034
# For tests of the whole installer: a copy of the program, and a stand-in for docker first in the path.

HOME_NAME='Akten für Öl & Söhne'

prepare() {
  need_root
  export FAKE=$PWD/fake PATH=$HERE/fake:$PATH MUNIMENT_VERSION=none
  unset DOCKER_HOST
  mkdir "$FAKE" clone
  # A copy, because the digest of the sources must not change while somebody works on them.
  cp -r "$REPO/install.sh" "$REPO/muniment" "$REPO/docker" "$REPO/compose.yaml" "$REPO/package.json" clone
  REPO=$PWD/clone
  printf '#!/bin/sh\nexec docker buildx bake\n' >clone/docker/build.sh
  : >"$FAKE/calls"
}
# Any port that is surely free.
install_it() { installer --yes --home "$PWD/$HOME_NAME" --project muniment-fake --hostname rooms.example.com --port 59327 "$@"; }
calls() { grep -c -- "$1" "$FAKE/calls" || true; }

# An installation that stands, without the time that installing takes.
installed() {
  prepare
  : >"$FAKE/built"
  echo 1 >"$FAKE/started"
  OPT_HOME=$PWD/$HOME_NAME OPT_PROJECT=muniment-fake OPT_PORT=59327
  load_settings
  mkdir "$MUNIMENT_HOME"
  configuration >/dev/null
}
