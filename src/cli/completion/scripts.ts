import { readFile } from 'node:fs/promises';

/** The shells that there is a completion script for, and its file in completions/. */
export const SHELLS = { bash: 'deskhand.bash', zsh: '_deskhand', fish: 'deskhand.fish' } as const;

/** Whether there is a script for it. */
export function isShell(name: string): name is keyof typeof SHELLS {
  return Object.hasOwn(SHELLS, name);
}

/** The text of a shell's completion script, from a clone and from the published package alike. */
export async function completionScript(shell: keyof typeof SHELLS): Promise<string> {
  return readFile(new URL(`../../../completions/${SHELLS[shell]}`, import.meta.url), 'utf8');
}
