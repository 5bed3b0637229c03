import type { JsonObject, JsonValue } from '../base/json.ts';
import type { WireBox, WireObservation } from './wire-observation.ts';

export type * from './action-calls.ts';
export type * from './wire-observation.ts';
export type * from './wire-session.ts';
export type * from './wire-task.ts';

/** What an action waits for before its observation is taken; `none` sends no observation. */
export type Observe = 'settled' | 'now' | 'none';

/** When to look, where nothing is done: once the screen has settled, or at once. */
export type Sight = Exclude<Observe, 'none'>;

/** A call of whatever action, its parameters unchecked, for those who get it from elsewhere: a command line, a model. */
export interface RawCall {
  readonly action: string;
  readonly [parameter: string]: JsonValue | undefined;
}

/** The reply of `POST /v1/actions`. Times are in milliseconds. */
export interface ActionReply {
  readonly ok: true;
  readonly result: JsonValue;
  readonly observation: WireObservation | null;
  readonly timings: { readonly act_ms: number; readonly settle_ms: number; readonly frame_ms: number };
}

/** One row of `GET /v1/actions`. */
export interface ActionDescription {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What it does to the world. */
  readonly kind: 'read' | 'input' | 'navigate' | 'system' | 'control';
  readonly family: 'pointer' | 'keyboard' | 'screen' | 'clipboard' | 'browser' | 'system' | 'control';
  /** JSON Schema of the parameters. */
  readonly parameters: JsonObject;
}

/** What `GET /v1/screenshot` takes. Left-out fields are the server's defaults. */
export interface ScreenshotOptions {
  readonly format?: 'jpeg' | 'png';
  /** JPEG quality, 1–100. */
  readonly quality?: number;
  /** Size of the picture relative to the region's, from 0.05 to 1. */
  readonly scale?: number;
  /** In display pixels. */
  readonly region?: WireBox;
  /** Default `now`: at once. */
  readonly observe?: Sight;
}

/** A picture's bytes. */
export interface Screenshot {
  readonly mediaType: string;
  readonly data: Uint8Array<ArrayBuffer>;
  /** False when the screen was still changing. */
  readonly settled: boolean;
  /** Its own size in pixels. */
  readonly size: { readonly width: number; readonly height: number };
}
