import { DeskhandError } from '../base/errors.ts';
import type { ModelReply } from './model.ts';
import { describePrice } from './pricing.ts';
import type { Registry } from './registry.ts';
import type { ModelProfile } from './registry-schema.ts';

/** What a redirect guard needs. */
export interface RedirectOptions {
  readonly asked: ModelProfile;
  readonly registry: Registry;
  /** Refuse instead of warn. */
  readonly strict: boolean;
  readonly warn: (message: string) => void;
}

/**
 * Looks at which model answered. Another one than was asked for is told once, with both prices; with `strict` it is an
 * error `model_gone`. Call it after the reply's cost has been counted: the answer was billed either way.
 */
export function createRedirectGuard(options: RedirectOptions): (reply: ModelReply) => void {
  const told = new Set<string>();
  return (reply) => {
    const answered = options.registry.find(reply.model);
    if (answered?.id === options.asked.id || sameFamily(options, answered) || told.has(reply.model)) return;
    told.add(reply.model);
    const sentence = describe(options.asked, reply.model, answered);
    if (!options.strict) return options.warn(sentence);
    throw new DeskhandError('model_gone', sentence, {
      hint: 'Strict model is on. Leave it out to go on with what answers, or name a host that still serves the model.',
    });
  };
}

function describe(asked: ModelProfile, model: string, answered: ModelProfile | undefined): string {
  const retired =
    asked.lifecycle.retired === undefined ? '' : `, which was retired on ${asked.lifecycle.retired}`;
  const price =
    answered === undefined
      ? 'its price is not in the registry'
      : `it costs ${describePrice(answered)} instead of ${describePrice(asked)}`;
  return `${model} answered instead of ${asked.id}${retired}: ${price}. Costs are counted by what answered.`;
}

/** `grok-4-1-fast` may answer as its non-reasoning twin: another profile at the same price is no redirect. */
function sameFamily({ asked }: RedirectOptions, answered: ModelProfile | undefined): boolean {
  const family = (id: string): string => id.replace(/-(non-)?reasoning$/, '');
  return answered !== undefined && family(answered.id) === family(asked.id);
}
