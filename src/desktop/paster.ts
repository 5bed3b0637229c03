import { setTimeout as sleep } from 'node:timers/promises';
import { DeskhandError } from '../base/errors.ts';
import { throwIfAborted, unlessAborted, within } from './abort.ts';
import type { Selections } from './clipboard.ts';
import type { FindRecipient, Recipient } from './desktop.ts';
import type { Fence } from './fence.ts';
import type { Keys } from './keys.ts';
import { NAMED_KEYS } from './keysyms.ts';
import type { SelectionOwner } from './selection-owner.ts';
import { focusedWindow } from './windows.ts';
import type { Connection } from './x11/connection.ts';

// What a program that cannot say when it is through may take until it asks for the clipboard again.
const QUIET_MS = 25;
const FENCE_MS = 1000;
// A text that takes longer to come is not put back. Both selections are read in this time.
const READ_MS = 2000;
// A page may be busy for a while before it gets to the key.
const TAKE_MS = 3000;
// A program that is told to hang is looked at this often, and given its clipboard back after this long in any case.
const LOOK_MS = 500;
const LATE_MS = 60_000;

/** Puts text in through the clipboard. */
export interface Paster {
  /**
   * Pastes at the caret of the focused program; whether that program has taken the text. Nothing was inserted if not. Throws
   * `action_failed` when it does not get to it, and `cancelled` at once when the signal is aborted: the paste is called off
   * then, also for when the program wakes up.
   */
  paste(text: string, signal: AbortSignal, recipient?: FindRecipient): Promise<boolean>;
}

/** What the paster works with. */
export interface PasterDeps {
  readonly connection: Connection;
  readonly keys: Keys;
  readonly selections: Selections;
  readonly fence: Fence;
}

/**
 * Pastes with Shift+Insert, which xterm (from PRIMARY), GTK, Qt and Chromium (from CLIPBOARD) all know. Only the focused
 * program is given the text. Afterwards both hold the text that they held before, owned by us, unless a program has copied
 * something meanwhile; formats other than text are lost. Chromium looks at the clipboard again after it has given a page's
 * handler the text, and drops the paste if the owner has changed by then: so the clipboard changes only once the program is
 * through with it.
 */
export function createPaster({ connection, keys, selections, fence }: PasterDeps): Paster {
  const { owner, clipboard, atoms } = selections;
  /** A late program may do the paste as soon as it wakes: the clipboard is its own again once it has worked that off. */
  const forgiveOnceAwake = async ({ focus, recipient }: Target, forgive: () => Promise<void>) => {
    const isAwake = async () =>
      (await fence.pass(FENCE_MS, focus)) !== 'silent' && (await recipient?.takenIn()) !== false;
    const end = performance.now() + LATE_MS;
    // Twice in a row: a page reads one key at a time, and may answer between two of them.
    for (let awake = 0; awake < 2 && performance.now() < end; awake = (await isAwake()) ? awake + 1 : 0) {
      await connection.orEnd(sleep(LOOK_MS, undefined, { ref: false }));
    }
    await forgive();
  };
  const callOff = (client: number, target: Target) => {
    const forgive = owner.giveUp(client);
    forgiveOnceAwake(target, forgive).catch(() => {}); // the display has gone, and the clipboard with it
  };
  /** Waits until the program is through with the text; whether it has taken it. Throws when it does not get to it. */
  const untilThrough = async (taken: Taking, { focus, recipient }: Target): Promise<boolean> => {
    const inTime = (await within(TAKE_MS, connection.orEnd(taken.first))) ?? false;
    const passed = await fence.pass(FENCE_MS, focus);
    if (!inTime) {
      const answers = passed !== 'silent' && (await recipient?.takenIn()) !== false;
      if (!taken.isTaken() && answers) return false;
      if (!taken.isTaken()) throw notReading();
    }
    if (passed !== 'passed' || recipient === undefined) await connection.orEnd(taken.quiet);
    await recipient?.takenIn();
    return true;
  };
  return {
    async paste(text, signal, find) {
      throwIfAborted(signal);
      const looks = Promise.all([
        textOrNone(clipboard.read()),
        textOrNone(selections.readPrimary()),
        keys.state(),
        focusedWindow(connection),
        lookAt(find),
      ]);
      const [before, selected, state, focus, { recipient, isChanged }] = await unlessAborted(signal, looks);
      const insert = state.keymap.strokes.get(NAMED_KEYS['Insert'] ?? 0);
      if (insert === undefined) {
        throw new DeskhandError('action_failed', 'The keyboard has no Insert key to paste with.');
      }
      const client = connection.clientOf(focus);
      const target = { focus, recipient };
      const taken = watchTaking(owner, client);
      let isOver = false;
      try {
        await owner.own([atoms.CLIPBOARD, atoms.PRIMARY], text, client);
        keys.strike([{ code: insert.code, shift: true }], state);
        await connection.sync();
        // Whoever takes the desktop over does not wait for a program that hangs.
        const isTaken = await unlessAborted(signal, untilThrough(taken, target));
        isOver = true;
        // A page may read the text and keep it to itself.
        return isTaken && ((await unlessAborted(signal, isChanged())) ?? true);
      } finally {
        taken.stop();
        // Before anything is put back that it could take instead.
        if (!isOver) callOff(client, target);
        await owner.putBack(atoms.PRIMARY, selected);
        await owner.putBack(atoms.CLIPBOARD, before);
      }
    },
  };
}

/** Where a paste goes. */
interface Target {
  /** The window that has the focus at the beginning. */
  readonly focus: number;
  readonly recipient: Recipient | undefined;
}

async function lookAt(find: FindRecipient | undefined) {
  const recipient = await find?.();
  const isChanged = await recipient?.watchField();
  return { recipient, isChanged: async () => isChanged?.() };
}

/** A selection's text; none where its owner hangs, which has nothing to give back. */
async function textOrNone(reading: Promise<string>): Promise<string> {
  return (
    (await within(
      READ_MS,
      reading.catch(() => ''),
    )) ?? ''
  );
}

/** The error for a program that leaves its input where it is. */
function notReading(): DeskhandError {
  return new DeskhandError('action_failed', 'The focused program does not read its input.', {
    hint: 'Wait until it responds again, or close it. This part of the text will not arrive late; what came before it has been typed.',
  });
}

type Taking = ReturnType<typeof watchTaking>;

/** `first` resolves once a client has been given the text, `quiet` once it has then asked for nothing more for a while. */
function watchTaking(owner: SelectionOwner, client: number) {
  const first = Promise.withResolvers<true>();
  const quiet = Promise.withResolvers<void>();
  let isTaken = false;
  let timer: NodeJS.Timeout | undefined;
  const unsubscribe = owner.onServed((to, isText) => {
    if (to !== client) return;
    isTaken ||= isText;
    clearTimeout(timer);
    if (!isTaken) return;
    first.resolve(true);
    timer = setTimeout(quiet.resolve, QUIET_MS);
  });
  return {
    first: first.promise,
    quiet: quiet.promise,
    isTaken: () => isTaken,
    stop() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
