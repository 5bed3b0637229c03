import { euros, RECEIPTS } from './data.js';
import { note } from './log.js';

const COLUMNS = [
  ['inbox', 'Unsorted'],
  ['reimburse', 'Reimburse'],
  ['private', 'Private'],
];

/** Draws the board and keeps `places` (receipt id → column id) up to date as cards are dragged. */
export function board(host, places, changed) {
  const columns = new Map();
  host.replaceChildren();
  for (const [id, title] of COLUMNS) {
    const column = document.createElement('div');
    column.className = 'column';
    column.dataset.column = id;
    column.setAttribute('role', 'group');
    column.setAttribute('aria-label', `${title} column`);
    const head = document.createElement('h2');
    head.textContent = title;
    column.append(head);
    columns.set(id, column);
    host.append(column);
  }
  for (const receipt of RECEIPTS) {
    const card = cardOf(receipt);
    columns.get(places[receipt.id] ?? 'inbox').append(card);
    card.addEventListener('pointerdown', (event) => hold(card, event));
  }

  /** One drag: from the press to the release, wherever the pointer goes. */
  function hold(card, down) {
    if (down.button !== 0) return;
    down.preventDefault();
    const box = card.getBoundingClientRect();
    const grip = { x: down.clientX - box.left, y: down.clientY - box.top };
    const stopping = new AbortController();
    const { signal } = stopping;
    let moves = 0;
    const move = (event) => {
      moves++;
      card.classList.add('held');
      Object.assign(card.style, {
        width: `${box.width}px`,
        left: `${event.clientX - grip.x}px`,
        top: `${event.clientY - grip.y}px`,
      });
      for (const column of columns.values()) column.classList.toggle('over', column === under(event));
    };
    const end = (event) => {
      stopping.abort();
      card.classList.remove('held');
      card.removeAttribute('style');
      for (const column of columns.values()) column.classList.remove('over');
      const column = event.type === 'pointerup' && moves > 0 ? under(event) : undefined;
      if (column === undefined || column === card.parentElement) return;
      column.append(card);
      places[card.dataset.receipt] = column.dataset.column;
      note('drop', {
        receipt: card.dataset.receipt,
        column: column.dataset.column,
        moves,
        trusted: event.isTrusted,
      });
      changed();
    };
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', end, { signal });
    window.addEventListener('pointercancel', end, { signal });
  }

  function under(event) {
    for (const column of columns.values()) {
      const { left, right, top, bottom } = column.getBoundingClientRect();
      if (event.clientX >= left && event.clientX < right && event.clientY >= top && event.clientY < bottom)
        return column;
    }
    return undefined;
  }
}

function cardOf(receipt) {
  const card = document.createElement('div');
  card.className = 'report-card';
  card.dataset.receipt = receipt.id;
  const title = document.createElement('b');
  title.textContent = receipt.title;
  const amount = document.createElement('b');
  amount.textContent = euros(receipt.cents);
  const small = document.createElement('small');
  small.textContent = receipt.note;
  card.append(title, amount, small);
  return card;
}
