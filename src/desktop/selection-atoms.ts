import type { Connection } from './x11/connection.ts';

const NAMES = [
  'CLIPBOARD',
  'TARGETS',
  'TIMESTAMP',
  'UTF8_STRING',
  'TEXT',
  'INCR',
  'DESKHAND_SELECTION',
  'DESKHAND_SELECTION_2',
  'DESKHAND_TIME',
] as const;

// Predefined atoms (X11 protocol, appendix B).
const PREDEFINED = { PRIMARY: 1, ATOM: 4, INTEGER: 19, STRING: 31 } as const;

/** The atoms of the selection protocol (ICCCM 2). */
export type SelectionAtoms = Readonly<Record<(typeof NAMES)[number] | keyof typeof PREDEFINED, number>> & {
  /** The targets that mean UTF-8 text, best first. */
  readonly utf8: readonly number[];
};

/** Looks the atoms up. */
export async function selectionAtoms(connection: Connection): Promise<SelectionAtoms> {
  const ids = await Promise.all(NAMES.map((name) => connection.atom(name)));
  const named = Object.fromEntries(NAMES.map((name, i) => [name, ids[i] ?? 0])) as Record<
    (typeof NAMES)[number],
    number
  >;
  const plain = await Promise.all(
    ['text/plain;charset=utf-8', 'text/plain;charset=UTF-8', 'text/plain'].map((name) =>
      connection.atom(name),
    ),
  );
  return { ...named, ...PREDEFINED, utf8: [named.UTF8_STRING, ...plain] };
}
