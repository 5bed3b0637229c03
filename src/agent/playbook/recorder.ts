import { stringify } from 'yaml';
import type { Size } from '../../base/geometry.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Place, RunHead, Step, StepPart } from '../events.ts';

/** Actions that only look or only steer the run, and those of the run's own tools: a playbook needs none of them. */
const LOOKING = new Set([
  'screenshot',
  'zoom',
  'elements',
  'read_page',
  'find',
  'downloads',
  'wait',
  'ask_user',
  'remember',
  'done',
]);

/** What a run was given beside its task. */
export interface RecordedInput {
  readonly startUrl?: string | undefined;
  /** Files for uploads, relative to the playbook. */
  readonly files?: readonly string[];
  /** Size of the frames that points refer to, where it is not the display's. */
  readonly frame?: Size | undefined;
}

/**
 * A model's run as a playbook that repeats it without a model. Each action is kept with the most stable target that is
 * known: name and role before a point. A batch becomes the steps inside it. What failed and what only looked is left out;
 * what cannot be repeated is a comment.
 */
export function recordPlaybook(
  head: RunHead,
  steps: readonly Step[],
  { startUrl, files = [], frame }: RecordedInput = {},
): string {
  const kept = steps
    .flatMap((step) => step.actions)
    .filter((action) => action.ok && action.external !== true)
    .flatMap((action): readonly StepPart[] => action.parts ?? [action])
    .filter((action) => !LOOKING.has(action.name) && !isListing(action))
    .map(stepOf);
  const playbook = {
    name: head.task.split('\n')[0]?.slice(0, 200) || 'Recorded run',
    ...(startUrl === undefined ? {} : { start_url: startUrl }),
    ...(files.length === 0 ? {} : { files }),
    ...(frame === undefined ? {} : { frame: { width: frame.width, height: frame.height } }),
    steps: kept.filter((each) => typeof each !== 'string'),
    ...(head.result === undefined ? {} : { result: head.result.replaceAll('{{', '{ {') }),
  };
  const lost = kept.filter((each) => typeof each === 'string');
  const comments = [`Recorded from run ${head.id} (${head.answeredBy.join(', ')}).`, ...lost].map(
    (line) => `# ${line}\n`,
  );
  return `${comments.join('')}${stringify(playbook, { lineWidth: 110 })}`;
}

/** `windows` and `tabs` without a command only list. */
function isListing({ name, params }: StepPart): boolean {
  return (name === 'windows' || name === 'tabs') && Object.keys(params).length === 0;
}

/** A playbook step, or a sentence why there is none. */
function stepOf(action: StepPart): JsonObject | string {
  const { name, params } = action;
  const target = targetOf(action);
  switch (name) {
    case 'goto':
      return { goto: params['url'] };
    case 'click':
      if (target === undefined || hasModifiers(params)) return generic(action);
      return { click: { ...target, ...pick(params, ['button', 'count']) } };
    case 'move':
      return target === undefined ? generic(action) : { hover: target };
    case 'type':
      if (params['ref'] !== undefined && target === undefined) return generic(action);
      return {
        type: {
          ...(target === undefined ? {} : { into: target }),
          ...pick(params, ['text', 'clear', 'submit']),
        },
      };
    case 'key':
      return params['repeat'] === undefined && params['hold_ms'] === undefined
        ? { key: params['keys'] }
        : generic(action);
    case 'drag':
      return isPlainDrag(action)
        ? { drag: { from: target, to: targetOf(action.end ?? {}) } }
        : generic(action);
    case 'upload': {
      const [file, ...more] = (params['files'] ?? []) as readonly string[];
      const isOne = target !== undefined && file !== undefined && more.length === 0;
      return isOne ? { upload: { ...target, file } } : generic(action);
    }
    default:
      return generic(action);
  }
}

function targetOf({
  target,
  point,
  params,
}: Place & { readonly params?: JsonObject }): JsonObject | undefined {
  if (target !== undefined && target.name !== '') return { name: target.name, role: target.role };
  // Typing has a point only by its ref; a bare point would lose the focus that was meant.
  if (point === undefined || params?.['text'] !== undefined) return undefined;
  return { at: [Math.round(point.x), Math.round(point.y)] };
}

/** From one known element to another, with the left button: what a drag step can say. Paths are kept as they were drawn. */
function isPlainDrag(action: StepPart): boolean {
  const { params, end } = action;
  const plain = params['button'] === undefined && !hasModifiers(params) && params['path'] === undefined;
  return plain && targetOf(action) !== undefined && end !== undefined && targetOf(end) !== undefined;
}

/** The action as it stands; refs, which hold for one run only, become the targets that they stood for. */
function generic(action: StepPart): JsonObject | string {
  const { ref, from_ref: from, to_ref: to, ...rest } = action.params;
  const named = {
    ...(ref === undefined ? {} : { on: targetOf({ ...action, params: {} }) }),
    ...(from === undefined ? {} : { from: targetOf(action) }),
    ...(to === undefined ? {} : { to: targetOf(action.end ?? {}) }),
  };
  if (Object.values(named).every((target) => target !== undefined)) {
    return { do: { action: action.name, ...rest, ...(named as JsonObject) } };
  }
  return `Left out: ${action.name} ${JSON.stringify(action.params)}, whose refs hold for one run only.`.replaceAll(
    /\s+/g,
    ' ',
  );
}

function hasModifiers(params: JsonObject): boolean {
  const { modifiers } = params;
  return Array.isArray(modifiers) && modifiers.length > 0;
}

function pick(params: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(params).filter(([name]) => names.includes(name)));
}
