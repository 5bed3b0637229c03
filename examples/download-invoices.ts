/**
 * Downloads every invoice of a portal that calls each file "download.pdf", and names them by date, sender and number.
 * No model and no cost. The desktop needs the opt-in action `files`: `deskhand up --env DESKHAND_ACTIONS=files`.
 *
 *     node examples/download-invoices.ts [FOLDER]
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Desktop } from '../src/index.ts';
import { connect } from './connect.ts';

interface Download {
  readonly state: string;
  readonly path: string;
}

const folder = process.argv[2] ?? 'invoices';
const desktop = connect();
const { observation } = await desktop.perform({ action: 'goto', url: 'demo:/invoices/' });
const links = (observation?.elements ?? []).filter(({ name }) => name.startsWith('Download '));
const text = await readTable(desktop);

await mkdir(folder, { recursive: true });
const done = new Set<string>();
for (const link of links) {
  await desktop.perform({ action: 'click', ref: link.ref });
  const { path } = await nextDownload(desktop, done);
  const number = link.name.slice('Download '.length);
  const [date = 'undated', from = 'unknown'] = text.find((cells) => cells.includes(number)) ?? [];
  const target = join(folder, `${[date, from, number].map(safe).join(' ')}.pdf`);
  await writeFile(target, await readFile(desktop, path));
  console.log(target);
}

/** The rows of the page's table, from its Markdown. */
async function readTable(on: Desktop): Promise<readonly (readonly string[])[]> {
  const { result } = await on.perform({ action: 'read_page' }, { observe: 'none' });
  const { markdown } = result as { markdown: string };
  const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .filter((cell) => cell !== ''),
  );
}

/** The download that a click has started, once it is complete. */
async function nextDownload(on: Desktop, seen: Set<string>): Promise<Download> {
  const deadline = AbortSignal.timeout(30_000);
  for (;;) {
    deadline.throwIfAborted();
    const { result } = await on.perform({ action: 'downloads' }, { observe: 'none' });
    const all = (result as unknown as { downloads: readonly Download[] }).downloads;
    const fresh = all.find(({ path, state }) => state === 'completed' && !seen.has(path));
    if (fresh !== undefined) {
      seen.add(fresh.path);
      return fresh;
    }
    await on.perform({ action: 'wait', ms: 100 }, { observe: 'none' });
  }
}

async function readFile(on: Desktop, path: string): Promise<Buffer> {
  const call = { action: 'files', op: 'read', path, encoding: 'base64' } as const;
  const { result } = await on.perform(call, { observe: 'none' });
  return Buffer.from((result as { text: string }).text, 'base64');
}

/** A part of a file name: what no file system takes is left out. */
function safe(part: string): string {
  return part.replaceAll(/[/\\:*?"<>|]+/g, '-').trim();
}
