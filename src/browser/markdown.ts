import type { Outline } from './page/outline.ts';

/** How deep and in what the current piece of text stands. */
interface Place {
  /** What each line of a block begins with: quotes and list indents. */
  readonly indent: string;
}

const BLOCKS = new Set([
  'block',
  'p',
  'ul',
  'ol',
  'li',
  'table',
  'rows',
  'tr',
  'pre',
  'quote',
  'hr',
  'frame',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
]);

/** The Markdown of an outline. `frames` gives the outlines of the iframes in it by id. */
export function toMarkdown(outline: Outline, frames: ReadonlyMap<string, Outline> = new Map()): string {
  const lines = blocks([outline], { indent: '' }, frames);
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Lines of a run of nodes: neighbouring inline nodes make one paragraph, blocks stand apart by an empty line. */
function blocks(nodes: readonly Outline[], place: Place, frames: ReadonlyMap<string, Outline>): string[] {
  const lines: string[] = [];
  let run: Outline[] = [];
  const flush = (): void => {
    const text = inline(run);
    run = [];
    if (text !== '')
      lines.push(...text.split('\n').map((line) => place.indent + line.trim()), place.indent.trimEnd());
  };
  for (const node of nodes) {
    if (isInline(node)) {
      run.push(node);
      continue;
    }
    flush();
    lines.push(...block(node, place, frames));
  }
  flush();
  return lines;
}

function isInline(node: Outline): boolean {
  if (typeof node === 'string') return true;
  return !BLOCKS.has(node[0]) && node[2].every(isInline);
}

function block(node: Outline, place: Place, frames: ReadonlyMap<string, Outline>): string[] {
  if (typeof node === 'string') return [];
  const [kind, attribute, children] = node;
  const { indent } = place;
  const end = indent.trimEnd();
  if (/^h[1-6]$/.test(kind)) {
    const text = inline(children).replace(/\n/g, ' ');
    return text === '' ? [] : [`${indent}${'#'.repeat(Number(kind.slice(1)))} ${text}`, end];
  }
  if (kind === 'hr') return [`${indent}---`, end];
  if (kind === 'ul' || kind === 'ol') return [...list(kind, children, place, frames), end];
  if (kind === 'li') return list('ul', [node], place, frames);
  if (kind === 'table') return table(node, place, frames);
  if (kind === 'pre')
    return [
      `${indent}\`\`\``,
      ...plain(node)
        .split('\n')
        .map((line) => indent + line),
      `${indent}\`\`\``,
      end,
    ];
  if (kind === 'quote') {
    const lines = blocks(children, { indent: `${indent}> ` }, frames);
    const last = lines.findLastIndex((line) => line !== `${indent}>`);
    return [...lines.slice(0, last + 1), end];
  }
  if (kind === 'frame') {
    const inner = frames.get(attribute);
    return inner === undefined ? [] : blocks([inner], place, frames);
  }
  return blocks(children, place, frames);
}

function list(
  kind: string,
  items: readonly Outline[],
  place: Place,
  frames: ReadonlyMap<string, Outline>,
): string[] {
  const lines: string[] = [];
  let number = 0;
  for (const item of items) {
    if (typeof item === 'string') continue;
    if (item[0] !== 'li') {
      lines.push(...block(item, place, frames));
      continue;
    }
    const mark = kind === 'ol' ? `${++number}. ` : '- ';
    const inner = blocks(item[2], { indent: '' }, frames).filter((line) => line !== '');
    inner.forEach((line, index) => {
      lines.push(`${place.indent}${index === 0 ? mark : ' '.repeat(mark.length)}${line}`);
    });
  }
  return lines;
}

/** A table with cells that hold no blocks; one that lays out a page is written as its contents. */
function table(node: Outline, place: Place, frames: ReadonlyMap<string, Outline>): string[] {
  const rows = rowsOf(node);
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (width < 2 || rows.length < 2) return blocks(rows.flat().flatMap(childrenOf), place, frames);
  const text = (cell: Outline): string => inline([cell]).replace(/\s+/g, ' ').replace(/\|/g, '\\|');
  const line = (cells: readonly string[]): string =>
    `${place.indent}| ${Array.from({ length: width }, (_, i) => cells[i] ?? '').join(' | ')} |`;
  const [head, ...body] = rows.map((row) => row.map(text));
  const caption = blocks(
    childrenOf(node).filter((child) => !isTablePart(child)),
    place,
    frames,
  );
  return [
    ...caption,
    line(head ?? []),
    line(Array.from({ length: width }, () => '---')),
    ...body.map(line),
    place.indent.trimEnd(),
  ];
}

function isTablePart(node: Outline): boolean {
  return typeof node === 'string' || node[0] === 'rows' || node[0] === 'tr';
}

function rowsOf(node: Outline): Outline[][] {
  return childrenOf(node).flatMap((child) => {
    if (typeof child === 'string') return [];
    if (child[0] === 'rows') return rowsOf(child);
    if (child[0] !== 'tr') return [];
    return [child[2].filter((cell) => typeof cell !== 'string' && (cell[0] === 'td' || cell[0] === 'th'))];
  });
}

function childrenOf(node: Outline): readonly Outline[] {
  return typeof node === 'string' ? [] : node[2];
}

/** The text of inline nodes on one line, white space folded; line breaks stay. */
function inline(nodes: readonly Outline[]): string {
  return nodes
    .map(inlineNode)
    .join('')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

function inlineNode(node: Outline): string {
  if (typeof node === 'string') return node.replace(/\s+/g, ' ');
  const [kind, attribute, children] = node;
  if (kind === 'br') return '\n';
  if (kind === 'img') return `![${attribute}]`;
  if (kind === 'field') return ` ${attribute} `;
  const text = children.map(inlineNode).join(BLOCKS.has(kind) ? ' ' : '');
  const trimmed = text.trim();
  if (trimmed === '') return text;
  const around = (mark: string): string => text.replace(trimmed, () => `${mark}${trimmed}${mark}`);
  if (kind === 'a' && attribute !== '')
    return text.replace(trimmed, () => `[${trimmed.replace(/\n/g, ' ')}](${attribute})`);
  if (kind === 'b') return around('**');
  if (kind === 'i') return around('*');
  if (kind === 'code') return around('`');
  if (kind === 'button') return ` [${trimmed}] `;
  return BLOCKS.has(kind) || kind === 'td' || kind === 'th' ? ` ${text} ` : text;
}

/** The text as it stands, for preformatted blocks. */
function plain(node: Outline): string {
  if (typeof node === 'string') return node.replace(/\n$/, '');
  if (node[0] === 'br') return '\n';
  return node[2].map(plain).join('');
}
