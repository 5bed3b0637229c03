import { z } from 'zod';
import type { Size } from '../base/geometry.ts';

const Text = z.string().min(1).max(1000);
const Coordinate = z.int().min(0).max(16_384);
const Side = z.int().min(1).max(8192);

/** Size of the frame that recorded points refer to. */
export const FrameSize = z.strictObject({ width: Side, height: Side });

const targetFields = {
  name: Text.optional(),
  role: z.string().min(1).max(100).optional(),
  text: Text.optional(),
  ref: z
    .string()
    .regex(/^e\d+$/, 'a ref looks like e12')
    .optional(),
  at: z.tuple([Coordinate, Coordinate]).optional(),
};

function hasOneTarget(target: Readonly<Record<string, unknown>>): boolean {
  return ['name', 'text', 'ref', 'at'].filter((field) => target[field] !== undefined).length === 1;
}

const ONE_TARGET = 'name a target by exactly one of name (with role if need be), text, ref and at';

/** A target: an accessible name (narrowed by role), visible text, a ref, or a point in pixels of the frame. A bare string is a name. */
export const Target = z.preprocess(
  (value) => (typeof value === 'string' ? { name: value } : value),
  z.strictObject(targetFields).refine(hasOneTarget, ONE_TARGET),
);

/** See {@link Target}. */
export type Target = z.output<typeof Target>;

function withTarget<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? { name: value } : value),
    z
      .strictObject({ ...targetFields, ...shape })
      .refine((value) => hasOneTarget(value as object as Record<string, unknown>), ONE_TARGET),
  );
}

const Within = z.int().min(0).max(120_000).default(5000);
const Variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'names are letters, digits and _');

const Expect = z
  .strictObject({
    ...targetFields,
    url: Text.optional(),
    title: Text.optional(),
    gone: Target.optional(),
    within: Within,
  })
  .refine(
    (value) =>
      ['name', 'text', 'ref', 'url', 'title', 'gone'].filter(
        (field) => (value as Record<string, unknown>)[field] !== undefined,
      ).length === 1,
    'expect exactly one of text, name, ref, url, title and gone',
  );

const Read = z
  .strictObject({ from: Target.optional(), pattern: Text.optional(), as: Variable })
  .refine(
    (value) => (value.from === undefined) !== (value.pattern === undefined),
    'read either from a target or by a pattern',
  )
  .refine(
    (value) => value.pattern === undefined || isPattern(value.pattern),
    'the pattern is not a valid regular expression',
  );

/** What each kind of step holds; a step is an object with one of these keys. */
export const stepKinds = {
  goto: Text,
  click: withTarget({
    button: z.enum(['left', 'middle', 'right']).default('left'),
    count: z.int().min(1).max(3).default(1),
  }),
  hover: Target,
  type: z.preprocess(
    (value) => (typeof value === 'string' ? { text: value } : value),
    z.strictObject({
      into: Target.optional(),
      text: z.string().max(100_000),
      clear: z.boolean().default(false),
      submit: z.boolean().default(false),
    }),
  ),
  key: z.string().min(1).max(100),
  select: withTarget({ option: Text }),
  drag: z.strictObject({ from: Target, to: Target }),
  scroll: z.strictObject({ to: Target, direction: z.enum(['down', 'up']).default('down') }),
  upload: withTarget({ file: Text }),
  wait: z
    .strictObject({ text: Text.optional(), ms: z.int().min(0).max(60_000).optional(), within: Within })
    .refine((value) => (value.text === undefined) !== (value.ms === undefined), 'wait for either text or ms'),
  read: Read,
  expect: Expect,
  /** Any action of the table, as it stands; for what has no step of its own. `on` is the element it acts on, `from` and `to` those of a drag. */
  do: z.looseObject({
    action: z.string().min(1),
    on: Target.optional(),
    from: Target.optional(),
    to: Target.optional(),
  }),
} as const;

/** The kinds of steps. */
export type StepKind = keyof typeof stepKinds;

/** A step: its kind, what it holds, and where in the file it stands. */
export type PlaybookStep = {
  [Kind in StepKind]: {
    readonly kind: Kind;
    readonly value: z.output<(typeof stepKinds)[Kind]>;
    readonly line: number;
  };
}[StepKind];

/** The top of a playbook file. Steps are checked one by one, for errors that name them. */
export const PlaybookFile = z.strictObject({
  name: z.string().min(1).max(200),
  start_url: Text.optional(),
  files: z.array(Text).max(50).default([]),
  /** Left out: the display's. */
  frame: FrameSize.optional(),
  steps: z.array(z.unknown()).min(1).max(1000),
  result: z.string().max(10_000).optional(),
});

/** A playbook that has been checked. */
export interface Playbook {
  readonly name: string;
  readonly start_url: string | undefined;
  /** As in the file: relative to it. */
  readonly files: readonly string[];
  /** Size of the frame that points refer to; undefined for the display's. */
  readonly frame: Size | undefined;
  readonly steps: readonly PlaybookStep[];
  /** Template of the answer. */
  readonly result: string | undefined;
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}
