import { describe, expect, test } from 'vitest';
import { parsePlaybook } from '../../../src/playbook/parse.ts';

const GOOD = `name: Expense report
start_url: demo:/expenses/
files: [receipt.png]
steps:
  - goto: demo:/expenses/
  - click: Sign in
  - click: { name: Sign in, role: button, count: 2 }
  - type: { into: { name: Full name }, text: "Zoë Müller 山田 🙂", clear: true }
  - key: ctrl+a
  - select: { name: Category, option: Travel }
  - drag: { from: { name: Card A }, to: { at: [10, 20] } }
  - scroll: { to: { text: Row 40 } }
  - upload: { name: Receipt, file: receipt.png }
  - wait: { text: Saved }
  - read: { from: { name: Total }, as: total }
  - read: { pattern: 'No\\. (\\d+)', as: number }
  - expect: { gone: Loading }
  - expect: { text: "Report {{number}}", within: 100 }
  - do: { action: forward }
result: "Report {{number}} submitted: {{total}}"
`;

describe('a playbook file', () => {
  test('with every kind of step is read, each step with its line', () => {
    const playbook = parsePlaybook(GOOD);
    expect(playbook.steps.map((step) => step.kind)).toHaveLength(15);
    expect(playbook.steps[1]).toMatchObject({
      kind: 'click',
      line: 6,
      value: { name: 'Sign in', count: 1, button: 'left' },
    });
    expect(playbook.files).toEqual(['receipt.png']);
  });

  const steps = (yaml: string): string => `name: x\nsteps:\n${yaml}`;
  test.each([
    ['name: x\nsteps:\n  - click: [', /line \d: /],
    ['name: x', /line 1: steps/],
    ['steps: [{ key: a }]', /line 1: name/],
    ['name: x\nsteps: []', /line 2: steps/],
    ['name: x\nnmae: y\nsteps: [{ key: a }]', /unknown field "nmae" \(did you mean "name"\?\)/],
    [steps('  - key: a\n  - clik: Save'), /line 4: step 2: there is no step "clik"; did you mean "click"\?/],
    [steps('  - key: a\n    click: b'), /line 3: step 1: a step is one of .*not key and click/],
    [steps('  - just words'), /line 3: step 1: a step is one of/],
    [steps('  - click: { nam: Save }'), /line 3: step 1, click: .*"nam" \(did you mean "name"\?\)/],
    [steps('  - click: { name: a, text: b }'), /exactly one of name/],
    [steps('  - key: a\n  - type:\n      into: Name\n      text: 5'), /line 6: step 2, type: text/],
    [steps('  - click: { at: [1] }'), /line 3: step 1, click: at/],
    [steps('  - read: { as: x }'), /either from a target or by a pattern/],
    [steps('  - read: { pattern: "(", as: x }'), /not a valid regular expression/],
    [steps('  - expect: { within: 5 }'), /expect exactly one of/],
    [steps('  - expect: { url: a, title: b }'), /expect exactly one of/],
    [steps('  - key: a\nresult: "{{total}}"'), /line 4: result: \{\{total\}\} is used, but no read step/],
    [
      steps('  - type: "{{late}}"\n  - read: { pattern: a, as: late }'),
      /line 3: step 1, type: \{\{late\}\} is used/,
    ],
  ])('that is wrong is refused with line, step and field: %j', (yaml, message) => {
    expect(() => parsePlaybook(yaml)).toThrow(
      expect.objectContaining({ code: 'bad_input', message: expect.stringMatching(message) as string }),
    );
  });

  test('a secret is no variable', () => {
    expect(parsePlaybook(steps('  - type: "{{secret:PASSWORD}}"')).steps).toHaveLength(1);
  });
});
