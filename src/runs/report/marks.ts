import type { Place, StepAction, StepPart } from '../../agent/events.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

interface Mark {
  readonly action: StepPart;
  readonly ok: boolean;
}

/** A ring for each action that had a place, those inside a batch too, and a dotted line to where a drag ended. Numbered when there are several. */
export function marks(actions: readonly StepAction[]): Html {
  const all = actions.flatMap((action): readonly Mark[] =>
    (action.parts ?? [action]).map((part) => ({ action: part, ok: action.ok })),
  );
  return html`${all.map((mark, i) => (mark.action.point === undefined ? [] : [ring(mark, all.length > 1 ? i + 1 : undefined)]))}`;
}

function ring({ action, ok }: Mark, number: number | undefined): Html {
  const { x, y } = action.point ?? { x: 0, y: 0 };
  const label = number === undefined ? undefined : html`<text x="${x + 24}" y="${y - 16}">${number}</text>`;
  return html`<g class="ring${ok ? '' : ' failed'}"
    ><title>${titleOf(action)}</title>${dragLine(action)}<circle cx="${x}" cy="${y}" r="22" /><circle
      class="core"
      cx="${x}"
      cy="${y}"
      r="4"
    />${label}</g
  >`;
}

function dragLine({ point, end }: StepPart): Html | undefined {
  if (point === undefined || end?.point === undefined) return undefined;
  const to = end.point;
  return html`<path d="M${point.x} ${point.y}L${to.x} ${to.y}" /><circle cx="${to.x}" cy="${to.y}" r="12" />`;
}

function titleOf(action: StepPart): string {
  return [action.name, nameOf(action), ...(action.end === undefined ? [] : ['→', nameOf(action.end)])]
    .filter((part) => part !== '')
    .join(' ');
}

function nameOf({ target }: Place): string {
  return target === undefined ? '' : `${target.role} “${target.name}”`;
}
