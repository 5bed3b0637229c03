import { DeskhandError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';

/** `cost of` prices one usage object; `cost` alone sums up the ledger. */
export default defineCommand({
  args: {
    of: {
      type: 'positional',
      valueHint: 'of',
      description: '"of" prices a usage object; left out, the ledger is summed up',
    },
    model: { type: 'string', valueHint: 'ID', description: 'of: model that answered' },
    host: { type: 'string', valueHint: 'HOST', description: 'of: who served it (default: its maker)' },
    dialect: {
      type: 'string',
      valueHint: 'chat|responses',
      description: 'of: API that the usage is from (default: by its fields)',
    },
    usage: {
      type: 'string',
      valueHint: 'FILE|-',
      description: 'of: JSON of a usage object or a whole response; - is stdin',
    },
    'service-tier': {
      type: 'string',
      valueHint: 'priority|batch',
      description: 'of: service tier, if not the default one',
    },
    registry: {
      type: 'string',
      valueHint: 'FILE',
      description: 'Model registry of your own, over the shipped one',
    },
    by: {
      type: 'string',
      valueHint: 'day|model|task|host|key|run',
      description: 'Sum the ledger by this (default: day)',
    },
    since: { type: 'string', valueHint: 'DAY', description: 'First day, such as 2026-11-01 (UTC)' },
    until: { type: 'string', valueHint: 'DAY', description: 'Last day' },
    csv: { type: 'boolean', description: 'Print the sums as CSV' },
    ledger: { type: 'string', valueHint: 'FILE', description: "Ledger (default: this machine's)" },
  },
  async run(context, values) {
    if (values.of === 'of') {
      const { costOf } = await import('../cost/cost-of.ts');
      return costOf(context, values);
    }
    if (values.of !== undefined)
      throw new DeskhandError('bad_input', `There is no "cost ${values.of}".`, {
        hint: '`deskhand cost of` prices a usage object; `deskhand cost --by model` sums up the ledger.',
      });
    const { costSummary } = await import('../cost/cost-summary.ts');
    return costSummary(context, values);
  },
});
