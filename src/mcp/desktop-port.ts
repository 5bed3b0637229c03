import type { JsonObject, JsonValue } from '../base/json.ts';
import type { WireObservation } from '../client/wire.ts';

/** An action as MCP shows it. */
export interface McpAction {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly kind: string;
  /** JSON Schema of the parameters. */
  readonly parameters?: JsonObject;
}

/** What an action led to. */
export interface McpReply {
  readonly result: JsonValue;
  readonly observation: WireObservation | null;
}

/** The desktop behind the MCP server: the runner's own, or one over HTTP. Its methods throw DeskhandError. */
export interface McpDesktop {
  actions(): Promise<readonly McpAction[]>;
  perform(action: string, params: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<McpReply>;
  /** The screen as it is. */
  frame(signal: AbortSignal): Promise<{ readonly mediaType: string; readonly data: Uint8Array }>;
  /** The heads of all runs, oldest first. */
  runs(): Promise<readonly RunSummary[]>;
}

/** The head of a run: at least its id and its task. */
export interface RunSummary {
  readonly id: string;
  readonly task: string;
}
