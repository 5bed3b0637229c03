import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../../src/actions/observation.ts';
import { barAfter, heldAfter, risksOf } from '../../../../src/agent/confirm/classify.ts';
import { isOnSites } from '../../../../src/agent/confirm/sites.ts';
import type { Surroundings } from '../../../../src/agent/confirm/surroundings.ts';
import { BOX, risks, screen } from './support.ts';

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
    ['key', { keys: 'NumpadEnter' }, ['submit']],
    ['key', { keys: 'Kp-Enter' }, ['submit']],
    ['key', { keys: 'newline' }, ['submit']],
    ['key', { keys: 'linefeed' }, ['submit']],
    ['key', { keys: 'ret' }, ['submit']],
    ['key', { keys: '\n' }, ['submit']],
    ['key', { keys: 'shift+ENTER' }, ['submit']],
    ['key', { keys: 'ControlLeft+NumpadEnter' }, ['send']],
    [
      'drag',
      {
        path: [
          { x: 40, y: 10 },
          { x: 41, y: 10 },
        ],
      },
      ['pay'],
    ],
    ['drag', { from_ref: 'e1', to_ref: 'e1' }, ['pay']],
    ['drag', { from_ref: 'e1', to_ref: 'e4' }, []],
    ['click', { ref: 'e99' }, ['unknown']],
    ['type', { ref: 'e1', text: 'x' }, ['pay']],
    ['type', { text: 'x\t\n', ref: 'e3' }, ['unknown']],
    ['type', { text: 'x\t', ref: 'e3', submit: true }, ['unknown']],
    ['type', { text: 'x\ty z', ref: 'e3' }, ['unknown']],
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
    ['batch', { actions: [{ action: 'move', x: 900, y: 700 }, { action: 'mouse_down' }] }, []],
    [
      'batch',
      {
        actions: [
          { action: 'move', x: 900, y: 700 },
          { action: 'move', ref: 'e1' },
          { action: 'mouse_down' },
          { action: 'mouse_up' },
        ],
      },
      ['pay', 'pay'],
    ],
    [
      'batch',
      {
        actions: [
          { action: 'click', ref: 'e3' },
          { action: 'key', keys: 'Tab' },
          { action: 'key', keys: 'Enter' },
        ],
      },
      ['unknown'],
    ],
    [
      'batch',
      {
        actions: [
          { action: 'type', ref: 'e3', text: 'x\t' },
          { action: 'key', keys: 'space' },
        ],
      },
      ['unknown'],
    ],
    [
      'batch',
      {
        actions: [
          { action: 'scroll', dy: 3 },
          { action: 'click', x: 50, y: 100 },
        ],
      },
      ['unknown'],
    ],
    [
      'batch',
      {
        actions: [
          { action: 'click', x: 50, y: 70 },
          { action: 'type', text: 'lamp' },
          { action: 'click', x: 50, y: 130 },
          { action: 'click', x: 50, y: 100 },
        ],
      },
      [],
    ],
    [
      'batch',
      {
        actions: [
          { action: 'key_down', key: 'ctrl' },
          { action: 'key', keys: 'Enter' },
        ],
      },
      ['send'],
    ],
  ])('%s %j: %j', (name, params, expected) => {
    expect(risks(name, params, form)).toEqual(expected);
  });

  test('with keys that earlier calls have left down is judged with them', () => {
    const field = screen([{ role: 'searchbox', name: 'Search', states: ['focused'] }]);
    const then = (name: string, params: Record<string, unknown>, around: Surroundings) => ({
      ...around,
      held: heldAfter({ name, params: params as never }, around),
    });
    const enter = { keys: 'Enter' };
    expect(risks('key', enter, field)).toEqual([]);
    const down = then('key_down', { key: 'ctrl' }, field);
    expect(risks('key', enter, down)).toEqual(['send']);
    expect(risks('key_down', { key: 'Enter' }, down)).toEqual(['send']);
    expect(risks('type', { text: 'x', ref: 'e1', submit: true }, down)).toEqual(['send']);
    expect(risks('type', { text: 'x', ref: 'e1' }, down)).toEqual([]);
    const twice = then('scroll', { dy: 1 }, then('key_down', { key: 'shift' }, down));
    expect(risks('key', enter, twice)).toEqual(['send']);
    expect(risks('key', enter, then('key_up', { key: 'Control' }, twice))).toEqual([]);
    expect(risks('key', enter, then('key_up', { key: 'ControlLeft' }, down))).toEqual([]);
    expect(
      heldAfter({ name: 'batch', params: { actions: [{ action: 'key_down', key: 'cmd' }] } }, field),
    ).toEqual(['Super_L']);
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

  describe('that loads the page again', () => {
    const page = (posted: object) => ({
      url: 'https://shop.example/ordered',
      title: '',
      loading: false,
      ...posted,
      scroll: { x: 0, y: 0, maxX: 0, maxY: 0 },
    });
    const posted = screen([], { page: page({ posted: true }) });
    const reload = { action: 'reload' };

    test('sends the form again that it came from', () => {
      expect(risksOf({ name: 'reload', params: {} }, posted)).toEqual([
        {
          risk: 'submit',
          what: 'reload, which sends the form again that this page came from on shop.example',
        },
      ]);
    });

    test.each([
      ['reload', {}],
      ['key', { keys: 'F5' }],
      ['key', { keys: 'ctrl+r' }],
      ['key', { keys: 'Control+R' }],
      ['key', { keys: 'ctrl+shift+r' }],
      ['key', { keys: 'shift+F5' }],
      ['key', { keys: 'ctrl+F5' }],
      ['key', { keys: 'BrowserRefresh' }],
      ['key_down', { key: 'f5' }],
      ['batch', { actions: [reload] }],
    ])('by %s %j is a submit where that page came by POST, and nothing on another', (name, params) => {
      expect(risks(name, params, posted)).toEqual(['submit']);
      expect(risks(name, params, screen([], { page: page({}) }))).toEqual([]);
    });

    test('with a key that is down already is the same', () => {
      expect(risks('key', { keys: 'r' }, { ...posted, held: ['Control_L'] })).toEqual(['submit']);
      expect(risks('key', { keys: 'r' }, posted)).toEqual([]);
      expect(risks('key', { keys: 'alt+r' }, posted)).toEqual([]);
    });

    test('is asked about once more where the browser itself may be asking', () => {
      const outside = (of: object, more: object = {}) =>
        screen([{ role: 'link', name: 'Next' }], { page: page({ focus: 'outside', ...of }), ...more });
      const terminal = { windows: [{ app: 'XTerm', active: true }] } as never;
      for (const [name, params] of [
        ['key', { keys: 'Enter' }],
        ['key', { keys: 'space' }],
        ['click', { ref: 'e1' }],
        ['click', { x: 50, y: 10 }],
        ['click', { x: 900, y: 700 }],
        ['mouse_down', {}],
      ] as const) {
        expect(risks(name, params, outside({ posted: true }))).toEqual(['submit']);
        // With Enter it may also be an address that nobody knows.
        expect(risks(name, params, outside({}))).toEqual(
          'keys' in params && params.keys === 'Enter' ? ['leave'] : [],
        );
        expect(risks(name, params, outside({ posted: true }, terminal))).toEqual([]);
        expect(risks(name, params, outside({ posted: true, focus: undefined }))).toEqual([]);
      }
      const bar = { on: 'bar', text: 'shop.example', isRemembered: true } as const;
      expect(risks('key', { keys: 'Enter' }, { ...outside({ posted: true }), bar })).toEqual([]);
    });

    test('may do so where it cannot be told which page that is', () => {
      const plain = screen();
      const click = { action: 'click', x: 900, y: 700 };
      expect(risks('batch', { actions: [click, reload] }, plain)).toEqual(['unknown']);
      expect(risks('batch', { actions: [click, { action: 'key', keys: 'F5' }] }, plain)).toEqual(['unknown']);
      expect(risks('reload', {}, screen([], { page: undefined } as never))).toEqual(['unknown']);
      expect(risks('reload', {}, { ...plain, seen: undefined })).toEqual(['unknown']);
    });
  });

  test('by key on a focused button is a click on it', () => {
    const around = screen([{ role: 'button', name: 'Delete', states: ['focused'] }]);
    expect(risks('key', { keys: 'Enter' }, around)).toEqual(['delete']);
    expect(risks('key', { keys: 'space' }, around)).toEqual(['delete']);
    expect(risks('key', { keys: 'spacebar' }, around)).toEqual(['delete']);
    expect(risks('key', { keys: ' ' }, around)).toEqual(['delete']);
    expect(risks('type', { text: ' ' }, around)).toEqual(['delete']);
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

  test('is judged by every element that may have the focus, and asked about where that cannot be told', () => {
    const page = {
      url: 'https://shop.example/',
      title: '',
      loading: false,
      scroll: { x: 0, y: 0, maxX: 0, maxY: 0 },
    };
    const frames = screen([
      { role: 'searchbox', name: 'Search', states: ['focused'] },
      { role: 'button', name: 'Pay', states: ['focused'] },
    ]);
    expect(risks('key', { keys: 'Enter' }, frames)).toEqual(['pay']);
    const outOfView = screen([{ role: 'button', name: 'Next' }], { page: { ...page, focus: 'element' } });
    expect(risks('key', { keys: 'Enter' }, outOfView)).toEqual(['unknown']);
    expect(risks('key', { keys: 'Enter' }, screen([], { page }))).toEqual([]);
  });

  test.each([
    ['data:text/html,<form method=POST action=https://bank.example>', 'leave'],
    [' DA\nTA:text/html,x', 'leave'],
    ['\uFEFFdata:text/html,x', 'leave'],
    ['javascript:void fetch("/")', 'leave'],
    ['blob:https://shop.example/1', 'leave'],
    ['https://shop.example/files/all.zip', 'download'],
    ['https://shop.example/files/all%2Ezip?x=1', 'download'],
    ['https://shop.example/zip', undefined],
    ['about:blank', undefined],
    ['demo:/expenses/', undefined],
  ])('that opens %j: %s', (url, risk) => {
    const expected = risk === undefined ? [] : [risk];
    for (const around of [screen(), { ...screen(), isHome: isOnSites(['shop.example']) }]) {
      expect(risks('goto', { url }, around)).toEqual(expected);
      expect(risks('tabs', { open: url }, around)).toEqual(expected);
      expect(risks('launch', { app: 'browser', open: url }, around)).toEqual(expected);
    }
  });

  test('on a link that leads elsewhere leaves the sites, however it is pressed', () => {
    const around = screen([
      { role: 'link', name: 'Partner', href: 'https://evil.example/x', states: ['focused'] },
      { role: 'link', name: 'Cart', href: 'https://www.shop.example/cart' },
      { role: 'link', name: 'Manual', href: 'https://shop.example/manual.pdf' },
    ]);
    const home = { ...around, isHome: isOnSites(['shop.example']) };
    expect(risksOf({ name: 'click', params: { ref: 'e1' } }, home)).toEqual([
      {
        risk: 'leave',
        what: 'follow link "Partner" to https://evil.example/x, which is not one of the task\'s sites on shop.example',
      },
    ]);
    expect(risks('drag', { from_ref: 'e1', to_ref: 'e1' }, home)).toEqual(['leave']);
    expect(risks('mouse_down', { ref: 'e1' }, home)).toEqual(['leave']);
    expect(risks('key', { keys: 'Enter' }, home)).toEqual(['leave']);
    expect(risks('click', { ref: 'e2' }, home)).toEqual([]);
    expect(risks('click', { ref: 'e3' }, home)).toEqual(['download']);
    expect(risks('click', { ref: 'e1' }, around)).toEqual([]);
  });

  const to = (...actions: object[]) => ['batch', { actions }] as const;
  const press = (keys: string) => ({ action: 'key', keys });
  const type = (text: string, submit = false) => ({ action: 'type', text, submit });
  test.each([
    [['leave'], to(press('ctrl+l'), type('evil.example', true))],
    [['leave'], to(press('ctrl+l'), type('evil.example'), press('Enter'))],
    [['leave'], to(press('F6'), type('evil.example\n'))],
    [['leave'], to(press('alt+d'), type('evil.example', true))],
    [['leave'], to(press('ctrl+t'), type('evil.example', true))],
    [['leave'], to({ action: 'key_down', key: 'ctrl' }, press('l'), { action: 'key_up', key: 'ctrl' }, press('Enter'))],
    [['leave'], to(press('ctrl+l'), { action: 'paste', text: 'evil.example' }, press('NumpadEnter'))],
    [['leave'], to(press('ctrl+l'), type('shop.example'), press('Down'), press('Enter'))],
    [['leave'], to(press('ctrl+l'), type('shop.example@'), type('evil.example', true))],
    [['leave'], to(press('ctrl+l'), press('Enter'))],
    [[], to(press('ctrl+l'), type('shop.example/a', true))],
    [[], to(press('alt+d'), type('https://www.shop.example/'), press('Enter'))],
    [['download'], to(press('ctrl+l'), type('shop.example/all.zip', true))],
  ] as const)('through the address bar: %j %j', (expected, [name, params]) => {
    const around = screen([{ role: 'textbox', name: 'Message', states: ['focused'] }]);
    const home = { ...around, isHome: isOnSites(['shop.example']) };
    expect(risks(name, params, home)).toEqual(expected);
  }); // prettier-ignore

  const page = 'data:text/html,<form method=POST action=https://bank.example>';
  const paste = (text: string) => ({ action: 'paste', text });
  test.each([
    [['leave'], to(press('ctrl+l'), paste(page), press('Enter'))],
    [['leave'], to(press('ctrl+l'), paste('data:'), paste('text/html,x'), press('Enter'))],
    [['leave'], to(press('ctrl+l'), type('da'), paste('ta:text/html,x'), press('Enter'))],
    [['leave'], to(press('ctrl+l'), paste('da\nta:text/html,x'), press('Enter'))],
    [['leave'], to(press('ctrl+l'), type(page), press('End'), press('Enter'))],
    [['leave'], to(press('ctrl+l'), press('ctrl+v'), press('Enter'))],
    [['leave'], to(press('ctrl+k'), paste('lamp'), press('Enter'))],
    [['leave'], to(press('ctrl+l'), press('Enter'))],
    [['download'], to(press('ctrl+l'), paste('shop.example/all.zip'), press('Enter'))],
    [[], to(press('ctrl+l'), paste('shop.example/a'), press('Enter'))],
    [[], to(press('ctrl+l'), type('lamps and shades', true))],
  ] as const)('through the address bar of a task without sites: %j %j', (expected, [name, params]) => {
    const around = screen([{ role: 'textbox', name: 'Message', states: ['focused'] }]);
    expect(risks(name, params, around)).toEqual(expected);
  }); // prettier-ignore

  test('through the address bar is judged from call to call, by what the page and the calls before tell', () => {
    const isHome = isOnSites(['shop.example']);
    const home = { ...screen([{ role: 'searchbox', name: 'Find', states: ['focused'] }]), isHome };
    const then = (name: string, params: Record<string, unknown>, around: Surroundings) => ({
      ...around,
      bar: barAfter({ name, params: params as never }, around),
    });
    const inBar = then('key', { keys: 'ctrl+l' }, home);
    expect(risks('key', { keys: 'Enter' }, home)).toEqual([]);
    expect(risks('key', { keys: 'Enter' }, inBar)).toEqual(['leave']);
    expect(risks('type', { text: 'evil.example', submit: true }, inBar)).toEqual(['leave']);
    expect(risks('key', { keys: 'Enter' }, then('type', { text: 'evil.example' }, inBar))).toEqual(['leave']);
    expect(risks('key', { keys: 'Enter' }, then('type', { text: 'shop.example' }, inBar))).toEqual([]);
    expect(risks('key', { keys: 'Enter' }, then('click', { ref: 'e1' }, inBar))).toEqual([]);
    const page = { ...home.seen?.page, focus: 'outside' as const };
    const outside = { ...home, seen: { ...home.seen, windows: [], page } as unknown as Observation };
    expect(risks('key', { keys: 'Enter' }, outside)).toEqual(['leave']);
    const windows = [{ id: 1, title: 'notes', app: 'Mousepad', box: BOX, active: true }];
    const elsewhere = { ...outside, seen: { ...outside.seen, windows } };
    expect(risks('key', { keys: 'Enter' }, elsewhere)).toEqual([]);
  });
});
