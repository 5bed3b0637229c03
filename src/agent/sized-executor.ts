import type { Executor } from '../actions/executor.ts';
import type { Size } from '../base/geometry.ts';

/** An executor whose frames have a size of their own. */
export interface SizedExecutor extends Executor {
  /** The frames' size, once something was seen, where it is not the display's. */
  readonly frameSize: Size | undefined;
}

/**
 * The same desktop in frames of the size that `choose` gives for its display: observations show it, and coordinates
 * refer to it. A size that a call brings along wins.
 */
export function withFrameSize(executor: Executor, choose: (display: Size) => Size): SizedExecutor {
  let chosen: Promise<Size> | undefined;
  let known: Size | undefined;
  const size = (): Promise<Size> => {
    chosen ??= executor.scene().then(({ frame: display }) => {
      const frame = choose(display);
      if (frame.width !== display.width || frame.height !== display.height) known = frame;
      return frame;
    });
    // A display that could not be asked now is asked again.
    chosen.catch(() => (chosen = undefined));
    return chosen;
  };
  return {
    table: executor.table,
    control: executor.control,
    get frameSize() {
      return known;
    },
    async perform(call, options) {
      return executor.perform(call, { ...options, frameSize: options?.frameSize ?? (await size()) });
    },
    async performAll(calls, options) {
      return executor.performAll(calls, { ...options, frameSize: options?.frameSize ?? (await size()) });
    },
    async observe(options) {
      return executor.observe({ ...options, frameSize: options?.frameSize ?? (await size()) });
    },
    async scene(frameSize) {
      return executor.scene(frameSize ?? (await size()));
    },
    screenshot: (options) => executor.screenshot(options),
  };
}
