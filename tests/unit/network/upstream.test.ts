import { describe, expect, test } from 'vitest';
import { upstreamFrom } from '../../../src/network/upstream.ts';

const PROXY = 'http://user:p%40ss@proxy.example:3128';

describe('the network’s own proxy', () => {
  test('is chosen by what is connected to', () => {
    const choose = upstreamFrom({ HTTPS_PROXY: PROXY, http_proxy: 'plain.example:8080' });
    expect(choose(true, 'example.com', 443)).toEqual({
      secure: false,
      host: 'proxy.example',
      port: 3128,
      authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}`,
    });
    expect(choose(false, 'example.com', 80)).toEqual({ secure: false, host: 'plain.example', port: 8080 });
  });

  test('may be one for everything, over TLS, and is none by default', () => {
    expect(upstreamFrom({ ALL_PROXY: 'https://proxy.example' })(false, 'a.example', 80)).toEqual({
      secure: true,
      host: 'proxy.example',
      port: 443,
    });
    expect(upstreamFrom({ HTTPS_PROXY: '' })(true, 'a.example', 443)).toBeUndefined();
  });

  test.each([
    ['*', 'any.example', true],
    ['.corp.example', 'wiki.corp.example', true],
    ['*.corp.example', 'wiki.corp.example', true],
    ['corp.example', 'corp.example', true],
    ['corp.example', 'notcorp.example', false],
    ['10.0.0.0/8', '10.2.3.4', true],
    ['10.0.0.0/8', '11.2.3.4', false],
    ['corp.example:8080', 'corp.example', false],
    ['!!, corp.example', 'corp.example', true],
  ])('is passed by for NO_PROXY=%s at %s: %s', (noProxy, host, direct) => {
    const choose = upstreamFrom({ HTTPS_PROXY: PROXY, NO_PROXY: noProxy });
    expect(choose(true, host, 443) === undefined).toBe(direct);
  });

  test('that is none is refused without telling its password', () => {
    expect(() => upstreamFrom({ HTTPS_PROXY: 'socks5://user:secret@proxy' })).toThrow(
      /^HTTPS_PROXY is no address of an HTTP proxy\.$/,
    );
  });
});
