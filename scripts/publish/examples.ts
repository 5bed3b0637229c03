import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Examples that name what a release has published: in the repository, which cannot know its own commit, they do not. */

/** What a release is named by. */
export interface Release {
  /** `owner/deskhand` on GitHub. */
  readonly project: string;
  /** The image with its tag. */
  readonly image: string;
  readonly version: string;
  readonly commit: string;
}

const ACTION = 'OWNER/deskhand/examples/github-action@COMMIT';
const IMAGE = '${DESKHAND_IMAGE:-deskhand:local}';

/** Each example's file, and what becomes of its text. */
const FILLED: Readonly<Record<string, (text: string, release: Release) => string>> = {
  'github-action/example-workflow.yml': (text, { project, commit, version }) =>
    replaced(text, ACTION, `${project}/examples/github-action@${commit} # v${version}`).replace(
      /^# .*in place of COMMIT.*\n/m,
      '',
    ),
  'devcontainer/compose.yaml': (text, { image }) => replaced(text, IMAGE, `\${DESKHAND_IMAGE:-${image}}`),
};

/** Writes a release's names into a folder of the examples. @throws Error when an example has lost its place for them. */
export async function fillExamples(folder: string, release: Release): Promise<readonly string[]> {
  for (const [file, fill] of Object.entries(FILLED)) {
    const path = join(folder, file);
    await writeFile(path, fill(await readFile(path, 'utf8'), release));
  }
  return Object.keys(FILLED);
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`an example has no "${from}" to be filled in`);
  return text.replaceAll(from, () => to);
}
