import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const text = readFileSync(new URL('../../../Dockerfile.cua', import.meta.url), 'utf8');
const code = text
  .split('\n')
  .filter((line) => !line.trimStart().startsWith('#'))
  .join('\n');
const final = code.slice(code.lastIndexOf('\nFROM '));

test.each([
  ['a syntax line', /^#\s*syntax=/m, text],
  ['a heredoc', /<<-?['"]?[A-Z]/, code],
  ['COPY --link', /COPY\s+--link/, code],
  ['--start-interval', /--start-interval/, code],
])('%s, which Engine 20.10 cannot build without a registry, is not used', (_, pattern, where) => {
  expect(where).not.toMatch(pattern);
});

test('every base image can be replaced by an argument', () => {
  const stages = new Set([...code.matchAll(/ AS (\w+)/g)].map((match) => match[1]));
  for (const [, base = ''] of code.matchAll(/^FROM (\S+)/gm)) {
    expect(base.startsWith('${') || base === 'scratch' || stages.has(base), base).toBe(true);
  }
});

test('the final stage runs as a plain user, with one health check that looks at the desktop itself', () => {
  expect(final.match(/^USER .*/gm)).toEqual(['USER 1000:1000']);
  expect(final.match(/^HEALTHCHECK/gm)).toHaveLength(1);
  expect(final).toMatch(/"healthcheck"\]/);
  expect(final).toMatch(/^STOPSIGNAL SIGTERM$/m);
  expect(final).toMatch(/^ENTRYPOINT \["\/usr\/bin\/tini"/m);
});
