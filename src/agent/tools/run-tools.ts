import type { RunPlan } from '../run-plan.ts';
import type { LoopOptions } from '../loop-options.ts';
import type { Notes } from './notes.ts';

/** All tools of a run: actions, notes, and those of its MCP servers, which are closed with it. */
export interface RunTools extends Pick<LoopOptions, 'tools' | 'extras'>, AsyncDisposable {}

/** Opens what a run's tools need. Throws `not_ready` for an MCP server that cannot be reached. */
export async function openRunTools(
  plan: Pick<RunPlan, 'tools' | 'mcpServers' | 'secrets' | 'hasNotes'>,
  notes: Notes,
  signal: AbortSignal,
): Promise<RunTools> {
  const own = plan.hasNotes ? [notes.tool] : [];
  if (Object.keys(plan.mcpServers).length === 0) {
    return together(plan.tools, own, () => Promise.resolve());
  }
  const { openMcpTools } = await import('./mcp.ts');
  const mcp = await openMcpTools({ servers: plan.mcpServers, secrets: plan.secrets, signal });
  return together(plan.tools, [...own, ...mcp.tools], async () => {
    await mcp[Symbol.asyncDispose]();
  });
}

function together(
  tools: LoopOptions['tools'],
  extras: LoopOptions['extras'],
  close: () => Promise<void>,
): RunTools {
  return {
    tools: [...tools, ...extras.map(({ spec }) => spec)],
    extras,
    [Symbol.asyncDispose]: close,
  };
}
