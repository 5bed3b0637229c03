/**
 * Fills a web form once for each line of a CSV file, and checks that the page took every line.
 * No model and no cost: where the form is known, a script is faster and cheaper than an agent.
 *
 *     node examples/fill-form-from-csv.ts [FILE.csv]
 */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { BatchedCall, Desktop, TypeCall, WireElement, WireObservation } from '../src/index.ts';
import { connect } from './connect.ts';

interface Customer {
  readonly name: string;
  readonly email: string;
  readonly country: string;
  readonly limit: string;
}

const file = process.argv[2] ?? new URL('customers.csv', import.meta.url);
const customers: Customer[] = parse(await readFile(file), { columns: true, trim: true });

const desktop = connect();
let { observation: seen } = await desktop.perform({ action: 'goto', url: 'demo:/customers/' });
for (const customer of customers) {
  // One batch a form: one look at the end instead of one after each field.
  const type = (field: string, text: string): TypeCall => ({
    action: 'type',
    ref: element(seen, field).ref,
    text,
  });
  const actions: readonly BatchedCall[] = [
    type('Name', customer.name),
    type('Email', customer.email),
    // A list is chosen from as a person with a keyboard does it.
    { action: 'click', ref: element(seen, 'Country').ref },
    { action: 'type', text: customer.country },
    { action: 'key', keys: 'Enter' },
    type('Credit limit', customer.limit),
    { action: 'click', ref: element(seen, 'Save customer').ref },
  ];
  ({ observation: seen } = await desktop.perform({ action: 'batch', actions }));
  console.error(`saved ${customer.name}`);
}

const page = await readPage(desktop);
const missing = customers.filter(({ name, email }) => !page.includes(name) || !page.includes(email));
if (missing.length > 0) throw new Error(`Not on the page: ${missing.map(({ name }) => name).join(', ')}`);
console.log(`${customers.length} customers entered`);

function element(observation: WireObservation | null, name: string): WireElement {
  const found = observation?.elements.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no "${name}" in view.`);
  return found;
}

async function readPage(on: Desktop): Promise<string> {
  const { result } = await on.perform({ action: 'read_page' }, { observe: 'none' });
  return (result as { markdown: string }).markdown;
}
