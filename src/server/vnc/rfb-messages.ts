/** What a client message does: looks only, puts input in, or would change what all viewers see. */
export type MessageEffect = 'view' | 'input' | 'drop';

/** One whole client message at the head of a buffer. */
export interface ClientMessage {
  readonly length: number;
  readonly effect: MessageEffect;
}

/** The largest clipboard text that a viewer may send, in bytes. */
export const MAX_CLIPBOARD = 256 * 1024;

/** A client message that is unknown or malformed: nothing after it can be understood. */
export class RfbProtocolError extends Error {
  override readonly name = 'RfbProtocolError';
}

// Extended clipboard (RFB 7.5.6 note, community extension): only the announcement of capabilities carries no data.
const CLIPBOARD_CAPS = 1 << 24;

/**
 * The client message (RFC 6143 7.5 and the extensions that noVNC speaks) at the head of a buffer, or undefined until it is
 * there as a whole. Throws {@link RfbProtocolError} for an unknown type or a length beyond reason.
 */
export function parseClientMessage(buffer: Buffer): ClientMessage | undefined {
  const type = buffer[0];
  if (type === undefined) return undefined;
  const parse = MESSAGES[type];
  if (parse === undefined) throw new RfbProtocolError(`unknown client message ${type}`);
  const message = parse(buffer);
  return message === undefined || buffer.length < message.length ? undefined : message;
}

type Parser = (buffer: Buffer) => ClientMessage | undefined;

const fixed =
  (length: number, effect: MessageEffect): Parser =>
  () => ({ length, effect });

const MESSAGES: Readonly<Record<number, Parser>> = {
  0: fixed(20, 'view'), // SetPixelFormat
  2: setEncodings,
  3: fixed(10, 'view'), // FramebufferUpdateRequest
  4: fixed(8, 'input'), // KeyEvent
  5: fixed(6, 'input'), // PointerEvent; the longer form is only spoken after an encoding that the filter strips
  6: clientCutText,
  150: fixed(10, 'view'), // EnableContinuousUpdates
  248: fence,
  250: fixed(4, 'drop'), // xvp: shut down, reboot
  251: setDesktopSize,
  255: qemu,
};

function setEncodings(buffer: Buffer): ClientMessage | undefined {
  if (buffer.length < 4) return undefined;
  const count = buffer.readUInt16BE(2);
  if (count > 256) throw new RfbProtocolError(`SetEncodings with ${count} encodings`);
  return { length: 4 + 4 * count, effect: 'view' };
}

function clientCutText(buffer: Buffer): ClientMessage | undefined {
  if (buffer.length < 8) return undefined;
  const announced = buffer.readInt32BE(4);
  const size = Math.abs(announced);
  if (size > MAX_CLIPBOARD) throw new RfbProtocolError(`clipboard text of ${size} bytes`);
  if (announced >= 0) return { length: 8 + size, effect: 'input' };
  // A negative length marks the extended form: 4 bytes of flags, then data.
  if (size < 4) throw new RfbProtocolError('extended clipboard message without flags');
  if (buffer.length < 12) return undefined;
  const isCaps = (buffer.readUInt32BE(8) & CLIPBOARD_CAPS) !== 0;
  return { length: 8 + size, effect: isCaps ? 'view' : 'input' };
}

function fence(buffer: Buffer): ClientMessage | undefined {
  const size = buffer[8];
  if (size === undefined) return undefined;
  if (size > 64) throw new RfbProtocolError(`fence with ${size} bytes`);
  return { length: 9 + size, effect: 'view' };
}

function setDesktopSize(buffer: Buffer): ClientMessage | undefined {
  const screens = buffer[6];
  return screens === undefined ? undefined : { length: 8 + 16 * screens, effect: 'drop' };
}

function qemu(buffer: Buffer): ClientMessage | undefined {
  const subtype = buffer[1];
  if (subtype === undefined) return undefined;
  if (subtype !== 0) throw new RfbProtocolError(`unknown QEMU client message ${subtype}`);
  return { length: 12, effect: 'input' }; // extended key event
}
