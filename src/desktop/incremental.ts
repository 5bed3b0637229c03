import type { PropertyReply, XEvent } from 'x11';
import { DeskhandError } from '../base/errors.ts';
import { within } from './abort.ts';
import type { Connection } from './x11/connection.ts';

const PIECE = 64 * 1024;
// Between two pieces; a program that is alive takes one within milliseconds.
const STEP_MS = 2000;
// What more than this would be is no text that anybody reads, or an owner that never ends.
const MAX_BYTES = 16 * 1024 * 1024;
const TOTAL_MS = 5000;
const PROPERTY_CHANGE = 0x0040_0000;
const NEW_VALUE = 0;
const DELETED = 1;
// In 4-byte units: more than a piece of any program (they are bounded by the server's request size, 16 MB).
const READ_LIMIT = 0x0100_0000;

interface Value {
  readonly type: number;
  readonly format: number;
  readonly data: Buffer;
}

/** Sends a large selection piece by piece (ICCCM 2.7.2, INCR); resolves when the requestor has taken the last one. */
export async function sendIncrementally(
  connection: Connection,
  { requestor, property }: { readonly requestor: number; readonly property: number },
  value: Value,
  incr: number,
  notify: () => void,
): Promise<void> {
  const { X } = connection;
  const size = Buffer.alloc(4);
  size.writeUInt32LE(value.data.length);
  X.ChangeWindowAttributes(requestor, { eventMask: PROPERTY_CHANGE });
  try {
    // The empty piece at the end says that it is the last.
    for (let offset = -PIECE; offset < value.data.length + PIECE; offset += PIECE) {
      const taken = propertyEvent(connection, requestor, property, DELETED);
      if (offset < 0) {
        X.ChangeProperty(0, requestor, property, incr, 32, size);
        notify();
      } else {
        X.ChangeProperty(
          0,
          requestor,
          property,
          value.type,
          value.format,
          value.data.subarray(offset, offset + PIECE),
        );
      }
      await taken;
    }
  } finally {
    X.ChangeWindowAttributes(requestor, { eventMask: 0 });
  }
}

/** Collects a selection that its owner sends piece by piece into a property of our window: at most 16 MB, in at most 5 s. */
export async function receiveIncrementally(
  connection: Connection,
  window: number,
  property: number,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const end = performance.now() + TOTAL_MS;
  let bytes = 0;
  for (;;) {
    const arrived = propertyEvent(connection, window, property, NEW_VALUE);
    // Deleting the property asks for the next piece, so the wait for it has to begin first.
    connection.X.DeleteProperty(window, property);
    await arrived;
    const piece = await connection.call<PropertyReply>((done) =>
      connection.X.GetProperty(0, window, property, 0, 0, READ_LIMIT, done),
    );
    if (piece.data.length === 0) break;
    pieces.push(piece.data);
    bytes += piece.data.length;
    if (bytes > MAX_BYTES || performance.now() > end) {
      const why = bytes > MAX_BYTES ? 'more than 16 MB' : 'more than comes in 5 s';
      throw new DeskhandError('action_failed', `The clipboard holds ${why}.`, { hint: 'Copy less.' });
    }
  }
  connection.X.DeleteProperty(window, property);
  return Buffer.concat(pieces);
}

/** The wait begins at once. If the caller fails before it awaits this, nobody is left to hear how it ends. */
function propertyEvent(...of: Parameters<typeof waitForProperty>): Promise<void> {
  const event = waitForProperty(...of);
  event.catch(() => {});
  return event;
}

async function waitForProperty(
  connection: Connection,
  window: number,
  atom: number,
  state: number,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<true>();
  const stop = connection.onEvent((event: XEvent) => {
    const isIt = event.name === 'PropertyNotify' && event.wid === window && event['atom'] === atom;
    if (isIt && event['state'] === state) resolve(true);
  });
  try {
    if ((await within(STEP_MS, connection.orEnd(promise))) === undefined) {
      throw new DeskhandError('timeout', 'The other program stopped transferring the clipboard.', {
        hint: 'Copy again, or copy less.',
      });
    }
  } finally {
    stop();
  }
}
