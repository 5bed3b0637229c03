import type { Secrets } from '../actions/action.ts';
import { hideSecretsIn, hideSecretsInJson } from '../actions/secrets.ts';
import type { RunHead, Step } from './events.ts';

/**
 * The head with secrets put back to their placeholders in everything that a model, a page or a user has worded. The last
 * station before record, report and events, whatever was masked on the way. A result that the task wanted as JSON stays JSON.
 */
export function maskHead(head: RunHead, secrets: Secrets, { isJson }: { readonly isJson: boolean }): RunHead {
  const { task, result, error, question, confirmation, ...rest } = head;
  const hidden = hideSecretsIn({ task, ...defined({ result, error, question, confirmation }) }, secrets);
  const json = isJson && result !== undefined ? { result: hideSecretsInJson(result, secrets) } : {};
  return { ...rest, ...hidden, ...json };
}

/** The same for a step; its number, time, frame and model are ours and stay as they are. */
export function maskStep(step: Step, secrets: Secrets): Step {
  const { thought, actions, page, meanwhile } = step;
  return { ...step, ...hideSecretsIn({ thought, actions, ...defined({ page, meanwhile }) }, secrets) };
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
