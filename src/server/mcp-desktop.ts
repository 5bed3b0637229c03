import { observationToJson } from '../actions/observation.ts';
import type { McpDesktop } from '../mcp/desktop-port.ts';
import type { ServerDeps } from './deps.ts';

/** This process's own desktop for MCP: straight to the executor, without HTTP in between. */
export function localMcpDesktop({ executor, tasks }: Pick<ServerDeps, 'executor' | 'tasks'>): McpDesktop {
  return {
    actions: () => Promise.resolve(executor.table.describe()),
    async perform(action, params, signal) {
      const { result, observation } = await executor.perform({ ...params, action }, { signal });
      return { result, observation: observation === null ? null : observationToJson(observation) };
    },
    async frame(signal) {
      executor.table.requireSight();
      const { frame } = await executor.screenshot({ signal });
      return frame;
    },
    runs: async () => (await tasks()).list(),
  };
}
