import type { Observation } from '../../actions/observation.ts';
import type { IsHome } from './address-risk.ts';
import type { AddressBar } from './focus.ts';

/** What an act is judged by, besides itself. */
export interface Surroundings {
  /** The screen that the model saw. */
  readonly seen: Observation | undefined;
  /** Whether a host is among the task's own sites; undefined when it has none. */
  readonly isHome?: IsHome;
  /** Tools of other programs: what they do cannot be told. */
  readonly isExternal: (name: string) => boolean;
  /** The address bar, where an earlier call has put the focus there. */
  readonly bar?: AddressBar | undefined;
  /** Keys that earlier calls have left down, by canonical name. */
  readonly held?: readonly string[] | undefined;
}
