// SPDX-License-Identifier: AGPL-3.0-or-later
// A bulletin is being sent, and the process is killed again and again: everybody gets it, nobody twice.  KILLS=200 for the long run.
// On SQLite, or on the cluster that KITH_TEST_PG names.
import test from 'node:test';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { network, Person, letter, sleep } from './lib.mjs';
import { office } from './office.mjs';
import { ask } from './outbox.mjs';
import { editors, list, ready } from './posts.mjs';

const KILLS = Number(process.env.KILLS ?? 24), EACH = 9, LETTERS = KILLS * EACH + 60;

test(`killed ${KILLS} times while ${LETTERS} letters are sent`, async t => {
  const post = await office(), net = await network({ groups: null });
  t.after(async () => { await net.end(); await post.end(); });
  const { admin, second } = await editors(net, Person);
  writeFileSync(join(net.dir, 'list.csv'), list(LETTERS));
  const came = net.kith(['import', 'members', join(net.dir, 'list.csv')]);
  assert.equal(came.status, 0, came.err);
  await net.stop();
  await net.start(['--no-work']);
  ask(net, 'update bulletin set per_minute = 0');
  const id = await ready(net, admin, second, 4);
  await net.stop();
  net.mail = { KITH_SMTP_URL: `smtp://localhost:${post.port}`, KITH_SMTP_TLS: 'none', KITH_SMTP_SECONDS: '10' };
  Object.assign(process.env, net.mail);

  let at = null, left = 0;
  const now = () => net.child.kill('SIGKILL');
  post.mood = {                                           // where in a letter the plug is pulled
    RCPT: () => { if (at === 'RCPT' && !--left) { now(); return 'SILENCE'; } },
    DATA: () => { if (at === 'DATA' && !--left) { now(); return 'SILENCE'; } },
    text: () => {
      if (at === 'text' && !--left) now();                // it has the whole letter, and nobody is there to hear that it takes it
      else if (at === 'after' && !--left) setTimeout(now, Math.random() * 3);
    },
  };
  for (let k = 0; k < KILLS; k++) {
    at = ['text', 'DATA', 'after', 'text', 'after', 'RCPT', 'after'][k % 7], left = 1 + Math.floor(Math.random() * EACH);
    await net.start().catch(e => { if (!net.child.killed) throw e; });
    const over = Promise.race([net.child.exitCode === null && net.child.signalCode === null ? once(net.child, 'exit') : 0, sleep(15000, 'slow', { ref: false })]);
    assert.notEqual(await over, 'slow', `round ${k}: nothing was sent; ${net.log.slice(-400)}`);
  }
  at = null;
  await net.start();
  for (let i = 0; i < 600 && ask(net, `select state from edition where id = ${id}`)[0] !== 'sent'; i++) await sleep(100);
  for (const n of Object.keys(net.mail)) delete process.env[n];
  const to = post.messages.map(m => m.to.join()).filter(x => /reader/.test(x)), all = new Set(to);
  console.log(`${KILLS} kills, ${LETTERS} letters: ${LETTERS - all.size} lost, ${to.length - all.size} doubled, ${ask(net, `select count(*) from edition_copy where state = 6`)[0]} unknown`);
  assert.equal(all.size, LETTERS, 'nobody is left out');
  assert.equal(to.length, LETTERS, 'nobody gets it twice');
  const ids = post.messages.filter(m => /List-Id/.test(m.data)).map(m => letter(m.data).id);
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(net.kith(['check']).status, 0);
});
