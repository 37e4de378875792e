# shellcheck shell=bash
# The base of all images, Debian 13: from a registry where one answers, else made from Debian packages. Part of the images phase.

BASE_IMAGE=muniment/base-debian:trixie

# base_image LOG MIRROR. A base of this month is good; an older one lacks security updates and is made anew when it can be.
base_image() {
  local age
  age=$(base_age_days)
  if [ -n "$age" ] && ((age < 30)); then return 0; fi
  if registry_answers && run_logged 'fetching Debian from a registry' "$1" docker pull debian:trixie-slim; then
    docker tag debian:trixie-slim "$BASE_IMAGE"
    return 0
  fi
  if make_base "$1" "$2"; then return 0; fi
  [ -n "$age" ] || die "the base image could not be made" "The last lines are above, all of them in $1. Needed: an image registry, a mirror of Debian packages
(--debian-mirror URL, on Debian the one of this machine), or a bundle of images in images/."
  note "keeping the base image of $age days ago"
}

base_age_days() {
  local created
  created=$(docker image inspect --format '{{.Created}}' "$BASE_IMAGE" 2>/dev/null) || return 0
  printf '%s' $((($(date +%s) - $(date -d "$created" +%s)) / 86400))
}

# Asks for the description of an image only: an answer within seconds, or there is no registry for us.
registry_answers() { timeout 10 docker buildx imagetools inspect debian:trixie-slim >/dev/null 2>&1; }

# Debian's own installer of a minimal system, packed as an image. make_base LOG MIRROR
make_base() {
  local log=$1 mirror=$2 folder
  if [ -z "$mirror" ]; then
    printf 'No image registry answers, and no mirror of Debian packages is known.\n' >&2
    return 1
  fi
  need_debootstrap
  folder=$(mktemp -d /var/tmp/muniment-base.XXXXXX)
  CLEANUP=$folder
  note "no registry answers: making the base from $mirror"
  run_logged 'making the base' "$log" debootstrap --force-check-gpg --variant=minbase --arch="$(debian_arch)" trixie "$folder/root" "$mirror" || return 1
  trim_base "$folder/root"
  tar -C "$folder/root" --numeric-owner --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' -cf - . |
    docker import --change 'CMD ["bash"]' - "$BASE_IMAGE" >/dev/null
  clean_up
  changed "made the base image from $mirror"
}

need_debootstrap() {
  if command -v debootstrap >/dev/null; then return 0; fi
  confirm 'Install debootstrap, which makes the base of the images?' ||
    die 'no image registry answers, and debootstrap is not here to make a base' 'Run ./install.sh --yes, install debootstrap yourself, or put a bundle of images into images/.'
  if [ "$(probe_os | cut -d' ' -f1)" = ubuntu ]; then install_packages debootstrap debian-archive-keyring; else install_packages debootstrap; fi
  changed 'installed debootstrap'
}

debian_arch() { case $(probe_arch) in aarch64 | arm64) printf arm64 ;; *) printf amd64 ;; esac; }

# Manuals, translations and package archives are of no use in a container; licences stay.
trim_base() {
  find "$1/usr/share/doc" -type f ! -name copyright -delete
  rm -rf "$1"/usr/share/man/* "$1"/usr/share/info/* "$1"/usr/share/locale/* "$1"/usr/share/lintian/* "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/* "$1"/var/log/*.log
}

# Removes what a stopped run left: debootstrap mounts /proc inside its folder, so that comes off first.
clean_up() {
  local mounted
  if [ -z "${CLEANUP:-}" ]; then return 0; fi
  while IFS= read -r mounted; do umount "$mounted" || true; done < <(awk -v folder="$CLEANUP/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r)
  rm -rf --one-file-system -- "$CLEANUP"
  CLEANUP=''
}
