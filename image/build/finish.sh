#!/bin/sh
# Gives the pruned root its user, its writable places and its caches, and makes two builds of the same inputs equal.
set -eu

echo 'desk:x:1000:1000::/home/desk:/bin/bash' >>/etc/passwd
echo 'desk:x:1000:' >>/etc/group

# Sticky and open to all, so that any --user can write; X demands it of its socket's folder anyway.
install -d -m 1777 -o desk -g desk /home/desk
# Where a volume may keep the browser's profile: Docker gives a new volume this folder's owner and mode.
install -d -m 1777 -o desk -g desk /home/desk/profile
# A volume of its own for the records takes its owner and mode from here.
install -d -m 1777 -o desk -g desk /home/desk/runs
install -d -m 1777 /tmp /tmp/.X11-unix

install -D -m 644 /chromium-policy.json /etc/chromium/policies/managed/deskhand.json
# The policy of the one desktop, which its runner writes; the last name wins where both say something.
ln -s /tmp/.deskhand-policy.json /etc/chromium/policies/managed/desktop.json
install -D -m 644 /fonts.conf /etc/fonts/local.conf

# Execute-only: the kernel makes the process of a program that its user cannot read non-dumpable, so that nobody else
# of the same uid can read its memory or environment. dpkg knows of the mode.
dpkg-statoverride --update --add root root 0111 /usr/bin/tini

rm -f /var/lib/dpkg/*-old

# Times first: a font cache names the time of the folder it describes.
clamp() { find / -xdev -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} + 2>/dev/null || true; }
clamp
fc-cache --system-only --force
rm -rf /root/.cache
clamp
