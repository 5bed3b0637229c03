import { describePrice } from '../../models/pricing.ts';
import type { Context } from '../context.ts';
import { loadUserRegistry } from '../registry-file.ts';
import { formatTable } from '../table.ts';
import { modelDocument } from './model-document.ts';

/** Lists the registry: id, price, context, what it sees, since when it is retired. */
export async function listModels(
  context: Context,
  values: { readonly registry: string | undefined },
): Promise<void> {
  const { output } = context;
  const registry = await loadUserRegistry(context, values.registry);
  const rows = registry.models.map((model) => [
    model.id,
    describePrice(model).replace(' per million tokens', ''),
    tokens(model.context),
    model.images ? 'yes' : 'no',
    model.lifecycle.retired === undefined ? '' : `retired ${model.lifecycle.retired}`,
  ]);
  const head = ['MODEL', 'PRICE PER MILLION TOKENS', 'CONTEXT', 'IMAGES', 'STATE'];
  output.result(
    registry.models.map((model) => modelDocument(model)),
    formatTable(head, rows, output.paint),
  );
}

function tokens(count: number): string {
  return count >= 1_000_000 ? `${count / 1_000_000} M` : `${Math.round(count / 1000)} K`;
}
