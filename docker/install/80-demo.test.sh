# shellcheck shell=bash disable=SC2034,SC2317,SC2329

listed() { grep -oE '"[^"]+\.[a-z]{2,4}"' "$REPO/docker/demo/manifest.json" | tr -d '"' | sort; }

test_the_manifest_lists_exactly_the_files_that_are_there() {
  assert_equal "$(cd "$REPO/docker/demo" && find . -type f ! -name manifest.json -printf '%P\n' | sort)" "$(listed)"
}
test_there_are_a_dozen_documents_of_many_formats_and_they_are_small() {
  local format
  (($(listed | wc -l) >= 12)) || fail 'fewer than twelve'
  for format in pdf docx xlsx pptx odt png jpg txt md csv eml html zip; do grep -q "\.$format\$" <<<"$(listed)" || fail "no $format"; done
  (($(du -sk "$REPO/docker/demo" | cut -f1) < 3072)) || fail 'more than 3 MB'
}
test_the_demo_is_told_and_logged() {
  mkdir home
  migrate() { echo 'Demo: 18 documents'; }
  run demo
  assert_status 0
  assert_contains "$OUTPUT" 'Demo: 18 documents'
  assert_contains "$(cat home/install.log)" 'Demo: 18 documents'
}
test_a_demo_that_fails_does_not_deny_the_rest() {
  mkdir home
  migrate() { echo 'bucket is full' && return 1; }
  run demo
  assert_status 1
  assert_contains "$OUTPUT" 'bucket is full'
  assert_contains "$OUTPUT" 'Everything else is ready'
}
