import { z } from 'zod';
import { nearest } from '../base/nearest.ts';
import { parseOrThrow } from '../base/zod-issues.ts';
import { HostProfile, ModelProfile, RegistryFile } from './registry-schema.ts';
import { DeskhandError } from '../base/errors.ts';

const Outline = z.strictObject({
  models: z.array(z.looseObject({ id: z.string() })).default([]),
  hosts: z.array(z.looseObject({ id: z.string() })).default([]),
});

/**
 * A registry with a user's entries over it: known ids are changed field by field, unknown ones are added. Throws
 * `bad_input` naming entry and field that do not fit.
 */
export function mergeRegistry(base: RegistryFile, value: unknown, what: string): RegistryFile {
  const own = parseOrThrow(Outline, value, what, Object.keys(RegistryFile.shape));
  return {
    models: merge(base.models, own.models, ModelProfile, `${what}: models`),
    hosts: merge(base.hosts, own.hosts, HostProfile, `${what}: hosts`),
  };
}

function merge<Schema extends z.ZodObject>(
  known: readonly (z.output<Schema> & { readonly id: string })[],
  own: readonly { readonly id: string }[],
  schema: Schema,
  what: string,
): (z.output<Schema> & { readonly id: string })[] {
  const all = new Map(known.map((entry) => [entry.id, entry]));
  own.forEach((entry, i) => {
    const old = all.get(entry.id);
    const fields = Object.keys(schema.shape);
    refuseUnknown(entry, fields, `${what}[${i}]`);
    const whole = parseOrThrow(schema, { ...old, ...entry }, `${what}[${i}] (${entry.id})`, fields);
    all.set(entry.id, whole as z.output<Schema> & { readonly id: string });
  });
  return [...all.values()];
}

function refuseUnknown(entry: object, fields: readonly string[], what: string): void {
  const odd = Object.keys(entry).find((field) => !fields.includes(field));
  if (odd === undefined) return;
  const guess = nearest(odd, fields);
  throw new DeskhandError('bad_input', `${what}: unknown field "${odd}".`, {
    hint: guess === undefined ? `Fields: ${fields.join(', ')}.` : `Did you mean "${guess}"?`,
  });
}
