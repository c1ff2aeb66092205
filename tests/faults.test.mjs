// SPDX-License-Identifier: AGPL-3.0-or-later
// The machine misbehaves: no room on disk, killed at any moment, a clock that jumps, a sync that does not work.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { network, Person, kith, scratch, sleep } from './lib.mjs';

const lite = !process.env.KITH_TEST_PG;
const root = process.getuid() === 0;

async function addHope(p, words) {
  await p.open('/desk/compass');
  const r = await p.press(/^Add it$/, { kind: 'hope', words, more: 'x' }, { follow: false });
  return r;
}
const hopes = text => [...text.matchAll(/<h3>(Hope \d+[a-z]*)<\/h3>/g)].map(m => m[1]);

test('a full disk: writes are refused in words, reading goes on, and so does everything when there is room', { skip: !lite || !root ? 'needs SQLite and an account that can mount' : false }, async () => {
  const dir = scratch();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'kith-test', dir]).status) return;
  try {
    const net = await network({ keepDir: dir, groups: null }), p = new Person(net);
    await p.signIn('admin@hearth.example');
    await addHope(p, 'Hope 1');
    writeFileSync(join(dir, 'ballast'), Buffer.alloc(0));
    try { for (let i = 0; ; i++) writeFileSync(join(dir, 'ballast'), Buffer.alloc(16384), { flag: 'a' }); } catch (e) { assert.equal(e.code, 'ENOSPC'); }
    let full;
    for (let i = 0; i < 60 && full?.status !== 503; i++) full = await addHope(p, `Hope ${100 + i} ${'x'.repeat(250)}`);
    assert.equal(full.status, 503);
    assert.match(full.text, /disk of this site is full/);
    assert.ok(full.headers['retry-after']);
    assert.equal((await new Person(net).open('/about/theory-of-change')).status, 200);
    rmSync(join(dir, 'ballast'));
    const again = await addHope(p, 'Hope 3');
    assert.equal(again.status, 303);
    assert.equal(await net.stop(), 0);
    assert.equal(net.kith(['check']).status, 0);
  } finally { spawnSync('umount', ['-l', dir]); rmSync(dir, { recursive: true, force: true }); }
});

test('killed at any moment: what was said to be kept is there, whole, and it starts by itself', { skip: !lite ? 'SQLite here; PostgreSQL keeps its own promise' : false }, async () => {
  const net = await network({ groups: null }), acked = [];
  for (let round = 0; round < 6; round++) {
    const p = new Person(net);
    await p.signIn('admin@hearth.example');
    const killer = sleep(80 + round * 37).then(() => net.stop('SIGKILL'));
    try { for (let i = 0; ; i++) { const words = `Hope ${round * 1000 + i}`; if ((await addHope(p, words)).status === 303) acked.push(words); } } catch { /* killed */ }
    await killer;
    const began = Date.now();
    await net.start();
    assert.ok(Date.now() - began < 4000);
  }
  const there = new Set(hopes((await new Person(net).open('/about/theory-of-change')).text));
  const shown = 60;                                     // the page shows so many; the rest is asked of the database
  const rows = execFileSync('sqlite3', [join(net.data, 'kith.db'), 'select words from compass'], { encoding: 'utf8' }).split('\n');
  assert.deepEqual(acked.filter(w => !rows.includes(w)), []);
  assert.ok(acked.length > 10 && there.size <= shown, `${acked.length} acts`);
  assert.equal(net.kith(['check']).status, 0);
  assert.equal(await net.end(), 0);
});

test('a list that is killed half-way leaves nothing, and the whole list goes in afterwards', { skip: !lite ? 'once is enough' : false }, async () => {
  const dir = scratch(), data = join(dir, 'd'), csv = join(dir, 'g.csv');
  assert.equal(kith(['init', '--data', data, '--name', 'N', '--admin', 'a@b.example']).status, 0);
  writeFileSync(csv, 'name,about\n' + Array.from({ length: 20000 }, (_, i) => `Kettle ${i},We mend kettles`).join('\n'));
  const { KITH } = await import('./lib.mjs');
  spawnSync('timeout', ['-s', 'KILL', '0.25', KITH, 'import', 'groups', csv, '--data', data]);
  const n = Number(execFileSync('sqlite3', [join(data, 'kith.db'), 'select count(*) from member_group'], { encoding: 'utf8' }));
  assert.ok(n === 0 || n === 20000, `${n}`);
  assert.equal(kith(['import', 'groups', csv, '--data', data]).status, 0);
  assert.equal(kith(['check', '--data', data]).status, 0);
});

test('the clock jumps ten years: no link and no session lives on', { skip: existsSync('/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1') && lite ? false : 'libfaketime is not here' }, async () => {
  const dir = scratch(), rc = join(dir, 'rc');
  mkdirSync(dir, { recursive: true });
  writeFileSync(rc, '+0');
  const net = await network({ groups: null, env: { LD_PRELOAD: '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1', FAKETIME_TIMESTAMP_FILE: rc, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', ASAN_OPTIONS: 'verify_asan_link_order=0' } });
  const p = new Person(net), link = net.signInLink('admin@hearth.example');
  await p.signIn('admin@hearth.example');
  for (const jump of ['+3650d', '-3650d']) {
    writeFileSync(rc, jump);
    assert.equal((await p.open('/me', { follow: false })).status, 303, `${jump}: the session is over`);
    assert.equal((await new Person(net).open(link)).status, 404, `${jump}: the link is too old or not yet made`);
    assert.equal((await new Person(net).open('/groups')).status, 200);
  }
  writeFileSync(rc, '+31m');
  assert.equal((await p.open('/desk', { follow: false })).status, 303, 'somebody with a role is signed out after 30 idle minutes');
  writeFileSync(rc, '+0');
  assert.equal(await net.end(), 0);
});

test('2,000 connections, half of them dripping: others go on being served', async () => {
  const { default: netmod } = await import('node:net');
  const net = await network({ groups: null }), socks = [];
  try {
    for (let i = 0; i < 2000; i++) { const s = netmod.connect(net.port, '127.0.0.1'); s.on('error', () => {}); socks.push(s); if (i % 200 === 199) await sleep(50); }
    await sleep(500);
    const drip = setInterval(() => { for (let i = 0; i < 1000; i++) if (!socks[i].destroyed) socks[i].write('G'); }, 1000);
    assert.ok(socks.filter(s => s.readyState === 'open').length > 1990);
    const times = [];
    for (let i = 0; i < 100; i++) { const t = performance.now(); assert.equal((await new Person(net).open('/join')).status, 200); times.push(performance.now() - t); }
    times.sort((a, b) => a - b);
    assert.ok(times[98] < 1000, `p99 ${times[98]} ms`);
    clearInterval(drip);
  } finally { socks.forEach(s => s.destroy()); assert.equal(await net.end(), 0); }
});
