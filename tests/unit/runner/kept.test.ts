import { expect, test } from 'vitest';
import { isKept } from '../../../src/runner/kept.ts';

const PROFILE = '/home/desk/profile';
const ID = '3f2a9c'.padEnd(64, '0');

/** What mountinfo says of a container with these mounts at these places. */
function mounts(...lines: readonly string[]): string {
  return ['1190 1000 0:60 / / ro,relatime - overlay overlay ro,lowerdir=/l', ...lines, ''].join('\n');
}

const at = (root: string, point: string, type = 'ext4') =>
  `1204 1190 8:1 ${root} ${point} rw,relatime master:1 - ${type} /dev/sda1 rw`;

test.each<[string, boolean, string]>([
  ['the container’s own root', false, mounts()],
  ['an anonymous volume at home', false, mounts(at(`/var/lib/docker/volumes/${ID}/_data`, '/home/desk'))],
  [
    'an anonymous volume, with the engine’s root mounted by itself',
    false,
    mounts(at(`/volumes/${ID}/_data`, '/home/desk')),
  ],
  ['an anonymous volume of Docker Desktop', false, mounts(at(`/docker/volumes/${ID}/_data`, '/home/desk'))],
  ['an anonymous volume of its own', false, mounts(at(`/var/lib/docker/volumes/${ID}/_data`, PROFILE))],
  ['memory', false, mounts(at('/', '/home/desk', 'tmpfs'))],
  ['a named volume at home', true, mounts(at('/var/lib/docker/volumes/deskhand_home/_data', '/home/desk'))],
  ['a folder of the machine', true, mounts(at('/home/ann/desk', '/home/desk'))],
  ['a folder of the machine with a blank in its name', true, mounts(at('/home/ann/my\\040desk', '/home'))],
  ['a shared folder of Docker Desktop', true, mounts(at('/Users/ann/desk', '/home/desk', 'fakeowner'))],
  ['a volume of a driver', true, mounts(at('/', '/home/desk', 'nfs4'))],
  [
    'a named volume of its own in an anonymous one, whatever stands first',
    true,
    mounts(
      at('/var/lib/docker/volumes/deskhand-profile-work/_data', PROFILE),
      at(`/var/lib/docker/volumes/${ID}/_data`, '/home/desk'),
    ),
  ],
  [
    'what was mounted last at the same place',
    false,
    mounts(at('/srv/desk', '/home/desk'), at('/', '/home/desk', 'tmpfs')),
  ],
  [
    'a named volume beside it',
    false,
    mounts(at('/srv/desk', '/home/desk/profiles'), at('/srv/r', '/home/d')),
  ],
  ['nothing that can be known', false, ''],
])('a profile on %s is kept: %s', (_, kept, text) => {
  expect(isKept(PROFILE, text)).toBe(kept);
});
