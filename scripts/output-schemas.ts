/** Writes schemas/cli/*.schema.json: what each command prints with `--json`, from the zod schemas in src/cli/documents. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { format } from 'oxfmt';
import { DOCUMENTS, documentSchema } from '../src/cli/documents/documents.ts';
import style from '../.oxfmtrc.json' with { type: 'json' };

const folder = new URL('../schemas/cli/', import.meta.url);
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, document] of Object.entries(DOCUMENTS)) {
  const text = JSON.stringify(documentSchema(document));
  const { code } = await format(`${name}.schema.json`, text, { printWidth: style.printWidth });
  await writeFile(new URL(`${name}.schema.json`, folder), code);
}
