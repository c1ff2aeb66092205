// SPDX-License-Identifier: AGPL-3.0-or-later
// Passphrases cost time and memory by design, so a flood of them must not take either from anybody else.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { network, Person, sleep } from './lib.mjs';

const RIGHT = 'a kettle and nine lamps', WRONG = 'nine kettles, no lamp';
let net, places = 0;
before(async () => {
  // What a sanitizer holds back of freed memory would hide how much is in use.
  net = await network({ groups: null, serve: ['--trusted-proxies', '127.0.0.1'], env: { ASAN_OPTIONS: `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=8` } });
  for (const email of ['ada@x.example', 'eve@x.example', 'fay@x.example']) {
    const p = someone();
    await p.join(email.slice(0, 3), email);
    if (email.startsWith('fay')) continue;                // she has none
    await p.open('/me/sign-in/passphrase');
    assert.match((await p.press(/Keep this/, { passphrase: RIGHT })).text, /Your passphrase is kept/);
  }
});
after(async () => { assert.equal(await net?.end(), 0); });

const someone = () => new Person(net, { 'X-Forwarded-For': `10.${places >> 16}.${(places >> 8) & 255}.${places++ & 255}` });
const at = place => new Person(net, { 'X-Forwarded-For': place });
async function ready(p) { await p.open('/sign-in/passphrase'); return p; }
const attempt = (p, email, passphrase = WRONG) => p.press(/^Sign in$/, { email, passphrase }, { follow: false });
async function many(n, make) {                           // ten at a time, so that the queue sends nobody away
  const all = [];
  while (all.length < n) all.push(...await Promise.all(Array.from({ length: Math.min(10, n - all.length) }, (_, i) => make(all.length + i))));
  return all;
}
const count = (answers, status) => answers.filter(r => r.status === status).length;
const memory = name => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${net.child.pid}/status`, 'utf8'))[1]) / 1024;
const middle = times => times.toSorted((a, b) => a - b)[times.length >> 1];

// Somebody who reads pages while something else goes on.
async function reader(during) {
  let over = false;
  const times = [], done = during.finally(() => { over = true; });
  while (!over) {
    for (const u of ['/healthz', '/about', '/sign-in']) {
      const began = performance.now(), r = await someone().open(u);
      assert.equal(r.status, 200, u);
      times.push(performance.now() - began);
    }
    await sleep(5);
  }
  return [await done, times.toSorted((a, b) => a - b)];
}

test('two hundred at once from as many places: the queue is bounded, pages go on, memory is held', async () => {
  const people = await many(200, () => ready(someone())), before = memory('VmRSS');
  const [answers, times] = await reader(Promise.all(people.map((p, i) => attempt(p, i % 2 ? `stranger${i}@x.example` : 'ada@x.example'))));
  const crowded = answers.filter(r => r.status === 503);
  assert.equal(count(answers, 422) + count(answers, 429) + crowded.length, 200, [...new Set(answers.map(r => r.status))].join());
  assert.ok(crowded.length > 20 && count(answers, 422) >= 60, `${crowded.length} were told to wait, ${count(answers, 422)} were tried`);
  for (const r of crowded) {
    assert.equal(r.headers['retry-after'], '2');
    assert.match(r.text, /Many people are signing in just now/);
  }
  assert.ok(times.length >= 9 && times[Math.floor(times.length * 0.95)] < 500, `${times.length} pages, the slow ones took ${times.slice(-5).map(Math.round)} ms`);
  const grown = memory('VmHWM') - before;
  assert.ok(grown < 250, `${Math.round(grown)} MiB more; a stretching for each of them would be ${200 * 19}`);
  const owner = await ready(someone());
  assert.equal((await attempt(owner, 'eve@x.example', RIGHT)).headers.location, '/me');
});

test('two hundred at once from one place do not keep others out', async () => {
  const people = await many(200, () => ready(at('10.200.0.1'))), other = await ready(someone());
  const flood = Promise.all(people.map((p, i) => attempt(p, `stranger${i}@y.example`)));
  await sleep(100);
  const began = performance.now(), r = await attempt(other, 'eve@x.example', RIGHT);
  assert.equal(r.headers.location, '/me');
  assert.ok(performance.now() - began < 5000, `in after ${performance.now() - began} ms`);
  const answers = await flood;
  assert.ok(count(answers, 422) <= 60, `${count(answers, 422)} were tried`);
  assert.equal(count(answers, 422) + count(answers, 429) + count(answers, 503), 200);
});

test('one place has ten tries at one address, and another place still has its own', async () => {
  const said = [];
  for (let i = 0; i < 12; i++) said.push(await attempt(await ready(at('10.201.0.1')), 'eve@x.example'));
  assert.deepEqual(said.map(r => r.status), [...Array(10).fill(422), 429, 429]);
  assert.ok(Number(said.at(-1).headers['retry-after']) > 0);
  assert.match(said.at(-1).text, /a lot at once/);
  assert.equal((await attempt(await ready(at('10.201.0.1')), 'eve@x.example', RIGHT)).status, 429, 'there even the right one waits');
  assert.equal((await attempt(await ready(at('10.201.0.2')), 'eve@x.example', RIGHT)).headers.location, '/me');
});

test('one place has sixty tries, whatever the addresses', async () => {
  const said = await many(70, async i => attempt(await ready(at('10.202.0.1')), `other${i}@x.example`));
  assert.equal(count(said, 422) + count(said, 429), 70);
  assert.ok(count(said, 422) >= 60 && count(said, 422) < 64, `${count(said, 422)} tried`);
});

// What was worked out aside goes out at once, and not when the listening thread happens to look.
test('a right passphrase is answered in the time it takes', async () => {
  const times = [];
  for (let i = 0; i < 5; i++) {
    const p = await ready(someone()), began = performance.now();
    assert.equal((await attempt(p, 'eve@x.example', RIGHT)).headers.location, '/me');
    times.push(performance.now() - began);
  }
  assert.ok(middle(times) < 700, `${times.map(Math.round)} ms`);
});

test('an address that is tried from everywhere still opens to its owner', async () => {
  for (let i = 0; i < 40; i++) await attempt(await ready(someone()), 'ada@x.example');
  const owner = at('10.203.0.1');
  assert.equal((await attempt(await ready(owner), 'ada@x.example', 'a kettle and nine lamp')).status, 422);
  assert.equal((await attempt(await ready(owner), 'ada@x.example', RIGHT)).headers.location, '/me');
});

test('with a passphrase, without one, or not here at all: one answer, one time', async () => {
  const emails = ['eve@x.example', 'fay@x.example', 'gil@x.example'], times = emails.map(() => []), answers = [];
  for (let round = 0; round < 12; round++) {
    for (const [i, email] of emails.entries()) {
      const p = await ready(someone()), began = performance.now(), r = await attempt(p, email);
      times[i].push(performance.now() - began);
      const { date, 'set-cookie': cookies, ...headers } = r.headers;
      if (!round) answers.push({ status: r.status, headers, text: r.text.replace(/(name="(?:csrf|once)" value=")[^"]*/g, '$1').replaceAll(email, '') });
    }
  }
  for (const a of answers) assert.equal(a.status, 422);
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
  const [with_one, without, unknown] = times.map(middle);
  for (const t of [without, unknown]) assert.ok(Math.abs(t - with_one) < 0.5 * with_one, `${times.map(middle).map(Math.round)} ms`);
});
