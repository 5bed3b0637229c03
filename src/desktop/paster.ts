import { setTimeout as sleep } from 'node:timers/promises';
import { DeskhandError } from '../base/errors.ts';
import { throwIfAborted, within } from './abort.ts';
import type { Selections } from './clipboard.ts';
import type { Recipient } from './desktop.ts';
import type { Fence } from './fence.ts';
import type { Keys } from './keys.ts';
import { NAMED_KEYS } from './keysyms.ts';
import type { SelectionOwner } from './selection-owner.ts';
import type { Connection } from './x11/connection.ts';

// What a program that cannot say when it is through may take until it asks for the clipboard again.
const QUIET_MS = 25;
const FENCE_MS = 1000;
// A page may be busy for a while before it gets to the key.
const TAKE_MS = 3000;
// A program that is told to hang is looked at this often, and given its clipboard back after this long in any case.
const LOOK_MS = 500;
const LATE_MS = 60_000;

/** Puts text in through the clipboard. */
export interface Paster {
  /**
   * Pastes at the caret of the focused program; whether that program has taken the text. Nothing was inserted if not. Throws
   * `action_failed` when it does not get to it: the paste is called off then, also for when it wakes up.
   */
  paste(text: string, signal: AbortSignal, recipient?: Recipient): Promise<boolean>;
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
 * something meanwhile; formats other than text are lost. Chromium looks at the clipboard again after it has given a page's handler the text, and drops the paste if the
 * owner has changed by then: so the clipboard changes only once the program is through with it.
 */
export function createPaster({ connection, keys, selections, fence }: PasterDeps): Paster {
  const { owner, clipboard, atoms } = selections;
  const focusedClient = async () => {
    const { focus } = await connection.call<{ readonly focus: number }>((done) =>
      connection.X.GetInputFocus(done),
    );
    return connection.clientOf(focus);
  };
  /** A late program may do the paste as soon as it wakes: the clipboard is its own again once it has worked that off. */
  const forgiveOnceAwake = async (client: number, recipient: Recipient | undefined) => {
    const isAwake = async () =>
      (await fence.pass(FENCE_MS)) !== 'silent' && (await recipient?.takenIn()) !== false;
    const end = performance.now() + LATE_MS;
    // Twice in a row: a page reads one key at a time, and may answer between two of them.
    for (let awake = 0; awake < 2 && performance.now() < end; awake = (await isAwake()) ? awake + 1 : 0) {
      await connection.orEnd(sleep(LOOK_MS, undefined, { ref: false }));
    }
    await owner.forgive(client);
  };
  return {
    async paste(text, signal, recipient) {
      throwIfAborted(signal);
      const [before, selected, state, client, isChanged] = await Promise.all([
        clipboard.read().catch(() => ''), // an owner that hangs has nothing to give back
        selections.readPrimary().catch(() => ''),
        keys.state(),
        focusedClient(),
        recipient?.watchField(),
      ]);
      const insert = state.keymap.strokes.get(NAMED_KEYS['Insert'] ?? 0);
      if (insert === undefined) {
        throw new DeskhandError('action_failed', 'The keyboard has no Insert key to paste with.');
      }
      const taken = watchTaking(owner, client);
      let late: number | undefined;
      try {
        await owner.own([atoms.CLIPBOARD, atoms.PRIMARY], text, client);
        keys.strike([{ code: insert.code, shift: true }], state);
        await connection.sync();
        const inTime = (await within(TAKE_MS, connection.orEnd(taken.first))) ?? false;
        const passed = await fence.pass(FENCE_MS);
        if (!inTime) {
          const answers = passed !== 'silent' && (await recipient?.takenIn()) !== false;
          if (!taken.isTaken() && answers) return false;
          if (!taken.isTaken()) {
            late = client;
            forgiveOnceAwake(client, recipient).catch(() => {}); // the display has gone, and the clipboard with it
            throw notReading();
          }
        }
        if (passed !== 'passed' || recipient === undefined) await connection.orEnd(taken.quiet);
        await recipient?.takenIn();
        // A page may read the text and keep it to itself.
        return (await isChanged?.()) ?? true;
      } finally {
        taken.stop();
        await owner.putBack(atoms.PRIMARY, selected, late);
        await owner.putBack(atoms.CLIPBOARD, before, late);
      }
    },
  };
}

/** The error for a program that leaves its input where it is. */
function notReading(): DeskhandError {
  return new DeskhandError('action_failed', 'The focused program does not read its input.', {
    hint: 'Wait until it responds again, or close it. This part of the text will not arrive late; what came before it has been typed.',
  });
}

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
