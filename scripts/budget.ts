import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Size } from './image-contents.ts';

/** What the image may weigh and how long it may take to start: image/budget.yaml. */

/** Where the budget is. */
export const BUDGET_FILE = new URL('../image/budget.yaml', import.meta.url);

const megabytes = z.record(z.string(), z.number().nonnegative());

const schema = z.strictObject({
  total: z.strictObject({
    uncompressed: z.number().positive(),
    gzip: z.number().positive(),
    zstd: z.number().positive(),
  }),
  /** By name, from the first layer to the last. */
  layers: megabytes,
  source_change: z.strictObject({
    layers: z.array(z.string()).min(1),
    gzip: z.number().positive(),
  }),
  /** As multiples of a bare `docker run` on the same machine. */
  start: z.strictObject({ acts: z.number().positive(), painted: z.number().positive() }),
  /** What each package weighed when it was last looked at. */
  packages: megabytes,
});

/** Sizes in MB (10⁶ bytes). */
export type Budget = z.infer<typeof schema>;

/** What is weighed: bytes. */
export interface Weighed {
  readonly uncompressed: number;
  readonly gzip: number;
  readonly zstd: number;
  /** Compressed layers in order, without empty ones. */
  readonly layers: readonly number[];
  readonly packages: readonly Size[];
}

/** A line of the verdict: in MB, or in multiples. */
export interface Line {
  readonly name: string;
  readonly is: number;
  readonly may: number;
}

/** Reads the budget. @throws ZodError when the file says something else. */
export async function readBudget(): Promise<Budget> {
  return schema.parse(parse(await readFile(BUDGET_FILE, 'utf8')));
}

/** Everything that has a limit. @throws Error when the image has other layers than the budget names. */
export function weigh(size: Weighed, budget: Budget): Line[] {
  const names = Object.keys(budget.layers);
  if (names.length !== size.layers.length)
    throw new Error(
      `the image has ${size.layers.length} layers and the budget names ${names.length}: mend image/budget.yaml`,
    );
  const layer = new Map(names.map((name, i) => [name, toMegabytes(size.layers[i] ?? 0)]));
  const { layers: resent, gzip } = budget.source_change;
  const unknown = resent.filter((name) => !layer.has(name));
  if (unknown.length > 0) throw new Error(`source_change names no layer: ${unknown.join(', ')}`);
  return [
    { name: 'uncompressed', is: toMegabytes(size.uncompressed), may: budget.total.uncompressed },
    { name: 'gzip', is: toMegabytes(size.gzip), may: budget.total.gzip },
    { name: 'zstd', is: toMegabytes(size.zstd), may: budget.total.zstd },
    ...names.map((name) => ({
      name: `layer ${name}, gzip`,
      is: layer.get(name) ?? 0,
      may: budget.layers[name] ?? 0,
    })),
    {
      name: 'pushed after a source change, gzip',
      is: resent.reduce((sum, name) => sum + (layer.get(name) ?? 0), 0),
      may: gzip,
    },
  ];
}

/** Times of a start in ms, from `docker run` on. */
export interface StartTimes {
  /** A container of the same image that does nothing. */
  readonly bare: number;
  readonly acts: number;
  readonly painted: number;
}

/** How many times as long as a bare start each part of a desktop's start takes, and how many it may. */
export function weighStart(
  { bare, acts, painted }: StartTimes,
  limits: Budget['start'],
): readonly (Line & { readonly ms: number })[] {
  return [
    { name: 'until the first action is done', ms: acts, is: acts / bare, may: limits.acts },
    { name: 'until the page is painted', ms: painted, is: painted / bare, may: limits.painted },
  ];
}

/** What is over its limit. */
export function over(lines: readonly Line[]): Line[] {
  return lines.filter(({ is, may }) => is > may);
}

/** Packages that weigh more than they did, most first, and new ones; differences below {@link NOTABLE} are left out. */
export function grown(packages: readonly Size[], before: Budget['packages']): Line[] {
  return packages
    .map(({ name, bytes }) => ({ name, is: toMegabytes(bytes), may: before[name] ?? 0 }))
    .filter(({ is, may }) => is - may >= NOTABLE)
    .sort((a, b) => b.is - b.may - (a.is - a.may));
}

/** The packages to be written into the budget: those that weigh enough to be seen when they come or grow. */
export function recorded(packages: readonly Size[]): Budget['packages'] {
  const seen = packages.map(({ name, bytes }) => [name, toMegabytes(bytes)] as const);
  return Object.fromEntries(seen.filter(([, size]) => size >= NOTABLE));
}

/** MB. */
const NOTABLE = 0.1;

function toMegabytes(bytes: number): number {
  return Math.round(bytes / 1e4) / 100;
}
