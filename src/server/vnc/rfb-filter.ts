import { keepKnownEncodings } from './encodings.ts';
import { parseClientMessage, RfbProtocolError } from './rfb-messages.ts';

const SECURITY_NONE = 1;
const SET_ENCODINGS = 2;
const NOTHING: Buffer = Buffer.alloc(0);

type Phase = 'version' | 'security' | 'init' | 'messages';

/** Decides about one whole key, pointer or clipboard message: whether it is passed on. Whoever is asked may count it. */
export type InputJudge = (message: Buffer) => boolean;

/**
 * Reads what a VNC client sends and passes on what it may do: key, pointer and clipboard messages only where `judge` says so.
 * The decision is taken for each whole message, so control may change hands at any time.
 */
export class RfbClientFilter {
  readonly #judge: InputJudge;
  #phase: Phase;
  #rest: Buffer = Buffer.alloc(0);

  /** `authenticated`: the stream begins after the security handshake, which somebody else has held. */
  constructor(judge: InputJudge, { authenticated = false } = {}) {
    this.#judge = judge;
    this.#phase = authenticated ? 'init' : 'version';
  }

  /** Takes the next bytes, however they are cut, and gives the bytes to pass on. Throws {@link RfbProtocolError} when the stream cannot be understood. */
  push(chunk: Buffer): Buffer {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const out: Buffer[] = [];
    for (;;) {
      const passed = this.#phase === 'messages' ? this.#message() : this.#handshake();
      if (passed === undefined) return Buffer.concat(out);
      out.push(passed);
    }
  }

  #handshake(): Buffer | undefined {
    if (this.#phase === 'version') {
      const version = this.#take(12);
      if (version === undefined) return undefined;
      this.#phase = afterVersion(version.toString('latin1'));
      return version;
    }
    const byte = this.#take(1);
    if (byte === undefined) return undefined;
    if (this.#phase === 'init') {
      this.#phase = 'messages';
      // ClientInit: always shared, so that one viewer cannot throw the others out.
      return Buffer.of(1);
    }
    if (byte[0] !== SECURITY_NONE) throw new RfbProtocolError(`security type ${byte[0]} was not offered`);
    this.#phase = 'init';
    return byte;
  }

  #message(): Buffer | undefined {
    const message = parseClientMessage(this.#rest);
    if (message === undefined) return undefined;
    const bytes = this.#take(message.length) ?? NOTHING;
    if (message.effect === 'drop' || (message.effect === 'input' && !this.#judge(bytes))) return NOTHING;
    return bytes[0] === SET_ENCODINGS ? keepKnownEncodings(bytes) : bytes;
  }

  #take(length: number): Buffer | undefined {
    if (this.#rest.length < length) return undefined;
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }
}

function afterVersion(version: string): Phase {
  if (version === 'RFB 003.008\n' || version === 'RFB 003.007\n') return 'security';
  // In 3.3 the server alone decides on security.
  if (version === 'RFB 003.003\n') return 'init';
  throw new RfbProtocolError(`unknown protocol version ${JSON.stringify(version)}`);
}
