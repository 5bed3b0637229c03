import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MODULE = new URL('../../../src/runner/watchdog/watchdog.ts', import.meta.url).href;
const LOG = new URL('../../../src/base/log.ts', import.meta.url).href;
const FAST = '{ beatMs: 10, lookMs: 250, looks: 4 }';

/** A process of its own that starts the watchdog and then runs `script`; how it ended and what it said. */
async function watched(
  script: string,
  options = FAST,
): Promise<{ code: number | null; signal: string | null; said: string }> {
  const source = `import { silentLog } from '${LOG}'; import { startWatchdog } from '${MODULE}'; const stop = await startWatchdog(silentLog, ${options}); ${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += String(chunk)));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, said };
}

test('a process whose event loop is blocked for good is killed, and says why', async () => {
  const { signal, said } = await watched('for (;;);');
  expect(signal).toBe('SIGKILL');
  expect(said).toContain('event loop has stood still for 1 s');
});

test('its last words are a line of JSON where the log is', async () => {
  const { said } = await watched('for (;;);', FAST.replace('}', ', logFormat: "json" }'));
  expect(JSON.parse(said)).toMatchObject({
    level: 'error',
    message: expect.stringContaining('event loop has stood still for 1 s') as string,
  });
});

test('one that sleeps in a system call is killed, too', async () => {
  const { signal } = await watched(
    "process.getBuiltinModule('node:child_process').execFileSync('sleep', ['600']);",
  );
  expect(signal).toBe('SIGKILL');
});

test('one whose event loop turns is left alone, and the watchdog does not keep it alive', async () => {
  // Longer than the watchdog's patience, on the same clock that it has.
  const ended = await watched(
    'await new Promise((resolve) => setTimeout(resolve, 1500)); console.log("through");',
  );
  expect(ended).toEqual({ code: 0, signal: null, said: 'through\n' });
});

test('one that was stopped and goes on is left alone: all its threads stood still', async () => {
  const ended = await watched(`
    const { spawn } = process.getBuiltinModule('node:child_process');
    const waker = spawn('sh', ['-c', 'kill -STOP ' + process.pid + '; sleep 2; kill -CONT ' + process.pid]);
    await new Promise((resolve) => waker.once('exit', resolve));
    await new Promise((resolve) => setTimeout(resolve, 150));
    console.log('through');`);
  expect(ended).toEqual({ code: 0, signal: null, said: 'through\n' });
});

test('after it was stopped it kills nothing', async () => {
  const ended = await watched(`
    await stop();
    process.getBuiltinModule('node:child_process').execFileSync('sleep', ['1.5']);
    console.log('through');`);
  expect(ended).toEqual({ code: 0, signal: null, said: 'through\n' });
});
