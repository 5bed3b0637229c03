const rows = document.querySelector('#rows');
const form = document.querySelector('#new');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const { name, email, country, limit } = Object.fromEntries(new FormData(form));
  const row = rows.insertRow();
  for (const text of [rows.rows.length, name, email, country, Number(limit).toFixed(2)])
    row.insertCell().textContent = text;
  const count = rows.rows.length;
  document.querySelector('#count').textContent = `${count} ${count === 1 ? 'customer' : 'customers'}`;
  form.reset();
  form.elements.name.focus();
});
