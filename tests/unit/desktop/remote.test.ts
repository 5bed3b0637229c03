import { expect, test, vi } from 'vitest';
import type { RemoteEvent } from '../../../src/base/remote-input.ts';
import { createRemote } from '../../../src/desktop/remote.ts';
import type { RemoteDeps } from '../../../src/desktop/remote.ts';

test('a text of a person is typed with the page’s word on when it is through', async () => {
  const type = vi.fn<RemoteDeps['type']>(async () => {});
  const fake = { type, keys: { capsLocked: async () => false }, connection: { sync: async () => {} } };
  const remote = createRemote(fake as unknown as RemoteDeps);
  const events = Array.from('Grüße').flatMap((c): RemoteEvent[] => [
    { kind: 'key', keysym: c.codePointAt(0) ?? 0, down: true },
    { kind: 'key', keysym: c.codePointAt(0) ?? 0, down: false },
  ]);
  const { signal } = new AbortController();
  const takenIn = async () => {};
  await remote.play(events, signal, takenIn);
  expect(type).toHaveBeenCalledExactlyOnceWith('Grüße', signal, takenIn);
});
