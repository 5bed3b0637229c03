import { createInterface } from 'node:readline/promises';
import { onOneLine } from '../../base/control-characters.ts';
import type { Process } from '../context.ts';
import type { Output } from '../output.ts';

/** Puts an act to whoever sits at the terminal; only `y` or `yes` allows it. Rejects when the signal fires; an input that ends refuses. */
export async function confirmAtTerminal(
  what: string,
  { stdin, stderr }: Pick<Process, 'stdin' | 'stderr'>,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  output.info(`${output.paint('bold', 'May it do this?')} ${onOneLine(what)}`);
  const lines = createInterface({ input: stdin, output: stderr });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return /^y(es)?$/i.test((await Promise.race([lines.question('[y/N] ', { signal }), ended])).trim());
  } finally {
    lines.close();
  }
}

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
