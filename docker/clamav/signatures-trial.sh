#!/bin/bash
# Installs the trial signatures, which know nothing but the EICAR test file: for trying the appliance without internet.
set -euo pipefail
cp /usr/share/muniment/trial/* /var/lib/clamav/
signatures-state trial
clamd-ask RELOAD > /dev/null 2>&1 || true
