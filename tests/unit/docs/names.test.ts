import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { variableOf } from '../../../src/cli/config.ts';
import { settingNames } from '../../../src/cli/config-schema.ts';
import { SETTINGS } from '../../../src/runner/settings/schema.ts';
import { documents, root } from './support/documents.ts';
import type { Document } from './support/documents.ts';

const VARIABLE = /\b(?:DESKHAND|XAI)_[A-Z][A-Z_]*[A-Z]\b/g;
// Media types begin like the folder of the image.
const FOLDERS =
  /^(?!image\/(?:jpeg|png)$)(?:src|scripts|tests|bench|image|examples|docs|schemas|\.github|\.devcontainer|\.ci)\/[\w./-]*$/;

/** What the code itself reads: declared settings, and every name that stands in a source or a script. */
const known = new Set([
  ...Object.keys(SETTINGS).flatMap((name) => [name, `${name}_FILE`]),
  ...settingNames.map(variableOf),
  ...globSync(['src/**/*.ts', 'examples/**/*.ts', 'scripts/*', 'bench/*.ts', 'docker-compose.yml'], {
    cwd: root,
  })
    .filter((path) => /\.(ts|sh|yml)$/.test(path))
    .flatMap((path) => readFileSync(join(root, path), 'utf8').match(VARIABLE) ?? []),
]);

function unknownVariables({ text }: Document): readonly string[] {
  return [...new Set(text.match(VARIABLE))].filter((name) => !known.has(name));
}

function missingPaths({ spans }: Document): readonly string[] {
  return spans.filter((span) => FOLDERS.test(span) && !existsSync(join(root, span)));
}

describe.each(documents().map((document) => [document.path, document] as const))('%s', (_, document) => {
  test('names no environment variable that nothing reads', () => {
    expect(unknownVariables(document)).toEqual([]);
  });

  test('names no file of the repository that is not there', () => {
    expect(missingPaths(document)).toEqual([]);
  });
});

test('a name that is none is told', () => {
  const spans = ['src/none.ts', 'src/index.ts', 'image/jpeg'];
  const page = { path: 'x.md', text: 'DESKHAND_NONE XAI_API_KEY', spans } as unknown as Document;
  expect(unknownVariables(page)).toEqual(['DESKHAND_NONE']);
  expect(missingPaths(page)).toEqual(['src/none.ts']);
});
