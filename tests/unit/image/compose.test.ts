import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly ports?: readonly string[];
  readonly [key: string]: unknown;
}

const text = readFileSync(new URL('../../../docker-compose.yml', import.meta.url), 'utf8');
const { services, secrets } = parse(text) as {
  services: Record<string, Service>;
  secrets: Record<string, Record<string, unknown>>;
};

test.each(Object.entries(services))('the service %s is hardened', (_, service) => {
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true', 'seccomp=./image/seccomp.json'],
    pids_limit: expect.any(Number) as number,
  });
  expect(service['privileged']).toBeUndefined();
  for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('secrets come from files: a secret from the environment cannot be mounted into a read-only root', () => {
  for (const secret of Object.values(secrets)) expect(Object.keys(secret)).toEqual(['file']);
});
