import { describe, expect, test } from 'vitest';
import { DeskhandError } from '../../../../src/base/errors.ts';
import { FakeDesktop } from '../support/fake-desktop.ts';
import { makeService } from '../support/service.ts';

function playbook(steps: string, rest = ''): { playbook: string } {
  return { playbook: `name: Test\nsteps:\n${steps.trim().replaceAll(/^ */gm, '  ')}\n${rest}` };
}

function formDesktop(): FakeDesktop {
  const desktop = new FakeDesktop();
  desktop.page.elements = [
    { role: 'textbox', name: 'Full name', value: '' },
    { role: 'combobox', name: 'Category', value: 'Food' },
    { role: 'button', name: 'Submit' },
    { role: 'button', name: 'Receipt: no file chosen' },
  ];
  let open: string | undefined;
  desktop.act = (call, element) => {
    if (call.action === 'click') open = element?.name;
    if (call.action === 'type' && open === 'Category')
      desktop.page.elements[1] = { role: 'combobox', name: 'Category', value: String(call['text']) };
    else if (call.action === 'type' && element !== undefined) element.value = String(call['text']);
    if (call.action === 'click' && element?.name === 'Submit') {
      desktop.page.text = 'Report No. 4711 submitted';
      desktop.page.title = 'Submitted';
    }
    return undefined;
  };
  return desktop;
}

describe('a playbook run', () => {
  test('does every step on the real table of actions and fills the result in', async () => {
    const desktop = formDesktop();
    await using fixture = await makeService(desktop);
    const { head, events } = await fixture.run(
      playbook(
        `- goto: demo:/expenses/
         - type: { into: Full name, text: "Zoë 山田", clear: true }
         - select: { name: Category, option: Travel }
         - upload: { name: Receipt, file: receipt.png }
         - key: ctrl+s
         - drag: { from: Submit, to: { at: [150, 150] } }
         - click: Submit
         - expect: { text: submitted }
         - expect: { title: Submitted }
         - read: { from: Full name, as: name }
         - read: { pattern: 'No\\. (\\d+)', as: number }`,
        'result: "Report {{number}} by {{name}}"',
      ),
    );
    expect(head).toMatchObject({
      outcome: 'done',
      result: 'Report 4711 by Zoë 山田',
      model: 'playbook',
      task: 'Test',
    });
    expect(head.totals.costUsd).toBe(0);
    expect(head.estimatedUsd).toBeGreaterThan(0.001);
    expect(head.estimatedUsd).toBeLessThan(0.05);
    const actions = desktop.calls.filter((call) => !['wait', 'read_page', 'find'].includes(call.action));
    expect(actions.map((call) => `${call.action} ${call.hit ?? ''}`.trim())).toEqual([
      'goto',
      'type Full name',
      'click Category',
      'type',
      'key',
      'upload Receipt: no file chosen',
      'key',
      'drag',
      'click Submit',
      'done',
    ]);
    expect(actions[0]).toMatchObject({ url: 'demo:/expenses/' });
    const steps = events.filter((event) => event.type === 'step').map((event) => event.step);
    expect(steps[0]?.actions[0]?.params).toEqual({ url: 'demo:/expenses/' });
    expect(steps.at(-1)?.thought).toContain('Read number: 4711');
  });

  test('waits for what appears late, without a fixed pause', async () => {
    const desktop = formDesktop();
    const { elements } = desktop.page;
    desktop.page.elements = [];
    const act = desktop.act;
    desktop.act = (call, element) => {
      if (call.action === 'wait' && desktop.calls.length > 3) desktop.page.elements = elements;
      return act(call, element);
    };
    await using fixture = await makeService(desktop);
    expect((await fixture.run(playbook('- click: Submit'))).head.outcome).toBe('done');
  });

  test('scrolls with the wheel until the target is in view', async () => {
    const desktop = new FakeDesktop();
    desktop.page.scroll.maxY = 2000;
    desktop.act = (call) => {
      if (call.action !== 'scroll') return undefined;
      desktop.page.scroll.y += 480;
      desktop.page.elements = [{ role: 'row', name: `Row ${desktop.page.scroll.y / 48}` }];
      return undefined;
    };
    await using fixture = await makeService(desktop);
    const { head } = await fixture.run(playbook('- scroll: { to: { text: Row 30 } }'));
    expect(head.outcome).toBe('done');
    expect(desktop.calls.filter((call) => call.action === 'scroll')).toHaveLength(3);
  });

  test('a person who interferes makes it wait and do the step again', async () => {
    const desktop = formDesktop();
    const act = desktop.act;
    let interfered = false;
    desktop.act = (call, element) => {
      if (call.action !== 'click' || interfered) return act(call, element);
      interfered = true;
      desktop.control.take();
      setImmediate(() => desktop.control.give());
      throw new DeskhandError('human_in_control', 'A person has taken over this desktop.');
    };
    await using fixture = await makeService(desktop);
    const { head } = await fixture.run(playbook('- click: Submit\n- expect: { text: submitted }'));
    expect(head.outcome).toBe('done');
    expect(desktop.calls.filter((call) => call.action === 'click')).toHaveLength(2);
  });
});

describe('a playbook step that cannot be done', () => {
  test.each([
    [
      `- key: a\n- click: Sumbit`,
      /^Step 2 of 2 \(click .*"Sumbit", line 4\): .*"Sumbit" was not found\. In view: .*button "Submit"/,
    ],
    [
      '- expect: { text: Approved, within: 30 }',
      /^Step 1 .*expected the text "Approved" within 30 ms\. The page is "Page"/,
    ],
    ['- expect: { gone: Submit, within: 30 }', /expected an element named "Submit" to be gone/],
    ['- expect: { url: /done, within: 30 }', /the address to hold "\/done".*at http:\/\/page\//],
    ['- scroll: { to: Row 99 }', /Row 99" was not found/],
    ['- upload: { at: [1, 2], file: a.png }', /no element of the page/],
    ['- wait: { text: Never, within: 10 }', /Step 1 .*"Never" did not appear/],
    ['- do: { action: click, ref: e77 }', /Step 1 .*no e77/],
    ['- do: { action: fly }', /Step 1 .*no tool "fly"/],
  ])('%j says which, what was looked for and what was there', async (steps, message) => {
    await using fixture = await makeService(formDesktop());
    const { head } = await fixture.run(playbook(steps));
    expect(head).toMatchObject({
      outcome: 'failed',
      error: {
        code: expect.stringMatching(/action_failed|bad_input/) as string,
        message: expect.stringMatching(message) as string,
      },
    });
  });

  test('an ambiguous target lists its candidates', async () => {
    const desktop = formDesktop();
    desktop.page.elements.push({ role: 'button', name: 'Submit' });
    await using fixture = await makeService(desktop);
    const { head } = await fixture.run(playbook('- click: Submit'));
    expect(head.error?.message).toMatch(/ambiguous: button "Submit", button "Submit"/);
  });

  test('a select that does not take the option', async () => {
    const desktop = formDesktop();
    desktop.act = () => undefined;
    await using fixture = await makeService(desktop);
    const { head } = await fixture.run(playbook('- select: { name: Category, option: Travel }'));
    expect(head.error?.message).toMatch(/shows "Food", not "Travel"/);
  });
});
