import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { ToolSpec } from '../../models/model.ts';

/** A tool of a run that is no action on the desktop: the notes, or a tool of an MCP server. */
export interface ExtraTool {
  readonly spec: ToolSpec;
  /** True for tools of other programs: what they answer is data from strangers, and no playbook repeats them. */
  readonly external: boolean;
  /** Throws DeskhandError, which the model is told. */
  call(params: JsonObject, signal: AbortSignal): Promise<JsonValue>;
}
