// Every file is called download.pdf, as so many portals do; the table knows what it really is.
const INVOICES = [
  ['2026-08-31', 'Stadtwerke Zürich', 'SW-88120', 'CHF 184.20'],
  ['2026-09-14', 'Café Löwen', 'L-0452', 'CHF 96.00'],
  ['2026-09-30', 'Nordlicht Hosting', 'NL/2026/77', 'CHF 49.90'],
];

/** A PDF of one page with one line of text (ISO 32000-1, 7.5). */
function pdf(line) {
  const text = line.replace(/[()\\]/g, '\\$&');
  const stream = `BT /F1 18 Tf 60 760 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = body.length;
    body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  return `${body}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.indexOf('xref\n')}\n%%EOF\n`;
}

for (const [date, from, number, amount] of INVOICES) {
  const row = document.querySelector('#rows').insertRow();
  for (const text of [date, from, number, amount]) row.insertCell().textContent = text;
  const link = document.createElement('a');
  link.className = 'button';
  link.textContent = `Download ${number}`;
  link.download = 'download.pdf';
  // Latin letters without marks: the built-in font knows no others.
  const plain = `${from} ${number} ${amount}`.normalize('NFD').replaceAll(/\p{M}/gu, '');
  link.href = URL.createObjectURL(new Blob([pdf(plain)], { type: 'application/pdf' }));
  row.insertCell().append(link);
}
