// SPDX-License-Identifier: AGPL-3.0-or-later
// Lists of people in and out, requests about data, segments, classes, the register that the law asks for, keys that turn.
import test, { before, after, afterEach } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { network, Person, KITH, forms, bytesBelow, sleep } from './lib.mjs';
import { assertLetters } from './letters.mjs';
import { ask as sql } from './outbox.mjs';

let home;
before(async () => { home = await network({ serve: ['--trusted-proxies', '127.0.0.1'] }); });
afterEach(() => { const c = home.kith(['check']); assert.equal(c.status, 0, c.out + c.err); });
const LETTERS = ['About what you asked', 'A change to how you are with us', 'Confirm your address'];
after(() => home.closed(() => { assertLetters(home, LETTERS); assert.doesNotMatch(home.log, /canary/i); }));

let people = 0;
const someone = () => new Person(home, { 'X-Forwarded-For': `10.8.${people >> 8}.${people++ & 255}` });
const signedIn = async email => { const p = someone(); await p.signIn(email); return p; };
async function officer(email = 'admin@hearth.example', why = 'Working through the lists') { const p = await signedIn(email); await p.open('/desk/people'); await p.press(/^Go on$/, { why }); return p; }
const token = p => forms(p.page.text).flatMap(f => f.fields).find(([n]) => n === 'csrf')[1];
const file = (name, text, encoding = 'utf8') => { const to = join(home.dir, name); writeFileSync(to, text instanceof Buffer ? text : Buffer.from(text, encoding)); return to; };
const members = (...args) => home.kith(['import', 'members', ...args]);
const count = q => Number(sql(home, `select count(*) from ${q}`)[0]);
const reportOf = f => readFileSync(f, 'utf8').replace(/^\uFEFF/, '');

// A form with a file, as a browser sends it.
async function upload(p, fields, name, text) {
  const edge = 'x'.repeat(30), parts = Object.entries({ csrf: token(p), ...fields }).map(([k, v]) => `--${edge}\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`);
  const body = Buffer.concat([Buffer.from(parts.join('') + `--${edge}\r\nContent-Disposition: form-data; name="list"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n`), Buffer.from(text), Buffer.from(`\r\n--${edge}--\r\n`)]);
  return p.ask('POST', '/desk/lists', { body, headers: { 'Content-Type': `multipart/form-data; boundary=${edge}` } });
}

// ---- by the command line ----

test('a messy list goes in with nothing silently changed or lost, and the same list once more changes nobody', async () => {
  const rows = ['Name,E-mail Address,Phone,Member ID,Joined,Opt in,Opt in date,Gender,Diagnosis,Shoe size,Household',
    'Zoë Canary,zoe@x.example; zoe2@x.example,+44 7700 900001,A1,03/04/2024,yes,2024-05-06,F,secretcanary,38,The Lambs', 'Tom Canary,zoe@x.example,,A2,1 March 2020,,,,,,The Lambs', 'Cher,cher@x.example,,,,no,,,,,',
    'Renée O’Neil,"said ""x"",\r\n@x",,,31/12/24,maybe,,,,,', ',bare@x.example,,,,,,,,,', ',,,,,,,,,41,', 'Zoë Canary,zoe@x.example,07700 900001,,,,,,,,', '=HYPERLINK("x"),h@x.example,,,,,,,,,'];
  const list = file('messy.csv', rows.join('\r\n'), 'latin1'), report = join(home.dir, 'messy-report.csv');
  const before = count('person'), dry = members(list, '--dry-run', '--partial', '--report', report);
  assert.equal(dry.status, 0, dry.err);
  assert.equal(count('person'), before, 'looking changes nothing');
  assert.equal(members(list).status, 1, 'one row cannot be taken, so none is');
  const r = members(list, '--partial', '--report', report);
  assert.equal(r.status, 0, r.err);
  assert.match(r.out, /left out; people say such things themselves if they want to: Gender, Diagnosis/);
  assert.match(r.out, /6 added, 0 changed, 0 unchanged, 1 joined to a row further up, 1 refused/);
  const said = reportOf(report);
  assert.match(said, /refused,"?"?,"?There is no name and no address/);
  assert.match(said, /the day of joining cannot be read from “31\/12\/24”; kept beside/);
  assert.match(said, /whether they agreed \(bulletin\) cannot be read from “maybe”; kept beside and not taken as a yes/);
  assert.match(said, /no name: the address stands for it/);
  const again = members(list, '--partial');
  assert.match(again.out, /0 added, 0 changed, 6 unchanged, 1 joined/);
  assert.match(again.out, /taken in before/);
  const desk = await officer(), found = await desk.open('/desk/people?q=zoe%40x.example');
  assert.match(found.text, /Zoë Canary/); assert.match(found.text, /Tom Canary/, 'a shared address is two people');
  for (const name of ['zo', 'CHER', 'renee']) assert.match((await desk.open(`/desk/people?q=${name}`)).text, /Zoë|Cher|Renée/, name);
  if (!home.db.length) for (const [f, held] of bytesBelow(home.data)) assert.ok(!/secretcanary|zoe2@x|Canary/.test(held), `${f} tells nothing`);
});

test('a number that is an address is not kept in the clear, and finds them again', { skip: process.env.KITH_TEST_PG ? "looks at SQLite's files" : false }, () => {
  const list = file('numbers.csv', 'Name,ID\nNell Number,veilme@number.example\nNia Number,Nia Veilme Number\n');
  assert.match(members(list).out, /2 added/);
  assert.match(members(list).out, /0 added, 0 changed, 2 unchanged/);
  for (const [f, held] of bytesBelow(home.data)) assert.ok(!/veilme/i.test(held), f);
});

test('what a list claims is kept as claimed; a soft opt-in from before its day does not count; what was taken back here stays so', async () => {
  const p = someone();
  await p.join('Canary Own', 'own@x.example', 'individual', { bulletin: '1' });
  await p.open('/me/consents');
  await p.press(/Take this back/);
  const list = file('claims.csv', 'Name,Email,Consent bulletin,Consent bulletin date,Consent bulletin words,Consent bulletin basis\nCanary Own,own@x.example,yes,2025-01-01,,\nOld Soft,soft@x.example,yes,2026-02-04,,soft opt-in\nNew Soft,soft2@x.example,yes,2026-02-05,,soft opt-in\nGave,gave@x.example,yes,2025-03-04,I want the bulletin.,consent\n');
  const report = join(home.dir, 'claims-report.csv'), r = members(list, '--report', report);
  assert.equal(r.status, 0, r.err);
  assert.match(reportOf(report), /they took this back here \(bulletin\), and it stays so/);
  assert.match(reportOf(report), /a soft opt-in \(bulletin\) from before 5 February 2026 does not count/);
  const q = await signedIn('gave@x.example');
  assert.match((await q.open('/me/consents')).text, /I want the bulletin\.[\s\S]*4 March 2025[\s\S]*claimed by a list/);
  for (const [email, n] of [['soft@x.example', 0], ['soft2@x.example', 1], ['own@x.example', 0]])
    assert.equal([...(await (await signedIn(email)).open('/me/consents')).text.matchAll(/value="bulletin">\s*<input type="hidden" name="act" value="withdraw"/g)].length, n, email);
});

test('a whole list is taken out again; who did something themselves stays; nobody who was erased comes back', async () => {
  const list = file('undo.csv', 'Name,Email\nUna Canary,una@x.example\nUli Canary,uli@x.example\nUgo Canary,ugo@x.example\n'), before = count('person');
  members(list);
  const uli = await signedIn('uli@x.example'), ugo = await signedIn('ugo@x.example');
  await uli.open('/me/name'); await uli.press(/Keep/, { name: 'Uli by myself' });
  await ugo.open('/me/leave'); await ugo.press(/Do this/, { how: 'erase' });
  const lists = members('--lists').out, id = /^(\d+) .*undo\.csv: 3 added/m.exec(lists)[1];
  assert.match(members('--undo', id).out, /1 taken out, 0 put back as they were, 1 left as they are/);
  assert.equal(members('--undo', id).status, 1, 'not twice');
  assert.equal(count('person'), before + 1);
  const r = members(list);
  assert.match(r.out, /1 added, 0 changed, 1 unchanged, 0 joined/, 'the one taken out may come again; the one who took another name is known by what the list called her');
  assert.match(r.out, /1 asked to be erased and were not taken in again/);
});

test('a list given out has no cell that starts a formula, and goes into another network as it was', async () => {
  const out = join(home.dir, 'out.csv');
  assert.equal(home.kith(['export', 'members', '-o', out]).status, 0);
  assert.equal(statSync(out).mode & 0o077, 0, 'nobody else on this machine may read it');
  const text = reportOf(out);
  assert.doesNotMatch(text, /(^|,|\n)"?[=+\-@\t]/);
  assert.match(text, /G-\d+/);
  const there = join(home.dir, 'there');
  assert.equal(spawnSync(KITH, ['init', '--data', there, '--name', 'There', '--admin', 'boss@there.example']).status, 0);
  execFileSync(KITH, ['import', 'members', out, '--data', there]);
  execFileSync(KITH, ['export', 'members', '-o', join(home.dir, 'back.csv'), '--data', there]);
  assert.match(text, /I want the bulletin\./, 'the words that were agreed to go along');
  assert.match(reportOf(join(home.dir, 'back.csv')), /I want the bulletin\./, 'and arrive');
  const people = t => t.split('\r\n').filter(l => /x\.example/.test(l)).map(l => l.split(',').slice(0, 1)[0]).sort();
  assert.deepEqual(people(reportOf(join(home.dir, 'back.csv'))), people(text));
  assert.match(spawnSync(KITH, ['check', '--data', there], { encoding: 'utf8' }).stdout, /All is well/);
});

// ---- at the desk ----

test('at the desk: looked at, taken in, taken out; a whole list needs a second officer and is told to everybody', async () => {
  const a = await officer(), list = 'Name,Email\nDesk Canary,deskcanary@x.example\n,\nNo Address,\n', before = count('person');
  await a.open('/desk/lists');
  const look = await upload(a, { act: 'look', class: 'individual', dates: 'day' }, 'desk.csv', list);
  assert.equal(look.status, 200);
  assert.match(look.text, /2 would be added/);
  assert.equal(count('person'), before, 'looking keeps nothing');
  assert.match((await upload(a, { act: 'take', class: 'individual', dates: 'day' }, 'desk.csv', list)).text, /2 added/);
  assert.equal(count('person'), before + 2);
  assert.match((await a.press(/Take it out again/)).text, /2 taken out/);
  assert.equal(count('person'), before);
  await a.open('/desk/lists');
  assert.match((await a.press(/Ask for the whole list/, { why: 'For the letter by post' })).text, /Nobody else here could say yes/);

  await someone().join('Canary Two', 'two@x.example');
  await a.open('/desk/roles'); await a.press(/Ask for this role/, { email: 'two@x.example', role: 'officer', why: 'so that we are two' });
  await a.open('/desk/lists');
  assert.match((await a.press(/Ask for the whole list/, { why: 'x' })).text, /Mend: Say what the list is for/);
  await a.press(/Ask for the whole list/, { why: 'For the letter by post' });
  const b = await signedIn('two@x.example');
  await b.open('/desk/two');
  assert.match(b.page.text, /For the letter by post/);
  await b.press(/Yes, do this/);
  const url = /href="(\/desk\/lists\/\d+)"/.exec((await a.open('/desk/lists')).text)[1];
  assert.equal((await b.open(url)).status, 404, 'for whoever asked alone');
  const got = await a.open(url);
  assert.match(got.headers['content-type'], /text\/csv/);
  assert.match(got.text, /deskcanary|zoe@x\.example/);
  assert.doesNotMatch(got.text, /(^|,|\n)"?[=+\-@\t]/);
  assert.equal((await a.open(url)).status, 404, 'once');
  const times = Number(/given out (\d+) times/.exec((await b.open('/me/viewed')).text)[1]);
  assert.ok(times >= 2);
  assert.match((await someone().open('/about/data')).text, new RegExp(`given out ${times} times`));
});

test('requests about data: from anybody, with a date, told by letters that hold no word of theirs', async () => {
  const s = someone(), a = await officer();
  await s.open('/data-request');
  assert.equal((await s.press(/Send this/, { kind: 'correct', name: '', contact: 'x' })).status, 422);
  assert.match(s.page.text, /Tell us what to call you/); assert.match(s.page.text, /so that the answer reaches you/);
  const page = await s.press(/Send this/, { kind: 'complaint', name: 'Evil https://evil.example', contact: 'asker@x.example', words: 'Go to https://evil.example now' });
  assert.match(page.url, /\/data-request\/\d+\./);
  assert.match(page.text, /Received/);
  assert.equal((await someone().open(page.url)).status, 200, 'whoever has the address');
  assert.equal((await someone().open(page.url.slice(0, -1) + (page.url.endsWith('A') ? 'B' : 'A'))).status, 404);
  await a.open('/desk/requests');
  await a.press(/Say that we work on it/);
  await a.open('/desk/requests');
  const id = /name="id" value="(\d+)"/.exec(a.page.text)[1];
  await a.press(/Ask them, and stop the clock/, { [`pause-${id}`]: 'Which letter was it?' });
  assert.match((await someone().open(page.url)).text, /Which letter was it\?/);
  await a.press(/They answered: go on/);
  assert.equal((await a.press(/Give this answer/, { [`answer-${id}`]: '' })).status, 422);
  await a.press(/Give this answer/, { [`answer-${id}`]: 'We are sorry.\n\nIt is mended.' });
  assert.match((await someone().open(page.url)).text, /We are sorry/);
  await home.letterTo('asker@x.example', /^About what you asked$/, 3);
  for (const l of home.letters().filter(l => l.to.includes('asker'))) assert.doesNotMatch(l.text + l.html, /evil|sorry|Which letter/i);

  const m = someone();
  await m.join('Canary Req', 'req@x.example');
  await m.open('/me/requests');
  await m.press(/Send this/, { kind: 'access', words: '' });
  assert.match(m.page.text, /An answer by/);
  assert.match((await m.press(/Take it back/)).text, /Taken back/);
  await a.open('/desk/requests');
  assert.equal((await a.press(/Write it down/, { way: 'phone', kind: 'erase', name: 'By phone', contact: '01632 960 123', words: '' })).status, 200);
  assert.match(a.page.text, /By phone: 01632 960 123/);
});

test('segments find only who allows it, tell each of them, and never show fewer than five', async () => {
  const a = await officer(), p = [];
  for (let i = 0; i < 6; i++) { const q = someone(); await q.join(`Canary Seg ${i}`, `seg${i}@x.example`); await q.open('/me/words'); await q.press(/Add this line/, { words: 'A lamplighter of old', segments: '1' }); p.push(q); }
  const make = f => a.open('/desk/segments').then(() => a.press(/Keep this rule/, f));
  assert.equal((await make({ name: '', purpose: '', ends: '' })).status, 422);
  await make({ name: 'Lamps', purpose: 'Asking about street lamps', ends: new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10), word: 'lamplighter' });
  assert.match(a.page.text, /fewer than 5 people/, 'nobody has said yes yet');
  const url = /href="(\/desk\/segments\/\d+)"/.exec(a.page.text)[1];
  for (const q of p) { await q.open('/me/consents'); const f = forms(q.page.text).find(x => x.fields.some(([n, v]) => n === 'purpose' && v === 'segments')); await q.ask('POST', '/me/consents', { body: new URLSearchParams(f.fields).toString() }); }
  assert.match((await a.open('/desk/segments')).text, /6 people/);
  assert.equal([...(await a.open(url)).text.matchAll(/Canary Seg \d/g)].length, 6);
  assert.match((await p[0].open('/me/viewed')).text, /Asking about street lamps/);
  for (const q of p.slice(0, 2)) { await q.open('/me/consents'); const f = forms(q.page.text).find(x => x.fields.some(([n, v]) => n === 'purpose' && v === 'segments')); await q.ask('POST', '/me/consents', { body: new URLSearchParams(f.fields).toString() }); }
  assert.match((await a.open('/desk/segments')).text, /fewer than 5 people/, 'taken back holds at once');
  assert.doesNotMatch((await a.open(url)).text, /Canary Seg/);
});

test('classes over time: a new version, those before moved with a letter, and who could vote on a day', async () => {
  const a = await officer();
  await a.open('/desk/classes');
  assert.match((await a.press(/Let this version hold/, { kind: 'supporter', name: '', who: '' })).text, /Mend: Give it a name/);
  const s = someone();
  await s.join('Canary Sup', 'sup@x.example', 'supporter');
  await a.open('/desk/classes');
  await a.press(/Let this version hold/, { kind: 'supporter', name: 'Friend', who: 'For friends.', attend: '1' });
  await a.press(/Move all to the version/);
  await home.letterTo('sup@x.example', /^A change to how you are with us$/);
  assert.match((await s.open('/me')).text, /Friend/);
  assert.match((await a.open(`/desk/classes?on=${new Date().toISOString().slice(0, 10)}`)).text, /votes/);
  assert.match((await a.open('/desk/classes?on=2001-01-01')).text, /Show that day/);
});

test('the register that the law asks for is off until it is switched on, and keeps its entry when somebody is erased', async () => {
  const a = await officer(), p = someone();
  assert.match((await a.open('/desk/register')).text, /Kith keeps none/);
  await a.press(/Switch it on/);
  await p.join('Canary Reg', 'reg@x.example');
  const id = sql(home, 'select max(id) from person')[0];
  assert.equal((await a.press(/Enter them/, { person: id, legal_name: '', from: '' })).status, 422);
  await a.press(/Enter them/, { person: id, legal_name: 'Regina Canary Legal', service_address: '1 Law Lane', from: '2026-01-01' });
  assert.match(a.page.text, /Regina Canary Legal/);
  assert.match((await p.open('/me/data')).text, /Regina Canary Legal/);
  assert.match((await p.open('/me/leave')).text, /Ten years from the day/);
  await p.press(/Do this/, { how: 'erase' });
  assert.match((await a.open('/desk/register')).text, /Regina Canary Legal/);
  assert.equal(count(`register_entry where person = ${id}`), 0);
  await a.press(/Switch it off/);
});

test('what is held here names every table, and what goes by itself says so', async () => {
  const text = (await someone().open('/about/data')).text, tables = home.db.length ? sql(home, "select tablename from pg_tables where schemaname = current_schema()") : sql(home, "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'search_text%'");
  for (const t of tables.filter(t => !['schema_version'].includes(t))) assert.ok(text.includes(t), t);
  assert.match((await (await signedIn('admin@hearth.example')).open('/desk/retention')).text, /Notes of the staff go on the day/);
});

// ---- the key ----

test('the key turns while pages are served; the recovery copy brings it back', async () => {
  const a = await officer(), copy = join(home.dir, 'copy.txt'), key = join(home.data, 'secret.key');
  let stop = false, asked = 0;
  const busy = (async () => { while (!stop) { const r = await a.open('/desk/people?q=canary'); assert.equal(r.status, 200); asked++; } })();
  const turned = await new Promise(ok => { const c = spawnSync(KITH, ['key', 'rotate', '--data', home.data, ...home.db], { encoding: 'utf8' }); ok(c); });
  stop = true; await busy;
  assert.equal(turned.status, 0, turned.stderr);
  assert.match(turned.stdout, /Everything is sealed with the new key/);
  await sleep(1200);
  assert.ok(asked > 0);
  assert.match((await a.open('/desk/people?q=cher')).text, /Cher/, 'found under the new key');
  const made = home.kith(['key', 'copy', '-o', copy]), words = /^ {4}(\S+)$/m.exec(made.out)[1];
  assert.equal(statSync(copy).mode & 0o077, 0);
  const other = join(home.dir, 'other');
  const no = spawnSync(KITH, ['key', 'recover', copy, '--data', other], { input: 'aaaaa-aaaaa-aaaaa-aaaaa-aaaaa\n', encoding: 'utf8' });
  assert.equal(no.status, 1); assert.match(no.stderr, /phrase is another one/); assert.ok(!existsSync(join(other, 'secret.key')));
  assert.equal(spawnSync(KITH, ['key', 'recover', copy, '--data', other], { input: `${words}\n` }).status, 0);
  assert.equal(readFileSync(join(other, 'secret.key'), 'utf8'), readFileSync(key, 'utf8'));
});
