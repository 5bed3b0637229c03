import { expect, test } from 'vitest';
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
