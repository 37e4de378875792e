# shellcheck shell=bash disable=SC2034
# Phase 5: the stores come up, then migrations, buckets and storage identities are brought up to date.

database() {
  local log=$MUNIMENT_HOME/install.log answer
  RUNNING_BEFORE=$(running_ids)
  run_logged 'starting the stores' "$log" compose up -d postgres redis minio ||
    die 'the database and stores could not be started' "The last lines are above, all of them in $log."
  await_health 180 postgres redis minio
  if ! answer=$(migrate 2>&1); then
    printf '%s\n' "$answer" | tee -a "$log" | tail -n 25 >&2
    die 'the database could not be brought up to date' "The last lines are above. Nothing of the running version was replaced. When the cause is gone, run this again."
  fi
  printf '%s\n' "$answer" >>"$log"
  note 'tables, buckets and storage identities are those of this version'
}
