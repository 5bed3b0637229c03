#!/bin/sh
# Lays out under /app what is ours: the runner, its programs on the PATH, the demo pages.
set -eu

# What V8 compiles of the runner is kept beside it, for the desktop's user and processors like this one; others compile
# anew. The cache knows its files by their final path, so it is made there.
runner=/opt/deskhand
as_desk() {
  # A fixed seed, which V8 does not count as another configuration: hashes of names would else differ from build to build.
  HOME=/tmp NODE_COMPILE_CACHE="$runner/cache" setpriv --reuid=1000 --regid=1000 --clear-groups \
    /usr/local/bin/node --random-seed=1 "$@"
}
install -d -m 755 -o 1000 -g 1000 "$runner/cache"
as_desk "$runner/runner.mjs" version >/dev/null
# Loading a part runs nothing of it; only runner.mjs, the entry, acts.
for part in "$runner"/*.mjs; do
  [ "$part" = "$runner/runner.mjs" ] || echo "await import('$part');"
done | as_desk --input-type=module -

# A tree for each layer. Native modules change with their packages, our code with every commit, and compiled code also
# with the processor that it was compiled on.
tree() { for folder; do install -d -m 755 "$folder"; done; }
tree /natives /natives/opt /natives/opt/deskhand
mv "$runner/node_modules" /natives/opt/deskhand/
tree /cache /cache/opt /cache/opt/deskhand
mv "$runner/cache" /cache/opt/deskhand/
tree /app /app/opt /app/usr /app/usr/local /app/usr/local/bin /app/usr/share /app/usr/share/deskhand
mv "$runner" /app/opt/
install -m 755 /image/shims/* /app/usr/local/bin/
[ ! -d /image/demo ] || cp -R /image/demo /app/usr/share/deskhand/demo

chown -R root:root /natives /app /cache
chmod -R u=rwX,go=rX /natives /app /cache
find /natives /app /cache -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
