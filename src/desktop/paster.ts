import { DeskhandError } from '../base/errors.ts';
import { throwIfAborted, within } from './abort.ts';
import type { Selections } from './clipboard.ts';
import type { Keys } from './keys.ts';
import { NAMED_KEYS } from './keysyms.ts';
import type { SelectionOwner } from './selection-owner.ts';
import type { Connection } from './x11/connection.ts';

// Chromium looks at the clipboard's targets again after it has read the text, and drops the paste if the owner has changed
// by then (20 of 20 lost at 0 ms, none of 20 at 5 ms).
const QUIET_MS = 25;
// A page may be busy for a while before it gets to the key. Giving up too early could let it paste the old clipboard.
const TAKE_MS = 3000;

/** Puts text in through the clipboard. */
export interface Paster {
  /** Pastes at the caret of the focused program; whether that program has asked for the text. Nothing was inserted if not. */
  paste(text: string, signal: AbortSignal): Promise<boolean>;
}

/**
 * Pastes with Shift+Insert, which xterm (from PRIMARY), GTK, Qt and Chromium (from CLIPBOARD) all know. Only the focused
 * program is given the text. Afterwards the clipboard holds the text that it held before, owned by us; formats other than
 * text are lost.
 */
export function createPaster(connection: Connection, keys: Keys, selections: Selections): Paster {
  const { owner, clipboard, atoms } = selections;
  const focusedClient = async () => {
    const { focus } = await connection.call<{ readonly focus: number }>((done) =>
      connection.X.GetInputFocus(done),
    );
    return connection.clientOf(focus);
  };
  return {
    async paste(text, signal) {
      throwIfAborted(signal);
      const [before, state, client] = await Promise.all([
        clipboard.read().catch(() => ''), // an owner that hangs has nothing to give back
        keys.state(),
        focusedClient(),
      ]);
      const insert = state.keymap.strokes.get(NAMED_KEYS['Insert'] ?? 0);
      if (insert === undefined) {
        throw new DeskhandError('action_failed', 'The keyboard has no Insert key to paste with.');
      }
      const taken = watchTaking(owner, client);
      try {
        await owner.own([atoms.CLIPBOARD, atoms.PRIMARY], text, client);
        keys.strike([{ code: insert.code, shift: true }], state);
        await connection.sync();
        return (await within(TAKE_MS, connection.orEnd(taken.done))) ?? false;
      } finally {
        taken.stop();
        await owner.disown(atoms.PRIMARY);
        await (before === '' ? owner.disown(atoms.CLIPBOARD) : owner.own([atoms.CLIPBOARD], before));
      }
    },
  };
}

/** Resolves once a client has been given the text and has asked for nothing more for a while. */
function watchTaking(owner: SelectionOwner, client: number): { done: Promise<true>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<true>();
  let isTaken = false;
  let timer: NodeJS.Timeout | undefined;
  const unsubscribe = owner.onServed((to, isText) => {
    if (to !== client) return;
    isTaken ||= isText;
    clearTimeout(timer);
    if (isTaken) timer = setTimeout(() => resolve(true), QUIET_MS);
  });
  return {
    done: promise,
    stop() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
