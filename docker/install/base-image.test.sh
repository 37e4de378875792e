# shellcheck shell=bash disable=SC2034,SC2317,SC2329

on_machine() {
  base_age_days() { cat age 2>/dev/null || true; }
  registry_answers() { [ -e registry ]; }
  docker() { echo "$*" >>calls; }
  debootstrap() {
    echo "debootstrap $*" >>calls
    if [ -e fails ]; then return 1; fi
    mkdir -p "${*: -2:1}/usr/share/doc/x" "${*: -2:1}/usr/share/man/man1"
    echo licence >"${*: -2:1}/usr/share/doc/x/copyright"
    echo manual >"${*: -2:1}/usr/share/doc/x/README"
  }
  : >calls
}

test_a_base_of_this_month_is_kept() {
  on_machine
  echo 29 >age
  base_image log http://mirror.example/debian
  assert_equal '' "$(cat calls)"
}
test_a_registry_is_preferred() {
  on_machine
  : >registry
  base_image log http://mirror.example/debian
  assert_contains "$(cat calls)" 'pull debian:trixie-slim'
  assert_contains "$(cat calls)" "tag debian:trixie-slim $BASE_IMAGE"
}
test_without_a_registry_it_is_made_from_packages() {
  on_machine
  run base_image log http://mirror.example/debian
  assert_status 0
  assert_contains "$(cat calls)" '--force-check-gpg --variant=minbase'
  assert_contains "$(cat calls)" 'http://mirror.example/debian'
  assert_contains "$(cat calls)" "import --change CMD [\"bash\"] - $BASE_IMAGE"
  assert_equal '' "$(find /var/tmp -maxdepth 1 -name 'muniment-base.*' -newer log)"
}
test_an_old_base_is_made_anew_or_kept() {
  on_machine
  echo 40 >age
  run base_image log http://mirror.example/debian
  assert_contains "$OUTPUT" 'made the base image'
  : >fails
  run base_image log http://mirror.example/debian
  assert_status 0
  assert_contains "$OUTPUT" 'keeping the base image of 40 days ago'
}
test_without_registry_and_mirror_it_says_what_is_needed() {
  on_machine
  run base_image log ''
  assert_status 1
  assert_contains "$OUTPUT" '--debian-mirror URL'
  assert_contains "$OUTPUT" 'bundle'
}
test_licences_stay_and_manuals_go() {
  on_machine
  debootstrap x root http://mirror.example
  trim_base "$PWD/root"
  assert_equal './doc ./doc/x ./doc/x/copyright' "$(cd root/usr/share && find ./doc | sort | paste -sd ' ')"
}
test_an_interrupted_base_leaves_nothing() {
  need_root
  CLEANUP=$PWD/interrupted
  mkdir -p "$CLEANUP/root/proc" keep
  : >keep/file
  mount -t tmpfs none "$CLEANUP/root/proc" 2>/dev/null || skip 'needs the right to mount'
  clean_up
  if [ -e interrupted ]; then fail 'still there'; fi
  if [ ! -e keep/file ]; then fail 'removed too much'; fi
}
