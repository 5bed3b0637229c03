/** What is wrong with a YAML text, with its line and column: the first line of the parser's error, whose colon leads to a picture of the place. */
export function yamlFault(cause: unknown): string {
  const [line = ''] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
  return `${line.replace(/[:.]\s*$/, '')}.`;
}
