import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Profile {
  readonly syscalls: readonly { readonly names: readonly string[]; readonly action: string }[];
}

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')) as Profile;

test('the seccomp profile is Docker’s default and exactly one rule more', () => {
  const ours = read('image/seccomp.json');
  const upstream = read('tests/fixtures/seccomp/moby-default.json');
  const added = ours.syscalls.filter(
    (rule) => !upstream.syscalls.some((other) => JSON.stringify(other) === JSON.stringify(rule)),
  );
  expect(added).toHaveLength(1);
  expect(added[0]).toMatchObject({
    names: ['chroot', 'clone', 'setns', 'unshare'],
    action: 'SCMP_ACT_ALLOW',
  });
  const withoutIt = { ...ours, syscalls: ours.syscalls.filter((rule) => rule !== added[0]) };
  expect(withoutIt).toEqual(upstream);
});
