import { describe, expect, test } from 'vitest';
import { defaultImage, publishedImage } from '../../../src/cli/own-package.ts';

describe('the image that was published with a package', () => {
  test.each([
    // What the workflow's `npm pkg set` writes, and what npm makes of other ways to write it.
    [
      { type: 'git', url: 'git+https://github.com/Some-One/DeskHand.git' },
      'ghcr.io/some-one/deskhand:1.2.3-RC.1',
    ],
    [{ url: 'https://github.com/a/b' }, 'ghcr.io/a/b:1.2.3-RC.1'],
    [{ url: 'git@github.com:a/b.git' }, 'ghcr.io/a/b:1.2.3-RC.1'],
    ['github:a/b.c', 'ghcr.io/a/b.c:1.2.3-RC.1'],
    ['a/b', 'ghcr.io/a/b:1.2.3-RC.1'],
  ])('%j', (repository, image) => {
    expect(publishedImage({ version: '1.2.3-RC.1', repository })).toBe(image);
  });

  test.each([
    undefined,
    {},
    { url: 'https://gitlab.example/a/b.git' },
    { url: 'https://notgithub.com/a/b' },
    'gitlab:a/b',
    { url: 'https://github.com/a' },
  ])('none for %j', (repository) => {
    expect(publishedImage({ version: '1.0.0', ...(repository === undefined ? {} : { repository }) })).toBe(
      undefined,
    );
  });
});

test('a clone has its own', () => {
  expect(defaultImage()).toBe('deskhand:local');
});
