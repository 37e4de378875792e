#!/bin/bash
# Trims a freshly made base: manuals, translations and documentation (licences stay) are of no use in a container.
set -euo pipefail

cat > /etc/dpkg/dpkg.cfg.d/muniment << 'EOF'
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
path-exclude=/usr/share/man/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/lintian/*
path-exclude=/usr/share/locale/*
EOF
find /usr/share/doc -type f ! -name copyright -delete
find /usr/share/doc -type l ! -name copyright -delete
find /usr/share/doc -type d -empty -delete
rm -rf /usr/share/man/* /usr/share/info/* /usr/share/lintian/* /usr/share/locale/* /var/cache/debconf/* /tmp/* /var/tmp/*
