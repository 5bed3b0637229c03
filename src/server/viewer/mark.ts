import { element } from './page.ts';
import type { MarkPlace } from './situation.ts';

/** The ring on the screen where the agent acted last, and a word for what it did. */
export class Mark {
  #place: MarkPlace | undefined;

  // The picture takes its new size after its place has: both are watched, the picture anew with each connection.
  readonly #sizes = new ResizeObserver(() => this.#put());
  #watched: HTMLCanvasElement | undefined;

  constructor() {
    this.#sizes.observe(element('screen'));
  }

  /** Shows it at a place; undefined takes it away. */
  show(place: MarkPlace | undefined): void {
    this.#place = place;
    element('mark-label').textContent = place?.label ?? '';
    this.#put();
  }

  #put(): void {
    const mark = element('mark');
    const canvas = element('screen').querySelector('canvas');
    mark.hidden = this.#place === undefined || canvas === null || canvas.width === 0;
    if (this.#place === undefined || canvas === null) return;
    this.#watch(canvas);
    const shown = canvas.getBoundingClientRect();
    const around = element('screen').offsetParent?.getBoundingClientRect() ?? shown;
    const width = this.#place.frameWidth ?? canvas.width;
    const scale = shown.width / width;
    mark.style.left = `${shown.left - around.left + this.#place.x * scale}px`;
    mark.style.top = `${shown.top - around.top + this.#place.y * scale}px`;
    mark.classList.toggle('left', this.#place.x > width * 0.7);
  }

  #watch(canvas: HTMLCanvasElement): void {
    if (this.#watched === canvas) return;
    if (this.#watched !== undefined) this.#sizes.unobserve(this.#watched);
    this.#watched = canvas;
    this.#sizes.observe(canvas);
  }
}
