# shellcheck shell=bash
# Phase 3: .env and the secrets. What is there stays; a newer version only adds what it needs besides.

configuration() {
  mkdir -p -- "$MUNIMENT_HOME" || die "cannot make the folder $MUNIMENT_HOME" 'Give another: --home DIR'
  # Its own, so that nobody else reads what a failing program may have written there.
  if [ ! -e "$MUNIMENT_HOME/install.log" ]; then (umask 077 && : >"$MUNIMENT_HOME/install.log"); fi
  configure_env
  configure_secrets
  configure_certificate
  link_command
}

# A secret per consumer, owned by the only account that may read it. Passwords used on two sides are made on the side that checks them.
configure_secrets() {
  local database=postgres:5432/muniment
  install -d -m 0700 -- "$MUNIMENT_HOME/secrets"
  # What an interrupted run left half-written.
  find "$MUNIMENT_HOME/secrets" -type f -name "*.??????" -delete
  secret_file postgres POSTGRES_SUPERUSER_PASSWORD OWNER_PASSWORD SERVER_PASSWORD ADMIN_PASSWORD AUTH_PASSWORD WORKER_PASSWORD OUTBOUND_PASSWORD BACKUP_PASSWORD
  secret_file redis SERVER_PASSWORD WORKER_PASSWORD OUTBOUND_PASSWORD BACKUP_PASSWORD
  secret_file minio MINIO_ROOT_USER=muniment-root MINIO_ROOT_PASSWORD
  secret_file migrate "DATABASE_URL=postgres://muniment_owner:$(secret postgres OWNER_PASSWORD)@$database" S3_URL=http://minio:9000 \
    "MINIO_ROOT_USER=$(secret minio MINIO_ROOT_USER)" "MINIO_ROOT_PASSWORD=$(secret minio MINIO_ROOT_PASSWORD)" SERVER_S3_SECRET WORKER_S3_SECRET
  secret_file server "DATABASE_URL=postgres://muniment_server:$(secret postgres SERVER_PASSWORD)@$database" \
    "AUTH_DATABASE_URL=postgres://muniment_auth:$(secret postgres AUTH_PASSWORD)@$database" \
    "REDIS_URL=redis://server:$(secret redis SERVER_PASSWORD)@redis:6379" \
    S3_URL=http://minio:9000 S3_ACCESS_KEY=muniment-server "S3_SECRET_KEY=$(secret migrate SERVER_S3_SECRET)" AUTH_SECRET SETTINGS_KEY
  secret_file admin "DATABASE_URL=postgres://muniment_admin:$(secret postgres ADMIN_PASSWORD)@$database" \
    "AUTH_DATABASE_URL=$(secret server AUTH_DATABASE_URL)" "AUTH_SECRET=$(secret server AUTH_SECRET)" "SETTINGS_KEY=$(secret server SETTINGS_KEY)"
  secret_file worker "DATABASE_URL=postgres://muniment_worker:$(secret postgres WORKER_PASSWORD)@$database" \
    "REDIS_URL=redis://worker:$(secret redis WORKER_PASSWORD)@redis:6379" \
    S3_URL=http://minio:9000 S3_ACCESS_KEY=muniment-worker "S3_SECRET_KEY=$(secret migrate WORKER_S3_SECRET)"
  secret_file outbound "DATABASE_URL=postgres://muniment_outbound:$(secret postgres OUTBOUND_PASSWORD)@$database" \
    "REDIS_URL=redis://outbound:$(secret redis OUTBOUND_PASSWORD)@redis:6379" "SETTINGS_KEY=$(secret server SETTINGS_KEY)"
  secret_file backup "DATABASE_URL=postgres://muniment_backup:$(secret postgres BACKUP_PASSWORD)@$database" \
    "REDIS_URL=redis://backup:$(secret redis BACKUP_PASSWORD)@redis:6379"
}

# ./muniment can be called from the home too, where it finds this installation by itself.
link_command() {
  if [ "$MUNIMENT_HOME" != "$REPO" ] && [ ! -e "$MUNIMENT_HOME/muniment" ]; then ln -sfn -- "$REPO/muniment" "$MUNIMENT_HOME/muniment"; fi
}
