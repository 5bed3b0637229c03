import { describe, expect, test } from 'vitest';
import { NetworkRules } from '../../../src/network/rules.ts';

const rules = (lists: Partial<ConstructorParameters<typeof NetworkRules>[0]> = {}): NetworkRules =>
  new NetworkRules({ blocked: [], allowedPrivate: [], ...lists });

describe('domains', () => {
  test('are all open without lists', () => {
    expect(rules().refuseDomain('example.com', 443)).toBeUndefined();
  });

  test('outside of ALLOWED_DOMAINS are refused, with the setting and what is open', () => {
    const refusal = rules({ allowed: ['example.com', 'other.example'] }).refuseDomain('evil.example', 443);
    expect(refusal).toMatchObject({
      code: 'forbidden',
      status: 403,
      rule: 'ALLOWED_DOMAINS',
      message: 'evil.example is not allowed by ALLOWED_DOMAINS.',
      hint: 'This desktop may visit only example.com, other.example.',
    });
  });

  test('of BLOCKED_DOMAINS are refused even where ALLOWED_DOMAINS has them', () => {
    const both = rules({ allowed: ['www.example.com'], blocked: ['example.com'] });
    expect(both.refuseDomain('www.example.com', 443)?.rule).toBe('BLOCKED_DOMAINS');
  });

  test('an empty list of allowed ones closes everything', () => {
    expect(rules({ allowed: [] }).refuseDomain('example.com', 443)?.rule).toBe('ALLOWED_DOMAINS');
  });
});

describe('addresses that are not public', () => {
  test.each(['10.0.0.5', '127.0.0.1', '::ffff:192.168.0.1', '169.254.169.254', 'fd00:ec2::254', '224.0.0.1'])(
    '%s is closed by default',
    (address) => {
      const refusal = rules().refuseAddress('app.example', 80, address);
      expect(refusal).toMatchObject({ code: 'forbidden', rule: 'ALLOWED_PRIVATE_HOSTS' });
      expect(refusal?.hint).toContain('--allow-private');
    },
  );

  test('are open by range, address, name with port, or all', () => {
    expect(rules({ allowedPrivate: ['10.0.0.0/8'] }).refuseAddress('a', 80, '10.1.1.1')).toBeUndefined();
    expect(rules({ allowedPrivate: ['10.1.1.1:80'] }).refuseAddress('a', 80, '10.1.1.1')).toBeUndefined();
    expect(rules({ allowedPrivate: ['10.1.1.1:80'] }).refuseAddress('a', 81, '10.1.1.1')).toBeDefined();
    expect(rules({ allowedPrivate: ['app:3000'] }).refuseAddress('app', 3000, '10.1.1.1')).toBeUndefined();
    expect(rules({ allowedPrivate: ['app:3000'] }).refuseAddress('app', 3001, '10.1.1.1')).toBeDefined();
    expect(rules({ allowedPrivate: ['app:3000'] }).refuseAddress('evil', 3000, '10.1.1.1')).toBeDefined();
    expect(rules({ allowedPrivate: ['localhost'] }).refuseAddress('localhost', 80, '::1')).toBeUndefined();
    expect(rules({ allowedPrivate: ['*'] }).refuseAddress('any', 80, '192.168.3.3')).toBeUndefined();
  });

  test.each(['169.254.169.254', 'fd00:ec2::254', '100.100.100.200'])(
    'the metadata service %s is opened by nothing but its own address',
    (address) => {
      const wide = ['*', 'metadata.example', '0.0.0.0/0', '169.254.0.0/16', '100.64.0.0/10', 'fc00::/7'];
      expect(rules({ allowedPrivate: wide }).refuseAddress('metadata.example', 80, address)).toBeDefined();
      expect(
        rules({ allowedPrivate: [address] }).refuseAddress('metadata.example', 80, address),
      ).toBeUndefined();
    },
  );

  test('link-local ones need their range', () => {
    expect(rules({ allowedPrivate: ['*', 'a'] }).refuseAddress('a', 80, '169.254.7.7')).toBeDefined();
    expect(
      rules({ allowedPrivate: ['169.254.7.0/24'] }).refuseAddress('a', 80, '169.254.7.7'),
    ).toBeUndefined();
  });

  test('are known by name where names are not resolved here', () => {
    expect(rules({ allowedPrivate: ['*'] }).refuseName('metadata.google.internal', 80)).toBeDefined();
    expect(rules().refuseName('localhost', 80)).toBeDefined();
    expect(rules({ allowedPrivate: ['localhost'] }).refuseName('localhost', 80)).toBeUndefined();
    expect(rules().refuseName('example.com', 80)).toBeUndefined();
  });
});
