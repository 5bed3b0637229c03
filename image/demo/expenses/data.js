/** The receipts that wait to be sorted, amounts in cents. */
export const RECEIPTS = [
  { id: 'train', title: 'Train to Zürich', note: '2nd class, return', cents: 8620 },
  { id: 'hotel', title: 'Hotel Löwen', note: 'two nights', cents: 24800 },
  { id: 'dinner', title: 'Dinner with client', note: 'four people', cents: 13475 },
  { id: 'souvenir', title: 'Chocolate', note: 'airport shop', cents: 1990 },
];

const NAMES = [
  'Aurora',
  'Bergstraße',
  'Cascade',
  'Delta',
  'Éclair',
  'Fjord',
  'Granite',
  'Halcyon',
  'Isar',
  'Juniper',
  'Kestrel',
  'Lumen',
  'Meridian',
  'Nordlicht',
  'Orchid',
  'Polaris',
  'Quartz',
  'Rhône',
  'Sakura',
  'Tundra',
];
const CLIENTS = [
  'Sørensen & Søn',
  'Nakamura 株式会社',
  'García Hnos.',
  'Kowalski i Syn',
  'O’Brien Ltd',
  'Müller AG',
];

/** Sixty projects: the long table. */
export const PROJECTS = Array.from({ length: 60 }, (_, i) => ({
  number: `P-${1001 + i}`,
  name: `${NAMES[i % NAMES.length]} ${['I', 'II', 'III'][Math.floor(i / NAMES.length)]}`,
  client: CLIENTS[(i * 5) % CLIENTS.length],
  cents: ((i * 7919) % 90_000) * 100 + 50_000,
}));

/** Cents as an amount in euros. */
export function euros(cents) {
  const [whole, rest] = (cents / 100).toFixed(2).split('.');
  return `€ ${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${rest}`;
}
