import type { PageServer } from '../tests/image/support/page-server.ts';
import { startPageServer } from '../tests/image/support/page-server.ts';
import { decode } from '../tests/image/support/picture.ts';
import type { DesktopClient } from '../src/client/client.ts';
import type { Measurement } from './result.ts';
import { summarise, time } from './statistics.ts';

const PAGE = `<title>bench</title><style>body{font:16px sans-serif}</style>
<h1>A page with some text on it</h1>
${'<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore.</p>'.repeat(12)}
<label><input type=checkbox id=box> Check</label> <textarea id=text rows=6 cols=60 aria-label="Text" oninput="if (value.length >= expected) record('typed', { value })"></textarea>
<script>let expected = 1e9; addEventListener('hashchange', () => { expected = Number(location.hash.slice(1)); text.value = ''; text.focus() })</script>`;

/** Mostly of the keys of a US keyboard, as people write. */
export const SENTENCE = 'The quick brown fox jumps over the lazy dog; Zoë Müller naïvely paid 12 € – 山田. ';

/** The page on which everything is measured, served until disposed of. */
export interface BenchPage extends AsyncDisposable {
  readonly pages: PageServer;
  readonly url: string;
}

/** Serves the bench's page and opens it. */
export async function showBenchPage(client: DesktopClient): Promise<BenchPage> {
  const pages = await startPageServer();
  const url = pages.page('/', PAGE);
  await client.perform({ action: 'goto', url });
  return { pages, url, [Symbol.asyncDispose]: () => pages[Symbol.asyncDispose]() };
}

/** The actions through HTTP, as a client sees them: one connection, one call after the other. */
export async function measureActions(client: DesktopClient, n: number): Promise<readonly Measurement[]> {
  await using shown = await showBenchPage(client);
  const { pages, url } = shown;
  return [
    ...(await measureClick(client, n * 3)),
    ...(await measureFrames(client, n * 2)),
    ...(await measureSettledClick(client, n)),
    ...(await measureTyping(client, pages, url, Math.max(5, Math.round(n / 10)))),
  ];
}

/** Calls that are made while engines on both sides still run what has just been loaded. */
const FIRST_CALLS = 100;

async function measureClick(client: DesktopClient, n: number): Promise<readonly Measurement[]> {
  const click = (i: number) =>
    client.perform({ action: 'click', x: 900 + (i % 7), y: 600 }, { observe: 'none' });
  const first = await time(FIRST_CALLS, click);
  return [
    {
      name: 'click through HTTP, no observation',
      unit: 'ms',
      summary: summarise(await time(n, click)),
      target: { atMost: 2 },
    },
    { name: `… the first ${FIRST_CALLS} of a desktop and a client`, unit: 'ms', summary: summarise(first) },
  ];
}

async function measureFrames(client: DesktopClient, n: number): Promise<readonly Measurement[]> {
  const jpeg = () => client.screenshot({ format: 'jpeg' });
  await timeChanged(client, FIRST_CALLS / 2, jpeg);
  const reacting = await timeChanged(client, n, jpeg);
  const atRest = await timeChanged(client, n, jpeg, 'settled');
  const unchanged = await time(n, jpeg);
  const png = await timeChanged(client, Math.round(n / 4), () => client.screenshot({ format: 'png' }));
  return [
    { name: 'screenshot through HTTP, JPEG', unit: 'ms', summary: summarise(atRest), target: { atMost: 6 } },
    { name: '… while the browser reacts to the pointer', unit: 'ms', summary: summarise(reacting) },
    { name: '… of a screen that has not changed', unit: 'ms', summary: summarise(unchanged) },
    { name: 'screenshot through HTTP, PNG', unit: 'ms', summary: summarise(png) },
  ];
}

/**
 * Like {@link time}, but the pointer moves before each time, so that no picture is the one before; the move is not counted. Picture
 * and browser share two cores, so it matters whether the screen has settled after that.
 */
async function timeChanged(
  client: DesktopClient,
  n: number,
  work: () => Promise<unknown>,
  observe: 'none' | 'settled' = 'none',
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = -3; i < n; i++) {
    await client.perform({ action: 'move', x: 700 + (i & 63), y: 650 }, { observe });
    const [took = 0] = await time(1, work, 0);
    if (i >= 0) times.push(took);
  }
  return times;
}

/** Clicks a checkbox and looks; then looks again half a second later: was the first picture the final one? */
async function measureSettledClick(client: DesktopClient, n: number): Promise<readonly Measurement[]> {
  const { elements } = await client.observation();
  const ref = elements.find(({ role }) => role === 'checkbox')?.ref ?? missing('checkbox');
  const times: number[] = [];
  let final = 0;
  for (let i = -2; i < n; i++) {
    const start = performance.now();
    const { observation } = await client.perform({ action: 'click', ref });
    const took = performance.now() - start;
    if (i < 0) continue;
    times.push(took);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const later = await client.screenshot();
    if (await same(Buffer.from(observation?.frame?.data ?? '', 'base64'), later.data)) final++;
  }
  return [
    {
      name: 'click + settled observation, static page',
      unit: 'ms',
      summary: summarise(times),
      target: { atMost: 100 },
    },
    {
      name: '… whose frame was the final one',
      unit: '%',
      summary: summarise([(100 * final) / n]),
      target: { atLeast: 99 },
    },
  ];
}

/** Whether no pixel of the two JPEGs of the same quality differs by more than the codec's own noise. */
async function same(a: Uint8Array, b: Uint8Array): Promise<boolean> {
  if (Buffer.compare(a, b) === 0) return true;
  const [first, second] = await Promise.all([decode(a), decode(b)]);
  let different = 0;
  for (let y = 0; y < first.height; y += 2) {
    for (let x = 0; x < first.width; x += 2) {
      const [p, q] = [first.at(x, y), second.at(x, y)];
      if (p.some((value, i) => Math.abs(value - (q[i] ?? 0)) > 40)) different++;
    }
  }
  // A caret is at most 3 × 40 pixels.
  return different <= 40;
}

async function measureTyping(
  client: DesktopClient,
  pages: PageServer,
  url: string,
  n: number,
): Promise<readonly Measurement[]> {
  const rate = async (name: string, length: number): Promise<Measurement> => ({
    name,
    unit: 'chars/s',
    summary: summarise(await typingRates(client, pages, url, { n, length })),
    target: { atLeast: 1000 },
  });
  return [
    await rate('typing Unicode into a page, until the page has it', 900),
    await rate('… a text that is too short to be pasted: by keys', 380),
  ];
}

async function typingRates(
  client: DesktopClient,
  pages: PageServer,
  url: string,
  { n, length }: { readonly n: number; readonly length: number },
): Promise<readonly number[]> {
  const text = SENTENCE.repeat(12).slice(0, length);
  const rates: number[] = [];
  for (let i = 0; i < n; i++) {
    pages.clear();
    await client.perform({ action: 'goto', url: `${url}#${text.length + i}` });
    const wanted = text + 'x'.repeat(i);
    await client.perform({ action: 'click', ref: await textarea(client) });
    const start = performance.now();
    await client.perform({ action: 'type', text: wanted }, { observe: 'none' });
    const { value } = await pages.event((event) => event.type === 'typed', 'the typed text');
    if (value !== wanted) throw new Error(`Typed wrongly: ${JSON.stringify(value)}`);
    rates.push((wanted.length / (performance.now() - start)) * 1000);
  }
  return rates;
}

async function textarea(client: DesktopClient): Promise<string> {
  const { elements } = await client.observation();
  return elements.find(({ name }) => name === 'Text')?.ref ?? missing('textarea');
}

function missing(what: string): never {
  throw new Error(`The bench page's ${what} is not among the elements.`);
}
