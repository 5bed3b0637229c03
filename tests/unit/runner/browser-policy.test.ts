import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { NetworkRules } from '../../../src/network/rules.ts';
import { browserPolicy, CLOSED_ADDRESSES, OPEN_ADDRESSES } from '../../../src/runner/browser-policy.ts';

function policy(allowed: string[] | undefined, blocked: string[] = []) {
  const rules = new NetworkRules({ allowed, blocked, allowedPrivate: [] });
  return browserPolicy({ rules, downloads: '/d', demoPort: 6080, authorities: '' });
}

const image = JSON.parse(
  readFileSync(new URL('../../../image/chromium-policy.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

test('the image’s own policy closes the same addresses', () => {
  expect(image['URLBlocklist']).toEqual(CLOSED_ADDRESSES);
  expect(image['URLAllowlist']).toEqual(OPEN_ADDRESSES);
});

test('the image’s own policy leaves no way around the proxy and no extension', () => {
  expect(image).toMatchObject({
    BlockExternalExtensions: true,
    BuiltInDnsClientEnabled: false,
    DnsOverHttpsMode: 'off',
    ExtensionInstallBlocklist: ['*'],
    NetworkPredictionOptions: 2,
    QuicAllowed: false,
    WebRtcIPHandling: 'disable_non_proxied_udp',
  });
  expect(Object.keys(image).filter((name) => name.startsWith('Proxy'))).toEqual([]);
});

test('without lists only the browser’s own addresses are closed', () => {
  expect(policy(undefined)).toEqual({
    URLBlocklist: CLOSED_ADDRESSES,
    URLAllowlist: OPEN_ADDRESSES,
    DownloadDirectory: '/d',
  });
});

test('with allowed domains all others are closed, but not the demo pages nor pages without a network', () => {
  const { URLBlocklist, URLAllowlist } = policy([
    'example.com',
    '*.b.example:8443',
    '192.0.2.7',
    '[2001:db8::7]:81',
    'bücher.example',
  ]);
  expect(URLBlocklist).toEqual([...CLOSED_ADDRESSES, '*']);
  expect(URLAllowlist).toEqual([
    ...OPEN_ADDRESSES,
    'about:*',
    'data:*',
    'blob:*',
    'javascript:*',
    'http://127.0.0.1:6080/demo/',
    'example.com',
    'b.example:8443',
    '192.0.2.7',
    '[2001:db8::7]:81',
    'xn--bcher-kva.example',
  ]);
});

test('what is blocked is never in the list of allowed ones, which would win', () => {
  const both = policy(['www.example.com', 'other.example'], ['example.com']);
  expect(both['URLAllowlist']).not.toContain('www.example.com');
  expect(both['URLAllowlist']).toContain('other.example');
  expect(both['URLBlocklist']).toContain('example.com');
});

test('blocking everything leaves the demo pages only', () => {
  const { URLBlocklist, URLAllowlist } = policy(['example.com'], ['*']);
  expect(URLBlocklist).toContain('*');
  expect(URLAllowlist).not.toContain('example.com');
  expect(URLAllowlist).toContain('http://127.0.0.1:6080/demo/');
});

test('the authorities of NODE_EXTRA_CA_CERTS become the browser’s', () => {
  const [first = '', second = ''] = rootCertificates;
  const rules = new NetworkRules({ blocked: [], allowedPrivate: [] });
  const facts = { rules, downloads: '/d', demoPort: 6080, authorities: `# mine\n${first}\n\n${second}\n` };
  const encoded = browserPolicy(facts)['CACertificates'] as string[];
  expect(encoded.map((each) => new X509Certificate(Buffer.from(each, 'base64')).subject)).toEqual([
    new X509Certificate(first).subject,
    new X509Certificate(second).subject,
  ]);
});
