// SPDX-License-Identifier: AGPL-3.0-or-later
// More journeys over HTTP: two people at one address, second contact people, leaving with roles and groups,
// what one may do to what is not one's own, letters to strangers, formats, guards on answers that refuse.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { network, Person, sleep, bytesBelow, notPosted, forms, here } from './lib.mjs';
import { assertLetters } from './letters.mjs';

const LETTERS = ['Confirm your address', 'You were named as a contact', 'Your link', 'What you sent us was read'];
let home;
before(async () => { home = await network({ serve: ['--trusted-proxies', '127.0.0.1'] }); });
after(async () => {
  await sleep(1100);                                      // what was posted last
  await home.closed(() => {
    assertLetters(home, LETTERS);
    assert.doesNotMatch(home.log, /canary/i, 'the log holds no name, address, token or search of anybody');
  });
});
let people = 0, leavers = 0;
const someone = () => new Person(home, { 'X-Forwarded-For': `10.2.${people >> 8}.${people++ & 255}` });
const admin = async () => { const p = someone(); await p.signIn('admin@hearth.example'); return p; };
const token = p => forms(p.page.text).flatMap(f => f.fields).find(([n]) => n === 'csrf')[1];
const body = o => new URLSearchParams(o).toString();
async function listed(name, email, more = {}) {           // a group with one contact person, read and in the directory
  const p = someone();
  await p.join(`Keeper of ${name}`, email, 'group', { group_name: name, about: 'We meet.', directory: 'public', ...more });
  const desk = await admin();
  await desk.open('/desk/groups');
  const id = new RegExp(`id="g(\\d+)-name"[^>]*>${name}<`).exec(desk.page.text)[1];
  await desk.ask('POST', `/desk/groups/${id}`, { body: body({ csrf: token(desk), list: 'yes' }) });
  return p;
}

// ---- joining ----

test('every way of joining ends on one\'s own page, and the page says which', async () => {
  for (const [kind, words] of [['individual', /Individual member/], ['supporter', /Supporter/]]) {
    const p = someone();
    await p.join('Canary Way', `canary-${kind}@x.example`, kind);
    assert.match((await p.open('/me')).text, words);
  }
});

test('faults of the group form keep every choice, long text and tick', async () => {
  const p = someone();
  await p.open('/join/group');
  const r = await p.press(/Send our/, { group_name: '', about: 'Line one\n\n<b>two</b> & more', by_and_for: 'Us', group_place: 'wales', online: 'only', open: 'ask', directory: 'members', private: '1', languages: 'Cymraeg', reach_web: 'ftp://x', name: 'Gwen', email: 'gwen@x.example', bulletin: '1', second_name: 'Only a name' });
  assert.equal(r.status, 422);
  assert.match(r.text, /<title>Mend: /);
  const again = Object.fromEntries(p.form(/Send our/).fields);
  assert.equal(again.about.replace(/\r\n/g, '\n'), 'Line one\n\n<b>two</b> & more');
  for (const [n, v] of Object.entries({ by_and_for: 'Us', group_place: 'wales', online: 'only', open: 'ask', directory: 'members', private: '1', languages: 'Cymraeg', reach_web: 'ftp://x', name: 'Gwen', email: 'gwen@x.example', bulletin: '1', second_name: 'Only a name' })) assert.equal(again[n], v, n);
  assert.equal(again.keep, undefined, 'what was not ticked stays so');
  const ways = [...r.text.matchAll(/<li><a href="#([^"]+)">/g)].map(m => m[1]);
  for (const f of ['group_name', 'reach_web', 'second_email', 'keep']) assert.ok(ways.includes(f), `${f} among ${ways}`);
  for (const id of ways) assert.ok(r.text.includes(`id="${id}"`), `the summary leads to ${id}`);
});

test('a confirming link pressed from two places at once takes in one person', async () => {
  const p = someone();
  await p.open('/join/individual');
  await p.press(/Join/, { name: 'Canary Once', email: 'once@x.example', keep: '1' });
  const l = await home.letterTo('once@x.example'), a = someone(), b = someone();
  await a.open(l.link);
  await b.open(l.link);
  const both = await Promise.all([a, b].map(x => x.press(/^Yes/, {}, { follow: false })));
  assert.deepEqual(both.map(r => r.status).sort(), [303, 404]);
});

test('a letter to an address that nobody confirmed carries no words of others and no link but ours', async () => {
  const p = someone();
  await p.open('/join/individual');
  await p.press(/Join/, { name: 'Win at https://evil.example now', email: 'target@x.example', keep: '1' });
  const l = await home.letterTo('target@x.example');
  assert.doesNotMatch(l.text + l.html, /evil\.example/);
});

test('a joining letter is not a way to sign in as somebody who is here already', async () => {
  await someone().join('Canary Known', 'again@x.example');
  const boss = await admin();
  await boss.open('/desk/roles');
  await boss.press(/Ask for this role/, { email: 'again@x.example', role: 'editor', why: 'they asked' });
  const p = someone();
  await p.open('/join/individual');
  await p.press(/Join/, { name: 'Canary Known', email: 'again@x.example', keep: '1' });
  await sleep(1500);
  const l = home.letters().filter(x => x.to.includes('again@x.example') && /join\/confirm/.test(x.link)).at(-1), other = someone();
  await other.open(l.link);
  await other.press(/^Yes/);
  assert.equal((await other.open('/desk', { follow: false })).status, 303, 'a link of seven days, without the six signs, opens no desk');
});

test('two people share an address and choose who they are', async () => {
  await someone().join('Canary Ann', 'shared@x.example');
  await someone().join('Canary Bea', 'shared@x.example');
  const p = someone();
  await p.open('/sign-in');
  await p.press(/link/, { email: 'shared@x.example' });
  const l = await home.letterTo('shared@x.example', /Your link/);
  await p.open(l.link);
  assert.match(p.page.text, /Who are you\?/);
  const bea = /value="(\d+)"[^>]*><label[^>]*>Canary Bea/.exec(p.page.text)[1];
  const stranger = someone();
  await stranger.open(l.link);
  assert.doesNotMatch(stranger.page.text, /Canary Ann|Canary Bea/, 'names are shown only after the six signs');
  await p.open(l.link);
  await p.press(/^Sign in$/, { person: bea });
  assert.match(p.page.text, /Hello Canary Bea/);
});

test('somebody else\'s number in the sign-in form opens nothing', async () => {
  const a = someone();
  await a.join('Canary Alf', 'alf@x.example');
  const boss = await admin();
  await boss.open('/desk/roles');
  const other = /name="person" value="(\d+)"/.exec(boss.page.text)[1], p = someone();
  await p.open('/sign-in');
  await p.press(/link/, { email: 'alf@x.example' });
  await p.open((await home.letterTo('alf@x.example', /Your link/)).link);
  const r = await p.press(/^Sign in$/, { person: other }, { follow: false });
  assert.notEqual(r.status, 303);
  assert.equal((await p.open('/desk', { follow: false })).status, 303);
});

test('HEAD and a preview spend no sign-in link; five wrong tries end it', async () => {
  await someone().join('Canary Hed', 'hed@x.example');
  const p = someone();
  await p.open('/sign-in');
  await p.press(/link/, { email: 'hed@x.example' });
  const l = await home.letterTo('hed@x.example', /Your link/);
  for (let i = 0; i < 2; i++) assert.equal((await someone().ask('HEAD', l.link)).status, 200);
  const q = someone();
  for (let i = 0; i < 5; i++) { await q.open(l.link); assert.equal((await q.press(/^Sign in$/, { code: '222222' })).status, 422); }
  assert.equal((await p.open(l.link)).status, 404, 'guessing ends the link');
});

test('a way back leads nowhere else', async () => {
  await someone().join('Canary Bak', 'bak@x.example');
  let n = 0;
  for (const back of ['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example', '/me\r\nX-Bad: 1', '/%0d%0aX-Bad:1']) {
    const p = someone();
    await p.open(`/sign-in?back=${encodeURIComponent(back)}`);
    if (p.page.status !== 200) { assert.equal(p.page.status, 400); continue; }
    await p.press(/link/, { email: 'bak@x.example' });
    if (n++ >= 5) break;                                    /* five letters an hour */
    await p.open((await home.letterTo('bak@x.example', /Your link/, n - 1)).link);
    const r = await p.press(/^Sign in$/, {}, { follow: false });
    assert.equal(new URL(r.headers.location, home.base).origin, home.base, back);
    assert.equal(r.headers['x-bad'], undefined);
  }
});

// ---- groups and their contact people ----

test('a second contact person comes to the group they were named for, and to no other of that name', async () => {
  const mallory = someone();
  await mallory.join('Mallory', 'mallory@x.example', 'group', { group_name: 'Lavender Circle', about: 'x', second_name: 'Mal Two', second_email: 'mal2@x.example' });
  const l = await home.letterTo('mal2@x.example');
  const owner = await listed('Lavender Circle', 'lavender@x.example', { about: 'The real one.' });
  const mine = /href="\/groups\/([^"]+)"[^>]*>Lavender Circle/.exec((await owner.open('/me')).text)[1];
  const two = someone();
  await two.open(l.link);
  await two.press(/contact person/);
  assert.equal((await two.open(`/groups/${mine}/edit`)).status, 404, 'the other group is not theirs to change');
});

test('a group taken in by voice asks its second contact person too', async () => {
  const p = await admin();
  await p.open('/desk/join/group');
  await p.press(/Send our/, { group_name: 'Voice Circle', about: 'By phone.', directory: 'public', group_place: 'wales', name: 'Val', phone: '01632 960 222', keep: '1', second_name: 'Vee', second_email: 'vee@x.example' });
  assert.match(p.page.text, /Read it back/);
  await p.press(/They said it is right/);
  await home.letterTo('vee@x.example');
});

test('what is read back is all that will be kept and shown', async () => {
  const p = await admin();
  await p.open('/desk/join/group');
  await p.press(/Send our/, { group_name: 'Reading Circle', about: 'By phone.', directory: 'public', group_place: 'wales', place_words: 'Canary Town', languages: 'Welsh, Canarian', access: 'Ramp at the back', reach_phone: '01632 960 333', name: 'Rae', phone: '01632 960 334', keep: '1', second_name: 'Canary Second', second_email: 'second@x.example' });
  const shown = p.page.text.replace(/<form[\s\S]*?<\/form>/g, '').replace(/<[^>]+>/g, ' ');
  for (const w of ['Canary Town', 'Canarian', 'Ramp at the back', '01632 960 333', 'Canary Second', 'second@x.example']) assert.ok(p.page.text.replace(/<input[^>]*>/g, '').includes(w), `${w} is read back`);
  assert.match(shown, /directory/i, 'and whether everybody will see it');
});

test('two contact people who write at once do not overwrite each other', async () => {
  const a = await listed('Twin Circle', 'twin@x.example'), b = someone();
  await b.signIn('twin@x.example');
  await a.open('/groups/twin-circle/edit');
  await b.open('/groups/twin-circle/edit');
  await a.press(/Keep these words/, { about: 'Words of the first.' });
  const r = await b.press(/Keep these words/, { languages: 'Welsh' });
  assert.equal(r.status, 409, 'told that somebody wrote in the meantime');
  assert.match((await someone().open('/groups/twin-circle')).text, /Words of the first/);
});

test('an old address leads to the new one in each form', async () => {
  const a = await listed('Olden Circle', 'olden@x.example');
  await a.open('/groups/olden-circle/edit');
  await a.press(/Keep these words/, { name: 'Newer Circle' });
  for (const [from, to] of [['olden-circle', 'newer-circle'], ['olden-circle.json', 'newer-circle.json'], ['olden-circle.vcf', 'newer-circle.vcf']]) {
    const r = await someone().open(`/groups/${from}`, { follow: false });
    assert.equal(r.status, 301, from);
    assert.equal(new URL(r.headers.location, home.base).pathname, `/groups/${to}`);
  }
});

test('resting and closed groups leave every list and come back', async () => {
  const a = await listed('Tidal Circle', 'tidal@x.example'), there = async () => {
    const p = someone();
    return [(await p.open('/groups?q=tidal')).text, (await p.open('/groups.json?q=tidal')).text, (await p.open('/groups.csv?q=tidal')).text, (await p.open('/search.json?q=tidal')).text, (await p.open('/')).text].map(t => /Tidal Circle/.test(t));
  };
  assert.deepEqual(await there(), [true, true, true, true, true]);
  for (const state of ['resting', 'closed']) {
    await a.open('/groups/tidal-circle');
    await a.press(/Keep this/, { state });
    assert.deepEqual(await there(), [false, false, false, false, false], state);
    for (const u of ['/groups/tidal-circle', '/groups/tidal-circle.json', '/groups/tidal-circle.vcf']) assert.equal((await someone().open(u)).status, 404, `${state} ${u}`);
  }
  await a.press(/Keep this/, { state: 'active' });
  assert.deepEqual(await there(), [true, true, true, true, true]);
});

test('a group not listed gets the reason, and the desk answers once', async () => {
  const p = someone();
  await p.join('Canary Nol', 'nol@x.example', 'group', { group_name: 'Nolist Ltd', about: 'Buy.', directory: 'public' });
  const a = await admin(), b = await admin();
  await a.open('/desk/groups');
  const id = /id="g(\d+)-name"[^>]*>Nolist Ltd</.exec(a.page.text)[1];
  await b.open('/desk/groups');
  const no = await a.ask('POST', `/desk/groups/${id}`, { body: body({ csrf: token(a), list: 'no', why_not: 'This reads as an advertisement.' }), follow: false });
  assert.equal(no.status, 303);
  const late = await b.ask('POST', `/desk/groups/${id}`, { body: body({ csrf: token(b), list: 'yes' }) });
  assert.equal(late.status, 409);
  const l = await home.letterTo('nol@x.example', /./, 1);
  assert.match(l.text, /This reads as an advertisement\./);
  assert.match((await p.open('/groups/nolist-ltd')).text, /This reads as an advertisement/);
  assert.equal((await someone().open('/groups/nolist-ltd')).status, 404);
  await p.open('/me/name');
  assert.equal((await p.ask('POST', '/groups/nolist-ltd/state', { body: body({ csrf: token(p), state: 'active' }) })).status, 409, 'its own people cannot list it');
});

// ---- leaving ----

for (const [what, look] of [
  ['signed out on every device', async (_, other) => assert.equal((await other.open('/me', { follow: false })).status, 303)],
  ['has no role any more', async back => assert.notEqual((await back.open('/desk/pages')).status, 200)],
  ['is no contact person any more', async (back, _, slug) => assert.equal((await back.open(`/groups/${slug}/edit`)).status, 404)],
  ['does not read what is for members', async back => assert.doesNotMatch((await back.open('/groups?q=choir')).text, /Members Only Choir/)],
]) test(`who left the network: ${what}`, async () => {
  const n = ++leavers, email = `leaver${n}@x.example`, p = await listed(`Leaving Circle ${n}`, email), other = someone(), boss = await admin();
  await boss.open('/desk/roles');
  await boss.press(/Ask for this role/, { email, role: 'editor', why: 'they asked' });
  await other.signIn(email);
  await p.open('/me/leave');
  await p.press(/Do this/, { how: 'leave' });
  const link = home.signInLink(email), back = someone();
  if (/^http/.test(link)) { await back.open(link); await back.press(/^Sign in$/); }
  await look(back, other, `leaving-circle-${n}`);
});
test('the last administrator cannot leave the network without anybody', async () => {
  const n = await network({ groups: null });
  try {
    const p = new Person(n);
    await p.signIn('admin@hearth.example');
    await p.open('/me/leave');
    const r = await p.press(/Do this/, { how: 'erase' }, { follow: false });
    assert.ok([409, 422].includes(r.status), `${r.status}: is told to hand the role on first`);
    assert.match(n.signInLink('admin@hearth.example'), /^http/);
  } finally { await n.end(); }
});

test('erased: no file holds name, address or the pending question; the old links open nothing', { skip: process.env.KITH_TEST_PG ? 'looks at SQLite\'s files' : false }, async () => {
  const p = someone(), dev = someone();
  await p.join('Gonebird', 'gonebird@x.example');
  await dev.signIn('gonebird@x.example');
  const q = someone();
  await q.open('/join/supporter');
  await q.press(/Join/, { name: 'Gonebird', email: 'gonebird@x.example', keep: '1' });
  await q.open('/sign-in');
  await q.press(/link/, { email: 'gonebird@x.example' });
  const link = (await home.letterTo('gonebird@x.example', /Your link/)).link;
  const pending = home.letters().filter(l => l.to.includes('gonebird') && /join\/confirm/.test(l.link)).at(-1).link;
  await p.open('/me/leave');
  await p.press(/Do this/, { how: 'erase' });
  await sleep(2500);
  for (const [f, held] of bytesBelow(home.data).filter(notPosted)) assert.ok(!held.toLowerCase().includes('gonebird'), f);
  assert.equal((await dev.open('/me', { follow: false })).status, 303);
  assert.equal((await q.open(link)).status, 404);
  assert.equal((await q.open(pending)).status, 404, 'a question from before is gone too');
});

// ---- what is not one's own ----

test('a member with a fresh token can do nothing at the desk or to other groups; a stranger neither', async () => {
  const p = someone(), s = someone();
  await p.join('Canary Mem', 'mem@x.example');
  await p.open('/me/name');
  const mine = token(p);
  await s.open('/sign-in');
  const theirs = token(s);
  const doors = readFileSync(join(here, '../docs/routes.txt'), 'utf8').split('\n').map(l => l.split('\t')).filter(([m, u, g]) => m === 'POST' && (/officers|editors|deciders|administrators|desk/.test(g) || (/:slug/.test(u) && g !== 'anyone')))
    .map(([, u]) => u.replace(':kind', 'individual').replace(':slug', /desk/.test(u) ? 'mission' : 'kettle-01').replace(':id', '7'));
  assert.ok(doors.length >= 9, `${doors}`);
  await sleep(1200);
  const before = home.dump();
  for (const url of doors) {
    const r = await p.ask('POST', url, { body: body({ csrf: mine, name: 'x', title: 'x', body: 'x', state: 'closed', keep: '1', read_back: '1', phone: '1' }), follow: false });
    assert.ok([403, 404].includes(r.status), `${url}: ${r.status}`);
    assert.match(r.text, /not yours to open|cannot find/);
    const q = await s.ask('POST', url, { body: body({ csrf: theirs, name: 'x', title: 'x', body: 'x', state: 'closed' }), follow: false });
    assert.equal(q.status, 303, url);
    assert.match(q.headers.location, /^\/sign-in/);
  }
  await sleep(200);
  assert.equal(home.dump(), before);
});

test('the desk answers what is not there with 404', async () => {
  const p = await admin();
  await p.open('/desk/groups');
  for (const [url, more] of [['/desk/groups/999', { list: 'yes' }], ['/desk/groups/-1', { list: 'yes' }], ['/desk/groups/99999999999999999999999', { list: 'yes' }], ['/desk/pages/nothing', { title: 'x', body: 'x' }], ['/groups/nothing/edit', {}], ['/groups/nothing/state', {}], ['/join/nothing', {}], ['/desk/join/nothing', {}]]) {
    if (!/<form/.test(p.page.text) || p.page.status !== 200) await p.open('/me/name');
    const r = await p.ask('POST', url, { body: body({ csrf: token(p), ...more }) });
    assert.equal(r.status, 404, url);
    await p.open('/me/name');
  }
});

test('who asks too often waits, is told so, and nobody else does', async () => {
  const p = someone();
  let r;
  for (let i = 0; i < 25; i++) {
    await p.open('/sign-in');
    r = await p.press(/link/, { email: `often${i}@x.example` }, { follow: false });
    if (r.status !== 303) break;
  }
  assert.equal(r.status, 429);
  assert.ok(Number(r.headers['retry-after']) > 0);
  assert.match(r.text, /Nothing was lost/);
  const q = someone();
  await q.open('/sign-in');
  assert.equal((await q.press(/link/, { email: 'calm@x.example' }, { follow: false })).status, 303);
});

test('the counters of machines are not for strangers behind the proxy', async () => {
  assert.equal((await someone().open('/metrics')).status, 404);
  const local = await new Person(home).open('/metrics');
  assert.equal(local.status, 200);
});

// ---- formats and guards ----

test('what a group writes stays text in every format', async () => {
  const wild = '<img src=x onerror=alert(1)> "Wild", ;Circle';
  const a = await listed('Wild Circle', 'wild@x.example');
  await a.open('/groups/wild-circle/edit');
  await a.press(/Keep these words/, { about: `${wild}\r\nEND:VCARD\r\nBEGIN:VCARD\n\n![p](https://evil.example/p.png) [d](data:text/html,x) [v](VBScript:x) [ok](https://ok.example)`, by_and_for: wild, languages: '=1+1', place_words: '@SUM(1)', reach_phone: '+44 1632 960 111' });
  const page = (await someone().open('/groups/wild-circle')).text;
  assert.doesNotMatch(page, /<img src=x|evil\.example\/p\.png"|href="(data|vbscript):/i);
  assert.match(page, /href="https:\/\/ok\.example"/);
  const card = (await someone().open('/groups/wild-circle.vcf')).text;
  assert.equal(card.match(/^BEGIN:VCARD/gm).length, 1);
  assert.equal(card.match(/^END:VCARD/gm).length, 1);
  assert.ok(card.endsWith('END:VCARD\r\n'));
  for (const l of card.split('\r\n').slice(0, -1)) { assert.match(l, /^( |[A-Z]+[;:])/, l); assert.ok(Buffer.byteLength(l) <= 75, l); assert.doesNotMatch(l, /\n/); }
  const csv = (await someone().open('/groups.csv?q=wild')).text;
  assert.doesNotMatch(csv.replace(/^\ufeff/, ''), /(^|,|\n)"?[=+@\t]/);
  JSON.parse((await someone().open('/groups/wild-circle.json')).text);
});

test('pages walked by links hold all groups that JSON and CSV hold, and walking back leads to the start', async () => {
  const p = someone(), names = [], walk = [];
  for (let url = '/groups', n = 0; url && n < 20; n++) {
    await p.open(url);
    walk.push(p.page.text);
    names.push(...[...p.page.text.matchAll(/<h2><a href="\/groups\/([^"]+)"/g)].map(m => decodeURIComponent(m[1])));
    url = /<a href="([^"]+)" rel="next"/.exec(p.page.text)?.[1].replace(/&amp;/g, '&');
  }
  const json = [];
  for (let url = '/groups.json', n = 0; url && n < 20; n++) {
    const j = JSON.parse((await p.open(url)).text);
    json.push(...j.groups.map(g => g.slug));
    url = j.next;
  }
  assert.deepEqual(json, names);
  const csv = (await p.open('/groups.csv')).text.trim().split('\r\n').slice(1);
  assert.equal(csv.length, names.length);
  let url = /<a href="([^"]+)" rel="next"/.exec(walk[0])[1].replace(/&amp;/g, '&');
  await p.open(url);
  url = /<a href="([^"]+)" rel="prev"/.exec(p.page.text)[1].replace(/&amp;/g, '&');
  const first = t => [...t.matchAll(/<h2><a href="\/groups\/([^"]+)"/g)].map(m => m[1]);
  assert.deepEqual(first((await p.open(url)).text), first(walk[0]));
});

const raw = (text, wait = 3000) => new Promise(ok => {
  const s = net.connect(home.port, '127.0.0.1', () => s.write(text));
  let got = '';
  s.on('data', d => { got += d.toString('latin1'); });
  s.on('error', () => ok(got));
  s.on('close', () => ok(got));
  setTimeout(() => { s.destroy(); ok(got); }, wait).unref();
});

test('answers that refuse carry the same guards, and never a word of the machine', async () => {
  for (const [text, status] of [
    ['GET /nope HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['DELETE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 405],
    ['POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\nConnection: close\r\n\r\nemail=x', 403],
    ['POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\nConnection: close\r\n\r\na=%ff', 400],
    ['POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}', 415],
    ['POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5368709120\r\n\r\n', 413],
    ['GET /groups/the-quiet-cafe/edit HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 303],
  ]) {
    const got = await raw(text), head = got.split('\r\n\r\n')[0];
    assert.equal(Number(/^HTTP\/1\.1 (\d+)/.exec(got)?.[1]), status, `${text.slice(0, 40)}: ${got.slice(0, 80)}`);
    for (const h of [/^content-security-policy: default-src 'none';/mi, /^x-content-type-options: nosniff/mi, /^referrer-policy: no-referrer/mi, /^cross-origin-opener-policy: same-origin/mi, /^cross-origin-resource-policy: same-origin/mi, /^permissions-policy: /mi]) assert.match(head, h, `${status}`);
    assert.doesNotMatch(got, /sqlite|\/src\/|\.c:\d|libmicrohttpd|panic|stack/i);
  }
});

test('what differs by Accept-Encoding says so; a zipped answer and a plain one differ in their tag or say Vary', async () => {
  const p = someone();
  const z = await p.open('/groups', { headers: { 'Accept-Encoding': 'gzip' } });
  assert.match(z.headers.vary ?? '', /Accept-Encoding/i);
  const h = await p.ask('HEAD', '/groups', { headers: { 'If-None-Match': '*' } });
  assert.equal(h.status, 304);
  assert.equal((await p.open('/groups', { headers: { 'If-None-Match': '"another"' } })).status, 200);
  assert.equal((await p.open('/groups', { headers: { 'If-None-Match': `"another", W/${z.headers.etag.replace(/^W\//, '')}` } })).status, 304, 'one of several');
});

test('odd addresses are answered, not followed', async () => {
  for (const u of ['/..%2f..%2fetc/passwd', '/assets/..%2f..%2fkith.db', '/logo/..%2f..%2fsecret.key', '/groups/%2e%2e', '/about/..', '/groups/' + 'a'.repeat(3000), '/join/confirm/' + 'A'.repeat(3000), '/sign-in/go/%F0%9F%98%80']) {
    const r = await new Promise((ok, fail) => raw(`GET ${u} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`).then(ok, fail));
    assert.match(r, /^HTTP\/1\.1 40[04]/, u);
    assert.doesNotMatch(r, /root:x:|SQLite format/);
  }
});

test('searching for a name leaves no trace in the log', async () => {
  await someone().open('/search?q=canarysearch');
  await someone().open('/groups?q=canarysearch');
  await someone().open('/canarypath');
  assert.doesNotMatch(home.log, /canary/i);
});

test('behind a proxy that nobody named, the counters are still not for strangers', async () => {
  const n = await network({ groups: null });
  try {
    assert.equal((await new Person(n, { 'X-Forwarded-For': '203.0.113.5' }).open('/metrics')).status, 404, 'who was forwarded is not this machine');
    assert.equal((await new Person(n).open('/metrics')).status, 200);
  } finally { await n.end(); }
});

test('who left and comes back by bringing a group is a person like others again', async () => {
  const p = someone();
  await p.join('Canary Ret', 'ret@x.example');
  await p.open('/me/leave');
  await p.press(/Do this/, { how: 'leave' });
  await p.join('Canary Ret', 'ret@x.example', 'group', { group_name: 'Return Circle', about: 'x', directory: 'public' });
  const q = someone();
  await q.open(home.signInLink('ret@x.example'));
  await q.press(/^Sign in$/);
  assert.match(q.page.text, /Return Circle/);
  assert.equal((await q.open('/groups/return-circle/edit')).status, 200);
});

test('bytes that arrive one by one, two requests in one breath, and a request without a host', async () => {
  const two = await raw('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  assert.equal(two.match(/^HTTP\/1\.1 200/gm).length, 2);
  assert.match(await raw('GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 400|^HTTP\/1\.1 200/);
  const slow = await new Promise(ok => {
    const s = net.connect(home.port, '127.0.0.1'), text = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    let got = '', i = 0;
    const tick = setInterval(() => { if (i < text.length) s.write(text[i++]); else clearInterval(tick); }, 5);
    s.on('data', d => { got += d; });
    s.on('close', () => ok(got));
    s.on('error', () => ok(got));
  });
  assert.match(slow, /^HTTP\/1\.1 200/);
});
