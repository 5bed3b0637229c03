import { mapTexts } from '../base/map-texts.ts';

const VARIABLE = /\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}/g;

/** Names of the variables in a text. `{{secret:NAME}}` is none of them: the executor puts that in. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map((match) => match[1] ?? '');
}

/** The text with its variables filled in; unknown ones stay as they are. */
export function fillIn(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replaceAll(VARIABLE, (whole, name: string) => variables.get(name) ?? whole);
}

/** Fills in every text inside a value. */
export function fillInAll<T>(value: T, variables: ReadonlyMap<string, string>): T {
  return mapTexts(value, (text) => fillIn(text, variables)) as T;
}
