import { describe, expect, test } from 'vitest';
import { matchTarget } from '../../../../src/agent/playbook/match.ts';
import type { Purpose } from '../../../../src/agent/playbook/match.ts';
import type { Target } from '../../../../src/playbook/schema.ts';
import type { PageElement } from '../../../../src/browser/browser.ts';

let next = 0;
function element(role: string, name: string, more: Partial<PageElement> = {}): PageElement {
  next++;
  return {
    ref: `e${next}`,
    role,
    name,
    states: [],
    box: { x: 0, y: next * 30, width: 50, height: 20 },
    ...more,
  };
}

const save = element('button', 'Save');
const saveAll = element('button', 'Save all');
const saveLink = element('link', 'save');
const label = element('label', 'Full name');
const field = element('textbox', 'Full name', { value: 'Zoë' });
const twice = [element('button', 'Delete'), element('button', 'Delete')];
const outer = element('link', 'Home', { box: { x: 0, y: 900, width: 90, height: 40 } });
const inner = element('link', 'Home', { box: { x: 5, y: 905, width: 20, height: 10 } });
const spaced = element('button', 'Über   uns');
const all = [save, saveAll, saveLink, label, field, ...twice, outer, inner, spaced];

describe('matching a target', () => {
  test.each([
    [{ name: 'Save' }, 'point', save],
    [{ name: 'SAVE', role: 'link' }, 'point', saveLink],
    [{ name: 'ave al' }, 'point', saveAll],
    [{ name: 'Full name' }, 'type', field],
    [{ name: 'Full name' }, 'point', field],
    [{ name: 'Full name', role: 'label' }, 'point', label],
    [{ text: 'Zoë' }, 'read', field],
    [{ ref: save.ref }, 'point', save],
    [{ name: 'Home' }, 'point', outer],
    [{ name: 'über uns' }, 'point', spaced],
  ] as [Target, Purpose, PageElement][])('%j to %s finds %o', (target, purpose, found) => {
    expect(matchTarget(target, all, purpose)).toEqual({ found });
  });

  test('two that nothing tells apart are listed', () => {
    expect(matchTarget({ name: 'Delete' }, all, 'point')).toEqual({ problem: 'several', candidates: twice });
  });

  test.each([
    [{ name: 'Nowhere' }],
    [{ ref: 'e9999' }],
    [{ name: 'Save', role: 'checkbox' }],
    [{ name: 'Zoë' }],
  ] as [Target][])('%j finds nothing', (target) => {
    expect(matchTarget(target, all, 'point')).toMatchObject({ problem: 'none' });
  });
});
