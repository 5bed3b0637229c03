import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { DOCUMENTS } from '../../src/cli/documents/documents.ts';

/** How a run of the CLI ended. */
interface Ended {
  readonly code: number | null | undefined;
  readonly stdout: string;
}

const validators = new Map<string, ValidateFunction>();

/**
 * Throws when a run of the CLI with `--json` printed something that the published schema of its command does not allow.
 * Both helpers that run the real CLI call it, so every test of a command is a test of its document too.
 */
export function checkJsonOutput(argv: readonly string[], { code, stdout }: Ended): void {
  const end = argv.indexOf('--');
  const own = end < 0 ? argv : argv.slice(0, end);
  if (!own.includes('--json')) return;
  const name = documentOf(own);
  // A signal may come before there is anything to say.
  if (name === undefined || stdout === '') return;
  const isStream = DOCUMENTS[name]?.isStream === true;
  const texts = isStream ? stdout.trimEnd().split('\n') : [stdout];
  for (const text of texts) check(name, JSON.parse(text), code, argv);
}

function check(name: string, value: unknown, code: Ended['code'], argv: readonly string[]): void {
  const isError =
    code !== 0 && typeof value === 'object' && value !== null && Object.keys(value).join() === 'error';
  const used = isError ? 'error' : name;
  const validate = validator(used);
  if (validate(value)) return;
  const problems = validate.errors
    ?.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
    .join('\n');
  throw new Error(
    `deskhand ${argv.join(' ')} printed what schemas/cli/${used}.schema.json does not allow:\n${problems}\n` +
      'If the output is right, change src/cli/documents and run `npm run schemas`.',
  );
}

/** The validator of one published schema. */
export function validator(name: string): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`../../schemas/cli/${name}.schema.json`, import.meta.url), 'utf8');
  const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false });
  const made = ajv.compile(JSON.parse(text) as object);
  validators.set(name, made);
  return made;
}

/** The name of the document that a command line prints; undefined for those that have none. */
export function documentOf(argv: readonly string[]): string | undefined {
  if (argv.some((word) => word === '--version' || word === '-V')) return 'version';
  if (argv.some((word) => word === '--help' || word === '-h')) return 'help';
  const [command = 'error', sub] = argv.filter((word) => !word.startsWith('-'));
  if (command === 'do' && argv.includes('--list')) return 'do-list';
  const both = `${command}-${sub ?? ''}`;
  if (Object.hasOwn(DOCUMENTS, both)) return both;
  return Object.hasOwn(DOCUMENTS, command) ? command : undefined;
}
