import type { DesktopInfo } from '../../host/desktop-info.ts';
import { defineCommand } from '../command.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../table.ts';

export default defineCommand({
  args: {},
  async run(context) {
    const { listDesktops } = await import('../../host/desktops.ts');
    const desktops = await listDesktops(await context.engine());
    const { output } = context;
    if (desktops.length === 0) output.info('There are no desktops; `deskhand up` starts one.');
    // The token stays out: what lists desktops need not be able to open them.
    const value = desktops.map(({ name, id, state, health, url, image, created, ephemeral }) => ({
      name,
      id,
      state,
      health,
      url,
      image,
      created,
      ephemeral,
    }));
    output.result(value, desktops.length === 0 ? '' : table(desktops, output.paint));
  },
});

function table(desktops: readonly DesktopInfo[], paint: Paint): string {
  const rows = desktops.map(({ name, state, health, url, image, id }) => [
    name,
    health === null || state !== 'running' ? state : `${state} (${health})`,
    url ?? '–',
    image,
    id.slice(0, 12),
  ]);
  return formatTable(['NAME', 'STATE', 'URL', 'IMAGE', 'CONTAINER'], rows, paint);
}
