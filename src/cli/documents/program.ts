import { z } from 'zod';
import { ERROR_STATUS } from '../../base/errors.ts';

/** What went wrong, in code, words, and what to do. */
export const errorDetail = z.strictObject({
  code: z.enum(Object.keys(ERROR_STATUS)),
  message: z.string(),
  hint: z.string().optional().describe('What can be done about it.'),
});

/** Any command that could not do its work. */
export const errorDocument = z.strictObject({ error: errorDetail });

/** `--version`. */
export const versionDocument = z.strictObject({ version: z.string() });

/** `--help` and `help COMMAND`. */
export const helpDocument = z.strictObject({ help: z.string() });

/** `completion SHELL`. */
export const completionDocument = z.strictObject({ shell: z.string(), script: z.string() });

/** `completion words`: what may stand in place of the last word. */
export const completionWordsDocument = z.strictObject({
  words: z.array(z.strictObject({ value: z.string(), description: z.string() })),
  paths: z.enum(['none', 'files', 'folders']),
});

/** `doctor`: every check; `ok` is false when one failed. */
export const doctorDocument = z.strictObject({
  ok: z.boolean(),
  checks: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(['ok', 'warn', 'fail']),
      message: z.string(),
      cure: z.string().optional(),
    }),
  ),
});
