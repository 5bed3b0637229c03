/** Prints a link to the desktop of this development container, once it is ready. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DesktopClient } from '../src/client/client.ts';

const token = (await readFile(join(homedir(), '.deskhand-token'), 'utf8')).trim();
const desktop = new DesktopClient({ url: 'http://127.0.0.1:6080', token });
const signal = AbortSignal.timeout(60_000);
while (!(await desktop.isReady({ signal }))) await sleep(200, undefined, { signal });
process.stdout.write(`Watch the desktop: ${await desktop.link({ signal })}\n`);
