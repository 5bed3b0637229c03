import { expect, test } from 'vitest';
import { secretsFrom } from '../../../src/actions/secrets.ts';
import { screenOf } from '../../../src/agent/screen.ts';
import { FakeDesktop } from './support/fake-desktop.ts';

test('a secret is hidden before the screen is shortened, quoted and measured', () => {
  const long = `a  "very"\tlong ${'secret '.repeat(40)}`;
  const secrets = secretsFrom({ LONG: long, PIN: '10' });
  const desktop = new FakeDesktop();
  desktop.page.title = `on ${long}`;
  desktop.page.elements = [
    { role: 'textbox', name: 'Note', value: long },
    { role: 'button', name: 'Pay 10' },
  ];
  const { text, brief } = screenOf(desktop.observation(), 'It says 10.', secrets);
  expect(text + brief).not.toMatch(/very|secret secret/);
  expect(text).toContain('value "{{secret:LONG}}"');
  expect(text).toContain('It says {{secret:PIN}}.');
  expect(brief).toContain('"on {{secret:LONG}}"');
  // Places stay what they are, or the model would not find them.
  expect(text).toContain('"Note" value "{{secret:LONG}}" 50,10');
  expect(text).toContain('"Pay {{secret:PIN}}" 50,30');
});
