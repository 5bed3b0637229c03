#!/bin/sh
# debian-mirror.sh [NAME]: prints where this machine's apt gets the archive NAME ("debian" or "debian-security"), or
# Debian's public address of it.
set -eu
name=${1:-debian}
# By the origin that the archive itself signs: others have folders named "debian" too, such as Docker's linux/debian.
# shellcheck disable=SC2016 # apt expands the format's field, not the shell
found=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
  sed -n "s,/\$,,; /\/$name\$/p" | head -n 1) || true
echo "${found:-http://deb.debian.org/$name}"
