import type { DesktopClient } from '../client/client.ts';
import type { McpDesktop } from './desktop-port.ts';

/** A desktop over its HTTP contract, for MCP. */
export function remoteMcpDesktop(client: DesktopClient): McpDesktop {
  return {
    actions: () => client.actions(),
    perform: (action, params, signal) => client.performRaw({ ...params, action }, { signal }),
    frame: (signal) => client.screenshot({ signal }),
    runs: () => client.tasks.list(),
  };
}
