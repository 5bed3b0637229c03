import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { DeskhandError } from '../base/errors.ts';
import type { ServerContext } from './context.ts';
import { mediaType } from './media-type.ts';

/**
 * Sends a file below `root`, or the `index.html` of a folder; a folder's address without its slash is redirected.
 * Nothing outside `root` can be named, not through links either. Throws `not_found`.
 */
export async function sendStatic(
  c: ServerContext,
  root: string,
  path: string,
  policy: string,
): Promise<Response> {
  const file = await resolveBelow(root, path);
  if (file?.isFolder === true && !path.endsWith('/') && path !== '') return c.redirect(`${c.req.path}/`, 308);
  const found = file?.isFolder === true ? await resolveBelow(root, join(path, 'index.html')) : file;
  if (found === undefined || found.isFolder)
    throw new DeskhandError('not_found', `There is no page ${c.req.path}.`);
  const headers = {
    'content-type': mediaType(found.path),
    'content-length': String(found.size),
    'content-security-policy': policy,
    'cache-control': 'no-cache',
  };
  if (c.req.method === 'HEAD') return c.body(null, 200, headers);
  return c.body(Readable.toWeb(createReadStream(found.path)) as ReadableStream<Uint8Array>, 200, headers);
}

interface Found {
  readonly path: string;
  readonly isFolder: boolean;
  readonly size: number;
}

async function resolveBelow(root: string, encoded: string): Promise<Found | undefined> {
  try {
    const path = decodeURIComponent(encoded);
    const top = await realpath(root);
    const real = await realpath(join(top, path));
    if (real !== top && !real.startsWith(top + sep)) return undefined;
    const facts = await stat(real);
    if (!facts.isFile() && !facts.isDirectory()) return undefined;
    return { path: real, isFolder: facts.isDirectory(), size: facts.size };
  } catch {
    return undefined;
  }
}
