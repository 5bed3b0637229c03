import { DeskhandError } from '../base/errors.ts';

const ALLOWED = new Set(['http:', 'https:', 'about:', 'data:', 'blob:']);

/** What a local host looks like; it is rarely served with TLS. */
const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|\[::1\])$/i;

/** Why a scheme is refused, for the error. */
const REASONS: Readonly<Record<string, string>> = {
  'file:': 'local files are not reachable from the browser',
  'chrome:': 'it is an internal page of the browser',
  'devtools:': 'it is an internal page of the browser',
  'chrome-extension:': 'extensions are not part of this desktop',
  'javascript:': 'scripts are not run through the address bar',
  'view-source:': 'the source view is not available',
};

/**
 * An address as a person types it, made complete: `example.com` becomes `https://example.com/`, a local host gets
 * `http://`. Throws `bad_input` for what is no address and for schemes that are not for pages.
 */
export function normaliseUrl(input: string): string {
  const text = input.trim();
  if (text === '') throw new DeskhandError('bad_input', 'url: the address is empty.');
  if (/\s/.test(text) && !/^data:/i.test(text)) {
    throw new DeskhandError('bad_input', `url: "${shorten(text)}" is no address: it has spaces in it.`, {
      hint: 'Open a search page and type the words there.',
    });
  }
  const url = parse(hasScheme(text) ? text : `${schemeFor(text)}//${text.replace(/^\/\//, '')}`, text);
  const scheme = url.protocol;
  if (!ALLOWED.has(scheme) || (scheme === 'about:' && url.href !== 'about:blank')) {
    const reason =
      REASONS[scheme] ?? (scheme === 'about:' ? REASONS['chrome:'] : 'only web pages can be opened');
    throw new DeskhandError('bad_input', `url: ${shorten(url.href)} is refused: ${reason ?? ''}.`, {
      hint: 'Use an address that begins with https:// or http://.',
    });
  }
  return url.href;
}

/** `host:8080/x` has a port, not a scheme; `mailto:x` has a scheme. */
function hasScheme(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[a-z0-9.-]+:\d{1,5}([/?#]|$)/i.test(text);
}

function schemeFor(text: string): 'http:' | 'https:' {
  const host = /^(\[[^\]]*\]|[^/:?#]*)/.exec(text.replace(/^\/\//, ''))?.[0] ?? '';
  return LOCAL_HOST.test(host) ? 'http:' : 'https:';
}

function parse(text: string, given: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new DeskhandError('bad_input', `url: "${shorten(given)}" is no address.`, {
      hint: 'Use an address such as https://example.com/.',
      cause,
    });
  }
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
