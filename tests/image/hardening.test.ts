import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program } from './support/cli.ts';
import { startDesktop } from './support/desktop.ts';
import type { TestDesktop } from './support/desktop.ts';

const KEY = 'xai-a-key-that-must-not-be-found';
const VNC_PASSWORD = 'pw47-11x';

let desktop: TestDesktop;

beforeAll(async () => {
  desktop = await startDesktop({ env: { XAI_API_KEY: KEY, VNC_PASSWORD } });
});

afterAll(() => desktop?.[Symbol.asyncDispose]());

// Docker gives what it executes the container's environment; the programs of the desktop do not have it.
const BLANK = ['env', '-u', 'XAI_API_KEY', '-u', 'DESKHAND_TOKEN', '-u', 'VNC_PASSWORD'];

/** Runs a shell line as the desktop's user, with the environment that the desktop's own programs have. */
const sh = (line: string) => desktop.run(...BLANK, 'sh', '-c', line);

/** A pattern that finds a text but not the command line that holds the pattern. */
const pattern = (text: string) => `${text.slice(0, -1)}[${text.slice(-1)}]`;

/** The fields of /proc/PID/status for each process whose command line matches. */
async function statuses(regex: string): Promise<readonly Map<string, string>[]> {
  const output = await sh(
    `for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline 2>/dev/null | grep -q -- '${regex}' && echo "== $p" && cat $p/status; done; true`,
  );
  return output
    .split(/^== .*$/m)
    .slice(1)
    .map(
      (status) =>
        new Map(
          status
            .trim()
            .split('\n')
            .map((line) => line.split(/:\s*/, 2) as [string, string]),
        ),
    );
}

describe('Chromium’s sandbox', () => {
  test('is on: renderers live in a PID namespace of their own, behind two seccomp filters', async () => {
    const renderers = await statuses(pattern('type=renderer'));
    expect(renderers.length).toBeGreaterThan(0);
    for (const status of renderers) {
      expect(status.get('NSpid')?.split(/\s+/).length, 'PID namespaces').toBeGreaterThan(1);
      expect(status.get('Seccomp')).toBe('2');
      expect(Number(status.get('Seccomp_filters'))).toBeGreaterThanOrEqual(2);
    }
    expect(await desktop.client.health()).toMatchObject({ sandbox: 'on' });
    expect((await statuses(pattern('--no-sandbox'))).length).toBe(0);
  });
});

describe('the container', () => {
  test('runs as uid 1000 with no capability and no way to new privileges', async () => {
    const all = await statuses('.');
    expect(all.length).toBeGreaterThan(5);
    // Chromium's sandbox helpers hold capabilities in the user namespaces that they have made, and nowhere else.
    const outside = all.filter((status) => status.get('NSpid')?.split(/\s+/).length === 1);
    expect(outside.length).toBeGreaterThan(5);
    for (const status of outside) {
      expect(status.get('Uid')?.split('\t')).toEqual(['1000', '1000', '1000', '1000']);
      expect(status.get('CapPrm')).toBe('0000000000000000');
      expect(status.get('NoNewPrivs')).toBe('1');
    }
  });

  test('cannot write outside /tmp, its home and shared memory', async () => {
    for (const place of ['/etc/x', '/usr/x', '/opt/deskhand/x', '/x']) {
      expect((await desktop.tryRun('touch', place)).exitCode, place).not.toBe(0);
    }
    await sh('touch /tmp/x "$HOME/x" && rm /tmp/x "$HOME/x"');
  });

  test('holds no compiler, Python, sudo or package list, and no set-uid program', async () => {
    for (const program of ['cc', 'gcc', 'make', 'python3', 'sudo', 'apt-get', 'npm']) {
      expect((await desktop.tryRun('sh', '-c', `command -v ${program}`)).exitCode, program).not.toBe(0);
    }
    expect(
      await sh('find / -xdev -perm /6000 -type f 2>/dev/null; ls /var/lib/apt/lists 2>/dev/null; true'),
    ).toBe('');
  });

  test('does not listen to anything but its API, and VNC since a password was set', async () => {
    const output = await sh('cat /proc/net/tcp /proc/net/tcp6 | awk \'$4 == "0A" { print $2 }\'');
    // 127.0.0.11 is Docker's own name server on user-defined networks.
    const all = output.split('\n').filter((address) => address !== '' && !address.startsWith('0B00007F'));
    // The browser's proxy is for this container alone.
    const ports = all.filter((address) => !address.startsWith('0100007F'));
    expect(all.length - ports.length).toBe(1);
    expect(
      [...new Set(ports.map((address) => Number.parseInt(address.split(':')[1] ?? '', 16)))].sort(
        (a, b) => a - b,
      ),
    ).toEqual([5900, 6080]);
  });
});

describe('secrets', () => {
  test('cannot be read from any process by the desktop’s own user', async () => {
    const patterns = [KEY, desktop.token, VNC_PASSWORD].map((secret) => `-e '${pattern(secret)}'`).join(' ');
    const texts = "for p in /proc/[0-9]*; do cat $p/environ $p/cmdline 2>/dev/null; done | tr '\\0' '\\n'";
    expect(await sh(`${texts} | grep -c -e 'DISPLAY=:9[9]'`), 'the search does find what is there').not.toBe(
      '0',
    );
    expect(await sh(`${texts} | grep ${patterns} || true`)).toBe('');
  });

  test('cannot be read through the environment or memory of the process that holds them', async () => {
    for (const pid of await runnerPids()) {
      expect((await desktop.tryRun('cat', `/proc/${pid}/environ`)).output).toContain('Permission denied');
      expect((await desktop.tryRun('cat', `/proc/${pid}/mem`)).output).toContain('Permission denied');
    }
  });

  test('are in no file of the container and not in its log', async () => {
    const files = await desktop.tryRun(
      'grep',
      '-rlsF',
      '-e',
      KEY,
      '-e',
      desktop.token,
      '-e',
      VNC_PASSWORD,
      '/tmp',
      '/home',
      '/opt',
      '/etc',
      '/run',
    );
    expect(files.output).toBe('');
    const log = await readLog();
    expect(log).toContain('the desktop is ready');
    expect(log).not.toContain(KEY);
    expect(log).not.toContain(desktop.token);
    expect(log).not.toContain(VNC_PASSWORD);
  });
});

async function runnerPids(): Promise<readonly string[]> {
  const found = (
    await sh(
      'for p in /proc/[0-9]*; do case $(cat $p/comm) in node|tini|MainThread) echo ${p#/proc/};; esac; done',
    )
  ).split('\n');
  expect(found.length).toBeGreaterThanOrEqual(2);
  return found;
}

async function readLog(): Promise<string> {
  const { stdout, stderr } = await program('docker', ['logs', desktop.container.getId()]);
  return stdout + stderr;
}

test('works with any uid', async () => {
  await using other = await startDesktop({ user: '54321:54321' });
  expect(await other.run('id', '-u')).toBe('54321');
  expect(await other.client.health()).toMatchObject({ status: 'ok', sandbox: 'on' });
  const { observation } = await other.client.perform({ action: 'goto', url: 'about:blank' });
  expect(observation?.page?.url).toBe('about:blank');
});

test('a bare docker run without the seccomp profile works with the sandbox off, and says so', async () => {
  await using bare = await startDesktop({ hardened: false });
  const health = await bare.client.health();
  expect(health).toMatchObject({ status: 'ok', sandbox: 'off' });
});
