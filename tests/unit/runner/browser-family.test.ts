import { expect, test } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { BrowserFamily } from '../../../src/runner/processes/browser-family.ts';
import type { ProcessLook } from '../../../src/runner/supervisor/proc.ts';

const BROWSER = 32;

interface Member {
  state: string;
  startedAt: number;
  readonly parent: number;
  readonly command: string;
  readonly isInit?: boolean;
}

function member(parent: number, command: string, isInit = false): Member {
  return { state: 'S', startedAt: 100, parent, command, isInit };
}

/** The processes of a Chromium with its sandbox, as /proc showed them. */
function family(): Map<number, Member> {
  return new Map([
    [BROWSER, member(7, 'chromium --user-data-dir=/p')],
    [41, member(BROWSER, 'chromium --type=zygote --no-zygote-sandbox --x')],
    [42, member(BROWSER, 'chromium --type=zygote --x', true)],
    [44, member(42, 'chromium --type=zygote --x')],
    [65, member(41, 'chromium --type=gpu-process --x')],
    [68, member(BROWSER, 'chromium --type=utility --utility-sub-type=network.mojom.NetworkService --x')],
    [99, member(44, 'chromium --type=renderer --x')],
    // Just forked: until it is told what it shall be it has the zygote's command line.
    [100, member(44, 'chromium --type=zygote --x')],
    [101, member(41, 'chromium --type=zygote --no-zygote-sandbox --x')],
  ]);
}

interface Watched {
  readonly look: () => string | undefined;
  readonly lookAtStart: (browser?: number) => string | undefined;
  readonly killed: number[];
}

function watch(members: Map<number, Member>): Watched {
  const killed: number[] = [];
  const lookAt = (pid: number): ProcessLook | undefined => {
    const found = members.get(pid);
    return found && { pid, group: BROWSER, busyMs: 0, ...found };
  };
  const watched = new BrowserFamily(silentLog, {
    lookAt,
    lookAtGroup: () => [...members.keys()].flatMap((pid) => lookAt(pid) ?? []),
    commandLine: (pid) => members.get(pid)?.command ?? '',
    isNamespaceInit: (pid) => members.get(pid)?.isInit === true,
    kill: (pid) => killed.push(pid),
  });
  return {
    look: () => watched.inspect(BROWSER),
    lookAtStart: (browser = BROWSER) => watched.inspectStart(browser),
    killed,
  };
}

test.each([41, 42, 44])('without zygote %i the browser has to be started again', (pid) => {
  for (const end of ['removed', 'zombie', 'replaced'] as const) {
    const members = family();
    const { look } = watch(members);
    expect(look()).toBeUndefined();
    const zygote = members.get(pid);
    if (zygote === undefined) throw new Error('no zygote');
    if (end === 'removed') members.delete(pid);
    if (end === 'zombie') zygote.state = 'Z';
    if (end === 'replaced') zygote.startedAt = 200;
    expect(look()).toContain('zygote');
  }
});

test.each([41, 42, 44])('zygote %i is missed even if it ended before the first look', (pid) => {
  const members = family();
  members.delete(pid);
  expect(watch(members).look()).toContain('zygote');
});

test('without the sandbox two zygotes are all, and their forks are none', () => {
  const members = family();
  members.set(BROWSER, member(7, 'chromium --user-data-dir=/p --no-sandbox --test-type'));
  members.set(42, member(BROWSER, 'chromium --type=zygote --no-sandbox'));
  members.delete(44);
  members.set(43, member(42, 'chromium --type=zygote --no-sandbox'));
  const { look } = watch(members);
  expect(look()).toBeUndefined();
  members.delete(43);
  expect(look()).toBeUndefined();
  members.delete(42);
  expect(look()).toContain('zygote');
});

test('a browser that has itself just ended misses nothing', () => {
  expect(watch(new Map()).look()).toBeUndefined();
});

test.each([65, 68, 99, 100, 101])('process %i may end: Chromium replaces it', (pid) => {
  const members = family();
  const { look, killed } = watch(members);
  look();
  members.delete(pid);
  expect(look()).toBeUndefined();
  expect(killed).toEqual([]);
});

test.each([65, 68, 99])('process %i is killed once it stays stopped, for Chromium to replace it', (pid) => {
  const members = family();
  const { look, killed } = watch(members);
  const member = members.get(pid);
  if (member === undefined) throw new Error('no member');
  for (const state of ['S', 'T', 'T', 'S', 'T', 'T']) {
    member.state = state;
    expect(look()).toBeUndefined();
  }
  expect(killed).toEqual([]);
  expect(look()).toBeUndefined();
  expect(killed).toEqual([pid]);
});

test('with a zygote that stays stopped the browser has to be started again', () => {
  const members = family();
  const { look, killed } = watch(members);
  const zygote = members.get(44);
  if (zygote === undefined) throw new Error('no zygote');
  zygote.state = 'T';
  expect([look(), look()]).toEqual([undefined, undefined]);
  expect(look()).toBe('a zygote of it was stopped by a signal');
  expect(killed).toEqual([]);
});

test.each([41, 42])('a browser that starts and loses zygote %i will not get ready', (pid) => {
  const members = family();
  const zygotes = [...members].filter(([pid]) => pid <= 44);
  for (const other of members.keys()) if (other > 44) members.delete(other);
  const { lookAtStart } = watch(members);
  expect([lookAtStart(), lookAtStart()]).toEqual([undefined, undefined]);
  members.delete(pid);
  expect(lookAtStart()).toContain('zygote');
  // Another start begins anew.
  members.clear();
  for (const [pid, { parent, ...rest }] of zygotes)
    members.set(pid + 100, { parent: parent === 7 ? 7 : parent + 100, ...rest });
  expect([lookAtStart(BROWSER + 100), lookAtStart(BROWSER + 100)]).toEqual([undefined, undefined]);
});

test.each([41, 42])('zygote %i of a browser that starts is missed even if nobody has ever seen it', (pid) => {
  const members = family();
  members.delete(pid);
  const { lookAtStart } = watch(members);
  // One look alone may have read the list of processes while it was made.
  expect(lookAtStart()).toBeUndefined();
  expect(lookAtStart()).toContain('zygote');
});

test('a start is not judged before there are zygotes, nor by what Chromium replaces', () => {
  const members = family();
  const all = [...members];
  members.clear();
  const { lookAtStart } = watch(members);
  for (const [pid, each] of all) {
    expect(lookAtStart()).toBeUndefined();
    members.set(pid, each);
  }
  for (const pid of [65, 68, 99, 100, 101]) {
    members.delete(pid);
    expect(lookAtStart()).toBeUndefined();
  }
});

test.each([41, 42, 44])('a browser that starts with zygote %i stopped has to be started again', (pid) => {
  const members = family();
  const { lookAtStart, killed } = watch(members);
  const zygote = members.get(pid);
  if (zygote === undefined) throw new Error('no zygote');
  zygote.state = 'T';
  expect([lookAtStart(), lookAtStart()]).toEqual([undefined, undefined]);
  expect(lookAtStart()).toBe('a zygote of it was stopped by a signal');
  expect(killed).toEqual([]);
});

test('a helper that is stopped while the browser starts is killed, for Chromium to replace it', () => {
  const members = family();
  const { lookAtStart, killed } = watch(members);
  const gpu = members.get(65);
  if (gpu === undefined) throw new Error('no GPU process');
  gpu.state = 'T';
  expect([lookAtStart(), lookAtStart(), lookAtStart()]).toEqual([undefined, undefined, undefined]);
  expect(killed).toEqual([65]);
});
