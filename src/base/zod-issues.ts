import type { z } from 'zod';
import { DeskhandError } from './errors.ts';
import { nearest } from './nearest.ts';
import { quoted } from './shorten.ts';

/** Types of fields that no secret is meant for, so that none is put there by mistake either. */
const NOT_SECRET = new Set(['number', 'int', 'boolean', 'array']);

/** What was wrong with a value, one sentence an issue, each naming the field and what it may be. */
export function describeIssues(error: z.ZodError, known: readonly string[] = []): string {
  return error.issues.map((issue) => describeIssue(issue, known)).join('; ');
}

/** Parses with a schema; a misfit becomes `bad_input` that names field, problem and, for unknown keys, the nearest known one. */
export function parseOrThrow<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
  known: readonly string[] = [],
): z.output<Schema> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new DeskhandError('bad_input', `${what}: ${describeIssues(parsed.error, known)}.`);
}

function describeIssue(issue: z.core.$ZodIssue, known: readonly string[]): string {
  const field = issue.path.length === 0 ? '' : `${formatPath(issue.path)}: `;
  const missing = /^Invalid input: expected (\w+), received undefined$/.exec(issue.message);
  if (missing !== null && issue.path.length > 0) return `${field.slice(0, -2)} is missing (${missing[1]})`;
  if (issue.code !== 'unrecognized_keys') return `${field}${lowerFirst(issue.message)}${given(issue)}`;
  const names = issue.keys.map((key) => {
    const guess = nearest(key, known);
    return guess === undefined ? `"${key}"` : `"${key}" (did you mean "${guess}"?)`;
  });
  return `${field}unknown ${names.length === 1 ? 'field' : 'fields'} ${names.join(', ')}`;
}

/** The value, where showing it cannot give a secret away. Secrets are texts, and objects of texts. */
function given(issue: z.core.$ZodIssue): string {
  const { input, message } = issue;
  // A message of our own says what it has to say, and without `reportInput` there is nothing to show.
  if (!/^(Too|Invalid) /.test(message) || input === undefined) return '';
  switch (issue.code) {
    case 'invalid_type':
      return NOT_SECRET.has(issue.expected) ? shown(input) : '';
    case 'too_big':
    case 'too_small':
      return shown(input, true);
    default:
      return issue.code === 'invalid_value' ? shown(input) : '';
  }
}

function shown(input: unknown, sizeOnly = false): string {
  if (typeof input === 'string')
    return sizeOnly ? `, got ${input.length} characters` : `, got ${quoted(input)}`;
  if (typeof input === 'number' || typeof input === 'boolean') return `, got ${input}`;
  return Array.isArray(input) ? `, got ${input.length} items` : '';
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
