// SPDX-License-Identifier: AGPL-3.0-or-later
// Killed twenty times in the midst of sending: everybody gets their letter, hardly anybody twice, nobody after it was noted.
// On SQLite, or on the cluster that KITH_TEST_PG names.
import test from 'node:test';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { network, letter } from './lib.mjs';
import { office } from './office.mjs';
import { ask, rows, everyLetterNow, until, askFor } from './outbox.mjs';

const LETTERS = 200, KILLS = 20;
const idOf = m => letter(m.data).id;

test('kill -9 around DATA', async t => {
  const post = await office(), net = await network({ groups: null, serve: ['--trusted-proxies', '127.0.0.1'],
    env: { KITH_SMTP_URL: `smtp://localhost:${post.port}`, KITH_SMTP_TLS: 'none', KITH_SMTP_SECONDS: '10' } });
  t.after(async () => { await net.end(); await post.end(); });
  await net.stop();
  await net.start(['--no-work']);
  for (let i = 0; i < LETTERS; i++) await askFor(net, `k${i}@x.example`);
  assert.equal(post.connections, 0, 'the pages send nothing themselves');
  await net.stop();

  let kill = () => {}, left = 0;
  const now = () => net.child.kill('SIGKILL'), dead = () => net.child.killed;
  const when = {                                          // where in a letter the plug is pulled
    DATA: () => { if (kill.at === 'DATA' && !--left) { now(); return 'SILENCE'; } },
    RCPT: () => { if (kill.at === 'RCPT' && !--left) { now(); return 'SILENCE'; } },
    text: () => {
      if (dead()) return 'HANG UP';
      if (kill.at === 'cut' && !--left) { now(); return 'HANG UP'; }
      if (kill.at === 'text' && !--left) { now(); return undefined; }            // taken, and nobody is there to hear it
      if (kill.at === 'after' && !--left) setTimeout(now, kill.ms);              // the answer is on its way, the row perhaps not
      return undefined;
    },
  };
  let doubles = 0;
  for (let k = 0; k < KILLS; k++) {
    post.mood = when;
    kill = { at: ['text', 'DATA', 'after', 'cut', 'text', 'after', 'RCPT'][k % 7], ms: k % 5 };
    left = 3 + k % 6;
    if (k) everyLetterNow(net);
    const noted = new Set(rows(net).filter(r => r.state === 2).map(r => `<${r.message}>`)), before = new Set(post.messages.map(idOf)), from = post.messages.length, tried = post.tries.length;
    await net.start().catch(e => { if (!net.child.killed) throw e; });          // sending begins before the pages do
    if (net.child.exitCode === null && net.child.signalCode === null) await once(net.child, 'exit');
    for (const m of post.tries.slice(tried)) assert.ok(!noted.has(idOf(m)), `round ${k}: sent although its row said so already`);
    const twice = post.messages.slice(from).filter(m => before.has(idOf(m))).length;
    assert.ok(twice <= 1, `round ${k}: ${twice} twice`);
    doubles += twice;
    const there = new Set(post.messages.map(idOf));
    for (const r of rows(net)) if (r.state === 2) assert.ok(there.has(`<${r.message}>`), `round ${k}: noted and never taken`);
  }
  post.mood = {};
  everyLetterNow(net);
  const noted = new Set(rows(net).filter(r => r.state === 2).map(r => `<${r.message}>`)), from = post.tries.length;
  assert.ok(noted.size > 30 && noted.size < LETTERS, `${noted.size} were noted while it was being killed`);
  await net.start();
  await until(() => ask(net, 'select count(*) from outbox where state = 1')[0] === '0', 60000, () => JSON.stringify(rows(net).filter(r => r.state === 1).slice(0, 3)));
  for (const m of post.tries.slice(from)) assert.ok(!noted.has(idOf(m)));

  const copies = new Map();
  for (const m of post.messages) { const to = letter(m.data).to; copies.set(to, [...(copies.get(to) ?? []), idOf(m)]); }
  assert.equal(copies.size, LETTERS, 'everybody at least once');
  assert.ok(post.messages.length - LETTERS <= KILLS, `${post.messages.length - LETTERS} more than letters`);
  for (const [to, ids] of copies) assert.equal(new Set(ids).size, 1, `${to} twice, under two Message-IDs`);
  for (const r of rows(net)) assert.deepEqual([r.state, r.size], [2, 0]);
  assert.equal(new Set(rows(net).map(r => r.message)).size, LETTERS);
  assert.ok(post.messages.length > LETTERS, 'a kill after the text and before the note must have made a copy, or the test does not bite');
  t.diagnostic(`${KILLS} kills, ${post.messages.length - LETTERS} copies (${doubles} told in their rounds)`);
});
