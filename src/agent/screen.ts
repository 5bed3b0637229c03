import type { Secrets } from '../actions/action.ts';
import type { Observation } from '../actions/observation.ts';
import { hideSecrets, hideSecretsIn } from '../actions/secrets.ts';
import type { ModelImage } from '../models/model.ts';
import type { RecordedFrame } from '../runs/record.ts';
import type { FirstScreen } from './history.ts';
import { isPart, observationBrief, observationText } from './observation-text.ts';

/** An observation as it goes into the conversation; `note` stands before it. Secret values become their placeholders. */
export function screenOf(observation: Observation, note: string, secrets: Secrets): FirstScreen {
  const hidden = withoutSecrets(observation, secrets);
  const said = hideSecrets(note, secrets);
  return {
    text: `${said}\n${observationText(hidden)}`,
    brief: `${said}\n(The screen was ${observationBrief(hidden)}.)`,
    image: imageOf(observation),
  };
}

/**
 * An observation without secrets in anything that a page or a program has worded, before that is cut, folded or quoted. Refs and
 * places are ours and stay, whatever short secret they might hold. The picture stays as it is.
 */
export function withoutSecrets(observation: Observation, secrets: Secrets): Observation {
  const { page, elements, windows, dialogs, downloads } = observation;
  return {
    ...observation,
    ...(page === undefined ? {} : { page: hideSecretsIn(page, secrets) }),
    elements: elements.map(({ ref, box, ...worded }) => ({ ref, box, ...hideSecretsIn(worded, secrets) })),
    ...hideSecretsIn({ windows, dialogs, downloads }, secrets),
  };
}

/** The picture of an observation for a model. */
export function imageOf({ frame }: Observation): ModelImage | undefined {
  if (frame === undefined) return undefined;
  return { mediaType: frame.mediaType, data: frame.data, width: frame.width, height: frame.height };
}

/** The picture of an observation for the record. */
export function recordedFrameOf(observation: Observation): RecordedFrame | undefined {
  const { frame } = observation;
  if (frame === undefined) return undefined;
  return { mediaType: frame.mediaType, data: frame.data, zoomed: isPart(observation) };
}
