#!/bin/bash
# Makes the base image's package sources complete: the release, its updates and its security updates.
# DEBIAN_MIRROR (optional) replaces the mirror the base image came with.
set -euo pipefail

rm -f /etc/apt/apt.conf.d/docker-clean
# Packages must not start services while images are built.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
if [ ! -s /etc/apt/sources.list ] && [ -z "${DEBIAN_MIRROR:-}" ]; then
  exit 0 # an image from a registry lists them all already
fi

found=$(awk '$1 == "deb" && $2 !~ /^\[/ { print $2, $3; exit }' /etc/apt/sources.list 2>/dev/null || true)
mirror=${DEBIAN_MIRROR:-${found%% *}}
mirror=${mirror%/}
# shellcheck source=/dev/null
. /etc/os-release
suite=$VERSION_CODENAME

rm -f /etc/apt/sources.list.d/*
{
  echo "deb $mirror $suite main"
  echo "deb $mirror $suite-updates main"
} > /etc/apt/sources.list

# Mirrors keep security updates beside the release, as "<mirror>-security"; one that does not is used without.
options=(-qq -o Acquire::Retries=1 -o Acquire::https::CaInfo=/run/secrets/ca)
[ -s /run/secrets/ca ] || options=(-qq -o Acquire::Retries=1)
security="deb ${DEBIAN_SECURITY_MIRROR:-$mirror-security} $suite-security main"
echo "$security" > /etc/apt/sources.list.d/security.list
if ! apt-get "${options[@]}" update -o Dir::Etc::sourcelist=sources.list.d/security.list -o Dir::Etc::sourceparts=- \
  -o APT::Get::List-Cleanup=0 --error-on=any; then
  echo "no security updates at ${DEBIAN_SECURITY_MIRROR:-$mirror-security}: building without them" >&2
  rm /etc/apt/sources.list.d/security.list
fi
