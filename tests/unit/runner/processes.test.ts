import { describe, expect, test } from 'vitest';
import { chromiumArgs, chromiumCommand } from '../../../src/runner/processes/chromium.ts';
import type { ChromiumFlags } from '../../../src/runner/processes/chromium.ts';
import { windowManagerCommand } from '../../../src/runner/processes/window-manager.ts';
import { vncCommand } from '../../../src/runner/processes/x11vnc.ts';
import { xvfbCommand } from '../../../src/runner/processes/xvfb.ts';

const env = { DISPLAY: ':99' };
const flags: ChromiumFlags = {
  profile: '/home/desk/profile',
  size: { width: 1280, height: 800 },
  sandbox: true,
  smallSharedMemory: false,
  startUrl: 'https://example.com/',
  proxyPort: 4444,
};

test('Xvfb gets one screen of the asked size, no TCP, no GLX, and announces itself', () => {
  const { file, args, extraPipes } = xvfbCommand({ display: ':7', size: { width: 800, height: 600 }, env });
  expect([file, ...args].join(' ')).toBe(
    'Xvfb :7 -screen 0 800x600x24 -nolisten tcp -noreset -extension GLX -displayfd 3',
  );
  expect(extraPipes).toBe(1);
});

test('the window manager draws no title bars and leaves dialogs free', () => {
  const { args } = windowManagerCommand(env);
  expect(args.join(' ')).toContain('-use_titlebar no');
  expect(args.join(' ')).toContain('-use_dialog_mode free');
});

describe('Chromium', () => {
  test('keeps its sandbox where it works', () => {
    const args = chromiumArgs(flags);
    expect(args).not.toContain('--no-sandbox');
    expect(args).not.toContain('--test-type');
  });

  test('is debugged through a pipe, never through a port', () => {
    const { args, extraPipes } = chromiumCommand(flags, env);
    expect(args).toContain('--remote-debugging-pipe');
    expect(args.join(' ')).not.toContain('--remote-debugging-port');
    expect(extraPipes).toBe(2);
  });

  test('gives up its sandbox only where it cannot have one, without the warning bar', () => {
    const args = chromiumArgs({ ...flags, sandbox: false });
    expect(args).toContain('--no-sandbox');
    expect(args).toContain('--test-type');
  });

  test('leaves /dev/shm alone where it is small', () => {
    expect(chromiumArgs(flags)).not.toContain('--disable-dev-shm-usage');
    expect(chromiumArgs({ ...flags, smallSharedMemory: true })).toContain('--disable-dev-shm-usage');
  });

  test('draws the list of its address bar itself, rather than as a page that is loaded at each start', () => {
    const off = chromiumArgs(flags).find((arg) => arg.startsWith('--disable-features='));
    expect(off?.split(/[=,]/)).toContain('WebUIOmniboxPopup');
  });

  test('shows a new page and takes its input at once, whatever is on it', () => {
    const args = chromiumArgs(flags);
    expect(args).toContain('--allow-pre-commit-input');
    expect(args.find((arg) => arg.startsWith('--disable-features='))?.split(/[=,]/)).toContain(
      'PaintHolding',
    );
  });

  test('has its proxy as the only way out, for loopback too', () => {
    const args = chromiumArgs(flags);
    expect(args).toContain('--proxy-server=http://127.0.0.1:4444');
    expect(args).toContain('--proxy-bypass-list=<-loopback>');
  });

  test('opens the start page last, so that no flag can follow it', () => {
    expect(chromiumArgs(flags).at(-1)).toBe('https://example.com/');
  });
});

describe('x11vnc', () => {
  test('opens no TCP port, IPv4 or IPv6, but a unix socket', () => {
    const { args } = vncCommand({ socket: '/tmp/s/vnc', display: ':99', env });
    expect(args.join(' ')).toContain('-unixsock /tmp/s/vnc -rfbport 0 -rfbportv6 0');
  });

  test('lowers its limit on open files first', () => {
    const { file, args } = vncCommand({ socket: '/s', display: ':99', env });
    expect(file).toBe('sh');
    expect(args[1]).toMatch(/^ulimit -n \d+; exec x11vnc /);
  });
});
