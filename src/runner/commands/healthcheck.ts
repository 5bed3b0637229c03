import { onOneLine } from '../../base/control-characters.ts';

/** `healthcheck`: asks `/healthz`, which takes a frame and asks the browser. Exit 0 when it works, else 1; one line either way. */
export async function healthcheck(port = process.env['DESKHAND_PORT'] || '6080'): Promise<number> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2500) });
    const health = (await response.json()) as {
      readonly status: string;
      readonly processes: readonly { readonly name: string; readonly state: string }[];
    };
    const states = health.processes.map(({ name, state }) => `${name} ${state}`).join(', ');
    process.stdout.write(`${health.status}: ${states}\n`);
    return response.ok ? 0 : 1;
  } catch (error) {
    process.stdout.write(`no answer: ${onOneLine(error instanceof Error ? error.message : String(error))}\n`);
    return 1;
  }
}
