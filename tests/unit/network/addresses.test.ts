import { describe, expect, test } from 'vitest';
import { kindOf, parseRange } from '../../../src/network/addresses.ts';

describe('what an address leads to', () => {
  test.each([
    ['8.8.8.8', 'public'],
    ['2606:4700::1111', 'public'],
    ['172.32.0.1', 'public'],
    ['100.128.0.1', 'public'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['fc00::1', 'private'],
    ['fdff:ffff::1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.255.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['::', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['0.1.2.3', 'reserved'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['224.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['ff02::1', 'reserved'],
    ['192.0.2.1', 'reserved'],
    ['2001:db8::1', 'reserved'],
  ])('%s: %s', (address, kind) => {
    expect(kindOf(address)).toBe(kind);
  });

  test.each([
    ['::ffff:10.0.0.1', 'private'],
    ['::ffff:a00:1', 'private'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['::127.0.0.1', 'loopback'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['64:ff9b::808:808', 'public'],
    ['2002:7f00:1::', 'loopback'],
    ['2002:c0a8:101::1', 'private'],
    ['::ffff:0:10.0.0.1', 'private'],
    ['::ffff:8.8.8.8', 'public'],
  ])('IPv4 inside IPv6, %s: %s', (address, kind) => {
    expect(kindOf(address)).toBe(kind);
  });
});

describe('a range', () => {
  test.each([
    ['10.0.0.0/8', '10.9.9.9', '11.0.0.1'],
    ['10.0.0.5', '10.0.0.5', '10.0.0.6'],
    ['10.0.0.5:8080', '::ffff:10.0.0.5', '10.0.0.6'],
    ['fd00::/8', 'fd12::1', 'fe80::1'],
    ['::1', '::1', '::2'],
    ['[fd00::7]:81', 'fd00::7', 'fd00::8'],
  ])('%s holds %s and not %s', (text, inside, outside) => {
    const range = parseRange(text);
    expect(range?.holds(inside)).toBe(true);
    expect(range?.holds(outside)).toBe(false);
  });

  test('with a port keeps it', () => {
    expect(parseRange('[fd00::7]:81')?.port).toBe(81);
    expect(parseRange('10.0.0.5')?.port).toBeUndefined();
  });

  test.each(['example.com', 'example.com:80', '*', ''])('%j is none', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  test.each(['10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/', 'fd00::/129'])('%s is refused', (text) => {
    expect(() => parseRange(text)).toThrow(/no range/);
  });
});
