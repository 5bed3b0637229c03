const RECTANGLES = [0, 1, 2, 5, 6, 7, 16, 21, -260]; // Raw, CopyRect, RRE, Hextile, Zlib, Tight, ZRLE, JPEG, TightPNG
const SCREEN = [-223, -224, -307, -261]; // DesktopSize, LastRect, DesktopName, QEMU LED state
const FLOW = [-312, -313]; // Fence, ContinuousUpdates
const INPUT = [-258]; // QEMU extended key event
const CLIPBOARD = [0xc0a1e5ce | 0];

const KNOWN = new Set([...RECTANGLES, ...SCREEN, ...FLOW, ...INPUT, ...CLIPBOARD]);

/**
 * A SetEncodings message without the encodings whose client messages the filter does not read, so that the server never
 * switches one on: whatever a viewer announces, the stream stays in the language that is checked. Cursor encodings are left out
 * too: without them the server draws the pointer into the picture, where a watcher sees what the agent points at.
 */
export function keepKnownEncodings(message: Buffer): Buffer {
  const kept: number[] = [];
  for (let at = 4; at + 4 <= message.length; at += 4) {
    const encoding = message.readInt32BE(at);
    if (isKnown(encoding)) kept.push(encoding);
  }
  const out = Buffer.alloc(4 + 4 * kept.length);
  out.writeUInt8(2, 0);
  out.writeUInt16BE(kept.length, 2);
  for (const [i, encoding] of kept.entries()) out.writeInt32BE(encoding, 4 + 4 * i);
  return out;
}

function isKnown(encoding: number): boolean {
  const isQuality = encoding >= -32 && encoding <= -23;
  const isCompression = encoding >= -256 && encoding <= -247;
  return isQuality || isCompression || KNOWN.has(encoding);
}
