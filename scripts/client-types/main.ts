/** Writes the client's types of calls from the table of actions. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { EVERY_ACTION } from '../../src/actions/table.ts';
import { ACTION_CALLS_FILE, actionCallsSource } from './action-calls.ts';

const root = resolve(import.meta.dirname, '../..');
await writeFile(resolve(root, ACTION_CALLS_FILE), await actionCallsSource(EVERY_ACTION));
