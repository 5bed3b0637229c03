import { describe, expect, test } from 'vitest';
import { parsePlaybook } from '../../../../src/playbook/parse.ts';
import { recordPlaybook } from '../../../../src/agent/playbook/recorder.ts';
import type { RunHead, Step, StepAction } from '../../../../src/agent/events.ts';

const head = {
  id: '20261122-153000-ab12',
  task: 'Send the report',
  answeredBy: ['grok-4.3'],
  result: 'Sent {{x}}',
} as unknown as RunHead;

function action(name: string, params: StepAction['params'], more: Partial<StepAction> = {}): StepAction {
  return { name, params, ok: true, timings: { actMs: 0, settleMs: 0, frameMs: 0 }, ...more };
}

function record(actions: readonly StepAction[]): string {
  return recordPlaybook(head, [{ actions } as unknown as Step], { startUrl: 'demo:/' });
}

const button = { target: { role: 'button', name: 'Save' }, point: { x: 4, y: 5 } };

describe('recording a playbook', () => {
  test('keeps the most stable target, leaves out looking and failures, and can be read again', () => {
    const yaml = record([
      action('goto', { url: 'http://page/' }),
      action('screenshot', {}),
      action('click', { ref: 'e3' }, button),
      action('click', { x: 4, y: 5, count: 2 }, { point: { x: 4, y: 5 } }),
      action('click', { x: 9, y: 9 }, { ok: false, ...button }),
      action(
        'type',
        { ref: 'e1', text: '{{secret:PASSWORD}}', submit: true },
        { target: { role: 'textbox', name: 'Password' } },
      ),
      action('type', { text: 'plain' }),
      action('key', { keys: 'Enter' }),
      action('scroll', { dy: 3 }),
      action('drag', { from_ref: 'e1', to_ref: 'e2' }), // with no word of where they were
      action('upload', { ref: 'e9', files: ['a.png'] }, { target: { role: 'button', name: 'Receipt' } }),
      action('done', { result: 'Sent', success: true }),
    ]);
    expect(yaml).toMatch(/^# Recorded from run .*\n# Left out: drag /);
    const playbook = parsePlaybook(yaml);
    expect(playbook.start_url).toBe('demo:/');
    expect(playbook.steps.map(({ kind, value }) => [kind, value])).toMatchObject([
      ['goto', 'http://page/'],
      ['click', { name: 'Save', role: 'button' }],
      ['click', { at: [4, 5], count: 2 }],
      ['type', { into: { name: 'Password', role: 'textbox' }, text: '{{secret:PASSWORD}}', submit: true }],
      ['type', { text: 'plain' }],
      ['key', 'Enter'],
      ['do', { action: 'scroll', dy: 3 }],
      ['upload', { name: 'Receipt', file: 'a.png' }],
    ]);
  });

  const card = { point: { x: 10, y: 20 }, target: { role: 'draggable', name: 'Card A' } };
  const column = { point: { x: 90, y: 20 }, target: { role: 'group', name: 'Done' } };

  test('refs that wheel, buttons, drags and batches used become the elements that they stood for', () => {
    const yaml = record([
      action('scroll', { ref: 'e4', dy: 3 }, card),
      action('mouse_down', { ref: 'e4' }, card),
      action('mouse_up', { ref: 'e7' }, { point: { x: 3, y: 4 } }),
      action('click', { ref: 'e4', modifiers: ['ctrl'] }, card),
      action('drag', { from_ref: 'e4', to_ref: 'e5' }, { ...card, end: column }),
      action('drag', { from_ref: 'e4', to_ref: 'e5', button: 'right' }, { ...card, end: column }),
      action(
        'batch',
        {},
        {
          parts: [
            { name: 'click', params: { ref: 'e3' }, ...button },
            { name: 'zoom', params: {} },
            { name: 'type', params: { ref: 'e1', text: 'Zoë' }, target: { role: 'textbox', name: 'Name' } },
            { name: 'drag', params: { from_ref: 'e4', to_ref: 'e5' }, ...card, end: column },
          ],
        },
      ),
    ]);
    expect(yaml).not.toContain('Left out');
    expect(parsePlaybook(yaml).steps.map(({ kind, value }) => [kind, value])).toMatchObject([
      ['do', { action: 'scroll', dy: 3, on: { name: 'Card A', role: 'draggable' } }],
      ['do', { action: 'mouse_down', on: { name: 'Card A' } }],
      ['do', { action: 'mouse_up', on: { at: [3, 4] } }],
      ['do', { action: 'click', modifiers: ['ctrl'], on: { name: 'Card A' } }],
      ['drag', { from: { name: 'Card A' }, to: { name: 'Done', role: 'group' } }],
      ['do', { action: 'drag', button: 'right', from: { name: 'Card A' }, to: { name: 'Done' } }],
      ['click', { name: 'Save', role: 'button' }],
      ['type', { into: { name: 'Name', role: 'textbox' }, text: 'Zoë' }],
      ['drag', { from: { name: 'Card A' }, to: { name: 'Done' } }],
    ]);
  });

  test('a line break in what a model typed cannot leave its comment', () => {
    const yaml = record([action('key', { keys: 'a' }), action('mouse_down', { ref: 'e1\nsteps: []' })]);
    expect(parsePlaybook(yaml).steps).toHaveLength(1);
  });
});
