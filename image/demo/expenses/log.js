// The page's own record of what has reached it. Tests and people can compare it with what was meant to happen.
const list = document.querySelector('#log');
const count = document.querySelector('#log-count');

/** Every event in the order in which it came: time since the page began in ms, kind, and what it was. */
export const entries = [];
window.expenseLog = entries;

/** Notes one thing that happened. */
export function note(kind, details = {}) {
  const entry = { at: Math.round(performance.now()), kind, ...details };
  entries.push(entry);
  const line = document.createElement('li');
  line.textContent = `${entry.at} ms  ${kind}  ${JSON.stringify(details)}`;
  list.append(line);
  count.textContent = String(entries.length);
}

const nameOf = (target) => target?.getAttribute?.('name') ?? target?.id ?? target?.localName ?? '';

for (const kind of ['click', 'change', 'pointerdown', 'pointerup', 'keydown']) {
  document.addEventListener(
    kind,
    (event) => {
      const where =
        kind.startsWith('pointer') || kind === 'click' ? { x: event.clientX, y: event.clientY } : {};
      // Which keys are pressed in a password field is nobody's business.
      const key = kind === 'keydown' && event.target.type !== 'password' ? { key: event.key } : {};
      note(kind, { target: nameOf(event.target), trusted: event.isTrusted, ...where, ...key });
    },
    { capture: true, passive: true },
  );
}
