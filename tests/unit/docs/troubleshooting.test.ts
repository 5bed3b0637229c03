import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isErrorCode } from '../../../src/base/errors.ts';
import { root } from './support/documents.ts';

/** The page of symptoms: what it says that the program says, the program must say. */

const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');
const symptoms = [...page.matchAll(/^\*\*(.+?)\*\*/gm)].map(([, symptom = '']) => symptom);
const source = globSync('src/**/*.ts', { cwd: root })
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');

/** The parts of a quoted message around what differs each time, which the page writes as an ellipsis. */
function parts(symptom: string): readonly string[] {
  const quoted = [...symptom.matchAll(/“(.+?)”/g)].map(([, text = '']) => text);
  return quoted
    .flatMap((text) => text.split('…'))
    .map((part) => part.trim())
    .filter((part) => part.length > 1);
}

test.each(symptoms.filter((symptom) => parts(symptom).length > 0))(
  '%s is what the program prints',
  (symptom) => {
    expect(parts(symptom).filter((part) => !source.includes(part))).toEqual([]);
  },
);

test('every error code that it names is one', () => {
  const codes = symptoms.flatMap((symptom) => symptom.match(/(?<=`)[a-z]+_?[a-z_]+(?=`)/g) ?? []);
  expect(codes.length).toBeGreaterThan(8);
  expect(codes.filter((code) => !isErrorCode(code))).toEqual([]);
});

describe('it has what goes wrong most', () => {
  test.each([
    ['shared memory', /Aw, Snap!.*shm-size/s],
    ['user namespaces and AppArmor', /User namespaces are refused.*AppArmor/s],
    ['a proxy that opens TLS', /self-signed certificate.*NODE_EXTRA_CA_CERTS/s],
    ['a desktop that is behind a proxy', /behind a proxy.*https_proxy/s],
    ['fonts', /Text shows as boxes.*--build-arg PROGRAMS=fonts-/s],
    ['certificates of the company in the desktop', /not trusted in the desktop.*-e NODE_EXTRA_CA_CERTS=/s],
    ['the limit of open files and x11vnc', /x11vnc.*open files/s],
    ['a port', /port of this machine is taken.*port is already allocated.*DESKHAND_PORT=\d+ docker compose/s],
    ['arm64', /\*\*arm64/],
    ['WSL', /\*\*WSL 2/],
    ['Docker Desktop', /\*\*Docker Desktop/],
    ['no credits', /`no_credits`/],
    ['a retired model', /retired/],
  ])('%s', (_, text) => {
    expect(page).toMatch(text);
  });
});
