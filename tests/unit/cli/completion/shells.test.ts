import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../../../src/cli/main.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../..', import.meta.url));
let folder: string;
let env: Record<string, string>;

/** A folder in which somebody types, with `deskhand` on the PATH as an installed package puts it there. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskhand-completion-'));
  await mkdir(join(folder, 'bin'));
  const program = join(folder, 'bin/deskhand');
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  await chmod(program, 0o755);
  await writeFile(join(folder, 'my book.yaml'), '');
  env = {
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: folder,
    TERM: 'dumb',
    DOCKER_HOST: 'unix:///nonexistent.sock',
    NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/deskhand'),
  };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const options = () => ({ cwd: folder, env, extendEnv: false, timeout: 60_000 });

test('bash completes commands, flags, values and files', async () => {
  const script = `
    source <(deskhand completion bash)
    complete -p deskhand
    try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _deskhand; printf '[%s]' "\${COMPREPLY[@]}"; echo; }
    try deskhand scr
    try deskhand up --po
    try deskhand screenshot --format ''
    try deskhand run my`;
  const { stdout } = await execa('bash', ['--norc', '--noprofile', '-c', script], options());
  expect(stdout.split('\n')).toEqual([
    'complete -F _deskhand deskhand',
    '[screenshot]',
    '[--port]',
    '[png][jpeg]',
    '[my book.yaml]',
  ]);
}, 60_000);

/** Missing shells are skipped, except where everything has to run and `npm test` could install them. */
const mustRun = process.env['CI'] !== undefined && process.getuid?.() === 0;
const missing = (shell: string) => !mustRun && execaSync(shell, ['--version'], { reject: false }).failed;

describe.skipIf(missing('fish'))('fish', () => {
  test('completes commands, flags, values and files', async () => {
    const script = `
      deskhand completion fish | source
      complete -C 'deskhand scr'
      complete -C 'deskhand up --po'
      complete -C 'deskhand screenshot --format '
      complete -C 'deskhand run my'`;
    const { stdout } = await execa('fish', ['--no-config', '-c', script], options());
    expect(stdout.split('\n')).toEqual([
      'screenshot\tTake a picture of a desktop',
      '--port\tPort on 127.0.0.1 (default: a free one)',
      // fish sorts.
      'jpeg',
      'png',
      'my book.yaml',
    ]);
  }, 60_000);
});

describe.skipIf(missing('zsh'))('zsh', () => {
  test('completes at the Tab key of a real terminal', async () => {
    // zpty gives the inner shell a terminal; \`zpty -r\` waits until the pattern has come.
    const script = `
      zmodload zsh/zpty
      zpty inner zsh -f -i
      zpty -w inner "PS1='> '; autoload -Uz compinit; compinit -u -d $HOME/dump; source <(deskhand completion zsh); print rea\\"\\"dy"
      zpty -r inner out '*ready*'
      zpty -n -w inner $'deskhand up --po\\t'
      zpty -r inner out '*--port *'
      print -r -- "flag: \${out##*>}"
      zpty -n -w inner $'\\C-udeskhand run my\\t'
      zpty -r inner out '*book.yaml*'
      print -r -- "file: \${out##*deskhand}"`;
    const { stdout } = await execa('zsh', ['-f', '-c', script], options());
    expect(stdout).toMatch(/flag: .*deskhand up --port /s);
    expect(stdout).toMatch(/file: .*run my\\ book\.yaml/s);
  }, 60_000);
});
