# shellcheck shell=bash
# Phase 1: looks at the machine and the folder, and changes nothing. All findings are told at once, each failure with what to do.

CHECKS=(root architecture system memory disk cgroups tools clock timezone docker daemon compose address dns port home installation certificate signatures)

# Ends the run when a check failed.
preflight() {
  local check
  for check in "${CHECKS[@]}"; do
    # In a condition, so that a probe that breaks is a finding and not the silent end of the program.
    "check_$check" || warn "$check" 'could not be looked at' 'Go on if you know why; else tell us what this machine is.'
  done
  if ((FAILS > 0)); then
    die "$FAILS of ${#CHECKS[@]} checks failed" 'Nothing was changed. Do what stands beside each FAIL above, then run this again.'
  fi
  note "${#CHECKS[@]} checks, $WARNS warnings, nothing in the way"
}
