const CALL = /^( *)(test|it|describe)((?:\.\w+)*)\b/;
const SKIPS = /\.(skip|todo|skipIf|runIf|fails)\b/;

/**
 * The call that keeps the test at this place of a source from running, or from running everywhere: its own or that of a block
 * around it. Undefined where there is none. By the indentation, which the formatter holds.
 */
export function skippedBy(source: string, at: number): string | undefined {
  const end = source.indexOf('\n', at);
  const lines = source.slice(0, end === -1 ? undefined : end).split('\n');
  let indent = Infinity;
  for (const line of lines.toReversed()) {
    const [, blanks = '', kind = '', chain = ''] = CALL.exec(line) ?? [];
    // The first call upwards is the test's own; after that only what encloses it counts.
    if (kind === '' || blanks.length >= indent) continue;
    indent = blanks.length;
    if (SKIPS.test(chain)) return kind + chain;
  }
  return undefined;
}
