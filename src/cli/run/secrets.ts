import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DeskhandError } from '../../base/errors.ts';

/**
 * The secrets that `--secret` names: `NAME=@FILE` reads a file (its last line end left out), `NAME=env` or `NAME` the
 * variable NAME, `NAME=env:VARIABLE` another one. A value itself is refused, and never repeated in a message.
 */
export async function readSecrets(
  entries: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<Readonly<Record<string, string>>> {
  const secrets: Record<string, string> = {};
  for (const entry of entries) {
    const [, name, source = 'env'] = /^([A-Za-z_]\w*)(?:=(.*))?$/s.exec(entry) ?? [];
    if (name === undefined)
      throw new DeskhandError('bad_input', 'A --secret does not begin with a name.', { hint: USAGE });
    if (Object.hasOwn(secrets, name))
      throw new DeskhandError('bad_input', `--secret ${name} is given twice.`);
    secrets[name] = source.startsWith('@')
      ? await fromFile(name, resolve(cwd, source.slice(1)))
      : fromEnvironment(name, source, env);
  }
  return secrets;
}

const USAGE =
  'Use NAME=@FILE, NAME=env or NAME=env:VARIABLE: values on the command line can be read by others.';

async function fromFile(name: string, path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new DeskhandError('bad_input', `The file of --secret ${name} cannot be read.`, { cause });
  });
  const value = text.replace(/\r?\n$/, '');
  if (value !== '') return value;
  throw new DeskhandError('bad_input', `The file of --secret ${name} is empty.`);
}

function fromEnvironment(
  name: string,
  source: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const variable = source === 'env' ? name : /^env:([A-Za-z_]\w*)$/.exec(source)?.[1];
  if (variable === undefined)
    throw new DeskhandError('bad_input', `--secret ${name} holds neither a file nor a variable.`, {
      hint: USAGE,
    });
  const value = env[variable];
  if (value !== undefined && value !== '') return value;
  throw new DeskhandError('bad_input', `The variable ${variable} of --secret ${name} is not set.`);
}
