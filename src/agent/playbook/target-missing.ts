import { DeskhandError } from '../../base/errors.ts';
import type { Target } from '../../playbook/schema.ts';

/** A target was not found, or several were: `action_failed` that knows which target it was. */
export class TargetMissing extends DeskhandError {
  readonly target: Target;

  constructor(target: Target, message: string, hint: string) {
    super('action_failed', message, { hint });
    this.target = target;
  }
}
