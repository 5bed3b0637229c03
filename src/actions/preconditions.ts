import { DeskhandError } from '../base/errors.ts';
import { parseOrThrow } from '../base/zod-issues.ts';
import type { Action } from './action.ts';

/** Whether an action moves and presses nothing, so that it needs neither its turn nor the agent's control. */
export function isReading({ kind }: Action): boolean {
  return kind === 'read' || kind === 'control';
}

/** The refusal while a person holds the desktop. */
export function humanInControl(): DeskhandError {
  return new DeskhandError('human_in_control', 'A person has taken over this desktop.', {
    hint: 'Wait until they give it back in the viewer, or POST /v1/control {"holder":"agent"}.',
  });
}

/** The parameters as the action's schema gives them; throws `bad_input` naming field and range. */
export function checkParams(action: Action, given: Record<string, unknown>): Record<string, unknown> {
  return parseOrThrow(action.schema, given, action.name, Object.keys(action.schema.shape));
}

/** Errors that are thrown before any input was sent, so that what a caller holds on purpose stays held. */
export function didNothing(error: unknown): boolean {
  return error instanceof DeskhandError && error.nothingDone;
}
