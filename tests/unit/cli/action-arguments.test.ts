import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERY_ACTION, parameterSchema } from '../../../src/actions/table.ts';
import {
  parseActionBody,
  readActionArguments,
  splitActionArguments,
} from '../../../src/cli/action-arguments.ts';

/** Words read with the schema of a real action, or with none. */
function read(words: readonly string[], name?: string) {
  const action = EVERY_ACTION.find((one) => one.name === name);
  return readActionArguments(
    splitActionArguments(words),
    action === undefined ? undefined : parameterSchema(action.schema),
  );
}

describe('arguments without a schema', () => {
  it.each([
    [['x=640', 'y=0'], { x: 640, y: 0 }],
    [['submit=true', 'value=null'], { submit: true, value: null }],
    [['path=[{"x":1,"y":2}]'], { path: [{ x: 1, y: 2 }] }],
    [['text=two words'], { text: 'two words' }],
    [['text="42"'], { text: '42' }],
    [['text=a=b=c', 'empty='], { text: 'a=b=c', empty: '' }],
    [['text=line\nbreak', 'dy=-3'], { text: 'line\nbreak', dy: -3 }],
    [[], {}],
  ])('reads %j', (words, expected) => {
    expect(read(words)).toEqual(expected);
  });

  it.each([[['640']], [['=5']], [['x=1', 'x=2']], [['a-b=1']]])('refuses %j', (words) => {
    expect(() => read(words)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });

  it('gives any JSON value back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(read([`value=${text}`])).toEqual({ value: JSON.parse(text) as unknown });
      }),
    );
  });
});

describe('arguments with the schema of their action', () => {
  it.each<[string, string[], object]>([
    ['type', ['text=12', 'submit=true'], { text: '12', submit: true }],
    ['type', ['text=true'], { text: 'true' }],
    ['type', ['text=null'], { text: 'null' }],
    ['type', ['text=007'], { text: '007' }],
    ['type', ['text=1.50'], { text: '1.50' }],
    ['type', ['text={"a":1}'], { text: '{"a":1}' }],
    ['type', ['text="42"'], { text: '42' }],
    ['find', ['text=2026'], { text: '2026' }],
    ['key', ['keys=5', 'repeat=2'], { keys: '5', repeat: 2 }],
    ['click', ['x=640', 'y=1.5', 'modifiers=ctrl,shift'], { x: 640, y: 1.5, modifiers: ['ctrl', 'shift'] }],
    ['click', ['ref=e1', 'modifiers=ctrl'], { ref: 'e1', modifiers: ['ctrl'] }],
    ['click', ['ref=e1', 'modifiers='], { ref: 'e1', modifiers: [] }],
    ['click', ['ref=e1', 'modifiers=["alt"]'], { ref: 'e1', modifiers: ['alt'] }],
    ['upload', ['ref=e1', 'files=1,2 b.txt'], { ref: 'e1', files: ['1', '2 b.txt'] }],
    ['drag', ['path=[{"x":1,"y":2}]'], { path: [{ x: 1, y: 2 }] }],
    ['click', ['x=1', 'observe=none'], { x: 1, observe: 'none' }],
    ['no_such_action', ['text=12'], { text: 12 }],
  ])('%s %j', (name, words, expected) => {
    expect(read(words, name)).toEqual(expected);
  });

  it.each([
    ['click', 'x=left', /^x: "left" is not of the type number/],
    ['type', 'submit=yes', /^submit: "yes" is not of the type boolean/],
    ['drag', 'path=1,2', /^path: "1" is not of the type object/],
    ['click', 'modifiers=["ctrl"', /^modifiers: .* is not of the type array/],
  ])('%s %s is refused, and --json-body named', (name, word, message) => {
    expect(() => read([word], name)).toThrow(
      expect.objectContaining({
        code: 'bad_input',
        message: expect.stringMatching(message) as string,
        hint: expect.stringContaining('--json-body') as string,
      }),
    );
  });

  it('takes any text as it stands, unless it is a JSON string', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.trim().startsWith('"')),
        (text) => {
          expect(read([`text=${text}`], 'type')).toEqual({ text });
        },
      ),
    );
  });

  it('takes a choice of types', () => {
    const schema = {
      properties: {
        at: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
        of: { type: ['number', 'null'] },
        free: { oneOf: [{ type: 'string' }, {}] },
      },
    };
    const given = splitActionArguments(['at=4', 'of=null', 'free=[1]']);
    expect(readActionArguments(given, schema)).toEqual({ at: 4, of: null, free: [1] });
    expect(readActionArguments(splitActionArguments(['at=4.5']), schema)).toEqual({ at: '4.5' });
  });
});

describe('parseActionBody', () => {
  it('reads a JSON object', () => {
    expect(parseActionBody('{"x":1,"modifiers":["ctrl"]}')).toEqual({ x: 1, modifiers: ['ctrl'] });
  });

  it.each(['[1]', 'null', '"x"', '{x:1}', ''])('refuses %j', (text) => {
    expect(() => parseActionBody(text)).toThrow('--json-body');
  });
});
