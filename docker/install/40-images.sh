# shellcheck shell=bash
# Phase 4: the images, loaded from a bundle (images/*.tar) or built; skipped when they are those of the sources here.

images() {
  local log=$MUNIMENT_HOME/install.log digest
  lock_images
  digest=$(images_digest)
  if images_current "$digest"; then
    note 'the images are those of this version'
    unlock_images
    return 0
  fi
  if has_bundle; then load_bundle "$log"; else build_images "$log"; fi
  record_images "$digest"
  unlock_images
}

bundle_files() { find "$REPO/images" -maxdepth 1 -name '*.tar' 2>/dev/null | sort; }
has_bundle() { [ -n "$(bundle_files)" ]; }

# What the images are made of, as one hash: of the bundle, else of every file that docker/Dockerfile takes from here.
images_digest() {
  local path sources=()
  if has_bundle; then
    bundle_files | xargs -d '\n' stat -c '%n %s %Y' | sha256sum | cut -d' ' -f1
    return
  fi
  for path in package.json package-lock.json .npmrc tsconfig.json .dockerignore core server worker admin web migrations docker; do
    if [ -e "$REPO/$path" ]; then sources+=("$path"); fi
  done
  find_sources "${sources[@]}" | sha256sum | cut -d' ' -f1
}
find_sources() {
  cd "$REPO" || return
  find "$@" \( -name node_modules -o -name dist -o -path docker/install \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
}

# The record is an empty image beside the others: what they were made of, and their ids. It lives and dies with Docker's own store,
# and serves every installation on this machine.
record_name() { printf 'muniment/record:%s' "$MUNIMENT_VERSION"; }
# The ids of the images that compose.yaml names; false when one is absent.
image_ids() {
  local ids
  # shellcheck disable=SC2046
  ids=$(docker image inspect --format '{{.Id}}' $(image_names) 2>/dev/null) && sha256sum <<<"$ids" | cut -d' ' -f1
}
image_names() { sed -n "s|^ *image: .*\(muniment/[a-z]*\):.*|\1:$MUNIMENT_VERSION|p" "$REPO/compose.yaml" | sort -u; }

images_current() {
  local digest=${1:-$(images_digest)} recorded
  recorded=$(docker image inspect --format '{{index .Config.Labels "muniment.inputs"}} {{index .Config.Labels "muniment.images"}}' "$(record_name)" 2>/dev/null || true)
  [ "$recorded" = "$digest $(image_ids || true)" ]
}

record_images() {
  tar -cf - --files-from /dev/null | docker import --change "LABEL muniment.inputs=$1 muniment.images=$(image_ids)" - "$(record_name)" >/dev/null
}

load_bundle() {
  local file
  while IFS= read -r file; do
    run_logged "loading ${file##*/}" "$1" docker load -i "$file" ||
      die "the bundle ${file##*/} could not be loaded" 'Often: copied incompletely, or no room on the disk. Copy it again, compare its checksum, then run this again.'
  done < <(bundle_files)
  changed 'loaded the images from the bundle'
}

build_images() {
  local log=$1 mirror=${OPT_MIRROR:-}
  if [ -z "$mirror" ]; then mirror=$(host_mirror); fi
  base_image "$log" "$mirror"
  note "building the images; this takes some minutes the first time (all of it: $log)"
  run_logged 'building the images' "$log" env BASE_IMAGE="$BASE_IMAGE" DEBIAN_MIRROR="$mirror" MUNIMENT_VERSION="$MUNIMENT_VERSION" "$REPO/docker/build.sh" ||
    die 'the images could not be built' "The last lines are above, all of them in $log. Often: the network went away, or no room on the disk.
What was built so far is kept: run this again, and it goes on from there."
  changed 'built the images'
}
