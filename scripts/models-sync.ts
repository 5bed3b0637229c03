import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DeskhandError, toDeskhandError } from '../src/base/errors.ts';
import { compareLitellm } from '../src/models/litellm.ts';
import type { Comparison, Difference } from '../src/models/litellm.ts';
import { loadRegistry } from '../src/models/registry.ts';

/**
 * `node scripts/models-sync.ts [PATH|URL] [--json]`: compares LiteLLM's price file with the registry and prints the differences,
 * those with a known reason apart. Changes nothing: what is right is decided by a person. Exit 1 when something is to be
 * looked at, 2 when the file cannot be read.
 */

const LITELLM = 'https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json';

try {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const found = compareLitellm(loadRegistry(), await load(positionals[0] ?? LITELLM));
  process.stdout.write(values.json ? `${JSON.stringify(found, null, 2)}\n` : `${describe(found)}\n`);
  process.exitCode = toReview(found).length + found.unknown.length > 0 ? 1 : 0;
} catch (thrown) {
  const error = toDeskhandError(thrown);
  process.stderr.write(`error: ${error.message}\n${error.hint === undefined ? '' : `hint: ${error.hint}\n`}`);
  process.exitCode = 2;
}

async function load(source: string): Promise<unknown> {
  try {
    if (!/^https?:/.test(source)) return JSON.parse(await readFile(source, 'utf8'));
    const response = await fetch(source, { signal: AbortSignal.timeout(60_000) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await response.json();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DeskhandError('bad_input', `${source} cannot be read: ${why}`, {
      hint: 'Give the path or address of model_prices_and_context_window.json.',
      cause,
    });
  }
}

function toReview({ differences }: Comparison): readonly Difference[] {
  return differences.filter(({ reason }) => reason === undefined);
}

function describe(found: Comparison): string {
  const line = ({ model, field, registry, litellm, reason }: Difference): string =>
    `  ${model}  ${field}: registry ${registry}, LiteLLM ${litellm}${reason === undefined ? '' : `\n      ${reason}`}`;
  const known = found.differences.filter(({ reason }) => reason !== undefined);
  return [
    `${found.compared.length} entries of LiteLLM compared.`,
    ...section('To be looked at', toReview(found).map(line)),
    ...section('Known, the registry differs on purpose', known.map(line)),
    ...section(
      'Not in the registry',
      found.unknown.map((id) => `  ${id}`),
    ),
    ...section(
      'Not in LiteLLM',
      found.missing.map((id) => `  ${id}`),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}
