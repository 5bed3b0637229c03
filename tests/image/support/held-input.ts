import type { TestDesktop } from './desktop.ts';

/** What is held down, as the X server itself says. */
export interface HeldInput {
  /** Keycodes that are down. */
  readonly keys: readonly number[];
  /** Bits of the pointer's and the modifiers' state (QueryPointer); 0 when nothing is down. */
  readonly mask: number;
}

/** Asks the X server over a connection of its own: setup, then QueryKeymap (44) and QueryPointer (38) of the X11 protocol. */
const PROBE = `
const socket = require('node:net').connect('/tmp/.X11-unix/X99');
socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
let data = Buffer.alloc(0), root;
socket.on('data', (chunk) => {
  data = Buffer.concat([data, chunk]);
  if (root === undefined) {
    if (data.length < 8) return;
    const size = 8 + data.readUInt16LE(6) * 4;
    if (data.length < size) return;
    root = data.readUInt32LE(40 + Math.ceil(data.readUInt16LE(24) / 4) * 4 + data[29] * 8);
    data = data.subarray(size);
    const ask = Buffer.from([44, 0, 1, 0, 38, 0, 2, 0, 0, 0, 0, 0]);
    ask.writeUInt32LE(root, 8);
    socket.write(ask);
  }
  if (data.length < 72) return;
  const keys = [...data.subarray(8, 40)].flatMap((byte, i) => [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => byte >> bit & 1).map((bit) => i * 8 + bit));
  console.log(JSON.stringify({ keys, mask: data.readUInt16LE(40 + 24) }));
  socket.end();
});`;

/** What is held down now. */
export async function heldInput(desktop: TestDesktop): Promise<HeldInput> {
  return JSON.parse(await desktop.run('node', '-e', PROBE)) as HeldInput;
}
