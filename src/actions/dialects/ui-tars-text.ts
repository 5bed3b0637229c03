import { DeskhandError } from '../../base/errors.ts';

/** One call of UI-TARS' answer: a function's name with string arguments, as `click(start_box='(10,20)')`. */
export interface TextCall {
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/**
 * The calls after the last `Action:` of a prediction. Text may hold quotes that are not escaped, since the model often
 * forgets to: a string ends at its quote only where an argument or the call ends, too. Throws `bad_input`.
 */
export function parsePrediction(prediction: string): readonly TextCall[] {
  const marker = prediction.lastIndexOf('Action:');
  const source = (marker < 0 ? prediction : prediction.slice(marker + 'Action:'.length))
    .replaceAll('[EOS]', '')
    .trim();
  const calls: TextCall[] = [];
  let rest = source;
  while (rest !== '') {
    const head = /^([A-Za-z_]\w*)\s*\(\s*/.exec(rest);
    if (head === null) throw unreadable(rest);
    const body = readArguments(rest.slice(head[0].length));
    calls.push({ name: head[1] ?? '', args: body.args });
    rest = body.rest.trim();
  }
  if (calls.length === 0) throw unreadable(prediction);
  return calls;
}

function readArguments(source: string): { args: Record<string, string>; rest: string } {
  const args: Record<string, string> = {};
  let rest = source;
  for (;;) {
    if (rest.startsWith(')')) return { args, rest: rest.slice(1) };
    const head = /^([A-Za-z_]\w*)\s*=\s*(['"])/.exec(rest);
    if (head === null) throw unreadable(rest);
    const value = readString(rest.slice(head[0].length), head[2] ?? "'");
    args[head[1] ?? ''] = value.text;
    rest = value.rest.replace(/^\s*,\s*/, '').trimStart();
  }
}

function readString(source: string, quote: string): { text: string; rest: string } {
  let text = '';
  for (let i = 0; i < source.length; i++) {
    const character = source.charAt(i);
    if (character === '\\' && i + 1 < source.length) {
      const escaped = source.charAt(++i);
      text += ESCAPES[escaped] ?? escaped;
    } else if (character === quote && endsHere(source.slice(i + 1))) {
      return { text, rest: source.slice(i + 1) };
    } else {
      text += character;
    }
  }
  throw unreadable(source);
}

/** Whether what follows a quote is the end of the call or the next argument. */
function endsHere(following: string): boolean {
  return /^\s*(\)\s*($|\n)|,\s*[A-Za-z_]\w*\s*=\s*['"])/.test(following);
}

/** The middle of a box or point in any of UI-TARS' notations: `(x,y)`, `[x1, y1, x2, y2]`, `<point>x y</point>`, `<bbox>…`. Throws `bad_input`. */
export function parseBox(text: string, field: string): { readonly x: number; readonly y: number } {
  const bare = text.replaceAll(/<\/?\|?[a-z_]+\|?>/g, ' ');
  const numbers = [...bare.matchAll(/-?\d+(?:\.\d+)?/g)].map(([digits]) => Number(digits));
  const [x1, y1, x2, y2] = numbers;
  if (x1 !== undefined && y1 !== undefined && numbers.length === 2) return { x: x1, y: y1 };
  if (x1 !== undefined && y1 !== undefined && x2 !== undefined && y2 !== undefined && numbers.length === 4) {
    return { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  }
  throw new DeskhandError('bad_input', `${field}: must be a point or a box, got "${text.slice(0, 60)}".`, {
    hint: "Write it as '(x,y)', '(x1,y1,x2,y2)' or '<point>x y</point>'.",
  });
}

function unreadable(text: string): DeskhandError {
  return new DeskhandError('bad_input', `prediction: no action can be read from "${text.slice(0, 80)}".`, {
    hint: "An action looks like: Action: click(start_box='(100,200)')",
  });
}
