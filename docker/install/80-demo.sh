# shellcheck shell=bash
# Phase 8, with --demo: a demo organization with a room, folders and documents, which pass through the pipeline like any upload.

demo() {
  local answer log=$MUNIMENT_HOME/install.log
  if ! answer=$(migrate demo 2>&1); then
    printf '%s\n' "$answer" | tee -a "$log" | tail -n 25 >&2
    die 'the demo organization could not be made' 'Everything else is ready. The lines above say why; when the cause is gone, run this again with --demo.'
  fi
  printf '%s\n' "$answer" >>"$log"
  note "$(tail -n 1 <<<"${answer:-the demo organization is there}")"
}
