/**
 * The package as a library: a typed client for a desktop's HTTP contract.
 *
 *     import { Desktop } from 'deskhand';
 *     const desktop = new Desktop({ url: 'http://127.0.0.1:6080', token });
 *     await desktop.perform({ action: 'click', x: 640, y: 400 });
 */
export { DeskhandError } from './base/errors.ts';
export type { ErrorCode } from './base/errors.ts';
export { DesktopClient as Desktop } from './client/client.ts';
export type { CallOptions, PerformOptions } from './client/client.ts';
export { DialectError } from './client/response-error.ts';
export type { FollowOptions, IndexedEvent } from './client/run-events.ts';
export type { TaskClient } from './client/tasks.ts';
export type { Address } from './client/transport.ts';
export type * from './client/wire.ts';
export type {
  Confirmation,
  Limits,
  OpenConfirmation,
  Outcome,
  Place,
  RunEvent,
  RunHead,
  Step,
  StepAction,
  StepPart,
  Totals,
} from './agent/events.ts';
