/** Parts of a page that a script writes, between `<!-- name -->` and `<!-- /name -->`; what is around them is not its own. */

/** What is between a page's two marks; undefined where it has none. */
export function marked(page: string, name: string): string | undefined {
  return pattern(name).exec(page)?.[1];
}

/** The page with other words between its two marks. @throws Error when it has lost them. */
export function withMarked(page: string, name: string, content: string): string {
  if (!pattern(name).test(page)) throw new Error(`the page has lost its <!-- ${name} --> marks`);
  // A function, so that no $ in the words is taken for a pattern.
  return page.replace(pattern(name), () => between(name, content));
}

/** Words between two marks. */
export function between(name: string, content: string): string {
  return `<!-- ${name} -->${content}<!-- /${name} -->`;
}

function pattern(name: string): RegExp {
  return new RegExp(`<!-- ${name} -->([^]*)<!-- /${name} -->`);
}
