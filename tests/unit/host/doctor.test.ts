import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/host/doctor.ts';
import type { MachineFacts } from '../../../src/host/doctor.ts';

const engine = {
  host: 'unix:///var/run/docker.sock',
  version: '28.2.2',
  apparmor: false,
  seccomp: true,
  operatingSystem: 'Debian',
};
const healthy: MachineFacts = {
  node: '24.1.0',
  engine,
  compose: '2.26.1',
  buildx: '0.13.1',
  sysctl: { 'user.max_user_namespaces': 9000 },
  image: { name: 'deskhand:local', present: true, inClone: true },
  key: 'XAI_API_KEY',
  freeBytes: 50 * 1024 ** 3,
};

const statuses = (facts: Partial<MachineFacts>) =>
  Object.fromEntries(diagnose({ ...healthy, ...facts }).map(({ name, status }) => [name, status]));

describe('diagnose', () => {
  it('finds nothing wrong with a machine that has everything', () => {
    expect(new Set(Object.values(statuses({})))).toEqual(new Set(['ok']));
  });

  it.each<[string, Partial<MachineFacts>, string, string]>([
    ['an old Node', { node: '20.1.0' }, 'node', 'fail'],
    ['no engine', { engine: { error: 'None.', hint: 'Install it.' } }, 'engine', 'fail'],
    ['an old engine', { engine: { ...engine, version: '19.03.15' } }, 'engine', 'fail'],
    ['the oldest engine that will do', { engine: { ...engine, version: '20.10.24+dfsg1' } }, 'engine', 'ok'],
    ['no compose', { compose: undefined }, 'compose', 'warn'],
    ['no buildx', { buildx: undefined }, 'buildx', 'warn'],
    ['no seccomp', { engine: { ...engine, seccomp: false } }, 'seccomp', 'warn'],
    ['no user namespaces', { sysctl: { 'user.max_user_namespaces': 0 } }, 'user namespaces', 'warn'],
    [
      'user namespaces for root only',
      { sysctl: { 'kernel.unprivileged_userns_clone': 0 } },
      'user namespaces',
      'warn',
    ],
    [
      'AppArmor against user namespaces',
      {
        sysctl: { 'kernel.apparmor_restrict_unprivileged_userns': 1 },
        engine: { ...engine, apparmor: true },
      },
      'user namespaces',
      'warn',
    ],
    [
      'no image in a clone',
      { image: { name: 'deskhand:local', present: false, inClone: true } },
      'image',
      'fail',
    ],
    [
      'no such image, and no clone makes it',
      { image: { name: 'r/x', present: false, inClone: true } },
      'image',
      'warn',
    ],
    ['no image elsewhere', { image: { name: 'x', present: false, inClone: false } }, 'image', 'warn'],
    [
      'none, and no clone to build it in',
      { image: { name: 'deskhand:local', present: false, inClone: false } },
      'image',
      'fail',
    ],
    ['little space', { freeBytes: 2 * 1024 ** 3 }, 'disk', 'warn'],
    ['hardly any space', { freeBytes: 1024 ** 2 }, 'disk', 'fail'],
    ['no key', { key: undefined }, 'key', 'warn'],
  ])('judges %s', (_name, facts, check, status) => {
    expect(statuses(facts)[check]).toBe(status);
  });

  it.each([
    ['ghcr.io/a/deskhand:1.0.0', false, 'docker pull ghcr.io/a/deskhand:1.0.0, or the first start does'],
    ['deskhand:local', true, 'npm run image'],
    ['deskhand:local', false, 'Name a published image with --image or DESKHAND_IMAGE.'],
  ])('says how %s is had, in a clone: %s', (name, inClone, cure) => {
    const checks = diagnose({ ...healthy, image: { name, present: false, inClone } });
    expect(checks.find((check) => check.name === 'image')?.cure).toBe(cure);
  });

  it('names a cure for whatever is not ok', () => {
    const bad = diagnose({
      node: '18.0.0',
      engine: { error: 'None.', hint: 'Install it.' },
      sysctl: { 'user.max_user_namespaces': 0 },
      image: { name: 'deskhand:local', present: false, inClone: true },
      freeBytes: 0,
    });
    expect(bad.filter(({ status }) => status !== 'ok').map(({ cure }) => cure)).not.toContain(undefined);
    expect(bad.length).toBe(8);
  });
});
