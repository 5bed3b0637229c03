/** Writes schemas/task.schema.json, the JSON Schema of task files for editors, from the schema that checks them. */
import { writeFile } from 'node:fs/promises';
import { format } from 'oxfmt';
import { taskFileSchema } from '../src/base/task-file.ts';

const path = new URL('../schemas/task.schema.json', import.meta.url);
const { code } = await format('task.schema.json', JSON.stringify(taskFileSchema()));
await writeFile(path, code);
