#!/bin/sh
# Turns the installed packages into the desktop's root: what nothing here runs goes. Whole packages go through dpkg,
# so that its database, and every scanner that reads it, tells the truth about what is there.
set -eu
export DEBIAN_FRONTEND=noninteractive

# Mesa: Xvfb runs without GLX and Chromium draws with its own SwiftShader.
mesa='libdrm-amdgpu1 libdrm-intel1 libelf1t64 libgl1-mesa-dri libglx-mesa0 libllvm19 libpciaccess0 libsensors-config
  libsensors5 libvulkan1 libz3-4 mesa-libgallium'
# Ghostscript and rare image formats: loaders of imlib2 that scrot never needs, as it only writes PNG and JPEG.
imaging='fonts-urw-base35 libde265-0 libgs-common libgs10 libgs10-common libheif-plugin-dav1d libheif-plugin-libde265
  libheif1 libhwy1t64 libid3tag0 libidn12 libijs-0.35 libjbig2dec0 libjxl0.11 libpaper2 librsvg2-2 libspectre1
  poppler-data'
# Session services: the runner supervises; nobody logs in.
session='dbus dbus-bin dbus-daemon dbus-session-bus-common dbus-system-bus-common dbus-user-session
  dconf-gsettings-backend dconf-service libdconf1 libpam-systemd libsystemd-shared systemd systemd-sysv xdg-utils'
# Tk is for x11vnc's settings window; the rest are fonts, icons and helpers of programs that are not here.
toolkits='adwaita-icon-theme gtk-update-icon-cache hicolor-icon-theme libtcl8.6 libtk8.6 tcl tcl8.6 tk tk8.6 x11-common
  x11-utils xfonts-encodings xfonts-utils'
# Libraries that nothing links once the above are gone.
orphans='libapparmor1 libcolord2 libdb5.3t64 libdeflate0 libedit2 libgif7 libjbig0 liblerc4 liblz4-1 libsasl2-modules-db
  libseccomp2 libsharpyuv0 libtiff6 libwayland-server0 libwebp7 libwebpdemux2 libxcb-dri3-0 libxcb-glx0 libxcb-present0
  libxcb-randr0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxmuu1 libxshmfence1 libxss1 libxv1 libxxf86dga1
  libxxf86vm1 libxxhash0'
# Accounts, logins and mounts: nobody becomes another user here.
accounts='libpam-modules libpam-modules-bin libpam-runtime login login.defs mount passwd'
# The image is rebuilt, never upgraded in place.
packaging='apt debconf debian-archive-keyring libapt-pkg7.0 libxml2 openssl openssl-provider-legacy perl-base sqv'

purge() {
  # shellcheck disable=SC2046 # a list of package names
  dpkg --purge --force-depends --force-remove-essential --force-remove-protected $(installed "$@") >/tmp/purge.log 2>&1 || {
    cat /tmp/purge.log >&2
    exit 1
  }
  rm /tmp/purge.log
}

# Of the named packages those that are there: some exist on one processor architecture only.
installed() { dpkg-query -W -f '${binary:Package} ${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/ installed$//p'; }

# In this order: packages use those of the next lines while they go.
# shellcheck disable=SC2086 # lists of package names
{
  purge $mesa $imaging $session $toolkits $orphans
  purge $accounts
  purge $packaging
}

cd /usr/lib/*-linux-gnu
rm -rf dri gbm
find imlib2/loaders -type f ! -name png.so ! -name jpeg.so -delete
find gdk-pixbuf-2.0 -name '*tiff*' -delete
rm -rf gtk-3.0/*/printbackends
# Character sets: the C library has UTF-8, UTF-16, UCS-4 and ASCII built in, and Chromium and Node bring their own.
find gconv -name '*.so' ! -name 'ISO8859-1.so' ! -name 'ISO8859-15.so' ! -name 'CP1252.so' ! -name 'UTF-*.so' -delete
cd /

# Documentation that the base image brought before the exclusions applied.
find /usr/share/doc -type f ! -name copyright -delete
find /usr/share/doc -type l ! -name copyright -delete
find /usr/share/doc -type d -empty -delete
rm -rf /usr/share/doc-base /usr/share/gtk-3.0/emoji /usr/share/icons /usr/share/info /usr/share/lintian \
  /usr/share/locale /usr/share/man /usr/share/mime/packages /usr/share/poppler /usr/share/bash-completion \
  /usr/share/bug /usr/share/gdb /usr/share/menu /usr/share/pkgconfig /usr/share/gettext
# The database of types is compiled into mime.cache; the XML beside it is its source.
find /usr/share/mime -mindepth 2 -name '*.xml' -delete
rm -f /usr/bin/update-mime-database
find /usr/bin /usr/sbin -type f -exec grep -qI '^#!.*perl' {} \; -delete

# Nothing that stays may lack a library it links.
find /usr/bin /usr/sbin /usr/lib /usr/libexec -type f ! -name '*.o' -exec sh -c '
  for file; do
    [ "$(head -c 4 "$file" | tail -c 3)" != ELF ] || ldd "$file" 2>/dev/null | sed -n "s,.*not found.*,$file: &,p"
  done' sh {} + >/tmp/missing
if [ -s /tmp/missing ]; then
  cat /tmp/missing >&2
  exit 1
fi

# Tools for disks, swap, partitions and hardware, a library of vector maths that nothing links, what compiles locales.
dpkg -L util-linux | grep -E '^/usr/(sbin/|bin/ls)' | xargs rm -f
rm -f /usr/lib/*-linux-gnu/libmvec.so.1 /usr/bin/localedef

# Nothing here may gain rights.
find / -xdev -type f -perm /6000 -exec chmod a-s {} +

# Traces of the build, and caches that differ from build to build.
rm -rf /var/cache/* /var/lib/apt /var/log/* /var/backups/* /var/tmp/* /tmp/* /run/* /root/.[!.]* /etc/apt \
  /etc/*- /var/lib/dpkg/*-old /var/lib/systemd /var/lib/dbus /var/lib/pam /etc/machine-id \
  /etc/systemd /usr/lib/systemd
