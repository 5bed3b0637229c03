import type { Secrets } from '../actions/action.ts';
import type { Observation } from '../actions/observation.ts';
import { hideSecrets, hideSecretsIn } from '../actions/secrets.ts';
import type { ModelImage } from '../models/model.ts';
import type { RecordedFrame } from '../runs/record.ts';
import type { FirstScreen } from './history.ts';
import { isPart, observationBrief, observationText } from './observation-text.ts';

/** An observation as it goes into the conversation; `note` stands before it. Secret values become their placeholders. */
export function screenOf(observation: Observation, note: string, secrets: Secrets): FirstScreen {
  const said = hideSecrets(note, secrets);
  const seen = withoutSecrets(observation, secrets);
  return {
    text: `${said}\n${observationText(seen)}`,
    brief: `${said}\n(The screen was ${observationBrief(seen)}.)`,
    image: imageOf(observation),
  };
}

/**
 * Hidden before it is made a text: that shortens, folds blanks and quotes, after which a secret would not be found any more, and
 * holds coordinates, in which a secret of digits would be found by chance.
 */
function withoutSecrets(observation: Observation, secrets: Secrets): Observation {
  const { page, elements, windows, dialogs, downloads } = observation;
  const worded = hideSecretsIn({ elements, windows, dialogs, downloads }, secrets);
  return { ...observation, ...worded, ...(page === undefined ? {} : { page: hideSecretsIn(page, secrets) }) };
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
