import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deskhand } from './support/cli.ts';
import { startRegistry } from './support/registry.ts';
import type { TestRegistry } from './support/registry.ts';

/** An image that this engine does not have. publish.test.ts pulls a real one; here it is one small layer, which starts nothing. */
let registry: TestRegistry;
let image: string;
const name = `pulltest-${process.pid}`;

beforeAll(async () => {
  registry = await startRegistry();
  image = `${registry.host}/someone/deskhand:1.2.3`;
  await execa('sh', ['-c', `tar -c package.json | docker import - ${image}`]);
  await execa('docker', ['push', '--quiet', image]);
  await execa('docker', ['image', 'rm', image]);
});

afterAll(async () => {
  await deskhand(['down', name]);
  await execa('docker', ['image', 'rm', '--force', image], { reject: false });
  await registry?.[Symbol.asyncDispose]();
});

test('an image that is not there is pulled, and each layer is told on stderr', async () => {
  const { exitCode, stdout, stderr } = await deskhand(['up', name, '--image', image, '--json']);
  expect(stderr.split('\n').slice(0, 2)).toEqual([`Pulling ${image} …`, 'Pulled 1 of 1 layers.']);
  // There is nothing in it to start; stdout is for the document alone.
  expect(exitCode).not.toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ error: { message: expect.any(String) as string } });
  await execa('docker', ['image', 'inspect', image]);
});

test.each([['up', `${name}-none`], ['run', 'examples/expense-report.yaml'], ['mcp']])(
  '%s says that no registry has an image, and what to look at',
  async (...command) => {
    const none = `${registry.host}/someone/deskhand:9.9.9`;
    const { exitCode, stdout, stderr } = await deskhand([...command, '--image', none, '--json']);
    expect(exitCode, stderr).toBe(3);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string; hint: string } };
    expect(error.code).toBe('no_image');
    expect(error.message).toMatch(/deskhand:9\.9\.9 cannot be pulled: .*(not found|unknown)/);
    expect(error.hint).toContain('Check its name');
  },
);
