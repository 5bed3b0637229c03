import { isMap, parseDocument } from 'yaml';
import type { PlaybookStep, Target } from '../../playbook/schema.ts';

/** A target of a playbook that was replaced. */
export interface Repair {
  /** 0 for the first step. */
  readonly index: number;
  readonly kind: PlaybookStep['kind'];
  /** Where in the step the target stands: nowhere deeper, or under one field. */
  readonly path: readonly string[];
  readonly target: Target;
}

const TARGET_FIELDS = ['name', 'role', 'text', 'ref', 'at'] as const;
const PLACES = [[], ['into'], ['from'], ['to'], ['on']] as const;

/** Where in a step a target stands; undefined when it is none of the step's. */
export function placeOfTarget(step: PlaybookStep, target: Target): readonly string[] | undefined {
  return PLACES.find((path) => {
    const there = path.length === 0 ? step.value : (step.value as Record<string, unknown>)[path[0]];
    return typeof there === 'object' && there !== null && key(there) === key(target);
  });
}

/** The step with another target in that place. */
export function withTarget(step: PlaybookStep, path: readonly string[], target: Target): PlaybookStep {
  const [field] = path;
  const value = step.value as Record<string, unknown>;
  const next = field === undefined ? { ...withoutTarget(value), ...target } : { ...value, [field]: target };
  return { ...step, value: next } as PlaybookStep;
}

/** The playbook's text with its repairs; comments and everything else stay as they are. */
export function repairPlaybook(yaml: string, repairs: readonly Repair[]): string {
  const document = parseDocument(yaml);
  for (const { index, kind, path, target } of repairs) {
    const where = ['steps', index, kind, ...path];
    const node: unknown = document.getIn(where, true);
    if (!isMap(node)) {
      document.setIn(where, document.createNode(target, { flow: true }));
      continue;
    }
    for (const field of TARGET_FIELDS) node.delete(field);
    for (const [field, value] of Object.entries(target))
      node.set(field, document.createNode(value, { flow: true }));
  }
  return document.toString({ lineWidth: 110 });
}

function key(value: object): string {
  const fields = value as Record<string, unknown>;
  return JSON.stringify(TARGET_FIELDS.map((field) => fields[field] ?? null));
}

function withoutTarget(value: Record<string, unknown>): Record<string, unknown> {
  const fields: readonly string[] = TARGET_FIELDS;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !fields.includes(name)));
}
