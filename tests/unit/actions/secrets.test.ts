import { describe, expect, test } from 'vitest';
import {
  hideSecrets,
  hideSecretsIn,
  hideSecretsInJson,
  revealSecrets,
  secretsFrom,
} from '../../../src/actions/secrets.ts';

const secrets = secretsFrom({ PIN: '47', LONG_PIN: '4711' });

test('each placeholder becomes its value, also twice in a text', () => {
  expect(revealSecrets('{{secret:PIN}}-{{secret:LONG_PIN}}-{{secret:PIN}}', secrets)).toBe('47-4711-47');
});

test('an unknown name is an error that lists the names and no value', () => {
  expect(() => revealSecrets('{{secret:PON}}', secrets)).toThrow(
    expect.objectContaining({ code: 'bad_input', hint: 'The secrets are PIN, LONG_PIN.' }),
  );
});

test('values are hidden again, the longest first', () => {
  expect(hideSecrets('typed 4711 and 47', secrets)).toBe('typed {{secret:LONG_PIN}} and {{secret:PIN}}');
});

test('values are hidden as addresses spell them, and at any depth', () => {
  const odd = secretsFrom({ PW: 'p@ss word' });
  const page = { url: 'https://x.test/?a=p%40ss%20word&b=p%40ss+word', list: [{ note: 'p@ss word' }], n: 1 };
  expect(hideSecretsIn(page, odd)).toEqual({
    url: 'https://x.test/?a={{secret:PW}}&b={{secret:PW}}',
    list: [{ note: '{{secret:PW}}' }],
    n: 1,
  });
});

test('a value is hidden in a text that quotes it', () => {
  const odd = secretsFrom({ PW: 'p"ss\nword' });
  expect(hideSecrets(`button ${JSON.stringify('is p"ss\nword')}`, odd)).toBe('button "is {{secret:PW}}"');
});

test('JSON stays JSON: hidden in its texts and keys, not in numbers; other text is any text', () => {
  const text = JSON.stringify({ port: 4711, '47': ['on 4711', true] });
  expect(JSON.parse(hideSecretsInJson(text, secrets))).toEqual({
    port: 4711,
    '{{secret:PIN}}': ['on {{secret:LONG_PIN}}', true],
  });
  expect(hideSecretsInJson('no JSON: 4711', secrets)).toBe('no JSON: {{secret:LONG_PIN}}');
});

describe('a value of all kinds of characters is hidden', () => {
  const value = String.raw`p"w\d-<1>&'ü 2/3`;
  const hidden = '<{{secret:PW}}>';
  const odd = secretsFrom({ PW: value });
  const json = (text: string): string => JSON.stringify(text).slice(1, -1);
  const html = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const lower = (text: string): string => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  test.each([
    ['as it is', value],
    ['in JSON', json(value)],
    ['in JSON inside JSON', json(json(value))],
    ['in JSON of ASCII alone', json(value).replace('ü', String.raw`\u00fc`)],
    ['as a part of an address', encodeURIComponent(value)],
    ['as a form sends it', new URLSearchParams({ v: value }).toString().slice(2)],
    ['in small letters', lower(encodeURIComponent(value))],
    ['as a whole address', new URL(`https://x.test/?${value}`).search.slice(1)],
    ['as the part after #', new URL(`https://x.test/#${value}`).hash.slice(1)],
    ['in an address inside an address', encodeURIComponent(encodeURIComponent(value))],
    ['in HTML', html(value)],
    ['in HTML by numbers', html(value).replace("'", '&#39;').replace('ü', '&#xFC;')],
    ['in Markdown', value.replaceAll(/[^\w\s]/g, String.raw`\$&`)],
    ['with its blanks folded or drawn out', value.replace(' ', '\n   ')],
  ])('%s', (_, spelled) => {
    expect(hideSecrets(`<${spelled}>`, odd)).toBe(hidden);
  });

  test.each([5, 9, 12, value.length - 1])('cut off by an … after %d characters', (length) => {
    const cut = `${value.slice(0, length)}…`;
    expect(hideSecrets(`see ${cut} and "${json(cut)}"`, odd)).toBe('see {{secret:PW}}… and "{{secret:PW}}…"');
  });
});

test('a few characters before an … may be any word', () => {
  expect(hideSecrets('pas…', secretsFrom({ PW: 'password' }))).toBe('pas…');
});

test('blanks around a value may be gone, but alone they are no secret', () => {
  expect(hideSecrets('"key-1"', secretsFrom({ KEY: ' key-1\n' }))).toBe('"{{secret:KEY}}"');
  expect(hideSecrets('a b', secretsFrom({ ODD: '   ', ALSO: ' a ' }))).toBe('a b');
});

test('placeholders stay whole, whatever is secret', () => {
  const odd = secretsFrom({ A: 'secret', B: 'A' });
  expect(hideSecrets('{{secret:A}} is secret', odd)).toBe('{{secret:A}} is {{secret:A}}');
});

test.each(['&amp;x%25', 'a+ +b', String.raw`a \n\\`, '$& $1', '{{secret:A}}'])(
  'the odd value %j is hidden',
  (value) => {
    const odd = secretsFrom({ A: value });
    expect(hideSecrets(`<${value}>`, odd)).toBe('<{{secret:A}}>');
    expect(hideSecrets(JSON.stringify(value), odd)).toBe('"{{secret:A}}"');
  },
);

test('bytes stay bytes', () => {
  const data = Buffer.from('4711');
  expect(hideSecretsIn({ data, note: '4711' }, secrets)).toEqual({ data, note: '{{secret:LONG_PIN}}' });
});

test('a page of blanks and backslashes costs next to nothing, also with the longest secret', () => {
  const long = secretsFrom({ A: 'x \\ "+" '.repeat(1250), B: 'a + \\ b' });
  const page = `x${' \\+'.repeat(200_000)}…`;
  const started = performance.now();
  expect(hideSecrets(page, long)).toBe(page);
  expect(hideSecrets(`<${JSON.stringify(long.get('A'))}>`, long)).toBe('<"{{secret:A}}">');
  expect(performance.now() - started).toBeLessThan(5000);
});
