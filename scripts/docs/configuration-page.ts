import { configSchema } from '../../src/cli/config-schema.ts';
import { DEFAULTS, variableOf } from '../../src/cli/config.ts';
import { settingsTable } from '../../src/runner/settings/table.ts';
import { code, table } from './markdown.ts';

/** Settings of the CLI and of the image, from the two schemas that check them. */
export function configurationPage(): string {
  const rows = Object.entries(configSchema.shape).map(([name, { description = '' }]) => [
    code(name),
    code(variableOf(name)),
    description,
    defaultOf(name),
  ]);
  return `# Configuration

Every setting: of the CLI on your machine, and of the desktop in its container. A wrong value stops the start with a message
that names the setting.

## The CLI

Each setting may stand in \`deskhand.yaml\` (or the file that \`--config\` or \`DESKHAND_CONFIG\` names), in the environment, and, where
the command has it, as a flag with dashes. Flags win over the environment, the environment over the file.

${table(['in the file', 'in the environment', 'meaning', 'default'], rows)}
\`\`\`yaml
# deskhand.yaml
model: grok-4-1-fast
budget: 0.50
resolution: 1280x800
\`\`\`

Besides these, \`XAI_API_KEY\` (or the variable of the model's own host) holds the key, \`DESKHAND_TOKEN\` the token of a desktop
elsewhere, and \`DESKHAND_LEDGER\` the path of the [ledger](models.md#money).

## The desktop

Environment variables of the container. Every secret may come as a file instead, under the same name with \`_FILE\`.

${settingsTable()}`;
}

function defaultOf(name: string): string {
  if (name === 'image') return 'in a clone `deskhand:local`, else the one published with the package';
  return name in DEFAULTS ? code(String(DEFAULTS[name as keyof typeof DEFAULTS])) : '';
}
