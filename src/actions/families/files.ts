import { constants } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { DeskhandError } from '../../base/errors.ts';
import type { JsonValue } from '../../base/json.ts';
import { defineAction } from '../action.ts';
import { confinedPath } from '../system/confined-path.ts';

/** Most bytes that one call reads or writes. */
const BYTES_LIMIT = 500_000;

const schema = z.strictObject({
  op: z.enum(['list', 'read', 'write', 'delete']).describe('What to do.'),
  path: z.string().min(1).max(4096).describe('The file or folder; relative to the home folder.'),
  text: z.string().max(BYTES_LIMIT).optional().describe('write: the new content.'),
  encoding: z.enum(['utf8', 'base64']).default('utf8').describe('How text stands for bytes.'),
  offset: z.int().min(0).default(0).describe('read: start at this byte.'),
  limit: z.int().min(1).max(BYTES_LIMIT).default(100_000).describe('read: at most this many bytes.'),
});

type Params = z.output<typeof schema>;

/** Reads and changes files of the home folder and of /tmp. */
export const files = defineAction({
  name: 'files',
  title: 'Files',
  description: 'Lists a folder, or reads, writes or deletes a file, in the home folder or /tmp.',
  family: 'system',
  kind: 'system',
  optIn: true,
  beside: true,
  schema,
  async handle(context, params) {
    const path = await confinedPath(context.system.folders, params.path);
    try {
      return await DO[params.op](path, params);
    } catch (error) {
      throw readable(error, params);
    }
  },
});

const DO: Readonly<Record<Params['op'], (path: string, params: Params) => Promise<JsonValue>>> = {
  async list(path) {
    const entries = await readdir(path, { withFileTypes: true });
    const listed = entries
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map(async (entry) => {
        const type = entry.isDirectory() ? 'folder' : 'file';
        const size = entry.isFile() ? (await stat(`${path}/${entry.name}`)).size : 0;
        return { name: entry.name, type, size };
      });
    return { entries: await Promise.all(listed) };
  },
  async read(path, { offset, limit, encoding }) {
    await using file = await openRegular(path, constants.O_RDONLY);
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(limit), 0, limit, offset);
    return { text: buffer.subarray(0, bytesRead).toString(encoding), offset, size };
  },
  async write(path, { text, encoding }) {
    if (text === undefined) throw new DeskhandError('bad_input', 'text: write needs the content.');
    const bytes = Buffer.from(text, encoding);
    await mkdir(dirname(path), { recursive: true });
    await using file = await openRegular(path, constants.O_WRONLY | constants.O_CREAT);
    await file.truncate();
    await file.writeFile(bytes);
    return { size: bytes.length };
  },
  async delete(path) {
    await rm(path);
    return null;
  },
};

/** Opens a file without ever waiting, as a pipe would make it. Throws `action_failed` for what is no regular file. */
async function openRegular(path: string, flags: number): Promise<FileHandle> {
  const file = await open(path, flags | constants.O_NONBLOCK);
  const stats = await file.stat();
  if (stats.isFile()) return file;
  await file.close();
  throw Object.assign(new Error('not a regular file'), { code: stats.isDirectory() ? 'EISDIR' : 'ENXIO' });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ERR_FS_EISDIR: 'it is a folder',
  ENOTDIR: 'it is no folder',
  // A pipe that nobody reads, or a socket.
  ENXIO: 'it is no regular file',
  EACCES: 'it may not be touched',
  EROFS: 'the disk there is read-only',
  ENOSPC: 'the disk is full',
};

function readable(error: unknown, { path }: Params): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code];
  if (reason === undefined) return error;
  return new DeskhandError(code === 'ENOENT' ? 'not_found' : 'action_failed', `path: "${path}": ${reason}.`, {
    cause: error,
  });
}
