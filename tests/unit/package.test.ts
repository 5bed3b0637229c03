import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startServer, TOKEN } from './server/support/test-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let packed: string[];

/** A project of somebody else, with the package in it as npm would unpack it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-package-'));
  await mkdir(join(folder, 'node_modules/deskhand'), { recursive: true });
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
  // What the build before it says stands first.
  const [made] = JSON.parse(stdout.slice(stdout.indexOf('['))) as {
    filename: string;
    files: { path: string }[];
  }[];
  packed = made?.files.map(({ path }) => path) ?? [];
  await execa(
    'tar',
    ['-xzf', join(folder, made?.filename ?? ''), '--strip-components=1', '-C', 'node_modules/deskhand'],
    {
      cwd: folder,
    },
  );
  for (const name of ['@types', 'undici-types'])
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test('the package can be imported and speaks with a desktop', async () => {
  await using server = await startServer();
  const script = `
    import { Desktop, DeskhandError } from 'deskhand';
    const desktop = new Desktop({ url: ${JSON.stringify(server.url)}, token: process.env.TOKEN });
    const { ok } = await desktop.perform({ action: 'click', x: 1, y: 2 });
    const wrong = await new Desktop({ url: ${JSON.stringify(server.url)}, token: 'no' }).actions().catch((error) => error);
    console.log(ok, wrong instanceof DeskhandError, wrong.code);`;
  await writeFile(join(folder, 'use.js'), script);
  const { stdout } = await execa(process.execPath, ['use.js'], { cwd: folder, env: { TOKEN } });
  expect(stdout).toBe('true true unauthorized');
  expect(server.performed).toMatchObject([{ action: 'click', x: 1, y: 2 }]);
});

test('its types hold what is right and refuse what is not', async () => {
  const script = `
    import { Desktop, DialectError } from 'deskhand';
    import type { ActionCall, ActionReply, BatchedCall, RunEvent, RunHead, WireObservation } from 'deskhand';
    const desktop = new Desktop({ url: 'http://127.0.0.1:6080', token: 't' });
    const reply: ActionReply = await desktop.perform({ action: 'click', x: 1 }, { observe: 'now' });
    export const settled: boolean | undefined = reply.observation?.settled;
    export const first: RunEvent | undefined = (await desktop.tasks.events('r1').next()).value?.event;
    const actions: BatchedCall[] = [{ action: 'key', keys: 'ctrl+a' }, { action: 'type', text: 'a', submit: true }];
    const calls: ActionCall[] = [{ action: 'batch', actions }, { action: 'drag', from_ref: 'e1', to_ref: 'e2' }];
    for (const call of calls) await desktop.perform(call);
    const given: { action: string; more: number } = JSON.parse('{}');
    await desktop.performRaw(given);
    const seen: WireObservation = await desktop.observation({ observe: 'now' });
    export const below: number | undefined = seen.page?.scroll.max_y;
    export const size: number = (await desktop.screenshot({ observe: 'settled' })).size.width;
    export const isOff: boolean = (await desktop.health()).sandbox === 'unknown';
    const run: RunHead = await desktop.tasks.submit({ resume: 'r1' }, undefined, { traceparent: '00' });
    await desktop.tasks.confirm(run.id, true, run.confirmation?.number);
    export const told = (error: unknown) => error instanceof DialectError && error.answer['is_error'];
    // @ts-expect-error: there is no such way to look
    await desktop.perform({ action: 'click' }, { observe: 'later' });
    // @ts-expect-error: one has to look at something
    await desktop.observation({ observe: 'none' });
    // @ts-expect-error: there is no such action
    await desktop.perform({ action: 'clik' });
    // @ts-expect-error: the action has no such parameter
    await desktop.perform({ action: 'click', xx: 1 });
    // @ts-expect-error: what to type is missing
    await desktop.perform({ action: 'type' });
    // @ts-expect-error: a number is no text
    await desktop.perform({ action: 'click', x: '1' });
    // @ts-expect-error: a batch holds no batch
    await desktop.perform({ action: 'batch', actions: [{ action: 'batch', actions: [] }] });
    // @ts-expect-error: the token is missing
    new Desktop({ url: 'http://127.0.0.1:6080' });`;
  await writeFile(join(folder, 'use.ts'), script);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2024',
    types: ['node'],
    skipLibCheck: false,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await execa(process.execPath, [tsc, '-p', folder], { reject: false });
  expect(stdout).toBe('');
}, 60_000);

test('it holds the program and what that needs, but no sources, no tests and no image', () => {
  expect(packed).toContain('dist/cli/main.js');
  expect(packed).toContain('image/seccomp.json');
  expect(packed).toContain('completions/_deskhand');
  expect(packed).toContain('schemas/cli/run.schema.json');
  expect(
    packed.filter((path) => /^(src|tests|node_modules|dist\/image|dist\/server|dist\/runner)\//.test(path)),
  ).toEqual([]);
});

/** Where a file's import can lie: a declaration names the source or the program that it stands for. */
function targets(from: string, specifier: string): readonly string[] {
  const path = posix.join(posix.dirname(from), specifier);
  return from.endsWith('.d.ts') ? [path.replace(/\.[jt]s$/, '.d.ts')] : [path];
}

test('what its files import, run or upload from beside them is in it too', async () => {
  const unpacked = join(folder, 'node_modules/deskhand');
  const read = (path: string) => readFile(join(unpacked, path), 'utf8');
  const programs = packed.filter((path) => /\.[cm]?[jt]s$/.test(path));
  const imported = programs.map(async (path) =>
    [...(await read(path)).matchAll(/(?:from|import|import\()\s*['"](\.{1,2}\/[^'"]+)['"]/g)]
      .filter(([, specifier = '']) => !targets(path, specifier).some((target) => packed.includes(target)))
      .map(([, specifier]) => `${path} imports ${specifier}`),
  );
  expect((await Promise.all(imported)).flat()).toEqual([]);
  // Node strips no types below node_modules, and without the clone there is nothing to build an image from.
  const ofClonesOnly = packed.filter((path) => /(?<!\.d)\.ts$|Dockerfile/.test(path));
  expect(ofClonesOnly).toEqual([]);
  const examples = packed.filter((path) => /^examples\/[^/]+\.yaml$/.test(path));
  expect(examples).toContain('examples/expense-report.yaml');
  const uploaded = examples.map(async (path) =>
    ((parse(await read(path)) as { files?: readonly string[] }).files ?? [])
      .map((file) => posix.join('examples', file))
      .filter((file) => !packed.includes(file)),
  );
  expect((await Promise.all(uploaded)).flat()).toEqual([]);
});

test('publint finds nothing to mend', async () => {
  const unpacked = join(folder, 'node_modules/deskhand');
  const { messages } = await publint({ pkgDir: unpacked, pack: false, strict: true });
  expect(messages).toEqual([]);
});

test('it depends on what its files import, and on nothing else', async () => {
  const unpacked = join(folder, 'node_modules/deskhand');
  const files = packed.filter((path) => path.endsWith('.js'));
  const texts = await Promise.all(files.map((path) => readFile(join(unpacked, path), 'utf8')));
  const imported = texts.flatMap((text) =>
    [...text.matchAll(/(?:^\s*(?:import|export)\s[^'";]*?from\s+|^\s*import\s+|import\()\s*'([^'.][^']*)'/gm)]
      .map((match) => match[1] ?? '')
      .filter((specifier) => !specifier.startsWith('node:'))
      .map((specifier) =>
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  );
  const { dependencies } = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect([...new Set(imported)].sort()).toEqual(Object.keys(dependencies).sort());
});
