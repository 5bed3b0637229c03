import { observationToJson } from '../actions/observation.ts';
import type { JsonObject } from '../base/json.ts';
import type { McpDesktop } from '../mcp/desktop-port.ts';
import type { ServerDeps } from './deps.ts';

/** This process's own desktop for MCP: straight to the executor, without HTTP in between. */
export function localMcpDesktop({ executor, tasks }: Pick<ServerDeps, 'executor' | 'tasks'>): McpDesktop {
  return {
    actions: () => Promise.resolve(executor.table.describe()),
    async perform(action, params, signal) {
      const { result, observation } = await executor.perform({ ...params, action }, { signal });
      if (observation === null) return { result, observation };
      // The wire's own types are the client's; both describe what observationToJson writes.
      const seen = observationToJson(observation);
      const windows = seen.windows.map((window): JsonObject => ({ ...window, box: { ...window.box } }));
      const dialogs = seen.dialogs.map((dialog): JsonObject => ({ ...dialog }));
      const downloads = seen.downloads.map((download): JsonObject => ({ ...download }));
      return { result, observation: { ...seen, windows, dialogs, downloads } };
    },
    async frame(signal) {
      executor.table.requireSight();
      const { frame } = await executor.screenshot({ signal });
      return frame;
    },
    runs: async () => (await tasks()).list(),
  };
}
