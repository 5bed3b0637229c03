import { execa } from 'execa';
import type { DesktopClient } from '../src/client/client.ts';
import { SENTENCE } from './actions.ts';
import type { BenchDesktop } from './desktop.ts';
import type { Measurement } from './result.ts';
import { summarise } from './statistics.ts';

/** By keys, and so long that it is pasted. */
const LENGTHS = [380, 4000];

const XTERM_FILE = '/tmp/typed-xterm';
const GTK_FILE = '/tmp/typed-gtk.txt';

/** Typing into an editor of GTK 3, until the file that it saves has the text, and into xterm, until the program in it has it. */
export async function measureTypingIntoPrograms(
  { id, client }: BenchDesktop,
  n: number,
): Promise<readonly Measurement[]> {
  const act = quietly(client);
  await execa('docker', ['exec', id, 'touch', GTK_FILE]);
  await act('launch', { app: 'L3afpad', open: GTK_FILE });
  const gtk = await rows('GTK', n, async (text) => {
    for (const keys of ['ctrl+a', 'Delete']) await act('key', { keys });
    return timed(id, GTK_FILE, text, async () => {
      await act('type', { text });
      await act('key', { keys: 'ctrl+s' });
    });
  });
  await act('launch', { app: 'XTerm' });
  // Without the terminal's own line editing: the program gets each byte as xterm sends it.
  await act('type', { text: `stty raw -echo; cat >>${XTERM_FILE}\n` });
  await whenFile(id, `[ -e ${XTERM_FILE} ]`);
  const xterm = await rows('xterm', n, async (text) => {
    await execa('docker', ['exec', id, 'truncate', '-s', '0', XTERM_FILE]);
    return timed(id, XTERM_FILE, text, () => act('type', { text }));
  });
  return [...gtk, ...xterm];
}

async function rows(
  program: string,
  n: number,
  rateOf: (text: string) => Promise<number>,
): Promise<readonly Measurement[]> {
  const measured: Measurement[] = [];
  for (const length of LENGTHS) {
    const rates: number[] = [];
    for (let i = 0; i < n; i++) rates.push(await rateOf(SENTENCE.repeat(60).slice(0, length + i)));
    measured.push({
      name: `typing ${length} characters into ${program}, until it has them`,
      unit: 'chars/s',
      summary: summarise(rates),
      target: { atLeast: 1000 },
    });
  }
  return measured;
}

/** Characters a second from the first key to the file's having them all. */
async function timed(id: string, file: string, text: string, work: () => Promise<unknown>): Promise<number> {
  const [marked, done] = [
    `${file}.begun`,
    whenFile(id, `[ "$(cat ${file})" = "$0" ]`, text, `${file}.begun`),
  ];
  // Met again where it is awaited; a failure before that must not leave it unhandled.
  done.catch(() => undefined);
  await whenFile(id, `[ -e ${marked} ]`);
  const start = performance.now();
  await work();
  await done;
  const rate = (text.length / (performance.now() - start)) * 1000;
  await execa('docker', ['exec', id, 'rm', marked]);
  return rate;
}

/** Resolves once a test of the shell holds, within a minute; `begun` is a file that says that the looking has begun. */
async function whenFile(id: string, test: string, word = '', begun = '/dev/null'): Promise<void> {
  const loop = `: >${begun}; until ${test}; do sleep 0.005; done`;
  await execa('docker', ['exec', id, 'timeout', '60', 'sh', '-c', loop, word]);
}

function quietly(client: DesktopClient) {
  return (action: string, params: Record<string, unknown>) =>
    client.performRaw({ action, ...params }, { observe: 'none' });
}
