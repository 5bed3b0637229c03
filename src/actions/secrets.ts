import { DeskhandError } from '../base/errors.ts';
import { mapTexts } from '../base/map-texts.ts';
import type { Secrets } from './action.ts';
import { secretHider } from './secret-hider.ts';

const PLACEHOLDER = /\{\{secret:([A-Za-z_][A-Za-z0-9_]*)\}\}/g;

/** No secrets at all. */
export const noSecrets: Secrets = { get: () => undefined, names: [] };

/** Secrets from a record of names and values. */
export function secretsFrom(values: Readonly<Record<string, string>>): Secrets {
  const map = new Map(Object.entries(values));
  return { get: (name) => map.get(name), names: [...map.keys()] };
}

/** The text with each `{{secret:NAME}}` replaced by its value; throws `bad_input` for a name that is unknown. */
export function revealSecrets(text: string, secrets: Secrets): string {
  return text.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = secrets.get(name);
    if (value !== undefined) return value;
    throw new DeskhandError('bad_input', `text: there is no secret named "${name}".`, {
      hint:
        secrets.names.length === 0
          ? 'This run was given no secrets.'
          : `The secrets are ${secrets.names.join(', ')}.`,
    });
  });
}

/**
 * The text with every secret value put back to its `{{secret:NAME}}`, longest first, in all spellings of serialized text
 * (`p%40ss`, `p\"w`, `p&quot;w`), and where `…` cuts it off after four characters or more. What cuts a text without that sign
 * has to hide first.
 */
export function hideSecrets(text: string, secrets: Secrets): string {
  return secrets.names.length === 0 ? text : secretHider(secrets)(text);
}

/** The value with secrets hidden in all of its texts, at any depth; object keys and bytes stay as they are. */
export function hideSecretsIn<T>(value: T, secrets: Secrets): T {
  if (secrets.names.length === 0) return value;
  return mapTexts(value, secretHider(secrets)) as T;
}

/**
 * The same for JSON text, which stays JSON: hidden in the texts and keys that it holds, as a secret of digits is found in numbers
 * by chance. What is not JSON is taken as any other text.
 */
export function hideSecretsInJson(text: string, secrets: Secrets): string {
  if (secrets.names.length === 0) return text;
  const hide = secretHider(secrets);
  try {
    return JSON.stringify(mapTexts(JSON.parse(text), hide, hide));
  } catch {
    return hide(text);
  }
}
