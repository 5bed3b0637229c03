import type { Check } from '../../host/doctor.ts';
import { defineCommand } from '../command.ts';
import { inClone } from '../own-package.ts';
import type { Paint } from '../paint.ts';
import { keySource } from '../run/api-key.ts';

export default defineCommand({
  args: { image: { type: 'string', valueHint: 'IMAGE', description: 'Image to look for' } },
  async run(context, values) {
    const [config, { diagnose }, { machineFacts }] = await Promise.all([
      context.config(values),
      import('../../host/doctor.ts'),
      import('../../host/machine-facts.ts'),
    ]);
    const { output, process } = context;
    const checks = diagnose(
      await machineFacts({
        env: process.env,
        image: config.image,
        inClone: inClone(),
        key: keySource(process.env),
      }),
    );
    const ok = checks.every(({ status }) => status !== 'fail');
    output.result({ ok, checks }, checks.map((check) => line(check, output.paint)).join('\n'));
    return ok ? 0 : 3;
  },
});

const MARKS = { ok: ['green', 'ok  '], warn: ['yellow', 'warn'], fail: ['red', 'FAIL'] } as const;

function line({ status, name, message, cure }: Check, paint: Paint): string {
  const [style, mark] = MARKS[status];
  const first = `${paint(style, mark)}  ${name.padEnd(15)}  ${message}`;
  return cure === undefined ? first : `${first}\n${' '.repeat(23)}${paint('cyan', 'cure:')} ${cure}`;
}
