import type { Secrets } from '../actions/action.ts';
import type { Observation } from '../actions/observation.ts';
import { hideSecrets } from '../actions/secrets.ts';
import type { ModelImage } from '../models/model.ts';
import type { RecordedFrame } from '../runs/record.ts';
import type { FirstScreen } from './history.ts';
import { isPart, observationBrief, observationText } from './observation-text.ts';

/** An observation as it goes into the conversation; `note` stands before it. Secret values become their placeholders. */
export function screenOf(observation: Observation, note: string, secrets: Secrets): FirstScreen {
  return {
    text: hideSecrets(`${note}\n${observationText(observation)}`, secrets),
    brief: hideSecrets(`${note}\n(The screen was ${observationBrief(observation)}.)`, secrets),
    image: imageOf(observation),
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
