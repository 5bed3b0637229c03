import { DeskhandError } from '../base/errors.ts';
import { throwIfAborted, within } from './abort.ts';
import type { Selections } from './clipboard.ts';
import type { Fence } from './fence.ts';
import type { Keys } from './keys.ts';
import { NAMED_KEYS } from './keysyms.ts';
import type { SelectionOwner } from './selection-owner.ts';
import type { Connection } from './x11/connection.ts';

// What a program that cannot say when it is through may take until it asks for the clipboard again.
const QUIET_MS = 25;
const FENCE_MS = 1000;
// A page may be busy for a while before it gets to the key. Giving up too early could let it paste the old clipboard.
const TAKE_MS = 3000;

/** Puts text in through the clipboard. */
export interface Paster {
  /** Pastes at the caret of the focused program; whether that program has asked for the text. Nothing was inserted if not. See `Keyboard.type` for `takenIn`. */
  paste(text: string, signal: AbortSignal, takenIn?: () => Promise<void>): Promise<boolean>;
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
 * program is given the text. Afterwards the clipboard holds the text that it held before, owned by us; formats other than
 * text are lost. Chromium looks at the clipboard again after it has given a page's handler the text, and drops the paste if the
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
  return {
    async paste(text, signal, takenIn) {
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
        const isTaken = (await within(TAKE_MS, connection.orEnd(taken.first))) ?? false;
        if (!isTaken) return false;
        const passed = await fence.pass(FENCE_MS);
        if (passed !== 'passed' || takenIn === undefined) await connection.orEnd(taken.quiet);
        await takenIn?.();
        return true;
      } finally {
        taken.stop();
        await owner.disown(atoms.PRIMARY);
        await (before === '' ? owner.disown(atoms.CLIPBOARD) : owner.own([atoms.CLIPBOARD], before));
      }
    },
  };
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
    stop() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}
