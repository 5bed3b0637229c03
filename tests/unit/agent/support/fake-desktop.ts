import sharp from 'sharp';
import type { ActionCall } from '../../../../src/actions/action.ts';
import { ControlLease } from '../../../../src/actions/control.ts';
import type { ActionReply, Executor, PerformOptions } from '../../../../src/actions/executor.ts';
import type { Observation } from '../../../../src/actions/observation.ts';
import { revealSecrets } from '../../../../src/actions/secrets.ts';
import { createTable } from '../../../../src/actions/table.ts';
import { DeskhandError } from '../../../../src/base/errors.ts';
import type { JsonValue } from '../../../../src/base/json.ts';
import type { PageElement } from '../../../../src/browser/browser.ts';

/** Frames of the fake desktop: small, so that tests are quick. */
export const FRAME = { width: 320, height: 200 } as const;
const PICTURE = await sharp({ create: { ...FRAME, channels: 3, background: '#dde4ee' } })
  .jpeg()
  .toBuffer();

/** An element of a fake page: its line in a list of 20 pixel high rows. */
export interface FakeElement {
  readonly role: string;
  readonly name: string;
  value?: string;
  readonly states?: readonly string[];
}

/** What the fake desktop shows. `act` changes it; what it returns is the action's result, what it throws its error. */
export interface FakePage {
  url: string;
  title: string;
  /** Visible text beside the elements. */
  text: string;
  elements: FakeElement[];
  scroll: { y: number; maxY: number };
}

/** An executor over a page in memory: the real table checks calls, targets are resolved, then `act` decides what happens. */
export class FakeDesktop implements Executor {
  readonly table = createTable();
  readonly control = new ControlLease();
  readonly page: FakePage = {
    url: 'http://page/',
    title: 'Page',
    text: '',
    elements: [],
    scroll: { y: 0, maxY: 0 },
  };
  /** Every call, with the name of the element that it hit. */
  readonly calls: (ActionCall & { readonly hit?: string | undefined; readonly typed?: string })[] = [];
  /** What an action does; the element is the one that ref or x,y hit. */
  act: (call: ActionCall, element: FakeElement | undefined) => JsonValue | void = () => undefined;
  dropFrames = false;
  /** The frames that were asked for, as `width×height`. */
  readonly frameSizes = new Set<string>();
  /** Time in ms: stands still but for `wait`. */
  clock = 0;

  performAll(actions: readonly ActionCall[], options: PerformOptions = {}): Promise<ActionReply> {
    return this.perform({ action: 'batch', actions }, options);
  }

  perform(call: ActionCall, options: PerformOptions = {}): Promise<ActionReply> {
    return Promise.resolve().then(() => this.#perform(call, options));
  }

  observe({ frameSize = FRAME }: Pick<PerformOptions, 'frameSize'> = {}): Promise<Observation> {
    this.frameSizes.add(`${frameSize.width}×${frameSize.height}`);
    return Promise.resolve(this.observation());
  }

  scene() {
    return Promise.resolve({ frame: FRAME, cursor: { x: 0, y: 0 } });
  }

  screenshot(): never {
    throw new Error('not used');
  }

  observation(): Observation {
    const data = PICTURE;
    return {
      ...(this.dropFrames
        ? {}
        : { frame: { mediaType: 'image/jpeg', data, ...FRAME, region: { x: 0, y: 0, ...FRAME } } }),
      ...FRAME,
      cursor: { x: 0, y: 0 },
      settled: true,
      settleMs: 5,
      changed: [{ x: 0, y: 0, width: 1, height: 1 }],
      page: {
        url: this.page.url,
        title: this.page.title,
        loading: false,
        scroll: { x: 0, maxX: 0, ...this.page.scroll },
      },
      elements: this.page.elements.map(toElement),
      elementsOmitted: 0,
      windows: [],
      dialogs: [],
      downloads: [],
    };
  }

  #perform(
    call: ActionCall,
    { signal, secrets, observe = 'settled', frameSize }: PerformOptions,
  ): ActionReply {
    if (frameSize !== undefined) this.frameSizes.add(`${frameSize.width}×${frameSize.height}`);
    if (signal?.aborted === true) throw signal.reason as Error;
    const { action: name, ...given } = call;
    const action = this.table.get(name);
    const params = action.schema.safeParse(given);
    if (!params.success)
      throw new DeskhandError('bad_input', `${name}: ${params.error.issues[0]?.message ?? ''}`);
    const element = this.#hit(given);
    const typed =
      typeof given['text'] === 'string' && secrets !== undefined
        ? revealSecrets(given['text'], secrets)
        : undefined;
    this.calls.push({ ...call, hit: element?.name, ...(typed === undefined ? {} : { typed }) });
    const timings = { actMs: 1, settleMs: 2, frameMs: 3 };
    if (action.kind === 'control') return { result: params.data as JsonValue, observation: null, timings };
    const result = this.#builtIn(call) ?? this.act(call, element) ?? null;
    return { result, observation: observe === 'none' ? null : this.observation(), timings };
  }

  #hit(params: Readonly<Record<string, unknown>>): FakeElement | undefined {
    const { ref, x, y } = params;
    if (typeof ref === 'string') {
      const element = this.page.elements[Number(ref.slice(1)) - 1];
      if (element === undefined) throw new DeskhandError('stale_ref', `ref: there is no ${ref} any more.`);
      return element;
    }
    return typeof x === 'number' && typeof y === 'number' && x < 100
      ? this.page.elements[Math.floor(y / 20)]
      : undefined;
  }

  #builtIn(call: ActionCall): JsonValue | undefined {
    const all = [this.page.text, ...this.page.elements.map((each) => each.name)].join('\n');
    if (call.action === 'wait' && typeof call['ms'] === 'number') this.clock += call['ms'];
    if (call.action === 'wait' && typeof call['text'] === 'string') {
      if (all.includes(call['text'])) return { waited_ms: 0 };
      throw new DeskhandError('timeout', `"${call['text']}" did not appear.`);
    }
    if (call.action === 'read_page') return { markdown: all, total: all.length };
    if (call.action === 'find') {
      const found = all.includes(String(call['text']));
      return { count: found ? 1 : 0, boxes: found ? [{ x: 10, y: 150, width: 20, height: 10 }] : [] };
    }
    return undefined;
  }
}

function toElement(element: FakeElement, i: number): PageElement {
  const { role, name, value, states = [] } = element;
  return {
    ref: `e${i + 1}`,
    role,
    name,
    ...(value === undefined ? {} : { value }),
    states,
    box: { x: 0, y: i * 20, width: 100, height: 20 },
  };
}
