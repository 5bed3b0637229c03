/** The chapters of the docs in the order of reading; a page that stands in none is listed at the end. */
const CHAPTERS: Readonly<Record<string, readonly string[]>> = {
  'Start here': ['quick-start', 'concepts', 'troubleshooting'],
  'Ways in': ['cli', 'http', 'http-api', 'actions', 'mcp', 'cdp', 'viewer', 'automation'],
  'Models and money': ['models', 'frames', 'migrating'],
  'Running it': ['configuration', 'compose', 'profiles', 'security', 'metrics', 'performance', 'operations'],
  'Working on it': ['contributing', 'publishing', 'architecture'],
};

/** What the index says of a page whose own first sentence is about something else. */
const SAID_HERE: Readonly<Record<string, string>> = {
  performance: 'How long each thing takes, measured, beside its target and the ways of others.',
};

/** The index of docs/: every page by its title, with its first sentence. `pages` maps file names to their text. */
export function indexPage(pages: ReadonlyMap<string, string>): string {
  const placed = new Set(Object.values(CHAPTERS).flat());
  const rest = [...pages.keys()].map((name) => name.replace(/\.md$/, '')).filter((name) => !placed.has(name));
  const chapters = Object.entries({ ...CHAPTERS, ...(rest.length === 0 ? {} : { More: rest.sort() }) });
  const sections = chapters.map(([title, names]) => {
    const lines = names.flatMap((name) => {
      const text = pages.get(`${name}.md`);
      if (text === undefined) return [];
      return [`- [${titleOf(text) ?? name}](${name}.md): ${SAID_HERE[name] ?? firstSentence(text)}`];
    });
    return `## ${title}\n\n${lines.join('\n')}`;
  });
  return `# Documentation\n\n${sections.join('\n\n')}\n`;
}

function titleOf(text: string): string | undefined {
  return /^# (.+)$/m.exec(text)?.[1];
}

/** The first sentence of the first paragraph after the title, on one line. */
function firstSentence(text: string): string {
  const paragraph = text
    .replace(/^# .+$/m, '')
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .find((part) => /^[\w`*["]/.test(part));
  const line = (paragraph ?? '').replaceAll(/\s*\n\s*/g, ' ').replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  return /^.+?\.(?= |$)/.exec(line)?.[0] ?? line;
}
