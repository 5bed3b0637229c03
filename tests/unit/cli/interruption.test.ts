import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { reportError } from '../../../src/cli/errors.ts';
import { listenForInterruption } from '../../../src/cli/interruption.ts';
import { DeskhandError } from '../../../src/base/errors.ts';
import { memoryOutput } from './memory-output.ts';

function listen() {
  const target = new EventEmitter() as EventEmitter & Pick<NodeJS.Process, 'on' | 'off'>;
  const onFirst = vi.fn<(signal: string) => void>();
  const giveUp = vi.fn<(code: number) => void>();
  return { target, onFirst, giveUp, interruption: listenForInterruption({ target, onFirst, giveUp }) };
}
afterEach(() => {
  vi.useRealTimers();
});

describe('listenForInterruption', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('aborts at the first %s and knows the exit code', (name, code) => {
    const { target, onFirst, interruption } = listen();
    expect(interruption.exitCode()).toBeUndefined();
    target.emit(name, name);
    expect(interruption.signal.reason).toMatchObject({ code: 'cancelled' });
    expect(interruption.exitCode()).toBe(code);
    expect(onFirst).toHaveBeenCalledWith(name);
  });

  it('takes an echo of the first signal for the same one, and gives up at a later one', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { target, onFirst, giveUp } = listen();
    target.emit('SIGINT', 'SIGINT');
    target.emit('SIGINT', 'SIGINT');
    expect(giveUp).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1500);
    target.emit('SIGINT', 'SIGINT');
    expect(giveUp).toHaveBeenCalledWith(130);
    expect(onFirst).toHaveBeenCalledTimes(1);
  });

  it('listens no more once released', () => {
    const { target, interruption } = listen();
    interruption.release();
    expect(target.listenerCount('SIGINT') + target.listenerCount('SIGTERM')).toBe(0);
  });
});

describe('reportError', () => {
  it.each([
    ['bad_input', 2],
    ['no_engine', 3],
    ['no_key', 3],
    ['limit_reached', 4],
    ['timeout', 124],
    ['action_failed', 1],
  ] as const)('gives %s the exit code %i', (code, exit) => {
    const { output } = memoryOutput();
    expect(reportError(new DeskhandError(code, 'x'), output, undefined)).toBe(exit);
  });

  it('reports what is no error of ours as internal', () => {
    const { output, stderr } = memoryOutput();
    expect(reportError(new TypeError('x is not a function'), output, undefined)).toBe(1);
    expect(stderr()).toBe('error: x is not a function\n');
  });

  it("gives a signal's own code whatever the command threw", () => {
    const { output, stdout } = memoryOutput({ json: true });
    expect(reportError(new Error('socket hang up'), output, 143)).toBe(143);
    expect(JSON.parse(stdout())).toMatchObject({ error: { code: 'cancelled' } });
  });
});
