import { board } from './board.js';
import { euros, PROJECTS, RECEIPTS } from './data.js';
import { note } from './log.js';

const KEY = 'ledgerly';
const ACCOUNT = { email: 'demo@example.com', password: 'correct horse' };
const fresh = () => ({ step: 1, user: '', details: {}, places: {}, project: '', file: null, number: '' });
const $ = (selector) => document.querySelector(selector);

let state = { ...fresh(), ...JSON.parse(sessionStorage.getItem(KEY) ?? '{}') };

function save(changes) {
  state = { ...state, ...changes };
  sessionStorage.setItem(KEY, JSON.stringify(state));
}

/** What is paid back, in cents. */
function total() {
  return RECEIPTS.reduce((sum, { id, cents }) => sum + (state.places[id] === 'reimburse' ? cents : 0), 0);
}

/** Shows the view and the step that the state asks for. */
function show() {
  const view = state.user === '' ? 'sign-in' : state.number === '' ? 'report' : 'result';
  for (const name of ['sign-in', 'report', 'result']) $(`#view-${name}`).hidden = name !== view;
  $('#who').textContent = state.user;
  $('#sign-out').hidden = state.user === '';
  $('#running-total').textContent = euros(total());
  for (const step of document.querySelectorAll('[data-step]')) {
    const number = Number(step.dataset.step);
    step.classList.toggle('done', number < state.step);
    if (number === state.step) step.setAttribute('aria-current', 'step');
    else step.removeAttribute('aria-current');
  }
  for (const panel of document.querySelectorAll('[data-panel]')) {
    panel.hidden = Number(panel.dataset.panel) !== state.step;
    complain(panel, '');
  }
  if (view === 'result') showResult();
  document.title = `${{ 'sign-in': 'Sign in', report: 'Expense report', result: 'Report submitted' }[view]} · deskhand demo`;
}

function complain(panel, message) {
  const error = panel.querySelector('.error');
  error.textContent = message;
  error.hidden = message === '';
}

/** Why a step cannot be left yet, or nothing. */
function missing(step) {
  if (step === 1) {
    const { name, date, category, purpose, policy } = state.details;
    const fields = [
      [name, 'full name'],
      [date, 'date of travel'],
      [category, 'category'],
      [purpose, 'purpose'],
    ];
    const empty = fields.find(([value]) => !value);
    if (empty) return `Please fill in the ${empty[1]}.`;
    if (!policy) return 'Please confirm that you have read the travel policy.';
  }
  if (step === 2 && total() === 0) return 'Drag at least one receipt to “Reimburse”.';
  if (step === 3 && state.project === '') return 'Please choose a project.';
  if (step === 4 && state.file === null) return 'Please attach the receipt.';
  return '';
}

function go(step) {
  const panel = $(`[data-panel="${state.step}"]`);
  const reason = step > state.step ? missing(state.step) : '';
  if (reason !== '') {
    complain(panel, reason);
    note('refused', { step: state.step, reason });
    return;
  }
  save({ step });
  note('step', { step });
  show();
}

/** A report number that depends on what was entered, so that it cannot be known before. */
function numberOf(text) {
  let hash = 2166136261;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return `No. ${10_000 + (hash % 90_000)}`;
}

function showResult() {
  const project = PROJECTS.find(({ number }) => number === state.project);
  const kept = RECEIPTS.filter(({ id }) => state.places[id] === 'reimburse');
  $('#number').textContent = state.number;
  $('#result-project').textContent = `${project?.number} ${project?.name} (${project?.client})`;
  for (const field of ['name', 'date', 'category', 'purpose'])
    $(`#result-${field}`).textContent = state.details[field];
  $('#result-receipts').textContent = kept.map(({ title }) => title).join(', ');
  $('#result-file').textContent = `${state.file.name} (${state.file.size} bytes)`;
  $('#total').textContent = euros(total());
}

$('#sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const { email, password } = Object.fromEntries(new FormData(event.target));
  const good = email.trim().toLowerCase() === ACCOUNT.email && password === ACCOUNT.password;
  note('sign-in', { good });
  complain(event.target, good ? '' : 'Email or password is wrong.');
  if (!good) return;
  event.target.reset();
  save({ user: ACCOUNT.email });
  show();
});

$('#details').addEventListener('submit', (event) => {
  event.preventDefault();
  save({ details: Object.fromEntries(new FormData(event.target)) });
  go(2);
});

for (const button of document.querySelectorAll('[data-go]')) {
  button.addEventListener('click', () => go(Number(button.dataset.go)));
}

const rows = PROJECTS.map((project) => {
  const row = document.createElement('tr');
  row.classList.toggle('chosen', project.number === state.project);
  for (const text of [project.number, project.name, project.client, euros(project.cents)])
    row.insertCell().textContent = text;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'plain small';
  button.textContent = 'Choose';
  button.setAttribute('aria-label', `Choose ${project.name}`);
  button.addEventListener('click', () => {
    save({ project: project.number });
    note('project', { number: project.number });
    for (const each of rows) each.classList.toggle('chosen', each === row);
    $('#project').textContent = `${project.number} ${project.name}`;
  });
  row.insertCell().append(button);
  return row;
});
$('#projects').append(...rows);

$('#file').addEventListener('change', async (event) => {
  const [file] = event.target.files;
  if (file === undefined) return;
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  const hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const facts = { name: file.name, size: file.size, hash };
  save({ file: facts });
  note('file', facts);
  for (const [key, value] of Object.entries(facts))
    $(`[data-file="${key}"]`).textContent = key === 'size' ? `${value} bytes` : value;
  $('#file-facts').hidden = false;
});

$('#submit').addEventListener('click', () => {
  const reason = [1, 2, 3, 4].map(missing).find((text) => text !== '');
  if (reason !== undefined) return complain($('[data-panel="4"]'), reason);
  const { details, places, project, file } = state;
  save({ number: numberOf(JSON.stringify([details, places, project, file])) });
  note('submitted', { number: state.number, cents: total(), details, project, file });
  show();
});

$('#again').addEventListener('click', () => {
  save({ ...fresh(), user: state.user });
  location.reload();
});
$('#sign-out').addEventListener('click', () => {
  sessionStorage.removeItem(KEY);
  location.reload();
});

for (const [name, value] of Object.entries(state.details)) {
  const field = $('#details').elements[name];
  if (field?.type === 'checkbox') field.checked = value === 'on';
  else if (field) field.value = value;
}
board($('#board'), state.places, () => {
  save({ places: state.places });
  show();
});
note('open', { step: state.step });
show();
