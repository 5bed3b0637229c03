import { describe, expect, test } from 'vitest';
import { normaliseUrl } from '../../../src/browser/url.ts';

describe('an address', () => {
  test.each([
    ['example.com', 'https://example.com/'],
    ['  Example.COM/a  ', 'https://example.com/a'],
    ['example.com:8443/x?q=1#f', 'https://example.com:8443/x?q=1#f'],
    ['//example.com/x', 'https://example.com/x'],
    ['localhost:3000', 'http://localhost:3000/'],
    ['127.0.0.1:6080/demo/', 'http://127.0.0.1:6080/demo/'],
    ['[::1]:80/x', 'http://[::1]/x'],
    ['http://example.com', 'http://example.com/'],
    ['HTTPS://example.com/ä', 'https://example.com/%C3%A4'],
    ['münchen.de', 'https://xn--mnchen-3ya.de/'],
    ['about:blank', 'about:blank'],
    ['data:text/html,<b>a b</b>', 'data:text/html,<b>a b</b>'],
  ])('%s becomes %s', (input, expected) => {
    expect(normaliseUrl(input)).toBe(expected);
  });

  test.each([
    ['', /empty/],
    ['file:///etc/passwd', /local files/],
    ['chrome://settings', /internal page/],
    ['about:flags', /internal page/],
    ['javascript:alert(1)', /scripts/],
    ['mailto:a@b.test', /only web pages/],
    ['cheap flights', /spaces/],
    ['http://', /no address/],
  ])('%s is refused with the reason', (input, reason) => {
    expect(() => normaliseUrl(input)).toThrow(
      expect.objectContaining({ code: 'bad_input', message: expect.stringMatching(reason) as string }),
    );
  });
});
