import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../../src/actions/observation.ts';
import { risksOf } from '../../../../src/agent/confirm/classify.ts';
import type { Surroundings } from '../../../../src/agent/confirm/classify.ts';
import { riskOfName } from '../../../../src/agent/confirm/named-risk.ts';
import { isOnSites } from '../../../../src/agent/confirm/sites.ts';
import type { PageElement } from '../../../../src/browser/browser.ts';

describe('a control’s name', () => {
  test.each([
    ['Pay now', 'pay'],
    ['Place your order', 'pay'],
    ['Order', 'pay'],
    ['Zahlungspflichtig bestellen', 'pay'],
    ['JETZT KAUFEN', 'pay'],
    ['Passer la commande', 'pay'],
    ['Finalizar compra', 'pay'],
    ['Оплатить', 'pay'],
    ['提交订单', 'pay'],
    ['購入手続きへ', 'pay'],
    ['결제하기', 'pay'],
    ['Satın al', 'pay'],
    ['ادفع الآن', 'pay'],
    ['Delete account', 'delete'],
    ['Move to trash', 'delete'],
    ['Endgültig löschen', 'delete'],
    ['Supprimer', 'delete'],
    ['削除する', 'delete'],
    ['Удалить', 'delete'],
    ['Send', 'send'],
    ['  Send   message ', 'send'],
    ['Envoyer', 'send'],
    ['Absenden', 'send'],
    ['发送', 'send'],
    ['Отправить', 'send'],
    ['Submit', 'submit'],
    ['Sign up', 'submit'],
    ['Anmelden', 'submit'],
    ['ログイン', 'submit'],
    ['Download', 'download'],
    ['Télécharger le fichier', 'download'],
    ['Скачать', 'download'],
    ['ＰＡＹ　ＮＯＷ', 'pay'],
  ])('%s: %s', (name, risk) => {
    expect(riskOfName(name)).toBe(risk);
  });

  test.each([
    'Order history', 'Payment methods', 'Delivery options', 'Sender', 'Paypal settings', 'Home', 'Next', 'Search', 'Show more',
    'Open menu', 'Add to cart', 'Learn more', 'Kaufberatung', 'Assignment', '', 'Repay', 'Close', 'Add', 'Details', 'Weiter', '次へ',
  ])('%j is harmless', (name) => {
    expect(riskOfName(name)).toBeUndefined();
  }); // prettier-ignore

  test('of a link that leads to a file is a download', () => {
    expect(riskOfName('report-2026.pdf (2 MB)', 'link')).toBe('download');
    expect(riskOfName('report-2026.pdf (2 MB)', 'heading')).toBeUndefined();
  });
});

const BOX = { x: 0, y: 0, width: 100, height: 20 };

function screen(
  elements: readonly Partial<PageElement>[] = [],
  more: Partial<Observation> = {},
): Surroundings {
  const seen = {
    elements: elements.map((each, i) => ({
      ref: `e${i + 1}`,
      role: 'button',
      name: '',
      states: [],
      box: { ...BOX, y: i * 30 },
      ...each,
    })),
    dialogs: [],
    cursor: { x: 5, y: 5 },
    page: {
      url: 'https://shop.example/cart',
      title: '',
      loading: false,
      scroll: { x: 0, y: 0, maxX: 0, maxY: 0 },
    },
    ...more,
  } as unknown as Observation;
  return { seen, isExternal: (name) => name === 'mail_send' };
}

const risks = (name: string, params: Record<string, unknown>, around: Surroundings) =>
  risksOf({ name, params: params as never }, around).map(({ risk }) => risk);

describe('an act', () => {
  const form = screen([
    { role: 'button', name: 'Pay now' },
    { role: 'textbox', name: 'Message', states: ['focused'] },
    { role: 'searchbox', name: 'Find' },
    { role: 'button', name: 'Next' },
    { role: 'textbox', name: 'Search products' },
  ]);

  test('says what it is, for the person who decides', () => {
    expect(risksOf({ name: 'click', params: { ref: 'e1' } }, form)).toEqual([
      { risk: 'pay', what: 'click button "Pay now" on shop.example' },
    ]);
  });

  test.each([
    ['click', { ref: 'e1' }, ['pay']],
    ['click', { x: 50, y: 10 }, ['pay']],
    ['click', { ref: 'e4' }, []],
    ['click', { x: 900, y: 700 }, []],
    ['mouse_down', {}, ['pay']],
    ['type', { text: 'hello' }, []],
    ['type', { text: 'hello', submit: true }, ['submit']],
    ['type', { text: 'hello\n' }, ['submit']],
    ['type', { text: 'lamp', ref: 'e3', submit: true }, []],
    ['type', { text: 'lamp', ref: 'e5', submit: true }, []],
    ['key', { keys: 'Enter' }, ['submit']],
    ['key', { keys: 'Return' }, ['submit']],
    ['key', { keys: 'ctrl+Enter' }, ['send']],
    ['key_down', { key: 'Enter' }, ['submit']],
    ['key', { keys: 'Tab' }, []],
    ['key', { keys: 'Delete' }, []],
    ['upload', { ref: 'e2', files: ['a.pdf'] }, ['upload']],
    ['shell', { command: 'rm -r x' }, ['program']],
    ['mail_send', { to: 'a' }, ['program']],
    ['scroll', { dy: 3 }, []],
    ['screenshot', {}, []],
    [
      'batch',
      {
        actions: [
          { action: 'click', ref: 'e4' },
          { action: 'click', ref: 'e1' },
        ],
      },
      ['pay'],
    ],
    [
      'batch',
      {
        actions: [
          { action: 'click', ref: 'e3' },
          { action: 'key', keys: 'Enter' },
        ],
      },
      [],
    ],
    ['batch', { actions: [{ action: 'batch', actions: [{ action: 'key', keys: 'Enter' }] }] }, ['submit']],
    ['batch', { actions: 'nonsense' }, []],
  ])('%s %j: %j', (name, params, expected) => {
    expect(risks(name, params, form)).toEqual(expected);
  });

  test('that sends a form by POST is a submit, whatever its button and field are called; one that only asks is not', () => {
    const posts = 'https://shop.example/orders';
    const around = screen([
      { role: 'button', name: '', posts, submits: true },
      { role: 'textbox', name: 'Search', states: ['focused'], posts },
      { role: 'button', name: 'Pay', posts, submits: true },
      { role: 'button', name: '' },
      { role: 'searchbox', name: 'Search' },
    ]);
    expect(risksOf({ name: 'click', params: { ref: 'e1' } }, around)).toEqual([
      { risk: 'submit', what: `click button "", which sends a form to ${posts} on shop.example` },
    ]);
    expect(risksOf({ name: 'key', params: { keys: 'Enter' } }, around)).toEqual([
      {
        risk: 'submit',
        what: `press Enter in textbox "Search", which sends a form to ${posts} on shop.example`,
      },
    ]);
    expect(risks('type', { text: 'x', ref: 'e2', submit: true }, around)).toEqual(['submit']);
    expect(risks('click', { ref: 'e2' }, around)).toEqual([]);
    expect(risks('click', { ref: 'e3' }, around)).toEqual(['pay']);
    expect(risks('click', { ref: 'e4' }, around)).toEqual([]);
    expect(risks('type', { text: 'x', ref: 'e5', submit: true }, around)).toEqual([]);
  });

  test.each(['menuitem', 'link', 'tab', 'switch', 'checkbox', 'textbox'])(
    'that sends a form by POST is a submit also where the page calls its button a %s',
    (role) => {
      const posts = 'https://shop.example/orders';
      const around = screen([{ role, name: 'Go', states: ['focused'], posts, submits: true }]);
      expect(risksOf({ name: 'click', params: { ref: 'e1' } }, around)).toEqual([
        { risk: 'submit', what: `click ${role} "Go", which sends a form to ${posts} on shop.example` },
      ]);
      expect(risks('key', { keys: 'Enter' }, around)).toEqual(['submit']);
      expect(risks('key', { keys: 'space' }, around)).toEqual(['submit']);
    },
  );

  test('by key on a focused button is a click on it', () => {
    const around = screen([{ role: 'button', name: 'Delete', states: ['focused'] }]);
    expect(risks('key', { keys: 'Enter' }, around)).toEqual(['delete']);
    expect(risks('key', { keys: 'space' }, around)).toEqual(['delete']);
    expect(risks('key', { keys: 'Delete' }, around)).toEqual(['delete']);
  });

  test('that accepts a dialog is as risky as its words', () => {
    const around = screen([], { dialogs: [{ type: 'confirm', message: 'Delete 3 files?' }] } as never);
    expect(risks('dialog', { accept: true }, around)).toEqual(['delete']);
    expect(risks('key', { keys: 'Enter' }, around)).toEqual(['delete']);
    expect(risks('dialog', { accept: false }, around)).toEqual([]);
  });

  test('outside of the task’s sites leaves them', () => {
    const home = { ...screen([{ role: 'button', name: 'Next' }]), isHome: isOnSites(['shop.example']) };
    expect(risks('goto', { url: 'https://www.shop.example/a' }, home)).toEqual([]);
    expect(risks('goto', { url: 'shop.example' }, home)).toEqual([]);
    expect(risks('goto', { url: 'https://evil.example/shop.example' }, home)).toEqual(['leave']);
    expect(risks('goto', { url: 'https://shop.example@evil.example/' }, home)).toEqual(['leave']);
    expect(risks('tabs', { open: 'https://evil.example/' }, home)).toEqual(['leave']);
    expect(risks('click', { ref: 'e1' }, home)).toEqual([]);
    const elsewhere = { ...home, isHome: isOnSites(['other.example']) };
    expect(risks('click', { ref: 'e1' }, elsewhere)).toEqual(['leave']);
    expect(risks('scroll', { dy: 1 }, elsewhere)).toEqual([]);
  });
});
