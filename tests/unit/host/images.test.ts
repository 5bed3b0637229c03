import { describe, expect, it } from 'vitest';
import { connectEngine } from '../../../src/host/engine.ts';
import { requireImage } from '../../../src/host/images.ts';
import { startFakeEngine } from './fake-engine.ts';
import type { FakeEngineOptions } from './fake-engine.ts';

async function require(image: string, options: FakeEngineOptions, inClone = true) {
  await using fake = await startFakeEngine(options);
  const said: string[] = [];
  const signal = new AbortController().signal;
  const engine = await connectEngine(fake.env);
  await requireImage(engine, image, { inClone, onProgress: (message) => said.push(message), signal });
  return { said, calls: fake.calls };
}

describe('requireImage', () => {
  it('asks for nothing when the image is there', async () => {
    const { said, calls } = await require('deskhand:local', { images: ['deskhand:local'] });
    expect(said).toEqual([]);
    expect(calls.some((call) => call.startsWith('POST'))).toBe(false);
  });

  it.each([
    [true, '`npm run image` builds it.'],
    [false, 'published image'],
  ])('never pulls the local image; in a clone (%s) it says how to build it', async (inClone, hint) => {
    await expect(require('deskhand:local', {}, inClone)).rejects.toMatchObject({
      code: 'no_image',
      hint: expect.stringContaining(hint) as string,
    });
  });

  it('pulls a published image, its latest tag when none is named, and tells the layers', async () => {
    const pull = [
      { id: 'a', status: 'Pulling fs layer' },
      { id: 'b', status: 'Pulling fs layer' },
      { id: 'a', status: 'Pull complete' },
      { id: 'b', status: 'Pull complete' },
    ];
    const { said, calls } = await require('ghcr.io/someone/deskhand', { pull });
    expect(said).toEqual([
      'Pulling ghcr.io/someone/deskhand …',
      'Pulled 1 of 2 layers.',
      'Pulled 2 of 2 layers.',
    ]);
    expect(calls.at(-1)).toContain('fromImage=ghcr.io%2Fsomeone%2Fdeskhand&tag=latest');
  });

  it('fails when the pull reports an error as its last word', async () => {
    const pull = [{ status: 'Pulling from x' }, { error: 'manifest unknown' }];
    await expect(require('ghcr.io/x/y:1', { pull })).rejects.toMatchObject({
      code: 'no_image',
      message: 'The image ghcr.io/x/y:1 cannot be pulled: manifest unknown',
    });
  });

  it('fails when the registry cannot be reached', async () => {
    await expect(require('ghcr.io/x/y:1', {})).rejects.toMatchObject({
      code: 'no_image',
      message: expect.stringContaining('no such host') as string,
    });
  });
});
