#!/bin/sh
# Makes a fresh clone ready to run: npm packages, a container engine, its compose and buildx plugins.
#
#   sh scripts/bootstrap.sh [DEBIAN-PACKAGE...] [--wish DEBIAN-PACKAGE...]
#
# Named packages are installed too when missing; those after --wish where that is possible. Idempotent; silent when nothing is to do; everything said goes to
# stderr. Exit 3 with one sentence when something cannot be had. DESKHAND_NO_INSTALL=1 forbids everything but npm;
# DESKHAND_NO_ENGINE=1 does without an engine, as in the development container.
set -eu
cd "$(dirname "$0")/.."

engine_seconds=60 # a first start of dockerd, with its own containerd, on a slow disk
dockerd_log=/var/log/dockerd.log
plugin_suite=trixie # the oldest Debian release that has both plugins; they need only libc 2.34

say() { printf 'bootstrap: %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 3
}
have() { command -v "$1" >/dev/null 2>&1; }
is_root() { [ "$(id -u)" = 0 ]; }
forbidden() { [ "${DESKHAND_NO_INSTALL:-}" = 1 ]; }
answers() { docker info >/dev/null 2>&1; }

main() {
  ensure_packages
  if [ "${DESKHAND_NO_ENGINE:-}" != 1 ]; then
    ensure_engine
    ensure_plugins
  fi
  get=ensure_debian_package
  for package in "$@"; do
    if [ "$package" = --wish ]; then get=wish_debian_package; else "$get" "$package"; fi
  done
}

# --- npm ----------------------------------------------------------------------------------------

ensure_packages() {
  if packages_are_stale; then
    say 'installing npm packages (npm ci)'
    npm ci --no-audit --no-fund --loglevel=error >&2 ||
      die 'npm ci failed: check the network, the proxy and NODE_EXTRA_CA_CERTS, then run it again.'
  fi
  node_is_new && return 0
  # A policy that blocks install scripts also blocks the one that fetches Node's binary.
  say "fetching Node 24 (npm package 'node')"
  (cd node_modules/node && node installArchSpecificPackage.js) >&2 || true
  node_is_new || die "Node 24 or newer is needed and npm's 'node' package did not bring it: install Node 24."
}

packages_are_stale() {
  [ ! -f node_modules/.package-lock.json ] ||
    [ -n "$(find package-lock.json -newer node_modules/.package-lock.json)" ]
}

node_is_new() {
  version=$(PATH="$PWD/node_modules/.bin:$PATH" node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge 24 ]
}

# --- engine -------------------------------------------------------------------------------------

ensure_engine() {
  have docker && answers && return 0
  [ -z "${DOCKER_HOST:-}" ] || die "no engine answers at DOCKER_HOST=$DOCKER_HOST: start it, or unset DOCKER_HOST."
  if ! have dockerd; then
    [ "$(uname -s)" = Linux ] || die 'no container engine answers: install Docker Desktop and start it.'
    forbidden && die 'no container engine answers and DESKHAND_NO_INSTALL=1: install Docker Engine 20.10 or newer.'
    is_root || die 'no container engine answers: install Docker Engine 20.10 or newer, or run this as root.'
    have apt-get || die 'no container engine answers: install Docker Engine 20.10 or newer with your package manager.'
    say 'installing docker.io, iptables and ca-certificates'
    # Debian 13 and newer keep the command line in a package of its own.
    cli=
    have docker || ! has_candidate docker-cli || cli=docker-cli
    install_debian docker.io iptables ca-certificates $cli
  fi
  is_root || die 'the container engine does not answer this user: start it, or join the docker group, or run this as root.'
  start_engine
}

start_engine() {
  started= # pid of the dockerd this script started, if it did
  if [ -d /run/systemd/system ]; then
    say 'starting docker (systemd)'
    systemctl start docker >&2 || die "systemd could not start docker: see 'journalctl -u docker'."
  elif owner_runs /run/docker.pid dockerd; then
    say 'waiting for dockerd, which runs but does not answer yet'
  else
    clear_leftovers
    say "starting dockerd (log: $dockerd_log)"
    have setsid || die 'setsid is missing: install util-linux, or start dockerd yourself.'
    setsid dockerd </dev/null >>"$dockerd_log" 2>&1 &
    started=$!
  fi
  wait_for_engine
}

# A killed daemon leaves its files behind. A pid that has gone to another program since would stop the new daemon
# for good, so what names no living owner goes. A containerd that outlived its dockerd is adopted by the new one.
clear_leftovers() {
  run=/run/docker
  owner_runs "$run/containerd/containerd.pid" containerd ||
    rm -f "$run/containerd/containerd.pid" "$run"/containerd/containerd*.sock*
  rm -f /run/docker.pid /run/docker.sock /var/run/docker.pid /var/run/docker.sock
}

# Whether the process named in pid file $1 lives and is program $2.
owner_runs() {
  [ -f "$1" ] || return 1
  pid=$(cat "$1")
  [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$2" ]
}

wait_for_engine() {
  deadline=$(($(date +%s) + engine_seconds))
  until answers; do
    if [ "$(date +%s)" -ge "$deadline" ] || engine_has_died; then
      tail -n 5 "$dockerd_log" >&2 2>/dev/null || true
      die "dockerd does not answer: read $dockerd_log, mend what it says and run this again."
    fi
    sleep 0.1
  done
}

engine_has_died() { [ -n "$started" ] && ! kill -0 "$started" 2>/dev/null; }

# --- plugins ------------------------------------------------------------------------------------

ensure_plugins() {
  missing=
  docker buildx version >/dev/null 2>&1 || missing=docker-buildx
  docker compose version >/dev/null 2>&1 || missing="$missing docker-compose"
  [ -n "$missing" ] || return 0
  names=$(echo "$missing" | sed 's/^ //; s/ / and /')
  forbidden && die "$names missing and DESKHAND_NO_INSTALL=1: install Docker's buildx and compose v2 plugins."
  have apt-get || die "$names missing: install Docker's buildx and compose v2 plugins with your package manager."
  for plugin in $missing; do own_plugin "$plugin" || fetch_plugin "$plugin"; done
  for plugin in $missing; do
    docker "${plugin#docker-}" version >/dev/null 2>&1 ||
      die "the fetched $plugin cannot run here: install Docker's buildx and compose v2 plugins."
  done
}

# Installs a plugin from this machine's own sources, under the names that Debian, Ubuntu and Docker give it. Debian 12's
# docker-compose is the old version 1 and does not count.
own_plugin() {
  is_root && have apt-get || return 1
  case $1 in
    docker-buildx) names="docker-buildx docker-buildx-plugin" ;;
    *) names="docker-compose-v2 docker-compose-plugin" ;;
  esac
  apt-get update -q=2 >&2 || true
  for name in $names; do
    has_candidate "$name" || continue
    say "installing $name"
    install_debian "$name"
    docker "${1#docker-}" version >/dev/null 2>&1 && return 0
  done
  return 1
}

# Takes the plugin's binary out of Debian's package. apt checks the archive's signature and the package's hash; its
# state lives in a folder of its own, so this machine's own sources and package lists stay as they are.
fetch_plugin() {
  say "fetching $1 from Debian $plugin_suite"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -f "$keyring" ] || ! is_root || install_debian debian-archive-keyring
  [ -f "$keyring" ] || die "$1 is missing: install Docker's buildx and compose v2 plugins."
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/lists/partial" "$work/archives/partial"
  echo "deb [signed-by=$keyring] $(sh scripts/debian-mirror.sh) $plugin_suite main" >"$work/sources.list"
  (
    cd "$work"
    set -- "$1" -o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
      -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work" -o APT::Sandbox::User= -q=2
    name=$1
    shift
    apt-get "$@" update >&2 && apt-get "$@" download "$name" >&2 && dpkg-deb -x "$name"_*.deb unpacked
  ) || die "Debian's archive did not give $1: install Docker's buildx and compose v2 plugins."
  if is_root; then plugins=/usr/local/lib/docker/cli-plugins; else plugins="$HOME/.docker/cli-plugins"; fi
  mkdir -p "$plugins"
  install -m 755 "$work/unpacked/usr/libexec/docker/cli-plugins/$1" "$plugins/$1"
  rm -rf "$work"
  trap - EXIT
}

# --- Debian -------------------------------------------------------------------------------------

has_candidate() { apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'; }

has_package() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q ' installed$'; }

wish_debian_package() {
  if have "$1" || has_package "$1"; then return 0; fi
  if forbidden || ! is_root || ! have apt-get; then
    say "$1 is missing: the tests that need it are skipped"
  else
    say "installing $1"
    install_debian "$1"
  fi
}

ensure_debian_package() {
  has_package "$1" && return 0
  forbidden && die "$1 is missing and DESKHAND_NO_INSTALL=1: install it."
  if ! is_root || ! have apt-get; then die "$1 is missing: install it, or run this as root on Debian or Ubuntu."; fi
  say "installing $1"
  install_debian "$1"
}

install_debian() {
  # Lists may be missing or old on a fresh machine; a failed update is told by the install that follows.
  apt-get update -q=2 >&2 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -q=2 -y --no-install-recommends "$@" >&2 ||
    die "apt-get could not install $*: mend apt's sources, or install it yourself."
}

main "$@"
