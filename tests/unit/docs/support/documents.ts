import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { marked } from 'marked';
import type { Token } from 'marked';

/** The repository's root. */
export const root = resolve(import.meta.dirname, '../../../..');

/** A Markdown document and what a reader may follow, type or look for in it. */
export interface Document {
  /** Path from the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly links: readonly string[];
  /** Anchors of its headings, as GitHub names them. */
  readonly anchors: ReadonlySet<string>;
  /** Blocks of code with their language. */
  readonly blocks: readonly { readonly language: string; readonly code: string }[];
  /** Code within lines. */
  readonly spans: readonly string[];
}

/** Every document of the repository that a reader meets. */
export function documents(): readonly Document[] {
  const paths = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md', '.github/**/*.md'], { cwd: root });
  return paths
    .filter((path) => !path.includes('node_modules'))
    .sort()
    .map((path) => readDocument(path, readFileSync(join(root, path), 'utf8')));
}

/** Takes a document apart. */
export function readDocument(path: string, text: string): Document {
  const links: string[] = [];
  const headings: string[] = [];
  const blocks: { language: string; code: string }[] = [];
  const spans: string[] = [];
  // Nothing here waits: what it returns is the list of the callbacks' results.
  void marked.walkTokens(marked.lexer(text), (token: Token) => {
    if (token.type === 'link' || token.type === 'image') links.push(String(token['href']));
    if (token.type === 'heading') headings.push(String(token['text']));
    if (token.type === 'code')
      blocks.push({ language: String(token['lang'] ?? ''), code: String(token['text']) });
    if (token.type === 'codespan') spans.push(String(token['text']));
  });
  return { path, text, links, anchors: new Set(anchorsOf(headings)), blocks, spans };
}

/** GitHub's anchors: lower case, without punctuation, dashes for spaces, numbered when they come again. */
function anchorsOf(headings: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return headings.map((heading) => {
    const plain = heading.replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = plain.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-');
    const times = seen.get(anchor) ?? 0;
    seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  });
}
