import type { XEvent } from 'x11';
import type { Connection } from './x11/connection.ts';
import type { SelectionAtoms } from './selection-atoms.ts';
import { sendIncrementally } from './incremental.ts';

// A ChangeProperty of npm x11 has a 16-bit length: 262,140 bytes with its header. Anything larger goes in pieces.
const DIRECT_LIMIT = 128 * 1024;

/** Text that we own as selections, and who has asked for it. */
export interface SelectionOwner {
  /** Owns the selections with this text; resolves once the server says so. With `onlyFor`, other clients are refused. */
  own(selections: readonly number[], text: string, onlyFor?: number): Promise<void>;
  /** Puts back what a selection held before we took it (nothing: `''`), unless another program has taken it since. */
  putBack(selection: number, text: string): Promise<void>;
  /**
   * A client still has a paste to do that was given up: from now on it gets nothing of what is put back. What this gives forgives
   * it that, and owns again for it too what was put back, unless something else has been there since.
   */
  giveUp(client: number): () => Promise<void>;
  /** The text that we own a selection with; undefined when another program owns it. */
  owned(selection: number): string | undefined;
  /** Calls `listener` after each answered request, with the client and whether it was given the text; returns the unsubscribe function. */
  onServed(listener: (client: number, isText: boolean) => void): () => void;
}

/** Answers requests for our selections on `window` (ICCCM 2): TARGETS, TIMESTAMP, UTF-8, Latin-1, large texts by INCR. */
export function createSelectionOwner(
  connection: Connection,
  window: number,
  atoms: SelectionAtoms,
  serverTime: () => Promise<number>,
): SelectionOwner {
  const { X } = connection;
  const texts = new Map<number, Owned>();
  // One for each paste: a client may hang in two windows at once.
  const givenUp = new Set<{ readonly client: number }>();
  const served = new Set<(client: number, isText: boolean) => void>();

  /** The bytes and type for a target, or undefined for one that we do not speak. */
  const convert = (selection: number, target: number) => {
    const own = texts.get(selection);
    if (own === undefined) return undefined;
    if (target === atoms.TARGETS) {
      const list = [atoms.TARGETS, atoms.TIMESTAMP, ...atoms.utf8, atoms.TEXT, atoms.STRING];
      return { type: atoms.ATOM, format: 32, data: words(list) };
    }
    if (target === atoms.TIMESTAMP) return { type: atoms.INTEGER, format: 32, data: words([own.time]) };
    if (atoms.utf8.includes(target)) return { type: target, format: 8, data: Buffer.from(own.text, 'utf8') };
    if (target === atoms.TEXT) {
      return { type: atoms.UTF8_STRING, format: 8, data: Buffer.from(own.text, 'utf8') };
    }
    if (target === atoms.STRING) return { type: target, format: 8, data: toLatin1(own.text) };
    return undefined;
  };

  const isGivenUp = (client: number) => [...givenUp].some((each) => each.client === client);

  const answer = async (request: Request) => {
    const client = connection.clientOf(request.requestor);
    const own = texts.get(request.selection);
    const isFor = own?.onlyFor === undefined || own.onlyFor === client;
    const wanted = isFor ? convert(request.selection, request.target) : undefined;
    const isLate = own?.isPutBack === true && wanted?.format === 8 && isGivenUp(client);
    const answer = isLate ? undefined : wanted;
    // Old clients leave the property out and mean the target's name (ICCCM 2.2).
    const property = request.property === 0 ? request.target : request.property;
    const notify = (given: number) => {
      X.SendEvent(request.requestor, 0, 0, { name: 'SelectionNotify', ...request, property: given });
    };
    if (answer === undefined) {
      notify(0);
      await connection.sync();
      return;
    }
    if (answer.data.length <= DIRECT_LIMIT) {
      X.ChangeProperty(0, request.requestor, property, answer.type, answer.format, answer.data);
      notify(property);
      await connection.sync();
    } else {
      await sendIncrementally(connection, { ...request, property }, answer, atoms.INCR, () =>
        notify(property),
      );
    }
    for (const listener of served) listener(client, answer.format === 8);
  };

  connection.onEvent((event) => {
    if (event.name === 'SelectionClear' && event['owner'] === window) {
      const selection = number(event, 'selection');
      const own = texts.get(selection);
      // One that was under way while we took the selection again tells of the time before (ICCCM 2.2). Server time wraps.
      const isOld = own !== undefined && ((number(event, 'time') - own.time) | 0) < 0;
      if (!isOld) texts.delete(selection);
    }
    if (event.name === 'SelectionRequest' && event['owner'] === window) {
      answer(requestOf(event)).catch(() => {}); // the requestor has gone, or the connection has: nobody waits
    }
  });

  return {
    async own(selections, text, onlyFor) {
      const time = await serverTime();
      for (const selection of selections) {
        texts.set(selection, { text, time, ...(onlyFor === undefined ? {} : { onlyFor }) });
        X.SetSelectionOwner(window, selection, time);
      }
      await connection.sync();
    },
    async putBack(selection, text) {
      // By its answer we have heard of all who took it before; those who take it after it win over our older time.
      const time = await serverTime();
      if (!texts.has(selection)) return;
      if (text === '') texts.delete(selection);
      else texts.set(selection, { text, time, isPutBack: true });
      X.SetSelectionOwner(text === '' ? 0 : window, selection, time);
      await connection.sync();
    },
    giveUp(client) {
      const late = { client };
      givenUp.add(late);
      return async () => {
        givenUp.delete(late);
        if (isGivenUp(client)) return;
        const time = await serverTime();
        for (const [selection, own] of texts) {
          if (own.isPutBack !== true) continue;
          texts.set(selection, { ...own, time });
          // A new beginning for programs that remember what they were told.
          X.SetSelectionOwner(window, selection, time);
        }
        await connection.sync();
      };
    },
    owned: (selection) => texts.get(selection)?.text,
    onServed(listener) {
      served.add(listener);
      return () => served.delete(listener);
    },
  };
}

interface Owned {
  readonly text: string;
  readonly time: number;
  /** The only client that gets it; undefined: all. */
  readonly onlyFor?: number;
  /** It was there before a paste: clients whose paste was given up do not get it. */
  readonly isPutBack?: true;
}

/** The fields of a SelectionRequest that its answer repeats. */
export interface Request {
  readonly time: number;
  readonly requestor: number;
  readonly selection: number;
  readonly target: number;
  readonly property: number;
}

function requestOf(event: XEvent): Request {
  return {
    time: number(event, 'time'),
    requestor: number(event, 'requestor'),
    selection: number(event, 'selection'),
    target: number(event, 'target'),
    property: number(event, 'property'),
  };
}

function number(event: XEvent, field: string): number {
  const value = event[field];
  return typeof value === 'number' ? value : 0;
}

function words(values: readonly number[]): Buffer {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => data.writeUInt32LE(value >>> 0, i * 4));
  return data;
}

/** STRING is Latin-1; characters beyond it become question marks rather than wrong ones. */
function toLatin1(text: string): Buffer {
  const known = Array.from(text, (c) => ((c.codePointAt(0) ?? 0) < 0x100 ? c : '?'));
  return Buffer.from(known.join(''), 'latin1');
}
