import { expect, test } from 'vitest';
import { hideSecrets, hideSecretsIn, revealSecrets, secretsFrom } from '../../../src/actions/secrets.ts';

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
