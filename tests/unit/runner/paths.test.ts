import { expect, test } from 'vitest';
import { isKept } from '../../../src/runner/paths.ts';

const MOUNTS = `1204 1190 8:1 /var/lib/docker/volumes/3f2a/_data /home/desk rw,relatime - ext4 /dev/sda1 rw
1205 1204 8:1 /var/lib/docker/volumes/deskhand-profile-work/_data /home/desk/profile rw,relatime - ext4 /dev/sda1 rw
`;

test('a profile is kept where a volume of its own is mounted, not where its folder lies in another one', () => {
  expect(isKept('/home/desk/profile', MOUNTS)).toBe(true);
  expect(isKept('/home/desk/profile', MOUNTS.split('\n')[0] ?? '')).toBe(false);
  expect(isKept('/tmp/deskhand-1000/profile', MOUNTS)).toBe(false);
  expect(isKept('/home/desk/profile', '')).toBe(false);
});
