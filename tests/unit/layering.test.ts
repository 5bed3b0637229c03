import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const src = join(root, 'src');

/** Which folder may import which (docs/architecture.md). `types` may be imported as types only. */
const RULES: Record<string, { values: readonly string[]; types?: readonly string[]; packages: RegExp }> = {
  base: { values: [], packages: /^zod$/ },
  desktop: { values: ['base'], packages: /^x11$/ },
  browser: { values: ['base'], packages: /^(zod)$/ },
  network: { values: ['base'], packages: /^$/ },
  models: { values: ['base'], packages: /^(openai|zod|yaml)$/ },
  ledger: { values: ['base', 'models'], packages: /^(zod)$/ },
  playbook: { values: ['base'], packages: /^(zod|yaml)$/ },
  actions: { values: ['base', 'desktop', 'browser'], packages: /^(zod|sharp|@julusian\/jpeg-turbo)$/ },
  agent: {
    values: ['base', 'actions', 'models', 'playbook', 'runs'],
    types: ['browser', 'desktop'],
    packages: /^(zod|yaml|@modelcontextprotocol\/client)$/,
  },
  runs: { values: ['base'], types: ['agent'], packages: /^(zod|yaml|sharp)$/ },
  server: {
    values: ['base', 'actions', 'agent', 'runs', 'models', 'mcp'],
    types: ['desktop', 'browser', 'runner'],
    packages: /^(hono|@hono\/node-server|ws|zod|@novnc\/novnc|prom-client|@modelcontextprotocol\/server)$/,
  },
  runner: {
    values: [
      'base',
      'desktop',
      'browser',
      'network',
      'models',
      'ledger',
      'playbook',
      'actions',
      'agent',
      'runs',
      'server',
      'mcp',
    ],
    packages: /^(zod|yaml|execa|@modelcontextprotocol\/server)$/,
  },
  // The package's entry for programs.
  'index.ts': { values: ['base', 'client'], types: ['agent'], packages: /^$/ },
  client: { values: ['base'], types: ['agent', 'actions'], packages: /^zod$/ },
  mcp: { values: ['base'], types: ['client'], packages: /^@modelcontextprotocol\/server$/ },
  host: { values: ['base'], packages: /^(dockerode|execa|zod)$/ },
  cli: {
    values: ['base', 'host', 'client', 'mcp', 'models', 'ledger', 'playbook'],
    types: ['agent', 'runs', 'actions'],
    packages: /^(citty|zod|yaml|execa|sharp|@modelcontextprotocol\/server)$/,
  },
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => ({
    file: relative(root, file),
    from: relative(src, file).split('/')[0] ?? '',
    specifier: match[2] ?? match[3] ?? '',
    typeOnly: match[1] !== undefined,
  }));
}

const imports = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => importsOf(join(src, name)));

function isAllowed({ file, from, specifier, typeOnly }: Import): boolean {
  const rule = RULES[from];
  if (rule === undefined) return false;
  if (specifier.startsWith('node:') || specifier.endsWith('/package.json')) return true;
  if (!specifier.startsWith('.')) return rule.packages.test(packageOf(specifier));
  const target = relative(src, resolve(root, dirname(file), specifier)).split('/')[0] ?? '';
  return (
    target === from || rule.values.includes(target) || (typeOnly && rule.types?.includes(target) === true)
  );
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

test('the scan sees the tree', () => {
  expect(imports.length).toBeGreaterThan(50);
});

test('dependencies point one way', () => {
  const broken = imports
    .filter((found) => !isAllowed(found))
    .map(({ file, specifier }) => `${file} → ${specifier}`);
  expect(broken).toEqual([]);
});

/** Files that a file loads as soon as it is loaded itself, itself included. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, type, specifier] of text.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
  )) {
    if (type !== undefined || specifier === undefined) continue;
    if (specifier.startsWith('.')) loadedWith(resolve(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

test('no command loads the openai package before it asks a model', () => {
  const files = readdirSync(join(src, 'cli'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const heavy = files.filter((name) => loadedWith(join(src, 'cli', name)).has('openai'));
  expect(heavy).toEqual([]);
  expect(loadedWith(join(src, 'models/open.ts')).has('openai')).toBe(true);
});
