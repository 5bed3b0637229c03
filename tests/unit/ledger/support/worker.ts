import { openBook } from '../../../../src/ledger/book.ts';
import { SharedGate } from '../../../../src/ledger/shared-gate.ts';
import { insertEntry } from '../../../../src/ledger/entries.ts';
import { paid, planned, quiet } from './world.ts';

// worker.ts FILE NAME COUNT: books COUNT calls through a gate of its own, then dies in the middle of one more.
const [path = '', name = '', count = '0'] = process.argv.slice(2);
const book = openBook(path);
const gate = new SharedGate({ book, key: 'key-a', run: name });
for (let i = 0; i < Number(count); i++) {
  const pass = await gate.enter(planned({ ticks: 1000 }), ...quiet);
  await pass.answered(paid(1000), {});
}
book.transact((db) => {
  const unfinished = {
    ...paid(7),
    id: `${name}-unfinished`,
    at: Date.now(),
    asked: 'x',
    host: 'xai',
    key: 'key-a',
  };
  insertEntry(db, unfinished);
  process.kill(process.pid, 'SIGKILL');
});
