import { describe, expect, test } from 'vitest';
import { latestRelease, tagsOf, versionOf } from '../../../../scripts/publish/tags.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';
const of = (ref: string, released: readonly string[] = [], rebuilt?: string) =>
  tagsOf({ ref, sha, released, ...(rebuilt === undefined ? {} : { rebuilt }) });

describe('tags', () => {
  test.each([
    ['main', 'refs/heads/main', [], ['edge', 'sha-0123456789ab']],
    ['another branch', 'refs/heads/feature', [], []],
    ['a branch that is named like a release', 'refs/heads/v1.2.3', [], []],
    ['a pull request', 'refs/pull/7/merge', [], []],
    [
      'the first release',
      'refs/tags/v1.2.3',
      ['v1.2.3'],
      ['1.2.3', '1.2', '1', 'latest', 'sha-0123456789ab'],
    ],
    ['a release before 1', 'refs/tags/v0.1.0', [], ['0.1.0', '0.1', 'latest', 'sha-0123456789ab']],
    ['a pre-release', 'refs/tags/v1.2.3-rc.1', [], ['1.2.3-rc.1', 'sha-0123456789ab']],
    [
      'a fix of the last minor version',
      'refs/tags/v1.1.4',
      ['v1.1.3', 'v1.2.0'],
      ['1.1.4', '1.1', 'sha-0123456789ab'],
    ],
    [
      'a fix of the last major version',
      'refs/tags/v1.9.1',
      ['v2.0.0'],
      ['1.9.1', '1.9', '1', 'sha-0123456789ab'],
    ],
    [
      'what has only later pre-releases',
      'refs/tags/v1.0.0',
      ['v2.0.0-rc.1'],
      ['1.0.0', '1.0', '1', 'latest', 'sha-0123456789ab'],
    ],
    [
      'numbers, not texts',
      'refs/tags/v1.10.0',
      ['v1.9.0'],
      ['1.10.0', '1.10', '1', 'latest', 'sha-0123456789ab'],
    ],
    ['no version', 'refs/tags/vnext', [], []],
    ['a version that is no tag of an image', 'refs/tags/v1.2.3+build', [], []],
    ['a version without its v', 'refs/tags/1.2.3', [], []],
  ])('of %s', (_, ref, released, expected) => {
    expect(of(ref, released)).toEqual(expected);
  });

  test('of a rebuild have its day, and leave the commit’s tag to the first build', () => {
    expect(of('refs/tags/v1.2.3', [], '20261122')).toEqual(['1.2.3', '1.2', '1', 'latest', '1.2.3-20261122']);
    expect(of('refs/heads/main', [], '20261122')).toEqual(['edge', 'edge-20261122']);
    expect(of('refs/heads/feature', [], '20261122')).toEqual([]);
  });
});

test('a release’s version is that of its tag', () => {
  expect(versionOf('refs/tags/v1.2.3-rc.1')).toBe('1.2.3-rc.1');
  expect(versionOf('refs/heads/main')).toBeUndefined();
  expect(versionOf('refs/tags/v01.2.3')).toBeUndefined();
});

test('the latest release is the highest that is no pre-release', () => {
  expect(latestRelease(['v1.9.0', 'v1.10.0', 'v2.0.0-rc.1', 'other'])).toBe('refs/tags/v1.10.0');
  expect(latestRelease(['nothing'])).toBeUndefined();
});
