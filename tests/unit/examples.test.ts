import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TaskFile } from '../../src/base/task-file.ts';
import { SETTINGS } from '../../src/runner/settings/schema.ts';
import { wrongCommands } from './docs/support/commands.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface MassGen {
  readonly agents: readonly {
    readonly id: string;
    readonly backend: {
      readonly type: string;
      readonly model: string;
      readonly mcp_servers?: readonly { readonly command: string; readonly args: readonly string[] }[];
      readonly custom_tools?: readonly {
        readonly function: readonly string[];
        readonly preset_args: Readonly<Record<string, unknown>>;
      }[];
    };
  }[];
}

/** MassGen itself is Python and is not run here; what it reads is checked against what it is known to read. */
describe('the examples for MassGen', () => {
  test('the MCP one starts a desktop with a command that there is', async () => {
    const { agents } = parse(read('examples/massgen/mcp.yaml')) as MassGen;
    expect(agents[0]?.backend).toMatchObject({ type: 'grok', model: 'grok-4-1-fast-reasoning' });
    const { command = '', args = [] } = agents[0]?.backend.mcp_servers?.[0] ?? {};
    expect(await wrongCommands([command, ...args].join(' '))).toEqual([]);
  });

  test('the container one has the name, display and size that the image has', () => {
    const file = 'examples/massgen/container_computer_use_docker.yaml';
    // With that in its name MassGen would build an image of its own.
    expect(basename(file)).not.toContain('computer_use_docker_example');
    const { agents } = parse(read(file)) as MassGen;
    expect(agents[0]?.backend.custom_tools?.[0]?.preset_args).toEqual({
      environment: 'linux',
      display_width: SETTINGS.DISPLAY_WIDTH.schema.parse(undefined),
      display_height: SETTINGS.DISPLAY_HEIGHT.schema.parse(undefined),
      environment_config: {
        container_name: 'cua-container',
        display: SETTINGS.DISPLAY.schema.parse(undefined),
      },
    });
  });
});

/** Those in folders with a README of their own have tests of their own. */
const examples = globSync('examples/**/*.{yaml,yml,ts}', { cwd: root })
  .filter((path) => !/\/(devcontainer|github-action)\//.test(path))
  .sort();

test.each(examples.filter((path) => !/(connect|observe)\.ts$/.test(path)))(
  '%s is listed in the examples’ README',
  (path) => {
    expect(read('examples/README.md').includes(`(${path.slice('examples/'.length)})`)).toBe(true);
  },
);

test.each(examples.filter((path) => path.endsWith('.task.yaml')))('%s is a task file', (path) => {
  expect(TaskFile.safeParse(parse(read(path))).error).toBeUndefined();
});

const imageTests = globSync('tests/image/*.test.ts', { cwd: root }).map(read).join('\n');

test.each(examples.filter((path) => !/(connect|observe)\.ts$/.test(path)))('%s is run by a test', (path) => {
  const name = basename(path);
  // `npm start` runs that one: tests/image/first-run.test.ts.
  const run = name === 'expense-report.yaml' || imageTests.includes(name);
  expect(run).toBe(true);
});
