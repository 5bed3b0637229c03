import type { CDPSession } from 'playwright-core';

/** An element as Chromium's accessibility tree has it. */
export interface AxElement {
  /** Chromium's own name of the role, such as `ColorWell`. */
  readonly role: string;
  readonly name: string;
  /** `''` where the tree has none. */
  readonly value: string;
  /** Every property of the node: `checked`, `expanded`, `disabled`, … */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Its border box in CSS pixels of the viewport. */
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  };
}

interface AxValue {
  readonly value?: unknown;
}

interface AxNode {
  readonly ignored: boolean;
  readonly role?: AxValue;
  readonly name?: AxValue;
  readonly value?: AxValue;
  readonly properties?: readonly { readonly name: string; readonly value: AxValue }[];
  readonly backendDOMNodeId?: number;
}

/** The elements of a page's accessibility tree, as Chromium itself computes it, in its order. */
export async function axElements(cdp: CDPSession): Promise<AxElement[]> {
  const { nodes } = (await cdp.send('Accessibility.getFullAXTree')) as { nodes: readonly AxNode[] };
  const elements = await Promise.all(nodes.map((node) => toElement(cdp, node)));
  return elements.filter((element) => element !== undefined);
}

async function toElement(cdp: CDPSession, node: AxNode): Promise<AxElement | undefined> {
  const { backendDOMNodeId } = node;
  if (node.ignored || backendDOMNodeId === undefined) return undefined;
  const box = await boxOf(cdp, backendDOMNodeId);
  if (box === undefined) return undefined;
  return {
    role: textOf(node.role?.value),
    name: textOf(node.name?.value),
    value: textOf(node.value?.value),
    properties: Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value])),
    box,
  };
}

/** The box of a DOM element; undefined for texts, pseudo-elements, and the browser's own parts of a control. */
async function boxOf(cdp: CDPSession, backendNodeId: number): Promise<AxElement['box'] | undefined> {
  const { object } = await cdp.send('DOM.resolveNode', { backendNodeId });
  if (object.objectId === undefined) return undefined;
  const { result } = await cdp.send('Runtime.callFunctionOn', {
    objectId: object.objectId,
    functionDeclaration: `function () {
      if (/^(input|video|audio)$/.test(this.getRootNode().host?.localName ?? '')) return undefined;
      const { left, top, right, bottom } = this.getBoundingClientRect?.() ?? {};
      return left === undefined ? undefined : { left, top, right, bottom };
    }`,
    returnByValue: true,
  });
  return result.value as AxElement['box'] | undefined;
}

/** A value of the tree as text; `''` for none. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
