import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DeskhandError } from '../base/errors.ts';
import { Refusal } from './rules.ts';

/** Answers a request that could not be passed on: 403 for what is not allowed, else 502; a page says why to whoever looks at it. */
export function refusalPage(
  failure: DeskhandError,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const isRefused = failure instanceof Refusal;
  const title = isRefused ? 'Not allowed' : 'Not reachable';
  const text = [failure.message, failure.hint ?? ''].map((line) => `<p>${escape(line)}</p>`).join('');
  const body = Buffer.from(
    `<!doctype html><meta charset="utf-8"><title>${title}</title>` +
      `<body style="font:18px sans-serif;margin:4em"><h1>${title}</h1>${text}`,
  );
  response.writeHead(isRefused ? 403 : 502, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    // The body of the request may be on its way still.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
