import { expect, test } from 'vitest';
import { secretsFrom } from '../../../src/actions/secrets.ts';
import { maskHead } from '../../../src/agent/mask-record.ts';
import { runHead } from '../server/support/test-server.ts';

const secrets = secretsFrom({ PIN: '47' });

test('a result that was wanted as JSON stays JSON, though the digits of a secret are in its numbers', () => {
  const head = runHead({ task: 'use 47', result: '{"port":4711,"said":"it is 47"}' });
  const { task, result } = maskHead(head, secrets, { isJson: true });
  expect(task).toBe('use {{secret:PIN}}');
  expect(JSON.parse(result ?? '')).toEqual({ port: 4711, said: 'it is {{secret:PIN}}' });
});

test('any other result has no secret in it at all', () => {
  expect(maskHead(runHead({ result: '{"pin":47}' }), secrets, { isJson: false }).result).toBe(
    '{"pin":{{secret:PIN}}}',
  );
});
