import { DeskhandError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';

/** `models` lists, `models show ID` explains, `models check [ID]` asks the endpoint, `models calibrate [ID]` measures how it points. */
export default defineCommand({
  args: {
    what: {
      type: 'positional',
      valueHint: 'show|check|calibrate',
      description:
        '"show ID" explains a model, "check [ID]" calls it, "calibrate [ID]" measures how it points; left out, all are listed',
    },
    id: { type: 'positional', description: 'Model, in any spelling' },
    host: { type: 'string', valueHint: 'HOST', description: 'Host, where it differs from its maker' },
    'base-url': { type: 'string', valueHint: 'URL', description: 'check: where the model is served' },
    dialect: { type: 'string', valueHint: 'chat|responses', description: 'check: API to ask over' },
    targets: { type: 'string', valueHint: 'N', description: 'calibrate: pictures to click on (default: 30)' },
    resolution: {
      type: 'string',
      valueHint: 'WxH',
      description: 'calibrate: size of the pictures (default: 1280x800)',
    },
    registry: {
      type: 'string',
      valueHint: 'FILE',
      description: 'Model registry of your own, over the shipped one',
    },
  },
  async run(context, values) {
    if (values.what === undefined) {
      const { listModels } = await import('../models/list.ts');
      return listModels(context, values);
    }
    if (values.what === 'show') {
      const { showModel } = await import('../models/show.ts');
      return showModel(context, values);
    }
    if (values.what === 'check') {
      const { checkCommand } = await import('../models/check.ts');
      return checkCommand(context, values);
    }
    if (values.what === 'calibrate') {
      const { calibrateCommand } = await import('../calibrate/command.ts');
      return calibrateCommand(context, values);
    }
    throw new DeskhandError('bad_input', `There is no "models ${values.what}".`, {
      hint: `\`deskhand models show ${values.what}\` explains a model; \`deskhand models check\` calls it.`,
    });
  },
});
