# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What tests/run, tests/demo and tests/bench/run share. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build_root=${PERENNIAL_BUILD_DIR:-$root/build}
jobs=$(nproc 2>/dev/null || echo 2)

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Money and quotation marks need more than ASCII, which is all that a machine without a locale has.
use_utf8() { [ "$(locale charmap 2>/dev/null)" = UTF-8 ] || export LC_ALL=C.UTF-8; }

# Packages of these groups that are not installed, each once.
missing_packages() {
  local group package wanted=" $* "
  while read -r group package; do
    [[ $wanted == *" $group "* ]] || continue
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed \
      || printf '%s\n' "$package"
  done < <(grep -v '^#' "$root/tests/packages.txt") | sort -u
}

# As root, or through sudo where it asks for no password or somebody is there to type it.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    if [ -t 0 ]; then sudo "$@"; else sudo -n "$@"; fi
  else
    return 1
  fi
}

may_install() {
  [ "$(id -u)" -eq 0 ] && return 0
  command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }
}

install_packages() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "$@" </dev/null >"$install_log" 2>&1
}

# Installs what is missing of the needed groups, and of the wanted ones where that works. Touches
# neither network nor package lists when everything is there.
ensure_packages() {
  local needed=$1 wanted=${2:-} missing
  command -v dpkg-query >/dev/null || { say "Not a Debian system: nothing installed."; return 0; }
  # shellcheck disable=SC2086
  mapfile -t missing < <(missing_packages $needed $wanted)
  [ "${#missing[@]}" -eq 0 ] && return 0
  if ! may_install; then
    # shellcheck disable=SC2086
    mapfile -t missing < <(missing_packages $needed)
    [ "${#missing[@]}" -eq 0 ] || fail "Packages are missing and only root may install them: \
apt-get install ${missing[*]}"
    say "Some packages are missing, which only root may install: tests that need them are skipped."
    return 0
  fi
  say "Installing ${#missing[@]} packages and what they need, a minute or three on a new machine:"
  say "${missing[*]}" | fold -s -w 98 | sed 's/^/  /'
  install_log=$(mktemp)
  as_root apt-get update -q </dev/null >"$install_log" 2>&1 \
    || say "The package lists could not be refreshed; trying with those that are here."
  install_packages "${missing[@]}" || install_log_tail
  # shellcheck disable=SC2086
  mapfile -t missing < <(missing_packages $needed)
  if [ "${#missing[@]}" -gt 0 ]; then
    # All or nothing failed on one name: the needed ones alone may still work.
    install_packages "${missing[@]}" || install_log_tail
    # shellcheck disable=SC2086
    mapfile -t missing < <(missing_packages $needed)
  fi
  rm -f "$install_log"
  [ "${#missing[@]}" -eq 0 ] || fail "Packages are missing and could not be installed. As root: \
apt-get install ${missing[*]}"
}

install_log_tail() { tail -n 5 "$install_log" >&2; }

# Sets up a build folder, or takes it as it is where it fits. meson keeps what was configured, so a
# folder of an older or broken setup is made anew.
setup_build() {
  local folder=$1 log
  shift
  mkdir -p "$(dirname "$folder")"
  log=$folder.setup.log
  if [ -f "$folder/build.ninja" ] && meson configure "$folder" "$@" >"$log" 2>&1 \
    && ninja -C "$folder" build.ninja >>"$log" 2>&1; then
    return 0
  fi
  rm -rf "$folder"
  if ! meson setup "$folder" "$root" "$@" >"$log" 2>&1; then
    grep -vE '^(Compiler for C supports|Program .* found: YES)' "$log" | tail -n 30 >&2
    fail "The build could not be set up; the whole log is $log."
  fi
}

# Ten lines for any number of "[12/240] …" or "12/240 …", and each test that failed: a person
# sees how far it is, and a log stays short.
show_progress() {
  local what=$1 line number all tenth last=0
  while IFS= read -r line; do
    [[ $line =~ ^\ *\[?\ *([0-9]+)/([0-9]+)\]?\  ]] || continue
    number=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]} tenth=$((10 * number / all))
    [[ $line =~ \ (FAIL|ERROR|TIMEOUT)\  ]] && say "  $line"
    if [ "$all" -ge 10 ] && [ "$tenth" -gt "$last" ]; then
      last=$tenth
      say "  $number of $all $what"
    fi
  done
}

# Compiles quietly; shows the log where it fails or warns.
compile() {
  local folder=$1 log=$1.compile.log
  shift
  if ! ninja -C "$folder" "$@" 2>&1 | tee "$log" | show_progress compiled; then
    grep -vE '^\[[0-9]+/[0-9]+\]' "$log" | head -n 200 >&2
    fail "The build failed; the whole log is $log."
  fi
  grep -E 'warning:' "$log" >&2 || true
}
