import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { WebSocket } from 'ws';
import { once } from 'node:events';
import type { DesktopClient } from '../../src/client/client.ts';
import type { FakeXai } from '../../tests/fixtures/fake-xai/index.ts';
import type { PageServer } from '../../tests/image/support/page-server.ts';
import { rfbPicture } from '../../tests/image/support/rfb-client.ts';

/** What a round of work needs. */
export interface WorkPlace {
  readonly client: DesktopClient;
  readonly pages: PageServer;
  readonly xai: FakeXai;
}

const FORM = `<title>Soak</title><style>body { height: 4000px } textarea { width: 500px; height: 90px }</style>
<label>Name <input id="name"></label> <label>Text <textarea id="text"></textarea></label>
<button onclick="document.title = 'Saved ' + who()">Save</button> <a download="notes.txt" href="data:text/plain,notes">Get notes</a>
<div style="animation: turn 1s 3; width: 80px; height: 80px; background: linear-gradient(teal, gold)"></div>
<style>@keyframes turn { to { transform: rotate(1turn) } }</style>
<script>who = () => document.getElementById('name').value</script>`;

/** One round of everything that people and agents do with a desktop. It leaves one empty tab. Throws when anything does not do what it should. */
export async function workRound(place: WorkPlace, round: number): Promise<void> {
  const url = place.pages.page('/soak', FORM);
  await actions(place, url, round);
  await tabs(place);
  await viewers(place);
  await otherDoors(place);
  await refusals(place);
  await tasks(place, url, round);
  await place.client.perform({ action: 'goto', url: 'about:blank' });
  place.pages.clear();
}

async function actions({ client }: WorkPlace, url: string, round: number): Promise<void> {
  await client.perform({ action: 'goto', url }, { observe: 'none' });
  // A busy machine may show the page only after the time for settling.
  const { observation } = await client.perform({ action: 'wait', text: 'Get notes' });
  const ref = (role: string, name: string): string => {
    const found = observation?.elements.find((element) => element.role === role && element.name === name);
    if (found === undefined) throw new Error(`round ${round}: the page shows no ${role} "${name}"`);
    return found.ref;
  };
  await client.perform({ action: 'type', ref: ref('textbox', 'Name'), text: `Zoë 山田 ${round}` });
  await client.perform({ action: 'clipboard_write', text: `Copied in round ${round}. `.repeat(400) });
  await client.perform({ action: 'click', ref: ref('textbox', 'Text') });
  await client.perform({ action: 'key', keys: 'ctrl+v' });
  await client.perform({ action: 'click', ref: ref('button', 'Save') });
  const saved = await client.observation();
  if (saved.page?.title !== `Saved Zoë 山田 ${round}`)
    throw new Error(`round ${round}: the title is "${saved.page?.title}"`);
  await client.perform({ action: 'click', ref: ref('link', 'Get notes') });
  await client.perform({ action: 'scroll', x: 640, y: 500, dy: 10 });
  await client.perform({
    action: 'drag',
    path: [
      { x: 200, y: 300 },
      { x: 500, y: 500 },
    ],
  });
  await client.perform({ action: 'read_page' });
  await client.perform({ action: 'find', text: 'Name' });
  await client.screenshot({ format: 'png' });
  await client.screenshot({ format: 'jpeg', scale: 0.5 });
}

async function tabs({ client, pages }: WorkPlace): Promise<void> {
  for (let i = 0; i < 3; i++) await client.perform({ action: 'tabs', open: pages.page(`/tab${i}`, FORM) });
  const { result } = await client.perform({ action: 'tabs' });
  const { tabs: open } = result as { tabs: readonly { id: string }[] };
  for (const { id } of open.slice(1)) await client.perform({ action: 'tabs', close: id });
}

/** Viewers that leave in order, and one that just goes. */
async function viewers({ client }: WorkPlace): Promise<void> {
  const { url, token } = client.address;
  const address = `${url.replace('http', 'ws')}/vnc`;
  const headers = { authorization: `Bearer ${token}` };
  await rfbPicture(address, headers);
  const cut = new WebSocket(address, ['binary'], { headers });
  const closed = once(cut, 'close').then(([code]) => `closed with ${String(code)}`);
  const first = await Promise.race([once(cut, 'message').then(() => undefined), closed]);
  cut.terminate();
  if (first !== undefined) process.stderr.write(`\na viewer was ${first} before its first message\n`);
}

async function otherDoors({ client }: WorkPlace): Promise<void> {
  const { url, token } = client.address;
  const headers = { authorization: `Bearer ${token}` };
  const mcp = new Client({ name: 'soak', version: '1' });
  await mcp.connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit: { headers } }));
  await mcp.callTool({ name: 'computer_screenshot', arguments: {} });
  await mcp.close();
  const cdp = new WebSocket(`${url.replace('http', 'ws')}/cdp`, { headers });
  await once(cdp, 'open');
  cdp.send(JSON.stringify({ id: 1, method: 'Browser.getVersion' }));
  await once(cdp, 'message');
  cdp.terminate();
}

async function refusals({ client }: WorkPlace): Promise<void> {
  const { url, token } = client.address;
  const headers = { authorization: `Bearer ${token}` };
  const expect = async (path: string, init: RequestInit, status: number): Promise<void> => {
    const response = await fetch(url + path, init);
    await response.arrayBuffer();
    if (response.status !== status) throw new Error(`${path}: ${response.status} instead of ${status}`);
  };
  await expect('/v1/nothing', { headers }, 404);
  await expect('/v1/actions', { method: 'POST', headers, body: '{"action":' }, 400);
  await expect('/v1/tasks/none/events', { headers }, 404);
  await expect('/metrics', { headers }, 200);
}

/** A playbook with a file for uploads, and a run by a model; each is followed to its end. */
async function tasks({ client, xai }: WorkPlace, url: string, round: number): Promise<void> {
  const playbook = `name: Soak\nsteps:\n  - goto: ${url}\n  - type: { into: { name: Name }, text: P${round} }\n  - click: { name: Save, role: button }\n  - expect: { title: Saved P${round} }\n`;
  const files = [{ name: 'soak.bin', data: Buffer.alloc(256 * 1024, round).toString('base64') }];
  await finished(client, { playbook, files });
  await finished(client, { task: 'Press "Save"', start_url: url, api_key: xai.key, base_url: xai.url });
}

async function finished(
  client: DesktopClient,
  request: Parameters<DesktopClient['tasks']['submit']>[0],
): Promise<void> {
  const { id } = await client.tasks.submit(request);
  for await (const { event } of client.tasks.events(id)) {
    if (event.type !== 'ended' || event.run.outcome === 'done') continue;
    throw new Error(`run ${id} ended as ${event.run.outcome}: ${event.run.error?.message ?? ''}`);
  }
}
