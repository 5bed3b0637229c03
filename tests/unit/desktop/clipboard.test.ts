import { describe, expect, test } from 'vitest';
import { createSelections } from '../../../src/desktop/clipboard.ts';
import { fakeDisplay } from './support/fake-display.ts';

async function two() {
  const display = fakeDisplay();
  const [ours, other] = [await display.client(), await display.client()];
  return {
    ours: await createSelections(ours.connection),
    other: await createSelections(other.connection),
    otherConnection: other.connection,
  };
}

describe('the clipboard between two programs', () => {
  test('is empty when nobody owns it', async () => {
    const { ours } = await two();
    expect(await ours.clipboard.read()).toBe('');
  });

  test.each([
    ['short text', 'Zoë 山田 🙂'],
    ['an empty text', ''],
    ['text just under the limit of one request', 'x'.repeat(128 * 1024)],
    ['large text, in pieces', 'ä山🙂'.repeat(60_000)],
  ])('carries %s', async (_, text) => {
    const { ours, other } = await two();
    await ours.clipboard.write(text);
    expect(await other.clipboard.read()).toBe(text);
    expect(await ours.clipboard.read()).toBe(text);
  });

  test('the last writer owns it', async () => {
    const { ours, other } = await two();
    await ours.clipboard.write('first');
    await other.clipboard.write('second');
    expect(await ours.clipboard.read()).toBe('second');
    expect(ours.owner.owned(ours.atoms.CLIPBOARD)).toBeUndefined();
  });

  test('reads at the same time do not disturb each other', async () => {
    const { ours, other } = await two();
    await other.clipboard.write('ü'.repeat(100_000));
    const [a, b] = await Promise.all([ours.clipboard.read(), ours.clipboard.read()]);
    expect(a).toBe(b);
    expect(a).toHaveLength(100_000);
  });

  test('is empty again after the owner has gone', async () => {
    const { ours, other, otherConnection } = await two();
    await other.clipboard.write('gone soon');
    await otherConnection.close();
    await expect(other.clipboard.read()).rejects.toMatchObject({ code: 'not_ready' });
    expect(await ours.clipboard.read()).toBe('');
  });

  test('a text for one program only is refused to others', async () => {
    const { ours, other } = await two();
    const someoneElse = 0x7000_0000;
    await ours.owner.own([ours.atoms.CLIPBOARD], 'for your eyes only', someoneElse);
    expect(await other.clipboard.read()).toBe('');
  });

  test('whoever is given the text is reported', async () => {
    const { ours, other, otherConnection } = await two();
    const served: number[] = [];
    ours.owner.onServed((client, isText) => isText && served.push(client));
    await ours.clipboard.write('hello');
    await other.clipboard.read();
    expect(served).toEqual([otherConnection.clientOf(otherConnection.X.AllocID())]);
  });

  test('given up, it has no owner', async () => {
    const { ours, other } = await two();
    await ours.clipboard.write('hello');
    await ours.owner.disown(ours.atoms.CLIPBOARD);
    expect(await other.clipboard.read()).toBe('');
    expect(await ours.clipboard.read()).toBe('');
  });
});
