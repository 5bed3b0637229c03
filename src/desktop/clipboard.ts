import type { PropertyReply, XEvent } from 'x11';
import { DeskhandError } from '../base/errors.ts';
import { within } from './abort.ts';
import type { Clipboard } from './desktop.ts';
import { receiveIncrementally } from './incremental.ts';
import type { SelectionAtoms } from './selection-atoms.ts';
import { selectionAtoms } from './selection-atoms.ts';
import type { SelectionOwner } from './selection-owner.ts';
import { createSelectionOwner } from './selection-owner.ts';
import type { Connection } from './x11/connection.ts';

// An owner that is alive answers in about a millisecond.
const ANSWER_MS = 2000;
const INPUT_ONLY = 2;
const PROPERTY_CHANGE = 0x0040_0000;
const READ_LIMIT = 0x0100_0000;
const APPEND = 2;

/** The clipboard, and what the paster needs of it. */
export interface Selections {
  readonly clipboard: Clipboard;
  /** The text of the PRIMARY selection: what is selected somewhere. */
  readPrimary(): Promise<string>;
  readonly owner: SelectionOwner;
  readonly atoms: SelectionAtoms;
}

/** The CLIPBOARD and PRIMARY selections over a helper window that is never mapped. */
export async function createSelections(connection: Connection): Promise<Selections> {
  const { X } = connection;
  const window = X.AllocID();
  X.CreateWindow(window, connection.root, 0, 0, 1, 1, 0, 0, INPUT_ONLY, 0, { eventMask: PROPERTY_CHANGE });
  const atoms = await selectionAtoms(connection);
  const owner = createSelectionOwner(connection, window, atoms, () => serverTime(connection, window, atoms));
  let reading: Promise<unknown> = Promise.resolve();
  // An owner that was given up may still answer, or send its next piece: what is read next comes in the other property.
  let [property, other] = [atoms.DESKHAND_SELECTION, atoms.DESKHAND_SELECTION_2];
  // One at a time: they share the property that the answer comes in.
  const read = (selection: number): Promise<string> => {
    const text = reading.then(() => readText({ connection, window, atoms, property }, owner, selection));
    reading = text.catch(() => {
      [property, other] = [other, property];
    });
    return text;
  };
  return {
    atoms,
    owner,
    readPrimary: () => read(atoms.PRIMARY),
    clipboard: {
      read: () => read(atoms.CLIPBOARD),
      write: (text) => owner.own([atoms.CLIPBOARD], text),
    },
  };
}

/** The X server's time now, which owning a selection needs (ICCCM 2.1): the time of a change to our own property. */
async function serverTime(connection: Connection, window: number, atoms: SelectionAtoms): Promise<number> {
  const event = await expectEvent(
    connection,
    (e) => e.name === 'PropertyNotify' && e.wid === window && e['atom'] === atoms.DESKHAND_TIME,
    () => connection.X.ChangeProperty(APPEND, window, atoms.DESKHAND_TIME, atoms.INTEGER, 8, Buffer.alloc(0)),
  );
  const time = event?.['time'];
  return typeof time === 'number' ? time : 0;
}

/** How a selection is asked for. */
interface Reader {
  readonly connection: Connection;
  readonly window: number;
  readonly atoms: SelectionAtoms;
  /** Of `window`: where the answer comes. */
  readonly property: number;
}

async function readText(reader: Reader, owner: SelectionOwner, selection: number): Promise<string> {
  const { connection, atoms } = reader;
  await connection.sync(); // we may have lost it a moment ago
  const own = owner.owned(selection);
  if (own !== undefined) return own;
  for (const target of [atoms.UTF8_STRING, atoms.STRING]) {
    const value = await convert(reader, selection, target);
    if (value !== undefined) return value.toString(target === atoms.STRING ? 'latin1' : 'utf8');
  }
  return '';
}

/** A selection's bytes as `target`; undefined when there is no owner or it cannot give that. */
async function convert(
  { connection, window, atoms, property }: Reader,
  selection: number,
  target: number,
): Promise<Buffer | undefined> {
  const { X } = connection;
  const answer = await expectEvent(
    connection,
    (e) =>
      e.name === 'SelectionNotify' &&
      e['requestor'] === window &&
      e['selection'] === selection &&
      e['target'] === target &&
      (e['property'] === property || e['property'] === 0),
    () => X.ConvertSelection(window, selection, target, property, 0),
  );
  if (answer === undefined) {
    throw new DeskhandError('timeout', 'The program that owns the clipboard does not answer.', {
      hint: 'Copy again in a program that responds, or write the clipboard.',
    });
  }
  if (answer['property'] !== property) return undefined;
  const value = await connection.call<PropertyReply>((done) =>
    X.GetProperty(0, window, property, 0, 0, READ_LIMIT, done),
  );
  if (value.type === atoms.INCR) return receiveIncrementally(connection, window, property);
  X.DeleteProperty(window, property);
  return value.data;
}

/** Makes a request and waits for the event that answers it; undefined when it does not come. */
async function expectEvent(
  connection: Connection,
  matches: (event: XEvent) => boolean,
  request: () => void,
): Promise<XEvent | undefined> {
  const { promise, resolve } = Promise.withResolvers<XEvent>();
  const stop = connection.onEvent((event) => {
    if (matches(event)) resolve(event);
  });
  try {
    request();
    return await within(ANSWER_MS, connection.orEnd(promise));
  } finally {
    stop();
  }
}
