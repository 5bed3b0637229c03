import { describe, expect, test } from 'vitest';
import { createSelections } from '../../../src/desktop/clipboard.ts';
import { sendIncrementally } from '../../../src/desktop/incremental.ts';
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

  test('what another program has copied meanwhile is not overwritten', async () => {
    const { ours, other } = await two();
    await ours.clipboard.write('ours for a while');
    await other.clipboard.write('copied meanwhile');
    await ours.owner.putBack(ours.atoms.CLIPBOARD, 'from before');
    expect(await ours.clipboard.read()).toBe('copied meanwhile');
    await ours.owner.putBack(ours.atoms.CLIPBOARD, '');
    expect(await ours.clipboard.read()).toBe('copied meanwhile');
  });

  test('what was there before is put back, also in the other selection', async () => {
    const { ours, other } = await two();
    await other.owner.own([other.atoms.PRIMARY], 'selected');
    expect(await ours.readPrimary()).toBe('selected');
    await ours.owner.own([ours.atoms.PRIMARY, ours.atoms.CLIPBOARD], 'ours for a while');
    await ours.owner.putBack(ours.atoms.PRIMARY, 'selected');
    await ours.owner.putBack(ours.atoms.CLIPBOARD, 'from before');
    expect([await other.readPrimary(), await other.clipboard.read()]).toEqual(['selected', 'from before']);
  });

  test('a program whose paste was given up gets nothing until it is forgiven', async () => {
    const { ours, other, otherConnection } = await two();
    const late = otherConnection.clientOf(otherConnection.X.AllocID());
    await ours.clipboard.write('ours for a while');
    const forgive = ours.owner.giveUp(late);
    await ours.owner.putBack(ours.atoms.CLIPBOARD, 'from before');
    expect(await other.clipboard.read()).toBe('');
    expect(await ours.clipboard.read()).toBe('from before');
    await forgive();
    expect(await other.clipboard.read()).toBe('from before');
    const forgiveAgain = ours.owner.giveUp(late);
    await ours.owner.putBack(ours.atoms.CLIPBOARD, 'again');
    expect(await other.clipboard.read()).toBe('');
    await other.clipboard.write('copied since');
    await forgiveAgain();
    expect(await ours.clipboard.read()).toBe('copied since');
  });

  test('a program whose paste was given up gets nothing old either after a paste into another one', async () => {
    const { ours, other, otherConnection } = await two();
    const late = otherConnection.clientOf(otherConnection.X.AllocID());
    const forgive = ours.owner.giveUp(late);
    const forgiveSecond = ours.owner.giveUp(late);
    const someoneElse = 0x7000_0000;
    await ours.owner.own([ours.atoms.CLIPBOARD], 'for somebody else', someoneElse);
    expect(await other.clipboard.read()).toBe('');
    await ours.owner.putBack(ours.atoms.CLIPBOARD, 'from before');
    expect(await other.clipboard.read()).toBe('');
    await forgive();
    expect(await other.clipboard.read()).toBe('');
    await forgiveSecond();
    expect(await other.clipboard.read()).toBe('from before');
  });

  test('a program whose paste was given up still gets what is written or pasted for it', async () => {
    const { ours, other, otherConnection } = await two();
    const late = otherConnection.clientOf(otherConnection.X.AllocID());
    ours.owner.giveUp(late);
    await ours.owner.own([ours.atoms.CLIPBOARD], 'pasted', late);
    expect(await other.clipboard.read()).toBe('pasted');
    await ours.clipboard.write('written');
    expect(await other.clipboard.read()).toBe('written');
  });

  test('an owner that never ends is given up', async () => {
    const { ours, other, otherConnection } = await two();
    const { atoms } = other;
    // Its text seems to be 4 GB long, each piece of it 64 KiB.
    const endless = {
      length: 0xffff_ffff,
      subarray: () => Buffer.alloc(64 * 1024, 'x'),
    } as unknown as Buffer;
    const window = otherConnection.X.AllocID();
    otherConnection.X.CreateWindow(window, otherConnection.root, 0, 0, 1, 1, 0, 0, 2, 0, {});
    otherConnection.onEvent((event) => {
      if (event.name !== 'SelectionRequest' || event['owner'] !== window) return;
      const field = (name: string): number => Number(event[name]);
      const [requestor, property, selection] = [field('requestor'), field('property'), field('selection')];
      const notice = { requestor, property, selection, target: field('target'), time: field('time') };
      const value = { type: atoms.UTF8_STRING, format: 8, data: endless };
      sendIncrementally(otherConnection, { requestor, property }, value, atoms.INCR, () =>
        otherConnection.X.SendEvent(requestor, 0, 0, { name: 'SelectionNotify', ...notice }),
      ).catch(() => {});
    });
    otherConnection.X.SetSelectionOwner(window, atoms.CLIPBOARD, 0);
    await otherConnection.sync();
    await expect(ours.clipboard.read()).rejects.toMatchObject({
      code: 'action_failed',
      message: expect.stringMatching(/^The clipboard holds more than /) as string,
    });
  }, 15_000);

  test('what an owner that was given up still sends does not get into the next text', async () => {
    const { ours, other, otherConnection } = await two();
    const { X } = otherConnection;
    const { atoms } = other;
    const window = X.AllocID();
    X.CreateWindow(window, otherConnection.root, 0, 0, 1, 1, 0, 0, 2, 0, {});
    const properties: number[] = [];
    otherConnection.onEvent((event) => {
      if (event.name !== 'SelectionRequest' || event['owner'] !== window) return;
      const field = (name: string): number => Number(event[name]);
      const [requestor, property, target] = [field('requestor'), field('property'), field('target')];
      const put = (to: number, text: string) =>
        X.ChangeProperty(0, requestor, to, atoms.UTF8_STRING, 8, Buffer.from(text));
      // The first text never comes beyond its announcement; a piece of it comes with the second one.
      if (properties.length === 0) X.ChangeProperty(0, requestor, property, atoms.INCR, 32, Buffer.alloc(4));
      else {
        put(property, 'the second text');
        for (const earlier of properties) put(earlier, 'a piece of the first one');
      }
      properties.push(property);
      const notice = { requestor, property, target, selection: field('selection'), time: field('time') };
      X.SendEvent(requestor, 0, 0, { name: 'SelectionNotify', ...notice });
      otherConnection.sync().catch(() => {});
    });
    X.SetSelectionOwner(window, atoms.CLIPBOARD, 0);
    await otherConnection.sync();
    await expect(ours.clipboard.read()).rejects.toMatchObject({ code: 'timeout' });
    expect(await ours.clipboard.read()).toBe('the second text');
  });

  test('given up, it has no owner', async () => {
    const { ours, other } = await two();
    await ours.clipboard.write('hello');
    await ours.owner.putBack(ours.atoms.CLIPBOARD, '');
    expect(await other.clipboard.read()).toBe('');
    expect(await ours.clipboard.read()).toBe('');
  });
});
