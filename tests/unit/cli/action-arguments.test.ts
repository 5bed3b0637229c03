import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseActionArguments, parseActionBody } from '../../../src/cli/action-arguments.ts';

describe('parseActionArguments', () => {
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
    expect(parseActionArguments(words)).toEqual(expected);
  });

  it.each([[['640']], [['=5']], [['x=1', 'x=2']], [['a-b=1']]])('refuses %j', (words) => {
    expect(() => parseActionArguments(words)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });

  it('gives any JSON value back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseActionArguments([`value=${text}`])).toEqual({ value: JSON.parse(text) as unknown });
      }),
    );
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
