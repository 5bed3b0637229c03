import { describe, expect, test } from 'vitest';
import { goDirect } from '../../../src/base/proxy-environment.ts';

describe('hosts that are to be reached without a proxy', () => {
  test.each([
    [{ HTTPS_PROXY: 'http://p:1' }, { NO_PROXY: 'localhost,[::1]' }],
    [
      { http_proxy: 'http://p:1', NO_PROXY: 'a.example localhost' },
      { NO_PROXY: 'a.example,localhost,[::1]' },
    ],
    [
      { http_proxy: 'http://p:1', no_proxy: 'a', NO_PROXY: 'b' },
      { no_proxy: 'a,localhost,[::1]', NO_PROXY: 'b' },
    ],
    [{ http_proxy: 'http://p:1', NO_PROXY: '*' }, { NO_PROXY: '*' }],
    [{ NO_PROXY: 'b' }, { NO_PROXY: 'b' }],
    [{}, {}],
  ])('are added to those of %j', (env: Record<string, string | undefined>, then) => {
    const given = { ...env };
    goDirect(given, ['localhost', '[::1]']);
    goDirect(given, ['localhost']);
    expect(given).toEqual({ ...env, ...then });
  });
});
