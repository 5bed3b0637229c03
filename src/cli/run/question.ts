import { createInterface } from 'node:readline/promises';
import type { Process } from '../context.ts';
import type { Output } from '../output.ts';

/** Puts a question of the model to whoever sits at the terminal and resolves with a line that is not empty; rejects when the signal fires or the input ends. */
export async function askAtTerminal(
  question: string,
  { stdin, stderr }: Pick<Process, 'stdin' | 'stderr'>,
  output: Output,
  signal: AbortSignal,
): Promise<string> {
  output.info(`${output.paint('bold', 'The model asks:')} ${question}`);
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    for (;;) {
      const answer = (await lines.question('> ', { signal })).trim();
      if (answer !== '') return answer;
    }
  } finally {
    lines.close();
  }
}
