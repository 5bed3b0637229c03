#!/bin/sh
# Installs Debian packages in an image build: install.sh [--upgrade] PACKAGE...
# --upgrade first brings what the base image has up to date, so that a rebuild has Debian's latest security fixes.
# DEBIAN_MIRROR replaces Debian's public address for this call only, so it is never left in the image.
set -eu
upgrade=
[ "$1" != --upgrade ] || { upgrade=yes && shift; }
export DEBIAN_FRONTEND=noninteractive

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
public=http://deb.debian.org/debian

# Debian's own images keep sources in deb822 form; older ones in sources.list.
mkdir "$work/parts"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
  [ -f "$file" ] || continue
  # Only the main archive: a mirror need not carry debian-security.
  sed "s,$public\([/ ]\|\$\),${DEBIAN_MIRROR:-$public}\1,g" "$file" >"$work/parts/$(basename "$file")"
done
{
  echo 'Dir::Etc::SourceList "/dev/null";'
  echo "Dir::Etc::SourceParts \"$work/parts\";"
  echo 'APT::Install-Recommends "false";'
  echo 'APT::Sandbox::User "root";'
  # Debian's images delete every package after use, which would empty the build cache.
  echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";'
  [ ! -f /run/secrets/ca ] || echo 'Acquire::https::CAInfo "/run/secrets/ca";'
} >"$work/apt.conf"
rm -f /etc/apt/apt.conf.d/docker-clean
export APT_CONFIG="$work/apt.conf"

get() {
  apt-get -q=2 -y -o Dpkg::Use-Pty=false "$@" >"$work/log" 2>&1 || {
    tail -n 40 "$work/log" >&2
    exit 1
  }
}
apt-get update -q=2
[ -z "$upgrade" ] || get upgrade
get install "$@"
