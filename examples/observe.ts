import { DeskhandError } from '../src/index.ts'; // in a project of your own: from 'deskhand'
import type { Desktop } from '../src/index.ts';

/**
 * Does an action and tells a model in text what can be seen afterwards: page, elements with their refs, and the result.
 * An error is told too, with its hint: the model can do better the next time.
 */
export async function observe(desktop: Desktop, action: string, input: unknown): Promise<string> {
  try {
    const { result, observation } = await desktop.performRaw({ ...(input as object), action });
    const { page, elements, settled } = observation ?? { page: null, elements: [], settled: true };
    return JSON.stringify({
      result,
      page,
      settled,
      elements: elements.map(({ ref, role, name, value }) => ({ ref, role, name, value })),
    });
  } catch (error) {
    if (error instanceof DeskhandError) return JSON.stringify({ error: error.toJSON() });
    throw error;
  }
}
