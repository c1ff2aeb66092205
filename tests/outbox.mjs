// SPDX-License-Identifier: AGPL-3.0-or-later
// The outbox's rows as a test sees them, on either engine, and small hands for waiting.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Person, sleep } from './lib.mjs';

// Asks the database itself; columns are parted by | and come back as lines.
export function ask(net, sql) {
  const out = net.db.length ? execFileSync('psql', [net.db[1], '-qAtc', sql], { encoding: 'utf8' })
    : execFileSync('sqlite3', ['-cmd', '.timeout 10000', join(net.data, 'kith.db'), sql], { encoding: 'utf8' });
  return out.split('\n').filter(Boolean);
}
// In the order in which they were written.
export const rows = net => ask(net, 'select id, state, tries, length(letter), next_at, message_id, last_words from outbox order by made_at, id').map(l => {
  const [id, state, tries, size, next, message, ...words] = l.split('|');
  return { id, state: Number(state), tries: Number(tries), size: Number(size), next: Number(next), message, words: words.join('|') };
});
export function everyLetterNow(net) { ask(net, 'update outbox set next_at = 0 where state = 1'); }

export async function until(is, ms, words = () => '') {
  const end = Date.now() + ms;
  while (!is()) {
    if (Date.now() > end) throw new Error(`it did not come to pass within ${ms} ms: ${words()}`);
    await sleep(40);
  }
}

let people = 0;
// Somebody asks for a link to sign in: one letter.
export async function askFor(net, email) {
  const p = new Person(net, { 'X-Forwarded-For': `10.7.${people >> 8}.${people++ & 255}` });
  await p.open('/sign-in');
  const r = await p.press(/link/, { email }, { follow: false });
  if (r.status !== 303) throw new Error(`${email}: ${r.status} ${r.text.slice(0, 200)}`);
}
