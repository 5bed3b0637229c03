import { basename, extname } from 'node:path';

/** The most bytes that a file's name may have (Linux, NAME_MAX). */
const MAX_BYTES = 255;

/** What is longer than this after the last dot is no extension, in bytes. */
const MAX_EXTENSION_BYTES = 32;

/** A file's name in the parts between which a number may stand. */
export interface FileName {
  readonly stem: string;
  readonly extension: string;
}

/** The file name that a server suggests, never a path, in its parts. */
export function suggestedName(suggested: string): FileName {
  const name = basename(suggested.replaceAll('\\', '/')) || 'download';
  const extension = extname(name);
  if (Buffer.byteLength(extension) > MAX_EXTENSION_BYTES) return { stem: name, extension: '' };
  return { stem: name.slice(0, name.length - extension.length), extension };
}

/** The name as the file system takes it, cut before its extension where it is too long; the number 0 is left out. */
export function numberedName({ stem, extension }: FileName, number: number): string {
  const end = `${number === 0 ? '' : ` (${number})`}${extension}`;
  return cutBytes(stem, MAX_BYTES - Buffer.byteLength(end)) + end;
}

/** As many whole characters from the start as fit into so many bytes. */
function cutBytes(text: string, bytes: number): string {
  let left = bytes;
  let end = 0;
  for (const character of text) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}
