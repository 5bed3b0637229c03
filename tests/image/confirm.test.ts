import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Box } from '../../src/base/geometry.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';
import { startPageServer } from './support/page-server.ts';
import type { PageServer } from './support/page-server.ts';

/** Where Chromium's window has them on a display of 1280x800. */
const RELOAD_BUTTON = { x: 95, y: 63 };
const CONTINUE_BUTTON = { x: 799, y: 245 };

let desktop: TestDesktop;
let pages: PageServer;
let url: string;

beforeAll(async () => {
  [desktop, pages] = await Promise.all([startDesktop(), startPageServer()]);
  url = pages.page(
    '/shop',
    `<title>shop</title><button onclick="record('looked')">Show details</button><button onclick="record('paid')">Pay now</button>`,
  );
});

afterAll(() => Promise.all([desktop?.[Symbol.asyncDispose](), pages?.[Symbol.asyncDispose]()]));

const playbook = () =>
  `name: shopping\nstart_url: ${url}\nsteps:\n  - click: {name: Show details}\n  - click: {name: Pay now}\n`;

/** Resolves once the run waits for leave, after the questions up to `number`. */
async function asked(id: string, number = 0) {
  for await (const { event } of desktop.client.tasks.events(id)) {
    if (event.type === 'confirm' && event.confirmation.number > number) return event.confirmation;
    if (event.type === 'ended') throw new Error(`it ended: ${JSON.stringify(event.run)}`);
  }
  throw new Error('it ended without a word');
}

async function end(id: string) {
  for await (const { event } of desktop.client.tasks.events(id)) if (event.type === 'ended') return event.run;
  throw new Error('it has not ended');
}

/** Runs steps on a page until a person is asked, who allows it or not, and resolves with the question once the run has ended. */
async function askedOn(start: string, steps: readonly string[], allow = false) {
  const text = `name: steps\nstart_url: ${start}\nsteps:\n${steps.map((each) => `  - ${each}\n`).join('')}`;
  const { id } = await desktop.client.tasks.submit({ playbook: text, confirm: 'risky' });
  const open = await asked(id);
  await desktop.client.tasks.confirm(id, allow, open.number);
  expect(await end(id)).toMatchObject({ outcome: allow ? 'done' : 'failed' });
  return open;
}

/** Runs steps on a page that nobody is to be asked about. */
async function unasked(start: string, steps: readonly string[]) {
  const text = `name: steps\nstart_url: ${start}\nsteps:\n${steps.map((each) => `  - ${each}\n`).join('')}`;
  const { id } = await desktop.client.tasks.submit({ playbook: text, confirm: 'risky' });
  await expect(asked(id)).rejects.toThrow('it ended');
  expect(await end(id)).toMatchObject({ outcome: 'done' });
}

/** The middle of an element of the page that shows, also of one that observations have no room for. */
async function middleOf(name: string) {
  const { result } = await desktop.client.perform({ action: 'elements', limit: 1000 });
  const { elements } = result as unknown as { elements: { name: string; box: Box }[] };
  const box = elements.find((each) => each.name === name)?.box;
  if (box === undefined) throw new Error(`${name} is not in view`);
  return `[${Math.round(box.x + box.width / 2)}, ${Math.round(box.y + box.height / 2)}]`;
}

test('a click that pays waits for leave over the API, and the page hears of it only then', async () => {
  pages.clear();
  const { id } = await desktop.client.tasks.submit({ playbook: playbook(), confirm: 'risky' });
  const open = await asked(id);
  expect(open).toMatchObject({ risk: 'pay', what: expect.stringContaining('button "Pay now"') as string });
  expect(pages.events.map(({ type }) => type)).toEqual(['looked']);
  await desktop.client.tasks.confirm(id, true, open.number);
  expect(await end(id)).toMatchObject({ outcome: 'done' });
  expect(pages.events.map(({ type }) => type)).toEqual(['looked', 'paid']);
});

test('refused, it is never done, and the record tells both', async () => {
  pages.clear();
  const { id } = await desktop.client.tasks.submit({ playbook: playbook(), confirm: 'risky' });
  await asked(id);
  await desktop.client.tasks.confirm(id, false);
  expect(await end(id)).toMatchObject({ outcome: 'failed' });
  expect(pages.events.map(({ type }) => type)).toEqual(['looked']);
  const steps = Buffer.from(await desktop.client.tasks.readFile(id, 'steps.jsonl')).toString();
  expect(steps).toContain('"answer":"refused"');
});

test('a form that is sent by POST waits for leave, by an unnamed button and by Enter; one that searches does not', async () => {
  const form = pages.page(
    '/form',
    `<title>form</title><form action="/search"><input name="q" aria-label="Search"></form>
    <form method="POST" action="/orders?secret=1"><input name="method" aria-label="Note"><button><svg width="20" height="20"></svg></button></form>
    <script>onsubmit = (event) => { event.preventDefault(); record('sent', { to: event.target.getAttribute('action') }) }</script>`,
  );
  const to = `which sends a form to ${new URL('/orders', form).href}`;
  await desktop.client.perform({ action: 'goto', url: form });
  const { elements } = await desktop.client.observation();
  const posting = elements.filter(({ posts }) => posts !== undefined);
  expect(posting.map(({ role, name, posts }) => [role, name, posts])).toEqual([
    ['textbox', 'Note', new URL('/orders', form).href],
    ['button', '', new URL('/orders', form).href],
  ]);
  const { x, y, width, height } = posting[1]?.box ?? { x: 0, y: 0, width: 0, height: 0 };
  for (const [step, what] of [
    [`click: {at: [${Math.round(x + width / 2)}, ${Math.round(y + height / 2)}]}`, `click button "", ${to}`],
    ['key: Enter', `press Enter in textbox "Note", ${to}`],
  ] as const) {
    pages.clear();
    const steps = ['type: {into: Search, text: lamp, submit: true}', 'type: {into: Note, text: hello}', step];
    const text = `name: form\nstart_url: ${form}\nsteps:\n${steps.map((each) => `  - ${each}\n`).join('')}`;
    const { id } = await desktop.client.tasks.submit({ playbook: text, confirm: 'risky' });
    const open = await asked(id);
    expect(open).toMatchObject({ risk: 'submit', what: expect.stringContaining(what) as string });
    expect(pages.events.map(({ to: target }) => target)).toEqual(['/search']);
    await desktop.client.tasks.confirm(id, true, open.number);
    expect(await end(id)).toMatchObject({ outcome: 'done' });
    expect(pages.events.map(({ to: target }) => target)).toEqual(['/search', '/orders?secret=1']);
  }
});

test('a button that sends by POST waits for leave whatever role the page gives it', async () => {
  pages.clear();
  const form = pages.page(
    '/roles',
    `<title>roles</title><form method="POST" action="/orders"><button role="menuitem">Go on</button></form>
    <script>onsubmit = (event) => { event.preventDefault(); record('sent') }</script>`,
  );
  await desktop.client.perform({ action: 'goto', url: form });
  const { elements } = await desktop.client.observation();
  const to = new URL('/orders', form).href;
  expect(elements).toMatchObject([{ role: 'menuitem', name: 'Go on', posts: to, submits: true }]);
  const text = `name: roles\nstart_url: ${form}\nsteps:\n  - click: {name: Go on}\n`;
  const { id } = await desktop.client.tasks.submit({ playbook: text, confirm: 'risky' });
  const open = await asked(id);
  const what = expect.stringContaining(`click menuitem "Go on", which sends a form to ${to}`) as string;
  expect(open).toMatchObject({ risk: 'submit', what });
  expect(pages.events).toEqual([]);
  await desktop.client.tasks.confirm(id, true, open.number);
  expect(await end(id)).toMatchObject({ outcome: 'done' });
  expect(pages.events.map(({ type }) => type)).toEqual(['sent']);
});

test('a reload that sends a form again waits for leave, by the action and by key; one of another page does not', async () => {
  const start = pages.page(
    '/order',
    `<title>order</title><form method="POST" action="/ordered"><button>Go on</button></form>
    <form method="POST" action="/ordered" target="_blank"><button>In a new tab</button></form>
    <form method="POST" action="/led"><button>Lead on</button></form>`,
  );
  pages.page('/ordered', '<title>ordered</title>Thank you');
  pages.redirect('/led', '/ordered');
  const press = async (name: string) => {
    await desktop.client.perform({ action: 'goto', url: start });
    const { elements } = await desktop.client.observation();
    await desktop.client.perform({
      action: 'click',
      ref: elements.find((each) => each.name === name)?.ref ?? '',
    });
    expect((await desktop.client.observation()).page?.title).toBe('ordered');
  };
  const begin = async (step: string) => {
    pages.clear();
    const text = `name: again\nsteps:\n  - ${step}\n`;
    return (await desktop.client.tasks.submit({ playbook: text, confirm: 'risky' })).id;
  };
  const reload = 'do: {action: reload}';

  for (const button of ['Go on', 'In a new tab']) {
    await press(button);
    for (const step of [reload, 'key: F5', 'key: ctrl+shift+r']) {
      const id = await begin(step);
      const open = await asked(id);
      expect(open).toMatchObject({
        risk: 'submit',
        what: expect.stringContaining('sends the form again') as string,
      });
      await desktop.client.tasks.confirm(id, false, open.number);
      expect(await end(id)).toMatchObject({ outcome: 'failed' });
      expect(pages.requests).toEqual([]);
    }
    // It is no empty question: nobody else asks before the form is sent again.
    const id = await begin(reload);
    await desktop.client.tasks.confirm(id, true, (await asked(id)).number);
    expect(await end(id)).toMatchObject({ outcome: 'done' });
    expect(pages.requests).toEqual(['POST /ordered']);
  }

  await desktop.client.perform({ action: 'goto', url: start });
  await desktop.client.perform({ action: 'back' });
  const back = await begin(reload);
  await desktop.client.tasks.confirm(back, false, (await asked(back)).number);
  expect(await end(back)).toMatchObject({ outcome: 'failed' });

  // The browser's own button and its own question, whose Continue has the focus.
  pages.clear();
  await desktop.client.perform({ action: 'click', ...RELOAD_BUTTON });
  const { x, y } = CONTINUE_BUTTON;
  for (const step of ['key: Enter', 'key: space', `click: {at: [${x}, ${y}]}`]) {
    const id = await begin(step);
    const open = await asked(id);
    expect(open).toMatchObject({ risk: 'submit', what: expect.stringContaining('may be asking') as string });
    await desktop.client.tasks.confirm(id, false, open.number);
    expect(await end(id)).toMatchObject({ outcome: 'failed' });
    expect(pages.requests).toEqual([]);
  }
  await desktop.client.perform({ action: 'click', ...CONTINUE_BUTTON });
  await expect.poll(() => pages.requests).toEqual(['POST /ordered']);

  await press('Lead on');
  expect(await end(await begin(reload))).toMatchObject({ outcome: 'done' });
  expect(pages.requests).toEqual(['GET /ordered']);
  await desktop.client.perform({ action: 'goto', url: start });
  for (const step of [reload, 'key: F5']) {
    expect(await end(await begin(step))).toMatchObject({ outcome: 'done' });
    expect(pages.requests).toContain('GET /order');
  }
});

test('a link and the address bar wait for leave where they lead out of the task’s sites', async () => {
  const start = pages.page(
    '/links',
    `<title>links</title><input aria-label="Search" autofocus><a href="https://elsewhere.example/offer?to=1">Offer</a>
    <a href="/inside">Inside</a>`,
  );
  pages.page('/inside', '<title>inside</title><script>record("inside")</script>');
  const { host, hostname } = new URL(start);
  await desktop.client.perform({ action: 'goto', url: start });
  const { elements } = await desktop.client.observation();
  expect(elements.flatMap(({ name, href }) => (href === undefined ? [] : [[name, href]]))).toEqual([
    ['Offer', 'https://elsewhere.example/offer'],
    ['Inside', new URL('/inside', start).href],
  ]);
  for (const [steps, what] of [
    [['click: {name: Offer}'], 'follow link "Offer" to https://elsewhere.example/offer'],
    [
      ['click: {name: Search}', 'key: ctrl+l', 'type: {text: elsewhere.example, submit: true}'],
      'open "elsewhere',
    ],
    [['key: F6', 'key: NumpadEnter'], 'press Enter in the address bar'],
    [
      [`type: {into: Search, text: ${host}/inside}`, 'key: alt+d', 'key: Enter'],
      'press Enter in the address',
    ],
    [['goto: "data:text/html,x"'], 'a page of its own making'],
  ] as const) {
    const text = `name: leave\nstart_url: ${start}\nsteps:\n${steps.map((each) => `  - ${each}\n`).join('')}`;
    const { id } = await desktop.client.tasks.submit({
      playbook: text,
      confirm: 'risky',
      sites: [hostname],
    });
    const open = await asked(id);
    expect(open).toMatchObject({ risk: 'leave', what: expect.stringContaining(what) as string });
    await desktop.client.tasks.confirm(id, false, open.number);
    expect(await end(id)).toMatchObject({ outcome: 'failed' });
    expect((await desktop.client.observation()).page?.url).toBe(start);
  }
  // What was typed is one of the sites: nobody is asked, and that is where it leads.
  pages.clear();
  const text = `name: stay\nstart_url: ${start}\nsteps:\n  - key: ctrl+l\n  - type: {text: "${start.replace('/links', '/inside')}", submit: true}\n`;
  const { id } = await desktop.client.tasks.submit({ playbook: text, confirm: 'risky', sites: [hostname] });
  expect(await end(id)).toMatchObject({ outcome: 'done' });
  await pages.event(({ type }) => type === 'inside', 'the page that was typed');
});

test('what has become something else while a person was asked is asked about again', async () => {
  pages.clear();
  pages.page('/now', 'same');
  const start = pages.page(
    '/swap',
    `<title>swap</title><button onclick="record(this.textContent)">Pay now</button><script>
    const look = async () => {
      if (!(await (await fetch('/now')).text()).includes('other')) return void setTimeout(look, 200);
      document.querySelector('button').textContent = 'Delete account';
      record('swapped');
    };
    setTimeout(look, 200);</script>`,
  );
  const text = `name: swap\nstart_url: ${start}\nsteps:\n  - click: {name: Pay now}\n`;
  const { id } = await desktop.client.tasks.submit({ playbook: text, confirm: 'risky' });
  const first = await asked(id);
  expect(first).toMatchObject({ risk: 'pay' });
  pages.page('/now', 'other');
  await pages.event(({ type }) => type === 'swapped', 'the other button');
  await desktop.client.tasks.confirm(id, true, first.number);
  const second = await asked(id, first.number);
  expect(second).toMatchObject({ risk: 'delete', what: expect.stringContaining('Delete account') as string });
  await desktop.client.tasks.confirm(id, false, second.number);
  expect(await end(id)).toMatchObject({ outcome: 'failed' });
  expect(pages.events.map(({ type }) => type)).toEqual(['swapped']);
});

test('Enter by any of its names waits for leave as well', async () => {
  const start = pages.page(
    '/keys',
    `<title>keys</title><button autofocus onclick="record('paid')">Pay now</button>`,
  );
  await desktop.client.perform({ action: 'goto', url: start });
  for (const keys of ['NumpadEnter', 'linefeed', 'spacebar']) {
    pages.clear();
    const text = `name: keys\nstart_url: ${start}\nsteps:\n  - key: ${keys}\n`;
    const { id } = await desktop.client.tasks.submit({ playbook: text, confirm: 'risky' });
    const open = await asked(id);
    expect(open).toMatchObject({ risk: 'pay' });
    await desktop.client.tasks.confirm(id, true, open.number);
    expect(await end(id)).toMatchObject({ outcome: 'done' });
    await pages.event(({ type }) => type === 'paid', `the click by ${keys}`);
  }
});

test('a person allows it in the viewer', async () => {
  pages.clear();
  // The other desktop's browser is the person's.
  await using other = await startDesktop();
  const link = new URL(await desktop.client.link());
  link.hostname = desktop.container.getIpAddress('bridge');
  link.port = '6080';
  await other.client.perform({ action: 'goto', url: link.href });
  const { id } = await desktop.client.tasks.submit({ playbook: playbook(), confirm: 'risky' });
  await asked(id);
  const allow = await expect
    .poll(async () => (await other.client.observation()).elements.find(({ name }) => name === 'Allow')?.ref, {
      timeout: 15_000,
    })
    .toBeDefined()
    .then(async () => (await other.client.observation()).elements.find(({ name }) => name === 'Allow')?.ref);
  expect(await other.client.observation().then(({ elements }) => JSON.stringify(elements))).toContain(
    'Refuse',
  );
  await other.client.perform({ action: 'click', ref: allow });
  expect(await end(id)).toMatchObject({ outcome: 'done' });
  expect(pages.events.map(({ type }) => type)).toEqual(['looked', 'paid']);
});

test('with a dialog of the page open, a click, a button of the mouse and the space bar wait for leave', async () => {
  const start = pages.page(
    '/dialog',
    `<title>dialog</title><button onclick="setTimeout(() => record(confirm('Delete 3 files?') ? 'deleted' : 'kept'))">Tidy up</button>`,
  );
  for (const [step, what] of [
    ['click: {at: [640, 200]}', 'click on or beside the dialog'],
    ['do: {action: mouse_down}', 'mouse_down on or beside the dialog'],
    ['type: {text: " "}', 'accept the dialog'],
  ] as const) {
    pages.clear();
    const open = await askedOn(start, ['click: {name: Tidy up}', step]);
    expect(open).toMatchObject({ risk: 'delete', what: expect.stringContaining(what) as string });
    await desktop.client.perform({ action: 'dialog', accept: false });
    await pages.event(({ type }) => type === 'kept', 'the dialog dismissed');
    expect(pages.events.map(({ type }) => type)).toEqual(['kept']);
  }
  pages.clear();
  await askedOn(start, ['click: {name: Tidy up}', 'key: space'], true);
  await pages.event(({ type }) => type === 'deleted', 'the dialog accepted by the space bar');
});

test('a button that the list has no room for waits for leave, and a click on the empty page does not', async () => {
  pages.clear();
  const many = Array.from({ length: 120 }, (_, i) => `<button>Item ${i}</button>`).join(' ');
  const start = pages.page(
    '/many',
    `<title>many</title><style>button { width: 70px; font-size: 10px; padding: 0 }</style>${many} <button onclick="record('sent')">Send</button>`,
  );
  await desktop.client.perform({ action: 'goto', url: start });
  const { elements, elements_omitted: omitted } = await desktop.client.observation();
  expect(elements.map(({ name }) => name)).not.toContain('Send');
  expect(omitted).toBe(41);
  const at = await middleOf('Send');
  expect(await askedOn(start, [`click: {at: ${at}}`])).toMatchObject({
    risk: 'send',
    what: expect.stringContaining('click button "Send"') as string,
  });
  expect(pages.events).toEqual([]);
  await unasked(start, [`click: {at: ${await middleOf('Item 119')}}`, 'click: {at: [1200, 780]}']);
});

test('a button beyond what is known is asked about also within a box that can be focused; texts beyond it are no buttons', async () => {
  pages.clear();
  const buttons = Array.from({ length: 1000 }, (_, i) => `<button>${i}</button>`).join('');
  const filled = pages.page(
    '/filled',
    `<title>filled</title><style>button { width: 20px; height: 10px; padding: 0; border: 0; font-size: 6px; float: left }
    #pay { position: fixed; left: 0; bottom: 0; width: 100%; height: 120px }</style>
    <div tabindex="0">${buttons}<button id="pay" onclick="record('paid')">Pay now</button></div>`,
  );
  expect(await askedOn(filled, ['click: {at: [640, 740]}'])).toMatchObject({ risk: 'unknown' });
  expect(pages.events).toEqual([]);
  const rows = Array.from({ length: 30 }, () => `<tr>${'<td>12.5'.repeat(14)}`).join('');
  const start = pages.page(
    '/table',
    `<title>table</title><style>td { font-size: 8px } h2 { position: absolute; left: 700px; width: 300px }</style>
    <table>${rows}</table><h2 onclick="record('signed')" style="top: 100px">Sign up</h2>`,
  );
  await desktop.client.perform({ action: 'goto', url: start });
  const { elements_omitted: omitted } = await desktop.client.observation();
  expect(omitted).toBeGreaterThan(321);
  await unasked(start, ['click: {at: [1200, 740]}']);
  expect(await askedOn(start, [`click: {at: ${await middleOf('Sign up')}}`])).toMatchObject({
    risk: 'submit',
    what: expect.stringContaining('click clickable "Sign up"') as string,
  });
  expect(pages.events).toEqual([]);
});

test('a click on an empty place of a frame that tells what it shows asks nobody, and one on its button does', async () => {
  pages.clear();
  const inner = `<button onclick='parent.postMessage(1, "*")'>Pay now</button>`;
  const src = pages.page('/frame', inner);
  const start = pages.page(
    '/frames',
    `<title>frames</title><style>iframe { width: 300px; height: 150px }</style><iframe src="${src}"></iframe>
    <iframe srcdoc="${inner.replaceAll('"', '&quot;')}"></iframe><iframe sandbox srcdoc="<p>nothing</p>"></iframe><iframe></iframe>
    <iframe src="data:text/html,nothing"></iframe><iframe sandbox="allow-scripts" src="${src}"></iframe>
    <script>onmessage = () => record('paid')</script>`,
  );
  await desktop.client.perform({ action: 'goto', url: start });
  const { elements, page } = await desktop.client.observation();
  expect(page?.title).toBe('frames');
  const buttons = elements.filter(({ name }) => name === 'Pay now');
  expect(buttons).toHaveLength(3);
  const top = Math.min(...buttons.map(({ box }) => box.y));
  // Below the buttons, in each of two rows of frames; six of them fit in three columns or four.
  const places = [top, top + 154].flatMap((y) =>
    [200, 500, 800, 1100].map((x) => `click: {at: [${x}, ${y + 80}]}`),
  );
  await unasked(start, places);
  for (const { box } of buttons) {
    const at = `[${box.x + 20}, ${box.y + 10}]`;
    expect(await askedOn(start, [`click: {at: ${at}}`])).toMatchObject({ risk: 'pay' });
  }
  expect(pages.events).toEqual([]);
});

test('a click and Enter wait for leave while the page does not answer', async () => {
  const start = pages.page(
    '/slow',
    `<title>slow</title><button onclick="setTimeout(() => { const end = Date.now() + 20000; while (Date.now() < end); })">Go on</button>`,
  );
  for (const [step, what] of [
    ['click: {at: [300, 300]}', 'click on what the screen did not show before'],
    ['key: Enter', 'press Enter where it cannot be told what has the focus'],
  ] as const) {
    const open = await askedOn(start, ['click: {name: Go on}', step]);
    expect(open).toMatchObject({ risk: 'unknown', what: expect.stringContaining(what) as string });
  }
});

test('a page of its own making that is pasted into the address bar waits for leave, also without sites', async () => {
  const start = pages.page('/bar', '<title>bar</title>');
  const bar = 'key: ctrl+l';
  for (const steps of [
    [bar, 'do: {action: paste, text: "data:text/html,made"}', 'key: Enter'],
    [bar, 'type: {text: "data:text/html,made"}', 'key: End', 'key: Enter'],
    [bar, 'type: {text: "da"}', 'do: {action: paste, text: "ta:text/html,made"}', 'key: Enter'],
  ]) {
    expect(await askedOn(start, steps)).toMatchObject({ risk: 'leave' });
    expect((await desktop.client.observation()).page?.url).toBe(start);
  }
  const there = pages.page('/there', '<title>there</title><script>record("there")</script>');
  await unasked(start, [bar, `do: {action: paste, text: "${there}"}`, 'key: Enter']);
  await pages.event(({ type }) => type === 'there', 'the page whose address was pasted');
});

test('a link that saves a file waits for leave whatever it is called, and nothing is saved before', async () => {
  const start = pages.page(
    '/saving',
    `<title>saving</title><a download href="/export">Quarterly data</a> <a id="made">Result</a> <a href="/saving">Same page</a>
    <script>made.href = URL.createObjectURL(new Blob(['x'])); made.download = 'x.txt'</script>`,
  );
  pages.page('/export', 'data');
  for (const name of ['Quarterly data', 'Result']) {
    expect(await askedOn(start, [`click: {name: ${name}}`])).toMatchObject({
      risk: 'download',
      what: expect.stringContaining(`follow link "${name}", which saves a file`) as string,
    });
    expect((await desktop.client.observation()).downloads).toEqual([]);
  }
  await unasked(start, ['click: {name: Same page}']);
  await askedOn(start, ['click: {name: Result}'], true);
  await expect
    .poll(async () => (await desktop.client.observation()).downloads.map(({ name }) => name))
    .toEqual(['x.txt']);
  // Chromium saves what a link leads to when it is clicked with Alt.
  const alt = 'do: {action: click, on: {name: Same page}, modifiers: [alt]}';
  expect(await askedOn(start, [alt], true)).toMatchObject({ risk: 'download' });
  await expect.poll(async () => (await desktop.client.observation()).downloads).toHaveLength(2);
});

test('what a page names waits for leave by whatever role, with soft hyphens in it, however long, and by a drag', async () => {
  const start = pages.page(
    '/named',
    `<title>named</title><style>div, h2 { width: 300px; height: 40px; margin: 4px }</style>
    <div role="treeitem" tabindex="0" onclick="record('done')">Delete account</div>
    <div role="menuitemcheckbox" tabindex="0" onclick="record('done')">Erase all</div>
    <h2 onclick="record('done')">Remove everything</h2>
    <h2 tabindex="0" id="listened">Sign up</h2>
    <button onclick="record('done')">be&shy;stel&shy;len</button>
    <button id="long" onclick="record('done')"></button>
    <input aria-label="Search or send a message to Anna" onkeydown="if (event.key === 'Enter') record('done')">
    <div draggable="true" ondragstart="event.dataTransfer.setData('text/plain', 'x')">Report</div>
    <div role="region" aria-label="Trash" tabindex="0" ondragover="event.preventDefault()" ondrop="record('done')"></div>
    <script>long.textContent = 'Delete message "' + 'Dear all, '.repeat(13) + '"'; listened.addEventListener('click', () => record('done'))</script>`,
  );
  for (const [risk, step] of [
    ['submit', 'click: {name: Sign up}'],
    ['delete', 'click: {name: Delete account}'],
    ['delete', 'click: {name: Erase all}'],
    ['delete', 'click: {name: Remove everything}'],
    ['delete', 'click: {name: Delete message}'],
    ['send', 'type: {into: Search or send a message to Anna, text: hello, submit: true}'],
    ['delete', 'drag: {from: {name: Report}, to: {name: Trash}}'],
  ] as const) {
    pages.clear();
    expect(await askedOn(start, [step])).toMatchObject({ risk });
    expect(pages.events).toEqual([]);
  }
  const { elements } = await desktop.client.observation();
  const hyphenated = elements.find(({ name }) => name.includes('\u00AD'));
  const { x, y } = hyphenated?.box ?? { x: 0, y: 0 };
  expect(await askedOn(start, [`click: {at: [${x + 10}, ${y + 5}]}`], true)).toMatchObject({ risk: 'pay' });
  expect(pages.events.map(({ type }) => type)).toEqual(['done']);
});
