import type { PropertyReply } from 'x11';
import type { Connection } from './connection.ts';
import { unlessGone } from './request-error.ts';

// In 4-byte units: far above any title, list of windows or protocol list.
const LENGTH_LIMIT = 0x10_0000;

/** A property's value; undefined when it is not set or the window has gone. */
export async function getProperty(
  connection: Connection,
  window: number,
  name: string,
): Promise<PropertyReply | undefined> {
  const atom = await connection.atom(name);
  const reply = await unlessGone(
    connection.call<PropertyReply>((done) =>
      connection.X.GetProperty(0, window, atom, 0, 0, LENGTH_LIMIT, done),
    ),
  );
  return reply === undefined || reply.type === 0 ? undefined : reply;
}

/** A property of 32-bit items (atoms, windows, numbers); empty when it is not set. */
export async function getNumbers(connection: Connection, window: number, name: string): Promise<number[]> {
  const reply = await getProperty(connection, window, name);
  if (reply === undefined || reply.format !== 32) return [];
  return Array.from({ length: reply.data.length >> 2 }, (_, i) => reply.data.readUInt32LE(i * 4));
}

/** A text property: UTF-8, or Latin-1 where its type is STRING (ICCCM 2.7.1). Undefined when it is not set. */
export async function getText(
  connection: Connection,
  window: number,
  name: string,
): Promise<string | undefined> {
  const reply = await getProperty(connection, window, name);
  if (reply === undefined || reply.format !== 8) return undefined;
  const isLatin = reply.type === (await connection.atom('STRING'));
  return reply.data.toString(isLatin ? 'latin1' : 'utf8');
}
