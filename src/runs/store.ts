import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { RunHead } from '../agent/events.ts';
import { DeskhandError } from '../base/errors.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { readHead, readSteps } from './read-run.ts';
import type { OpenedFile, RunFile, RunStore } from './record.ts';
import { createRunFolder, isAlive, writeReport } from './run-folder.ts';
import { isRunId } from './run-id.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.jsonl': 'application/x-ndjson',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.html': 'text/html; charset=utf-8',
  '.yaml': 'text/yaml; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
};

/** The run folders under `root`, which need not exist yet. */
export function createRunStore(root: string): RunStore {
  const folderOf = (id: string): string => {
    if (isRunId(id)) return join(root, id);
    throw notFound(id);
  };
  return {
    create: (head) => createRunFolder(root, head),
    list: () => listHeads(root),
    mend: (head) => mend(folderOf(head.id), head),
    read: (id) => (isRunId(id) ? readHead(join(root, id)) : Promise.resolve(undefined)),
    isAlive: (id) => isAlive(folderOf(id)),
    steps: (id) => readSteps(folderOf(id)),
    files: (id) => listFiles(folderOf(id), id),
    open: (id, path) => openFile(folderOf(id), path),
  };
}

async function mend(folder: string, head: RunHead): Promise<void> {
  const isThere = await stat(join(folder, 'report.html')).then(
    () => true,
    () => false,
  );
  if (isThere && (await readHead(folder))?.state === 'ended') return;
  await writeReport(folder, head);
  await writeFileAtomically(join(folder, 'run.json'), `${JSON.stringify(head, null, 2)}\n`);
}

async function listHeads(root: string): Promise<readonly RunHead[]> {
  const names = await readdir(root).catch(() => []);
  const heads = await Promise.all(
    names
      .filter(isRunId)
      .toSorted()
      .map((name) => readHead(join(root, name))),
  );
  return heads.filter((head) => head !== undefined);
}

async function listFiles(folder: string, id: string): Promise<readonly RunFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw notFound(id);
  });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'));
  const sized = files.map(async (entry): Promise<RunFile> => {
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(folder.length + 1).replaceAll(sep, '/');
    return { path, size: (await stat(full)).size };
  });
  return (await Promise.all(sized)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function openFile(folder: string, path: string): Promise<OpenedFile> {
  const inside = await realpath(folder).catch(() => '');
  const real = await realpath(join(folder, path)).catch(() => '');
  if (inside === '' || !real.startsWith(inside + sep)) throw noFile(path);
  const file = await open(real, constants.O_RDONLY);
  const facts = await file.stat();
  if (!facts.isFile()) {
    await file.close();
    throw noFile(path);
  }
  // Not more than `size`: a file that grows meanwhile must not pass the announced length.
  const stream = file.createReadStream({ start: 0, end: Math.max(0, facts.size - 1) });
  return {
    path,
    size: facts.size,
    mediaType: MEDIA_TYPES[extname(real)] ?? 'application/octet-stream',
    stream,
  };
}

function notFound(id: string): DeskhandError {
  return new DeskhandError('not_found', `There is no run "${id}".`, {
    hint: 'GET /v1/tasks lists the runs.',
  });
}

function noFile(path: string): DeskhandError {
  return new DeskhandError('not_found', `The run has no file "${path}".`, {
    hint: 'GET /v1/tasks/{id}/files lists the files.',
  });
}
