import { describe, expect, test } from 'vitest';
import {
  canonicalHost,
  endpointOf,
  matchesHost,
  parseHostPattern,
} from '../../../src/network/host-pattern.ts';

/** Whether a browser that opens this URL is inside the pattern. */
function covers(pattern: string, url: string): boolean {
  const endpoint = endpointOf(url);
  if (endpoint === undefined) throw new Error(`${url} has no host`);
  return matchesHost(parseHostPattern(pattern), endpoint.host, endpoint.port);
}

describe('a domain', () => {
  test.each([
    ['example.com', 'https://example.com/'],
    ['example.com', 'https://www.example.com/'],
    ['example.com', 'https://a.b.example.com:8443/'],
    ['EXAMPLE.com', 'https://eXample.COM/'],
    ['example.com.', 'https://example.com/'],
    ['example.com', 'https://example.com./'],
    ['*.example.com', 'https://www.example.com/'],
    ['example.com:8443', 'https://example.com:8443/'],
    ['example.com:443', 'https://example.com/'],
    ['example.com:80', 'http://example.com/'],
    ['bücher.example', 'https://xn--bcher-kva.example/'],
    ['xn--bcher-kva.example', 'https://bücher.example/'],
    ['127.0.0.1', 'http://127.1/'],
    ['127.0.0.1', 'http://0x7f.0.0.1/'],
    ['127.0.0.1', 'http://2130706433/'],
    ['[::1]:8080', 'http://[0:0::1]:8080/'],
    ['::1', 'http://[::1]/'],
    ['*', 'https://anything.example/'],
    ['my_host', 'http://my_host/'],
  ])('%s covers %s', (pattern, url) => {
    expect(covers(pattern, url)).toBe(true);
  });

  test.each([
    ['example.com', 'https://notexample.com/'],
    ['example.com', 'https://example.com.evil.example/'],
    ['example.com', 'https://example.com@evil.example/'],
    ['example.com', 'https://example.com:443@evil.example/'],
    ['example.com', 'https://evil.example/example.com'],
    ['example.com', 'https://evil.example/#@example.com'],
    ['example.com', 'https://evil.example\\@example.com/'],
    ['example.com', 'https://exampleXcom/'],
    ['example.com', 'https://еxample.com/'],
    ['*.example.com', 'https://example.com/'],
    ['example.com:8443', 'https://example.com/'],
    ['example.com:80', 'https://example.com/'],
    ['0.0.1.1', 'http://1.0.0.1.1.example/'],
    ['10.0.0.1', 'http://10.0.0.10/'],
  ])('%s does not cover %s', (pattern, url) => {
    expect(covers(pattern, url)).toBe(false);
  });

  test.each([
    '',
    'https://example.com',
    'example.com/path',
    'a b',
    '*.10.0.0.1',
    'user@example.com',
    'ex*mple.com',
    'example.com:0',
    'example.com:70000',
    '[::1',
    'example..com',
    '%65xample.com',
  ])('%j is refused', (text) => {
    expect(() => parseHostPattern(text)).toThrow(/no domain or address/);
  });
});

test.each(['about:blank', 'data:text/html,x', 'file:///etc/passwd', 'nonsense'])('%s has no host', (url) => {
  expect(endpointOf(url)).toBeUndefined();
});

test('a host has one way to be written', () => {
  expect(canonicalHost('[0:0:0:0:0:0:0:1]')).toBe('::1');
  expect(canonicalHost('ExAmple.COM.')).toBe('example.com');
  expect(canonicalHost('host/path')).toBeUndefined();
});
