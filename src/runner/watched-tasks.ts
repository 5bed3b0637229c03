import type { TaskService } from '../agent/tasks.ts';
import type { Log } from '../base/log.ts';
import type { Metrics } from '../server/metrics/metrics.ts';
import type { SecretBook } from './log.ts';

/** The same task service; what comes with a task as a secret is masked in the log from then on, and each run is counted. */
export function watchTasks(
  service: TaskService,
  { metrics, secrets, log }: { readonly metrics: Metrics; readonly secrets: SecretBook; readonly log: Log },
): TaskService {
  return {
    async submit(spec) {
      secrets.add(secretsOf(spec));
      const head = await service.submit(spec);
      metrics.follow(service.events(head.id)).catch((error: unknown) => {
        log.warn('a run could not be counted', { run: head.id, error: String(error) });
      });
      return head;
    },
    get: (id) => service.get(id),
    getOwn: (id) => service.getOwn(id),
    list: () => service.list(),
    events: (id, after) => service.events(id, after),
    cancel: (id) => service.cancel(id),
    pause: (id) => service.pause(id),
    resume: (id) => service.resume(id),
    confirm: (id, allow, number) => service.confirm(id, allow, number),
    answer: (id, answer) => service.answer(id, answer),
    files: (id) => service.files(id),
    openFile: (id, path) => service.openFile(id, path),
    close: () => service.close(),
  };
}

/** The key and the secrets of a task that has not been checked yet. */
function secretsOf(spec: unknown): string[] {
  if (typeof spec !== 'object' || spec === null) return [];
  const { api_key: key, secrets } = spec as { api_key?: unknown; secrets?: unknown };
  const values: unknown[] = typeof secrets === 'object' && secrets !== null ? Object.values(secrets) : [];
  return [key, ...values].filter((value) => typeof value === 'string' && value !== '') as string[];
}
