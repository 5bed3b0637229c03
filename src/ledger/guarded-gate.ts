import type { Gate, Pass } from '../models/gate.ts';
import { openBook } from './book.ts';
import type { Book } from './book.ts';

/**
 * A book in this process's memory that begins with what the file at `path`, which must be there, holds. Where programs that
 * are not trusted can write the file (in a desktop they run under the same uid), what they do to it later changes nothing in here.
 */
export function copyOfBook(path: string): Book {
  const copy = openBook(':memory:');
  copy.db.prepare('ATTACH ? AS file').run(path);
  try {
    copy.db.exec('INSERT INTO calls SELECT * FROM file.calls');
  } finally {
    copy.db.exec('DETACH file');
  }
  return copy;
}

/** Both gates before every call: whichever is stricter holds, and both book what was paid. */
export function bothGates(first: Gate, second: Gate): Gate {
  return {
    async enter(call, signal, onWait) {
      const one = await first.enter(call, signal, onWait);
      try {
        return both(one, await second.enter(call, signal, onWait));
      } catch (error) {
        await one.failed({});
        throw error;
      }
    },
  };
}

function both(one: Pass, two: Pass): Pass {
  return {
    async answered(call, learned) {
      await one.answered(call, learned);
      await two.answered(call, learned);
    },
    async failed(learned, pauseMs) {
      await one.failed(learned, pauseMs);
      await two.failed(learned, pauseMs);
    },
  };
}
