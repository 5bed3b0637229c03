import { DeskhandError } from '../base/errors.ts';
import type { Stroke } from './keymap.ts';
import { planBatches } from './keymap.ts';
import type { Keys } from './keys.ts';
import type { Typist } from './typist.ts';

/** The strokes for keysyms that are to be down together, after giving spare keycodes to those that no key has. */
export type FindStrokes = (keysyms: readonly number[]) => Promise<readonly Stroke[]>;

/** Finds strokes. They throw `bad_input` for more keysyms at once that no key has than there are spare keycodes. */
export function createFindStrokes(keys: Keys, typist: Typist): FindStrokes {
  return async (keysyms) => {
    const { keymap } = await keys.state();
    const batches = planBatches(keysyms, keymap);
    if (batches.length > 1) {
      throw new DeskhandError(
        'bad_input',
        `keys: at most ${keymap.spare.length} keys that no keyboard has can be pressed together, got ${new Set(keysyms).size} keys.`,
        {
          hint: 'Use the type action for text.',
        },
      );
    }
    const [batch] = batches;
    if (batch === undefined) return [];
    if (batch.assign.size > 0) await typist.redefine(batch.assign);
    const codes = batch.strokes.map((stroke) => stroke.code);
    typist.pressing(codes);
    keys.touch(codes);
    return batch.strokes;
  };
}
