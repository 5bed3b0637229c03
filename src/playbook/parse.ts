import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { DeskhandError } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { describeIssues } from '../base/zod-issues.ts';
import { PlaybookFile, stepKinds } from './schema.ts';
import type { Playbook, PlaybookStep, StepKind } from './schema.ts';
import { variablesIn } from './template.ts';

const HINT = 'examples/expense-report.yaml shows the steps.';

/**
 * Checks a playbook. Throws `bad_input` that names line, step and field for everything that can be known to be wrong before
 * it runs: YAML, unknown steps and fields, targets, variables that nothing has read.
 */
export function parsePlaybook(yaml: string): Playbook {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const broken = document.errors[0];
  if (broken !== undefined) throw wrong(lines.linePos(broken.pos[0]).line, broken.message);
  const lineOf = (path: readonly PropertyKey[]): number => findLine(document, lines, path);
  const parsed = PlaybookFile.safeParse(document.toJS());
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? [];
    throw wrong(lineOf(path), describeIssues(parsed.error, Object.keys(PlaybookFile.shape)));
  }
  const file = parsed.data;
  const steps = file.steps.map((step, i) => parseStep(step, i, lineOf));
  checkVariables(steps, file.result, lineOf);
  const { name, start_url, files, frame, result } = file;
  return { name, start_url, files, frame, steps, result };
}

function parseStep(
  step: unknown,
  index: number,
  lineOf: (path: readonly PropertyKey[]) => number,
): PlaybookStep {
  const at = lineOf(['steps', index]);
  const kind = kindOf(step, index, at);
  const schema = stepKinds[kind];
  const parsed = schema.safeParse((step as Record<string, unknown>)[kind]);
  if (parsed.success) return { kind, value: parsed.data, line: at } as PlaybookStep;
  const path = parsed.error.issues[0]?.path ?? [];
  const problem = describeIssues(parsed.error, knownFields(schema));
  throw wrong(lineOf(['steps', index, kind, ...path]), `step ${index + 1}, ${kind}: ${problem}`);
}

function kindOf(step: unknown, index: number, line: number): StepKind {
  const keys = typeof step === 'object' && step !== null && !Array.isArray(step) ? Object.keys(step) : [];
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    const found = keys.length > 1 ? `, not ${keys.join(' and ')}` : '';
    throw wrong(line, `step ${index + 1}: a step is one of ${Object.keys(stepKinds).join(', ')}${found}`);
  }
  if (Object.hasOwn(stepKinds, key)) return key as StepKind;
  const guess = nearest(key, Object.keys(stepKinds));
  const hint =
    guess === undefined ? `steps are ${Object.keys(stepKinds).join(', ')}` : `did you mean "${guess}"?`;
  throw wrong(line, `step ${index + 1}: there is no step "${key}"; ${hint}`);
}

function checkVariables(
  steps: readonly PlaybookStep[],
  result: string | undefined,
  lineOf: (path: readonly PropertyKey[]) => number,
): void {
  const known = new Set<string>();
  for (const [i, step] of steps.entries()) {
    requireKnown(JSON.stringify(step.value), known, step.line, `step ${i + 1}, ${step.kind}`);
    if (step.kind === 'read') known.add(step.value.as);
  }
  if (result !== undefined) requireKnown(result, known, lineOf(['result']), 'result');
}

function requireKnown(text: string, known: ReadonlySet<string>, line: number, where: string): void {
  const missing = variablesIn(text).find((name) => !known.has(name));
  if (missing === undefined) return;
  throw wrong(line, `${where}: {{${missing}}} is used, but no read step before it has "as: ${missing}"`);
}

function findLine(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range: unknown =
      typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    if (Array.isArray(range) && typeof range[0] === 'number') return lines.linePos(range[0]).line;
  }
  return 1;
}

function knownFields(schema: unknown): readonly string[] {
  const inner = schema as { shape?: object; out?: unknown; def?: { out?: unknown } };
  if (inner.shape !== undefined) return Object.keys(inner.shape);
  return inner.def?.out === undefined ? [] : knownFields(inner.def.out);
}

function wrong(line: number, problem: string): DeskhandError {
  return new DeskhandError('bad_input', `playbook, line ${line}: ${problem.replace(/\.$/, '')}.`, {
    hint: HINT,
  });
}
