import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { RunHead, Step } from '../../agent/events.ts';
import type { Size } from '../../base/geometry.ts';
import { readSteps } from '../read-run.ts';

/** A frame as it stands in the report. */
export interface ReportFrame {
  readonly dataUri: string;
  /** Size of the screen's frame that clicks refer to, not of the shrunken picture. */
  readonly size: Size;
}

/** A step and the screen that it acted on. */
export interface ReportStep {
  readonly step: Step;
  readonly before: ReportFrame | undefined;
  /** The part of the screen that this step looked at closely. */
  readonly zoom: ReportFrame | undefined;
}

/** All that a report is made of. */
export interface ReportData {
  readonly head: RunHead;
  readonly steps: readonly ReportStep[];
  readonly last: ReportFrame | undefined;
}

/** Width and quality of the pictures by how many there are, so that a long run's report stays under about ten megabytes. */
const SHRINKING = [
  { upTo: 30, width: 1280, quality: 72 },
  { upTo: 100, width: 960, quality: 60 },
  { upTo: Infinity, width: 640, quality: 50 },
] as const;

/** Reads a run folder for its report. A picture that is missing or broken is left out. Hurried, none is made smaller. */
export async function loadReportData(
  folder: string,
  head: RunHead,
  { isHurried = false }: { readonly isHurried?: boolean } = {},
): Promise<ReportData> {
  const steps = await readSteps(folder);
  const names = await readdir(join(folder, 'frames')).catch((): string[] => []);
  const shrink = SHRINKING.find(({ upTo }) => names.length <= upTo) ?? SHRINKING[2];
  const load = (path: string | undefined): Promise<ReportFrame | undefined> =>
    path === undefined
      ? Promise.resolve(undefined)
      : loadFrame(join(folder, path), isHurried ? undefined : shrink);
  const first = names.find((name) => name.startsWith('0000.'));
  let before = await load(first === undefined ? undefined : `frames/${first}`);
  const reported: ReportStep[] = [];
  for (const step of steps) {
    const after = await load(step.frame);
    const zoomed = step.frame?.includes('-zoom.') ?? false;
    reported.push({ step, before, zoom: zoomed ? after : undefined });
    if (!zoomed) before = after ?? before;
  }
  return { head, steps: withoutRepeats(reported), last: before };
}

/** Each picture once: a step without a new screen before it shows none, unless it has a click to mark. */
function withoutRepeats(steps: readonly ReportStep[]): readonly ReportStep[] {
  return steps.map((each, i) => {
    const repeated = i > 0 && each.before === steps[i - 1]?.before;
    const marks = each.step.actions.some((action) => action.point !== undefined);
    return repeated && !marks ? { ...each, before: undefined } : each;
  });
}

async function loadFrame(
  path: string,
  shrink: { readonly width: number; readonly quality: number } | undefined,
): Promise<ReportFrame | undefined> {
  try {
    const data = await readFile(path);
    const picture = sharp(data, { failOn: 'none' });
    const size = await picture.metadata();
    if (shrink === undefined) {
      const dataUri = `data:image/${size.format};base64,${data.toString('base64')}`;
      return { dataUri, size: { width: size.width, height: size.height } };
    }
    const { width, quality } = shrink;
    const small = await picture.resize({ width, withoutEnlargement: true }).jpeg({ quality }).toBuffer();
    return {
      dataUri: `data:image/jpeg;base64,${small.toString('base64')}`,
      size: { width: size.width, height: size.height },
    };
  } catch {
    return undefined;
  }
}
