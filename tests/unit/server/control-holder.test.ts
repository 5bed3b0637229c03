import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ControlLease, HAND_OVER_MS } from '../../../src/actions/control.ts';
import { ABSENCE_MS, ControlHolder } from '../../../src/server/control-holder.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const lease = new ControlLease();
  const released = vi.fn<() => Promise<void>>(async () => {});
  return { lease, released, control: new ControlHolder(lease, released) };
}

test('only the person who took over may send input', () => {
  const { control } = setUp();
  control.set('human', 'ann');
  expect([control.holds('ann'), control.holds('ben')]).toEqual([true, false]);
  control.set('human', 'ben');
  expect([control.holds('ann'), control.holds('ben')]).toEqual([false, true]);
});

test('giving back releases what the person held and lets nobody in', () => {
  const { control, released, lease } = setUp();
  control.set('human', 'ann');
  control.set('agent', 'ann');
  expect(released).toHaveBeenCalledOnce();
  expect(lease.holder).toBe('agent');
  expect(control.holds('ann')).toBe(false);
});

test('a lease that is given back elsewhere ends the person’s hold', () => {
  const { control, lease } = setUp();
  control.set('human', 'ann');
  lease.give();
  lease.take();
  expect(control.holds('ann')).toBe(false);
});

test('the agent gets the desktop back once the person has been away for long', () => {
  const { control, lease, released } = setUp();
  const leave = control.connected('ann');
  control.set('human', 'ann');
  leave();
  expect(released).toHaveBeenCalled();
  vi.advanceTimersByTime(ABSENCE_MS - 1);
  expect(lease.holder).toBe('human');
  vi.advanceTimersByTime(1);
  expect(lease.holder).toBe('agent');
});

test('coming back in time, or having a second viewer open, keeps control', () => {
  const { control, lease } = setUp();
  const leave = control.connected('ann');
  control.set('human', 'ann');
  leave();
  const leaveAgain = control.connected('ann');
  control.connected('ann');
  leaveAgain();
  vi.advanceTimersByTime(ABSENCE_MS * 2);
  expect(lease.holder).toBe('human');
});

test('a program that took over keeps it until it gives back', () => {
  const { control, lease } = setUp();
  control.set('human', 'token');
  vi.advanceTimersByTime(ABSENCE_MS * 2);
  expect(lease.holder).toBe('human');
});

test('a client without a button takes over by input, never from a person, and gives back when it is idle', async () => {
  const { control, lease, released } = setUp();
  control.takeByInput('vnc-1');
  expect(control.holds('vnc-1')).toBe(true);
  expect(released).toHaveBeenCalledOnce();
  control.takeByInput('vnc-2');
  expect(control.holds('vnc-2')).toBe(false);
  vi.advanceTimersByTime(ABSENCE_MS - 1);
  control.noteByInput(Buffer.of(4, 1, 0, 0, 0, 0, 0, 0x61));
  vi.advanceTimersByTime(ABSENCE_MS - 1);
  expect(lease.holder).toBe('human');
  vi.advanceTimersByTime(1);
  expect(lease.holder).toBe('agent');
  expect(control.lastHandover?.input.characters).toBe(1);
});

test('it loses the desktop to a person who takes it, and its own end then changes nothing', async () => {
  const { control, lease } = setUp();
  control.takeByInput('vnc-1');
  control.connected('ann');
  control.set('human', 'ann');
  control.left('vnc-1');
  vi.advanceTimersByTime(ABSENCE_MS * 2);
  expect([lease.holder, control.holds('ann')]).toEqual(['human', true]);
});

test('a turn ends when the desktop changes hands, and the next one begins once what was held is let go', async () => {
  const { control, released } = setUp();
  const letGo = Promise.withResolvers<void>();
  control.set('human', 'ann');
  const { turn } = control;
  expect(turn.aborted).toBe(false);
  released.mockReturnValueOnce(letGo.promise);
  control.set('human', 'ben');
  expect(turn.aborted).toBe(true);
  expect(control.turn.aborted).toBe(false);
  const ready = vi.fn<() => void>();
  void control.ready().then(ready);
  await Promise.resolve();
  expect(ready).not.toHaveBeenCalled();
  letGo.resolve();
  await control.ready();
  expect(ready).toHaveBeenCalledOnce();
});

test('a person’s turn goes on in the other tab when one is closed, and ends with the last', () => {
  const { control, released } = setUp();
  const leave = control.connected('ann');
  const leaveLast = control.connected('ann');
  control.set('human', 'ann');
  const { turn } = control;
  leave();
  expect([turn.aborted, released.mock.calls.length]).toEqual([false, 0]);
  leaveLast();
  expect([turn.aborted, released.mock.calls.length]).toEqual([true, 1]);
});

test('what a person has being played when they give back ends before all is let go and the agent begins', async () => {
  const { control, lease, released } = setUp();
  control.set('human', 'ann');
  const playing = Promise.withResolvers<void>();
  void control.during(() => playing.promise);
  control.set('agent', 'ann');
  const begins = vi.fn<() => void>();
  void lease.ready().then(begins);
  await vi.advanceTimersByTimeAsync(1000);
  expect([released.mock.calls.length, begins.mock.calls.length]).toEqual([0, 0]);
  playing.resolve();
  await lease.ready();
  expect(released).toHaveBeenCalledOnce();
});

test('input that does not end when its turn does is not waited for without end', async () => {
  const { control, lease, released } = setUp();
  control.set('human', 'ann');
  void control.during(() => new Promise(() => {}));
  control.set('agent', 'ann');
  await vi.advanceTimersByTimeAsync(HAND_OVER_MS);
  await lease.ready();
  expect(released).toHaveBeenCalledOnce();
});

test('a person’s input waits for what the agent had begun, but not without end', async () => {
  const { control, lease } = setUp();
  lease.onChange((holder) => {
    if (holder === 'human') lease.holdOff(new Promise(() => {}));
  });
  control.set('human', 'ann');
  const ready = vi.fn<() => void>();
  void control.ready().then(ready);
  await vi.advanceTimersByTimeAsync(HAND_OVER_MS - 1);
  expect(ready).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(ready).toHaveBeenCalledOnce();
});

test('a client without a button is not idle while its input is being played', async () => {
  const { control, lease } = setUp();
  control.takeByInput('vnc-1');
  const playing = Promise.withResolvers<void>();
  const over = control.during(() => playing.promise);
  await vi.advanceTimersByTimeAsync(ABSENCE_MS * 3 - 1);
  expect(control.holds('vnc-1')).toBe(true);
  playing.resolve();
  await over;
  await vi.advanceTimersByTimeAsync(ABSENCE_MS - 1);
  expect(control.holds('vnc-1')).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(lease.holder).toBe('agent');
});
