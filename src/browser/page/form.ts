import { fold } from './content.ts';
import type { DomElement } from './dom.ts';

/** Whether a click on this element sends the form that it belongs to: by what it is, whatever its ARIA role says. */
export function sendsByClick(element: DomElement): boolean {
  const type = element.type ?? '';
  return (
    (element.form ?? null) !== null &&
    ((element.localName === 'button' && type === 'submit') ||
      (element.localName === 'input' && /^(submit|image)$/.test(type)))
  );
}

/**
 * Where a form goes that a click on this button, or Enter in this field, sends by POST: origin and path, without the query, cut to
 * 200 characters: the page chooses it. Undefined for what sends no form, and for forms that only ask (GET) or that stay in the page.
 */
export function postTarget(element: DomElement): string | undefined {
  const form = element.form ?? null;
  const isInput = element.localName === 'input';
  const isSender = sendsByClick(element);
  const isField = isInput && !isSender && !/^(button|reset|file|hidden)$/.test(element.type ?? '');
  if (form === null || !(isSender || isField)) return undefined;
  // Enter presses the form's first submit button, which may send it elsewhere and otherwise.
  const sender = isSender
    ? element
    : form.querySelector(
        'button:not([type]), button[type="submit" i], input[type="submit" i], input[type="image" i]',
      );
  const method = sender?.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get';
  if (method.trim().toLowerCase() !== 'post') return undefined;
  const action = sender?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
  const target = URL.parse(action.trim() === '' ? element.baseURI : action, element.baseURI);
  if (target === null) return fold(action, 200);
  return fold(target.origin === 'null' ? target.protocol : target.origin + target.pathname, 200);
}
