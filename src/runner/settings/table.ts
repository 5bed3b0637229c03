import { SETTINGS } from './schema.ts';
import type { SettingSpec } from './schema.ts';

/** The settings as a Markdown table, in the order of the schema. */
export function settingsTable(): string {
  const rows = Object.entries<SettingSpec>(SETTINGS).map(([name, spec]) => {
    const names = spec.secret === true ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``;
    return `| ${names} | ${spec.description} | ${spec.defaultText} |`;
  });
  return ['| variable | meaning | default |', '|---|---|---|', ...rows, ''].join('\n');
}
