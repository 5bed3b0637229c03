import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './documents.ts';

/** Files of which the first comment says how they are used. */
const FILES = ['docker-compose.yml', 'examples/**/*.{yaml,yml,ts,mjs}', 'examples/**/Dockerfile'];

/** A line of a comment that is a command: one that is set off, or one that begins with a program of ours. */
const SET_OFF = /^(?:#| \*) {3,}(\S.*)$/;
const OURS = /^# ((?:deskhand|docker|massgen|npm|node) .*)$/;

/** The command lines in the first comment of each such file. What stands after them, two spaces away, tells what they do. */
export function headerCommands(): readonly (readonly [path: string, commands: readonly string[]])[] {
  return globSync(FILES, { cwd: root })
    .sort()
    .map((path) => [path, commandsOf(readFileSync(join(root, path), 'utf8'))] as const)
    .filter(([, commands]) => commands.length > 0);
}

function commandsOf(text: string): readonly string[] {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !/^(#| ?\*|\/\*\*)/.test(line));
  return lines.slice(0, end === -1 ? undefined : end).flatMap((line) => {
    const [, command] = SET_OFF.exec(line) ?? OURS.exec(line) ?? [];
    return command === undefined ? [] : [command.split(/ {2,}/)[0] ?? ''];
  });
}
