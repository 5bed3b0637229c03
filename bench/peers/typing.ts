import { execa } from 'execa';
import { startPageServer } from '../../tests/image/support/page-server.ts';
import type { BenchDesktop } from '../desktop.ts';
import type { Measurement } from '../result.ts';
import { summarise } from '../statistics.ts';

/** Short, as people write them, and with what a US keyboard lacks. */
const TEXTS = ['ÀÂÄÉÈ Ünïcödé ñçß', '東京都の天気 山田', 'Done 👍🏽 👩‍👩‍👧 ✅', 'Zoë Müller paid 12 € in Łódź'];

const FIELD = `<title>typing</title><textarea id=text rows=4 cols=60 autofocus style="position:fixed;left:40px;top:40px"></textarea>
<script>addEventListener('keydown', ({ key }) => { if (key === 'F9') record('typed', { value: text.value }) })</script>`;

/** Anthropic's demo types so; E2B's delay is 75 ms and OpenAI's sample sets none. */
const PEER = ['/usr/bin/xdotool', 'type', '--delay', '12', '--'];

/**
 * How many of `n` texts beyond ASCII arrive in a page's field as they were sent: by our `type`, and by a spawned xdotool
 * with the delay of Anthropic's demo. The page itself says what it has got.
 */
export async function measureTypingRight(
  { id: container, client }: BenchDesktop,
  n: number,
): Promise<readonly Measurement[]> {
  await using pages = await startPageServer();
  const url = pages.page('/', FIELD);
  const rightOf = async (type: (text: string) => Promise<unknown>): Promise<number> => {
    let right = 0;
    for (let i = 0; i < n; i++) {
      const text = TEXTS[i % TEXTS.length] ?? '';
      pages.clear();
      await client.perform({ action: 'goto', url });
      await client.perform({ action: 'click', x: 300, y: 190 });
      await type(text);
      // What comes late is not counted against anyone.
      await client.perform({ action: 'wait', until: 'settled' });
      await client.perform({ action: 'key', keys: 'F9' });
      const { value } = await pages.event(({ type: kind }) => kind === 'typed', 'the typed text');
      if (value === text) right++;
    }
    return (100 * right) / n;
  };
  const line = async (
    name: string,
    type: (text: string) => Promise<unknown>,
    more: Partial<Measurement>,
  ) => ({
    name,
    unit: '%' as const,
    summary: { ...summarise([await rightOf(type)]), n },
    ...more,
  });
  return [
    await line(
      'texts beyond ASCII that arrive in a page as they were sent',
      (text) => client.perform({ action: 'type', text }, { observe: 'none' }),
      { target: { atLeast: 100 } },
    ),
    await line(
      'the same by xdotool type --delay 12, spawned',
      (text) => execa('docker', ['exec', container, ...PEER, text]),
      { peer: true },
    ),
  ];
}
