import type { JsonObject } from '../base/json.ts';

/** The body of `POST /v1/tasks`; exactly one of `task`, `playbook` and `resume`. Secrets, key and file data are never echoed. */
export interface TaskRequest {
  readonly task?: string;
  /** The playbook's YAML text. */
  readonly playbook?: string;
  readonly model?: string;
  readonly limits?: { readonly steps?: number; readonly minutes?: number; readonly usd?: number };
  readonly start_url?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  /** Files for uploads, `data` in base64. */
  readonly files?: readonly { readonly name: string; readonly data: string }[];
  readonly api_key?: string;
  readonly base_url?: string;
  readonly strict_model?: boolean;
  readonly dialect?: 'chat' | 'responses';
  /** Parameters of the model, such as `temperature` and `reasoning_effort`. */
  readonly params?: JsonObject;
  /** YAML of model entries over the shipped registry. */
  readonly registry?: string;
  /** Gate that keeps limits and budgets for several desktops. */
  readonly gate?: { readonly url: string; readonly token: string };
  /** Names of the actions that the model may use. */
  readonly tools?: readonly string[];
  /** Somebody answers the model's questions while the task runs. */
  readonly interactive?: boolean;
  /** When a person is asked before an act; default never. */
  readonly confirm?: 'never' | 'risky' | 'always';
  /** Seconds that a person has to allow an act; default 120. */
  readonly confirm_seconds?: number;
  /** The task's own sites; with `confirm`, leaving them is a risk. */
  readonly sites?: readonly string[];
  /** Notes of earlier runs. */
  readonly memory?: string;
  /** JSON Schema of the answer. */
  readonly output_schema?: JsonObject;
  readonly mcp_servers?: Readonly<Record<string, JsonObject>>;
  /** The run to go on from, in place of `task`: the id of one of this desktop's, or the record of any. */
  readonly resume?:
    | string
    | {
        readonly id: string;
        readonly task: string;
        readonly model?: string;
        readonly steps: readonly JsonObject[];
      };
  /** Lets the model repair a playbook's targets. */
  readonly heal?: boolean;
}

/** One file of a run folder, its path relative to the folder. */
export interface RunFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** A caller's trace (W3C Trace Context): the calls that the run makes to the model and to tool servers belong to it. */
export interface TraceContext {
  readonly traceparent: string;
  /** Entries of other systems for the same trace. */
  readonly tracestate?: string | undefined;
}
