import type { Keys } from './keys.ts';
import type { Connection } from './x11/connection.ts';

/** Runs `work` with no modifier down and Caps Lock off, then puts back what was. So text comes out as it is written. */
export async function neutrally(
  connection: Connection,
  keys: Keys,
  work: () => Promise<void>,
): Promise<void> {
  const [state, down] = await Promise.all([keys.state(), keys.down()]);
  const held = down.filter((code) => state.modifiers.has(code) && code !== state.capsLock);
  for (const code of held) keys.release(code);
  try {
    await withoutCapsLock(connection, keys, work);
  } finally {
    for (const code of held) keys.press(code);
    if (held.length > 0) await connection.sync();
  }
}

/** Runs `work` with Caps Lock off, then puts it back. */
export async function withoutCapsLock(
  connection: Connection,
  keys: Keys,
  work: () => Promise<void>,
): Promise<void> {
  if (!(await keys.capsLocked())) {
    await work();
    return;
  }
  const { capsLock } = await keys.state();
  const tap = () => {
    keys.press(capsLock);
    keys.release(capsLock);
  };
  tap();
  try {
    await work();
  } finally {
    tap();
    await connection.sync();
  }
}
