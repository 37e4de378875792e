#!/bin/bash
# Installs Debian packages in one image layer and leaves nothing else behind.
# Package lists and archives live in cache mounts, so a rebuild downloads only what is new.
set -euo pipefail

options=(-o Dpkg::Use-Pty=0 -o APT::Install-Recommends=false -o Acquire::Retries=3)
# Networks that intercept TLS need the host's bundle, but only while building.
if [ -s /run/secrets/ca ]; then
  options+=(-o Acquire::https::CaInfo=/run/secrets/ca)
fi

export DEBIAN_FRONTEND=noninteractive
apt-get "${options[@]}" -qq update
apt-get "${options[@]}" -qq -y install "$@"
rm -rf /var/log/apt /var/log/dpkg.log /var/log/alternatives.log /var/cache/debconf/*-old /var/lib/dpkg/*-old
