import { DeskhandError } from '../../base/errors.ts';
import type { Size } from '../../base/geometry.ts';
import { proxyPasswords } from '../../base/proxy-environment.ts';
import { describeIssues } from '../../base/zod-issues.ts';
import { SETTINGS } from './schema.ts';
import type { SettingName, SettingSpec, SettingValues } from './schema.ts';

/** Environment variables as the process got them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the runner was told. */
export interface Settings {
  readonly values: SettingValues;
  /** The display's size, from whichever variable gave it. */
  readonly display: Size;
  /** Every secret value that was read, for masking. */
  readonly secrets: readonly string[];
  /** The variables that held a secret, or the path of one: never for a child's environment. */
  readonly secretNames: readonly string[];
}

// Variables of other programs and of other models' hosts that look like credentials: kept from the desktop all the same.
const LOOKS_SECRET =
  /(^|_)(API_?KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|PRIVATE_KEY|ACCESS_KEY)(_ID)?(_FILE)?$/i;

/**
 * Reads and checks the settings. An empty variable counts as not set. `readFile` reads the file of a `_FILE` variable.
 * Throws `bad_input` that names the variable, or `not_ready` for a secret's file that cannot be read.
 */
export function readSettings(env: Environment, readFile: (path: string) => string): Settings {
  const raw: Record<string, string | undefined> = {};
  const secrets: string[] = [];
  for (const [name, spec] of Object.entries<SettingSpec>(SETTINGS)) {
    raw[name] =
      spec.secret === true
        ? readSecret(name, env, readFile)
        : spec.keepEmpty === true
          ? env[name]
          : nonEmpty(env[name]);
    if (spec.secret === true && raw[name] !== undefined) secrets.push(raw[name]);
  }
  const values = parseValues(raw);
  const secretNames = Object.keys(env).filter((name) => LOOKS_SECRET.test(name));
  const foreign = secretNames.filter((name) => !name.endsWith('_FILE')).map((name) => env[name] ?? '');
  return {
    values,
    display: displaySize(values),
    secrets: [...new Set([...secrets, ...foreign, ...proxyPasswords(env)])],
    secretNames,
  };
}

function readSecret(name: string, env: Environment, readFile: (path: string) => string): string | undefined {
  const direct = nonEmpty(env[name]);
  const file = nonEmpty(env[`${name}_FILE`]);
  if (file === undefined) return direct;
  if (direct !== undefined) {
    throw new DeskhandError('bad_input', `${name} and ${name}_FILE are both set.`, {
      hint: 'Set one of them.',
    });
  }
  try {
    return nonEmpty(readFile(file).trim());
  } catch (cause) {
    throw new DeskhandError('not_ready', `${name}_FILE: cannot read ${file}: ${reason(cause)}.`, {
      hint: 'Mount the file and make it readable for the user that the container runs as.',
      cause,
    });
  }
}

function parseValues(raw: Readonly<Record<string, string | undefined>>): SettingValues {
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries<SettingSpec>(SETTINGS)) {
    const parsed = spec.schema.safeParse(raw[name]);
    if (!parsed.success) {
      const shown = spec.secret === true ? '' : ` (it is "${raw[name] ?? ''}")`;
      throw new DeskhandError('bad_input', `${name}: ${describeIssues(parsed.error)}${shown}.`, {
        hint: spec.description,
      });
    }
    values[name] = parsed.data;
  }
  return values as Record<SettingName, unknown> as SettingValues;
}

function displaySize(values: SettingValues): Size {
  if (values.RESOLUTION === undefined) return { width: values.DISPLAY_WIDTH, height: values.DISPLAY_HEIGHT };
  const [width, height] = values.RESOLUTION.split('x');
  for (const [name, value] of [
    ['DISPLAY_WIDTH', width],
    ['DISPLAY_HEIGHT', height],
  ] as const) {
    const parsed = SETTINGS[name].schema.safeParse(value);
    if (!parsed.success) throw new DeskhandError('bad_input', `RESOLUTION: ${describeIssues(parsed.error)}.`);
  }
  return { width: Number(width), height: Number(height) };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
