import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root } from './documents.ts';
import type { Document } from './documents.ts';

/** The links of a document that lead nowhere, each with the reason. Addresses on the web are only checked for their form. */
export function brokenLinks(document: Document, all: readonly Document[]): readonly string[] {
  return document.links.flatMap((link) => {
    const reason = problemOf(document, link, all);
    return reason === undefined ? [] : [`${document.path}: ${link}: ${reason}`];
  });
}

function problemOf({ path, anchors }: Document, link: string, all: readonly Document[]): string | undefined {
  if (/^(https?|mailto):/.test(link)) return URL.canParse(link) ? undefined : 'not an address';
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : normalize(join(dirname(path), decodeURI(file)));
  if (target.startsWith('..')) return 'outside of the repository';
  if (file !== '' && !existsSync(join(root, target))) return 'no such file';
  if (anchor === undefined) return undefined;
  const known = file === '' ? anchors : all.find((other) => other.path === target)?.anchors;
  return known?.has(anchor) === true ? undefined : 'no such heading';
}
