import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlFault } from '../../../src/base/yaml-fault.ts';

function faultOf(yaml: string): string {
  try {
    parse(yaml);
  } catch (cause) {
    return yamlFault(cause);
  }
  throw new Error('It is YAML.');
}

test.each([
  ['a: b: c', /^Nested mappings .* at line 1, column 4\.$/],
  ['steps: [', /at line 1, column 9\.$/],
  ['a: "x', /at line 1, column 6\.$/],
])('%j: one sentence that names the place', (yaml, sentence) => {
  expect(faultOf(yaml)).toMatch(sentence);
});

test('what is no error is said as it is', () => {
  expect(yamlFault('odd')).toBe('odd.');
});
