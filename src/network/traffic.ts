import type { DeskhandError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { Refusal, shown } from './rules.ts';
import type { RefusalRule } from './rules.ts';

/** So many hosts are remembered. */
const MOST = 1000;

interface Failure {
  readonly error: DeskhandError;
  readonly at: number;
}

/** What became of connections: how many were refused, and why the last one to a host failed. */
export class Traffic {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #failures = new Map<string, Failure>();
  readonly #refused: Record<RefusalRule, number> = {
    ALLOWED_DOMAINS: 0,
    BLOCKED_DOMAINS: 0,
    ALLOWED_PRIVATE_HOSTS: 0,
    own_service: 0,
  };

  /** `now` in ms, steadily rising. */
  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** Refused connections by rule, for /metrics. */
  get refused(): Readonly<Record<RefusalRule, number>> {
    return this.#refused;
  }

  /** Notes that a connection to this host and port came to nothing. Only hosts are logged, never paths, and each once. */
  failed(host: string, port: number, error: DeskhandError): void {
    const key = shown(host, port);
    const isNew = !this.#failures.has(key);
    if (error instanceof Refusal) {
      this.#refused[error.rule]++;
      if (isNew) this.#log.info(`the browser was refused ${key}`, { rule: error.rule });
    }
    this.#failures.delete(key);
    this.#failures.set(key, { error, at: this.#now() });
    const oldest = this.#failures.keys().next().value;
    if (this.#failures.size > MOST && oldest !== undefined) this.#failures.delete(oldest);
  }

  /** Why a connection to this host and port has failed since then; undefined when none has. */
  failure(host: string, port: number, since: number): DeskhandError | undefined {
    const found = this.#failures.get(shown(host, port));
    return found !== undefined && found.at >= since ? found.error : undefined;
  }
}
