// SPDX-License-Identifier: AGPL-3.0-or-later
// What a person says of themselves, and what the desk does with their record: each look with its reason, where the
// person reads it; each act; records that look alike; roles that need two; what was typed too late.
import test, { before, after, afterEach } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join, dirname } from 'node:path';
import { network, Person, sleep, forms, KITH } from './lib.mjs';
import { ask as sql } from './outbox.mjs';

let home;
before(async () => { home = await network({ serve: ['--trusted-proxies', '127.0.0.1'] }); });
const well = () => { const c = home.kith(['check']); assert.equal(c.status, 0, c.out + c.err); };
afterEach(() => well());
after(async () => {
  await sleep(300);
  await home.closed(() => assert.doesNotMatch(home.log, /canary/i, 'the log holds no name, address, token or search of anybody'));
});

let people = 0;
const someone = () => new Person(home, { 'X-Forwarded-For': `10.9.${people >> 8}.${people++ & 255}` });
const signedIn = async email => { const p = someone(); await p.signIn(email); return p; };
const member = async (name, email) => { const p = someone(); await p.join(`Canary ${name}`, email); p.email = email; return p; };
const body = o => new URLSearchParams(o).toString();
const token = p => forms(p.page.text).flatMap(f => f.fields).find(([n]) => n === 'csrf')[1];
const send = (p, url, fields, options = {}) => p.ask('POST', url, { body: body({ csrf: token(p), ...fields }), ...options });
const main = r => /<main[\s\S]*<\/main>/.exec(r.text)[0].replace(/&#39;/g, "'").replace(/&quot;/g, '"');
const ids = (r, path) => [...r.text.matchAll(new RegExp(`href="${path}/(\\d+)"`, 'g'))].map(m => m[1]);
const say = { why: 'Canary asked on the phone' };
async function officer(email = 'admin@hearth.example', why = say.why) {
  const p = await signedIn(email);
  await p.open('/desk/people');
  await p.press(/^Go on$/, { why });
  return p;
}
async function idOf(desk, email) { return ids(await desk.open(`/desk/people?q=${encodeURIComponent(email)}`), '/desk/people')[0]; }

// What has to be mended stands in the title, in the summary that leads to the field, and beside the field; nothing typed is lost.
function mend(r, field, words, kept = {}) {
  assert.equal(r.status, 422);
  assert.match(r.text, /<title>Mend: /);
  assert.match(main(r), new RegExp(`<li><a href="#${field}">[^<]*${words.source}`), `the summary leads to ${field}`);
  assert.match(r.text, new RegExp(`id="${field}"`), `${field} is there to be led to`);
  const about = main(r).split(`id="${field}-about"`)[1] ?? '';
  assert.match(about.split('</div>')[0], new RegExp(`Mend: [^<]*${words.source}`), `beside ${field}`);
  const typed = forms(r.text).flatMap(f => f.fields);
  for (const [n, v] of Object.entries(kept)) assert.ok(typed.some(([k, x]) => k === n && x.replace(/\r\n/g, '\n') === v), `${n} is kept`);
}

// ---- what people say of themselves ----

test('lines in one\'s own words: added, changed, taken away, mended', async () => {
  const p = await member('Word', 'word@x.example');
  await p.open('/me/words');
  mend(await p.press(/Add this line/, { words: '' }), 'words', /Write something/);
  mend(await p.press(/Add this line/, { words: 'x'.repeat(301), segments: '1' }), 'words', /longer than 300/, { words: 'x'.repeat(301), segments: '1' });
  await p.open('/me/words');
  assert.doesNotMatch(p.page.text, /<input[^>]*type="checkbox"[^>]*checked/, 'nothing is ticked for anybody');
  await p.press(/Add this line/, { words: 'Ich spreche <b>Deutsch</b>', segments: '1' });
  assert.match(main(p.page), /Ich spreche &lt;b&gt;Deutsch&lt;\/b&gt;[\s\S]*Only you see it[\s\S]*May be used to find you/);
  const [id] = ids(p.page, '/me/words');
  await p.open(`/me/words/${id}`);
  mend(await p.press(/Keep this line/, { words: ' ' }), 'words', /Write something/);
  await p.open(`/me/words/${id}`);
  await p.press(/Keep this line/, { words: 'Deaf', staff: '1', segments: null });
  assert.match(main(p.page), /Deaf[\s\S]*Staff may see it/);
  assert.doesNotMatch(main(p.page), /Deutsch|May be used/);
  assert.match((await p.open('/me/data')).text, /Deaf/);
  await p.open(`/me/words/${id}`);
  await p.press(/Take it away/);
  assert.equal(ids(p.page, '/me/words').length, 0);
  assert.equal((await p.open(`/me/words/${id}`)).status, 404);
  assert.equal(sql(home, 'select count(*) from identity_word')[0], '0', 'also from what can be looked for');
});

test('what helps somebody take part, and the page of it to give away', async () => {
  const p = await member('Access', 'access@x.example');
  assert.match(main(await p.open('/me/rider')), /Nothing is written here yet/);
  await p.open('/me/access');
  mend(await p.press(/Add this/, { words: '' }), 'words', /Write what helps you/);
  await p.open('/me/access');
  mend(await p.press(/Add this/, { words: 'Breaks', review: 'next spring' }), 'review', /year, month, day/, { words: 'Breaks', review: 'next spring' });
  await p.open('/me/access');
  mend(await p.press(/Add this/, { words: 'Breaks', for_what: 'everywhere' }), 'for_what', /Choose where/, { words: 'Breaks' });
  await p.open('/me/access');
  await p.press(/Add this/, { words: 'Breaks every\n40 minutes', for_what: 'events', review: '2027-03-01' });
  assert.match(main(p.page), /40 minutes[\s\S]*events and meetings[\s\S]*1 March 2027/);
  const [id] = ids(p.page, '/me/access');
  await p.open(`/me/access/${id}`);
  await p.press(/Keep this/, { words: 'Large print', for_what: 'post', review: '' });
  assert.doesNotMatch(main(p.page), /Breaks every|1 March 2027/);
  const rider = main(await p.open('/me/rider'));
  assert.match(rider, /Canary Access[\s\S]*In letters and on paper[\s\S]*Large print/);
  await p.open(`/me/access/${id}`);
  await p.press(/Take it away/);
  assert.doesNotMatch(main(await p.open('/me/rider')), /Large print/);
});

test('how to be reached, quiet until a day, pronouns', async () => {
  const p = await member('Reach', 'reach@x.example');
  await p.open('/me/reach');
  mend(await p.press(/Keep this/, { quiet: 'soon', reach_words: 'Afternoons' }), 'quiet', /year, month, day/, { quiet: 'soon', reach_words: 'Afternoons' });
  await p.open('/me/reach');
  mend(await p.press(/Keep this/, { quiet: '2099-01-01' }), 'quiet', /more than ten years/, { quiet: '2099-01-01' });
  await p.open('/me/reach');
  mend(await p.press(/Keep this/, { way: 'pigeon' }), 'way', /Choose one of these/);
  await p.open('/me/reach');
  mend(await p.press(/Keep this/, { pronouns: 'x'.repeat(101) }), 'pronouns', /100 letters/, { pronouns: 'x'.repeat(101) });
  const until = new Date(Date.now() + 40 * 864e5).toISOString().slice(0, 10);
  await p.open('/me/reach');
  await p.press(/Keep this/, { way: 'phone', reach_words: 'No voicemail', supporter: 'Sam, 01632 960 222', quiet: until, pronouns: 'ze', place: 'wales' });
  assert.match(main(p.page), /You are resting/);
  const again = Object.fromEntries((await p.open('/me/reach'), p.form(/Keep this/).fields));
  for (const [n, v] of Object.entries({ way: 'phone', reach_words: 'No voicemail', supporter: 'Sam, 01632 960 222', quiet: until, pronouns: 'ze', place: 'wales' })) assert.equal(again[n], v, n);
  await p.press(/Keep this/, { quiet: '', reach_words: '', supporter: '', pronouns: '' });
  assert.doesNotMatch(main(p.page), /You are resting/);
  assert.doesNotMatch((await p.open('/me/data')).text, /voicemail|960 222/);
});

test('pen names: eleven are too many, one is taken away, nobody at the desk sees them', async () => {
  const p = await member('Pen', 'pen@x.example');
  await p.open('/me/pens');
  mend(await p.press(/Add this name/, { name: '' }), 'name', /Write a name/);
  mend(await p.press(/Add this name/, { name: 'x'.repeat(121) }), 'name', /120 letters/, { name: 'x'.repeat(121) });
  for (let i = 0; i < 10; i++) { await p.open('/me/pens'); await p.press(/Add this name/, { name: `Quill ${i}` }); }
  mend(await p.press(/Add this name/, { name: 'Quill 10' }), 'name', /ten names/, { name: 'Quill 10' });
  await p.open('/me/pens');
  await p.press(/Take it away/);
  assert.equal([...main(p.page).matchAll(/<h2[^>]*>Quill \d/g)].length, 9);
  assert.doesNotMatch(main(p.page), />Quill 0</);
  const desk = await officer();
  assert.doesNotMatch((await desk.open(`/desk/people/${await idOf(desk, 'pen@x.example')}`)).text, /Quill/);
  assert.doesNotMatch((await desk.open(`/desk/people/${await idOf(desk, 'pen@x.example')}/copy`)).text, /Quill/);
});

test('what is somebody else\'s is not there: reading, keeping and taking away', async () => {
  const p = await member('Mine', 'mine@x.example'), q = await member('Other', 'other@x.example');
  await p.open('/me/words'); await p.press(/Add this line/, { words: 'Mine alone' });
  const [line] = ids(p.page, '/me/words');
  await p.open('/me/access'); await p.press(/Add this/, { words: 'A ramp', for_what: 'events' });
  const [need] = ids(p.page, '/me/access');
  await p.open('/me/pens'); await p.press(/Add this name/, { name: 'Quill' });
  const pen = /name="id" value="(\d+)"/.exec(p.page.text)[1];
  for (const [url, fields] of [[`/me/words/${line}`, { words: 'theirs' }], [`/me/access/${need}`, { words: 'theirs', for_what: 'post' }], ['/me/words/0', { words: 'x' }], ['/me/words/zzz', { words: 'x' }], ['/me/access/0', { words: 'x', for_what: 'post' }]]) {
    assert.equal((await q.open(url)).status, 404, `GET ${url}`);
    await q.open('/me/name');
    assert.equal((await send(q, url, fields)).status, 404, `POST ${url}`);
  }
  for (const [url, fields] of [[`/me/words/${line}`, { act: 'drop' }], [`/me/access/${need}`, { act: 'drop' }], ['/me/pens', { act: 'drop', id: pen }]]) { await q.open('/me/name'); await send(q, url, fields); }
  assert.match(main(await p.open('/me/words')), /Mine alone/);
  assert.match(main(await p.open('/me/access')), /A ramp/);
  assert.match(main(await p.open('/me/pens')), /Quill/);
});

// ---- stopping by the link in a letter ----

test('a stop link: opening changes nothing, one press without signing in stops it, twice is calm', async () => {
  const p = await member('Stop', 'stop@x.example'), desk = await officer(), id = await idOf(desk, 'stop@x.example');
  await p.open('/me/consents');
  await send(p, '/me/consents', { purpose: 'bulletin', act: 'give' });
  await send(p, '/me/consents', { purpose: 'counts', act: 'give' });
  const stop = `/stop/${execFileSync(join(dirname(KITH), 'tests/stop_token'), [join(home.data, 'secret.key'), id, 'bulletin'], { encoding: 'utf8' }).trim()}`;
  await sleep(1100);
  const was = home.dump();
  for (let i = 0; i < 3; i++) assert.match(main(await someone().open(stop)), /Stop this\?[\s\S]*bulletin by e-mail/);
  assert.equal((await someone().ask('HEAD', stop)).status, 200);
  assert.equal((await someone().ask('POST', `${stop.slice(0, -1)}${stop.endsWith('A') ? 'B' : 'A'}`, { body: '' })).status, 404);
  assert.equal(home.dump(), was, 'nothing was changed');
  const machine = someone();                              // as a mail program does it: RFC 8058, no cookie, no form of ours
  const done = await machine.ask('POST', stop, { body: 'List-Unsubscribe=One-Click', headers: { Origin: 'https://mail.example', 'Sec-Fetch-Site': 'cross-site' } });
  assert.equal(done.status, 200);
  assert.match(main(done), /It has stopped/);
  assert.equal(machine.jar.size, 0, 'no cookie is given for it');
  assert.match(main(await p.open('/me/consents')), /bulletin by e-mail[\s\S]*Taken back/);
  assert.match(main(p.page), /Count me[\s\S]*Take this back/, 'nothing else is stopped');
  assert.match(main(await someone().open(stop)), /has stopped already/);
  const q = someone();
  assert.match(main(await q.ask('POST', stop, { body: '' })), /It has stopped/);
  for (const url of ['/stop/AAAAAAAAAAAAAAAAAAAAAA', `/stop/${'A'.repeat(120)}`, '/stop/%20']) {
    assert.equal((await someone().open(url)).status, 404, url);
    assert.equal((await someone().ask('POST', url, { body: '' })).status, 404, url);
  }
});

// ---- the desk: first a reason, then finding, opening, changing; the person reads all of it ----

test('nobody is found or opened before a reason was said, and the person reads it', async () => {
  const p = await member('Seen', 'seen@x.example'), a = await signedIn('admin@hearth.example');
  const id = sql(home, 'select max(id) from person')[0];
  for (const url of ['/desk/people', '/desk/people?q=canary', `/desk/people/${id}`, '/desk/likeness']) {
    const r = await a.open(url);
    assert.match(main(r), /Say first what you are doing/, url);
    assert.doesNotMatch(main(r), /Canary/, `${url} shows nobody`);
  }
  assert.match(main(await p.open('/me/viewed')), /Nobody has looked at your record/);
  await a.open('/desk/people');
  mend(await a.press(/^Go on$/, { why: 'x' }), 'why', /few words/, { why: 'x' });
  await a.open(`/desk/people/${id}`);
  await a.press(/^Go on$/, { why: 'Welcome calls <November>' });
  assert.match(a.page.url, new RegExp(`/desk/people/${id}$`), 'and on to where they were going');
  assert.match(main(a.page), /Canary Seen/);
  const seen = main(await p.open('/me/viewed'));
  assert.match(seen, /Opened your record[\s\S]*Administrator[\s\S]*Welcome calls &lt;November&gt;/);
  for (let i = 0; i < 3; i++) await a.open(`/desk/people/${id}`);
  assert.equal([...main(await p.open('/me/viewed')).matchAll(/Opened your record/g)].length, 1, 'the same look within ten minutes is one');
  await a.open('/desk/people');
  await a.press(/Go on with this/, { why: 'Somebody wrote back' });
  await a.open('/desk/people?q=canary+seen');
  await a.open(`/desk/people/${id}`);
  assert.match(main(await p.open('/me/viewed')), /Opened your record[\s\S]*Somebody wrote back[\s\S]*Saw your name in a search[\s\S]*Somebody wrote back[\s\S]*Welcome calls/);
  assert.match((await p.open('/me/data')).text, /Who looked at your record/);
});

test('people are found by name in any script, by address, by group and place', async () => {
  await member('Zoë Ångström', 'zoe@x.example');
  await member('محمد', 'arabic@x.example');
  await member('王小明', 'chinese@x.example');
  const g = someone();
  await g.join('Canary Keeper', 'keeper@x.example', 'group', { group_name: 'Saucer Menders', about: 'We meet.', directory: 'public' });
  const desk = await officer(), found = async q => [...main(await desk.open(`/desk/people?${body(q)}`)).matchAll(/<a href="\/desk\/people\/\d+" dir="auto">([^<]*)<\/a>/g)].map(m => m[1]);
  for (const q of ['angstr', 'ZOË canary', 'zoe@x.example', ' ZOE@X.example']) assert.deepEqual(await found({ q }), ['Canary Zoë Ångström'], q);
  assert.deepEqual(await found({ q: 'محم' }), ['Canary محمد']);
  assert.deepEqual(await found({ q: '小明' }), ['Canary 王小明']);
  assert.deepEqual(await found({ q: 'ngstrom' }), []);
  assert.match(main(desk.page), /Nobody is found with that/);
  assert.deepEqual(await found({ group: 'saucer' }), ['Canary Keeper']);
  assert.deepEqual(await found({ q: 'keeper', group: 'saucer-menders' }), ['Canary Keeper']);
  assert.deepEqual(await found({ q: 'zoe', group: 'saucer-menders' }), []);
  for (const q of ['%', "'", '((', '<b>', '\\', 'x'.repeat(500)]) assert.equal((await desk.open(`/desk/people?${body({ q, page: '-3' })}`)).status, 200, q);
});

test('every act on a record is done, mended where it has to be, and read by the person', async () => {
  const p = await member('Act', 'act@x.example'), desk = await officer(), id = await idOf(desk, 'act@x.example'), url = `/desk/people/${id}`;
  const act = async (words, filled) => { await desk.open(url); return desk.press(words, filled); };
  mend(await act(/Change the name/, { name: '' }), 'name', /one letter/);
  assert.match(main(await act(/Change the name/, { name: 'Canary Acted' })), /<h1[^>]*>Canary Acted/);
  mend(await act(/Add this address/, { kind: 'email', value: 'not-one' }), 'value', /whole address/, { value: 'not-one' });
  assert.match(main(await act(/Add this address/, { kind: 'phone', value: '01632 960 333' })), /01632 960 333[\s\S]*confirmed .*, by voice/);
  assert.deepEqual([await idOf(desk, '+441632960333'), await idOf(desk, '01632 960333')], [id, id], 'found however the number is written');
  await desk.open(url);
  const phone = /address-take"><input type="hidden" name="address" value="(\d+)">\s*<button[^>]*>Take it away <span class="hidden">01632/.exec(desk.page.text)[1];
  assert.doesNotMatch(main(await send(desk, url, { act: 'address-take', address: phone })), /01632 960 333/);
  mend(await act(/Move, and send/, { class: 'individual' }), 'class', /in this class already/);
  mend(await act(/Move, and send/, { class: 'group' }), 'class', /classes for people/);
  assert.match(main(await act(/Move, and send/, { class: 'supporter' })), /Supporter[\s\S]*now[\s\S]*Individual member[\s\S]*moved class/);
  assert.match((await home.letterTo('act@x.example', /A change to how you are with us/)).text, /Supporter/);
  mend(await act(/I read it to them/, { purpose: 'keep' }), 'purpose', /Choose one of these/);
  assert.match(main(await act(/I read it to them/, { purpose: 'phone' })), /You may call me[\s\S]*voice, read back/);
  assert.match(main(await act(/They take it back/, {})), /taken back/);
  mend(await act(/Make them a contact/, { group: 'no-such-group' }), 'group', /No group has this address/, { group: 'no-such-group' });
  assert.match(main(await act(/Make them a contact/, { group: 'the-quiet-cafe' })), /The Quiet Café[\s\S]*a contact since/);
  mend(await act(/Make them a contact/, { group: 'the-quiet-cafe' }), 'group', /already/);
  assert.match(main(await act(/No longer a contact/, {})), /The Quiet Café[\s\S]*until/);
  const far = new Date(Date.now() + 800 * 864e5).toISOString().slice(0, 10), soon = new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10), sooner = new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10);
  for (const [note, until, review] of [['', soon, ''], ['Knock twice', far, ''], ['Knock twice', 'one day', ''], ['Knock twice', sooner, soon]]) mend(await act(/Keep this note/, { note, until, review }), 'note', /within two years/, { note, until, review });
  assert.match(main(await act(/Keep this note/, { note: 'Knock twice', until: soon, review: sooner })), /Knock twice[\s\S]*look again[\s\S]*goes /);
  assert.match((await p.open('/me/data')).text, /Knock twice/, 'the person reads the note');
  assert.doesNotMatch(main(await act(/Take this note away/, {})), /Knock twice/);
  assert.equal((await send(desk, url, { act: 'nothing-we-know' })).status, 404);
  await desk.open(url);
  assert.equal((await send(desk, '/desk/people/4711', { act: 'name', name: 'x' })).status, 404);
  const seen = main(await p.open('/me/viewed'));
  for (const words of ['The name', 'An address was added', 'An address was taken away', 'Moved to another class', 'Agreed to something by voice', 'Something was taken back', 'Made a contact of a group', 'No longer a contact of a group'])
    assert.match(seen, new RegExp(`Changed something in your record[\\s\\S]*${words}\\. ${say.why}`), words);
  assert.match(seen, /Wrote or took away a note/);
  mend(await act(/End the membership/, { why: 'bored' }), 'why', /Choose why/);
  assert.match(main(await act(/End the membership/, { why: 'own wish' })), /left/);
  mend(await act(/Erase this person/, {}), 'sure', /Tick this/);
  assert.match((await act(/Erase this person/, { sure: '1' })).url, /\/desk\/people$/);
  assert.equal((await desk.open(url)).status, 404);
  assert.equal(await idOf(desk, 'act@x.example'), undefined);
  assert.equal((await p.open('/me', { follow: false })).status, 303, 'and is signed in nowhere');
  assert.doesNotMatch((await desk.open('/desk')).text, /Acted/);
});

test('whoever has a role is neither ended nor erased before it is taken back', async () => {
  const desk = await officer(), id = await idOf(desk, 'admin@hearth.example');
  await desk.open(`/desk/people/${id}`);
  mend(await desk.press(/End the membership/, { why: 'other' }), 'why', /Take it back first/);
  await desk.open(`/desk/people/${id}`);
  mend(await desk.press(/Erase this person/, { sure: '1' }), 'sure', /Take it back first/);
  assert.equal((await desk.open('/desk')).status, 200);
});

// ---- records that look alike ----

test('records that look alike are kept apart, joined, and parted again', async () => {
  await member('Twin', 'twins@x.example');
  await member('Twin', 'other-twin@x.example');
  await member('Third', 'third@x.example');
  const desk = await officer(), one = await idOf(desk, 'twins@x.example'), two = await idOf(desk, 'other-twin@x.example'), three = await idOf(desk, 'third@x.example');
  const add = async (id, value) => { await desk.open(`/desk/people/${id}`); await desk.press(/Add this address/, { kind: 'post', value }); };
  const alike = async () => main(await desk.open('/desk/likeness'));
  await add(one, '1 Quiet Street, Bangor');
  await add(three, '1 quiet street,  bangor');
  assert.doesNotMatch(await alike(), /Canary Third/, 'one address, two names: nothing to decide');
  await add(two, '1 Quiet Street, Bangor');
  assert.match(await alike(), /The same address and names that are alike[\s\S]*Canary Twin[\s\S]*Canary Twin/);
  await desk.press(/keep the first record/);
  assert.match(main(desk.page), /Joined in the last thirty days[\s\S]*Canary Twin/);
  const [kept, gone] = [one, two].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)), mail = { [one]: 'twins@x.example', [two]: 'other-twin@x.example' };
  assert.match(main(await desk.open(`/desk/people/${kept}`)), /twins@x\.example[\s\S]*other-twin@x\.example|other-twin@x\.example[\s\S]*twins@x\.example/);
  assert.match(main(await desk.open(`/desk/people/${gone}`)), /joined to another record/);
  assert.equal(await idOf(desk, mail[gone]), kept, 'either address leads to the one');
  well();
  const q = await signedIn(mail[gone]);
  assert.match(main(await q.open('/me/viewed')), /Joined two records that were both yours/, 'whichever address they sign in with');
  await alike();
  await desk.press(/Part them again/);
  assert.equal(await idOf(desk, mail[gone]), gone);
  assert.doesNotMatch(main(await desk.open(`/desk/people/${kept}`)), new RegExp(`dir="auto">${mail[gone]}<`));
  assert.doesNotMatch(await alike(), /Canary Twin/, 'parted is kept apart, and nothing is left to undo');
  well();
  await member('Pair', 'pair1@x.example');
  await member('Pair', 'pair2@x.example');
  for (const m of ['pair1', 'pair2']) await add(await idOf(desk, `${m}@x.example`), '2 Quiet Street');
  assert.match(await alike(), /Canary Pair/);
  await desk.press(/keep them apart/);
  assert.doesNotMatch(main(desk.page), /Canary Pair/);
  await add(await idOf(desk, 'pair1@x.example'), '2 Quiet Street');
  assert.doesNotMatch(await alike(), /Canary Pair/, 'for good');
  await desk.open('/desk/people');
  for (const fields of [{ act: 'into-a', a: one, b: one }, { act: 'apart', a: one, b: three }, { act: 'part', merge: '4711' }]) { await desk.open('/desk/people'); assert.equal((await send(desk, '/desk/likeness', fields)).status, 409, JSON.stringify(fields)); }
  await desk.open('/desk/people');
  assert.equal((await send(desk, '/desk/likeness', { act: 'other' })).status, 404);
});

// ---- who may ----

test('members are told that it is not theirs, strangers to sign in; an editor is no officer', async () => {
  const p = await member('Plain', 'plain@x.example'), id = sql(home, 'select max(id) from person')[0], desk = await signedIn('admin@hearth.example');
  const DOORS = ['/desk/people', `/desk/people/${id}`, `/desk/people/${id}/copy`, '/desk/likeness', '/desk/roles', '/desk/two', '/desk/requests', '/desk/lists', '/desk/segments', '/desk/classes', '/desk/register', '/desk/retention'];
  for (const url of DOORS) {
    assert.equal((await p.open(url)).status, 403, `GET ${url}`);
    const r = await someone().open(url, { follow: false });
    assert.equal(r.status, 303, url);
    assert.match(r.headers.location, /^\/sign-in/, url);
  }
  const was = sql(home, 'select count(*) from audit')[0];
  for (const url of ['/desk/people/reason', `/desk/people/${id}`, '/desk/likeness', '/desk/roles', '/desk/two/7', '/desk/requests', '/desk/lists', '/desk/segments', '/desk/register']) {
    await p.open('/me/name');
    assert.equal((await send(p, url, { act: 'name', name: 'x', why: 'because' })).status, 403, `POST ${url}`);
    assert.match((await someone().ask('POST', url, { body: 'act=name', follow: false })).headers.location ?? '', /^\/sign-in/, `POST ${url} by a stranger`);
  }
  assert.equal(sql(home, 'select count(*) from audit')[0], was, 'nobody was looked at');
  await member('Editor', 'editor@x.example');
  await desk.open('/desk/roles');
  await desk.press(/Ask for this role/, { email: 'editor@x.example', role: 'editor', why: 'they write well' });
  const e = await signedIn('editor@x.example');
  assert.equal((await e.open('/desk')).status, 200);
  for (const url of ['/desk/people', `/desk/people/${id}`, '/desk/likeness', '/desk/roles']) assert.equal((await e.open(url)).status, 403, url);
});

test('a role needs a second administrator, who is never the one that asked', async () => {
  await member('Second', 'second@x.example');
  await member('Clerk', 'clerk@x.example');
  const a = await signedIn('admin@hearth.example');
  await a.open('/desk/roles');
  mend(await a.press(/Ask for this role/, { email: 'clerk@x.example', role: 'officer', why: 'x' }), 'why', /Say why/, { email: 'clerk@x.example' });
  await a.open('/desk/roles');
  mend(await a.press(/Ask for this role/, { email: 'nobody@x.example', role: 'officer', why: 'she is good' }), 'email', /Nobody here has this address/, { why: 'she is good' });
  await a.open('/desk/roles');
  mend(await a.press(/Ask for this role/, { email: 'clerk@x.example', why: 'she is good' }), 'role', /Choose one of the roles/);
  await a.open('/desk/roles');
  assert.match((await a.press(/Ask for this role/, { email: 'second@x.example', role: 'administrator', why: 'so that we are two' })).text, /only administrator, so nobody else was asked/);
  const b = await signedIn('second@x.example');
  await a.open('/desk/roles');
  assert.match((await a.press(/Ask for this role/, { email: 'clerk@x.example', role: 'officer', why: 'she is good' })).text, /Another administrator finds it/);
  const c = await signedIn('clerk@x.example');
  assert.equal((await c.open('/desk/people')).status, 403, 'not before the second has said yes');
  await a.open('/desk/two');
  assert.match(main(a.page), /Canary Clerk[\s\S]*she is good[\s\S]*You asked for this/);
  const id = /action="\/desk\/two\/(\d+)"/.exec(a.page.text)[1];
  assert.equal((await send(a, `/desk/two/${id}`, { say: 'yes' })).status, 409, 'never one\'s own');
  assert.equal((await c.open('/desk/people')).status, 403);
  await c.open('/me/name');
  assert.equal((await send(c, `/desk/two/${id}`, { say: 'yes' })).status, 403);
  await b.open('/desk/two');
  await b.press(/Yes, do this/);
  assert.match(main(b.page), /Canary Clerk[\s\S]*Canary Second/);
  assert.match(main(await c.open('/desk/people')), /Say first what you are doing/);
  assert.match(main(await c.open('/me/viewed')), /Gave or took a role/);
  await b.open('/desk/roles');
  assert.equal((await send(b, `/desk/two/${id}`, { say: 'no' })).status, 409, 'decided is decided');
  await b.open('/desk/roles');
  const clerk = /name="person" value="(\d+)"><input type="hidden" name="role" value="officer"/.exec(b.page.text)[1];
  await send(b, '/desk/roles', { act: 'take', person: clerk, role: 'officer' });
  assert.equal((await c.open('/desk/people')).status, 403, 'what could do harm goes at once');
  await a.open('/desk/roles');
  await a.press(/Ask for this role/, { email: 'clerk@x.example', role: 'editor', why: 'after all' });
  await b.open('/desk/two');
  await b.press(/^No$/);
  assert.equal((await c.open('/desk')).status, 403, 'a no gives nothing');
});

// ---- what was typed too late ----

// Nobody did anything for so long: what is tallied in memory is written down when the program ends.
const still = async minutes => {
  await home.stop();
  sql(home, `update session set seen_at = seen_at - ${minutes * 60e6}, begun_at = begun_at - ${minutes * 60e6}`);
  await home.start();
};

test('a form that came after half an hour of stillness is kept for the same person, with nothing lost', async () => {
  const desk = await officer(), p = await member('Late', 'late@x.example'), id = await idOf(desk, 'late@x.example');
  await desk.open(`/desk/people/${id}`);
  const typed = { note: 'Line one\n\n<b>two</b> & "three"  ', until: new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10), review: '' };
  await still(29);
  assert.equal((await p.open('/me')).status, 200);
  assert.match(main(await desk.open(`/desk/people/${id}`)), /Canary Late/, '29 minutes are not half an hour');
  await desk.open(`/desk/people/${id}`);
  await still(31);
  const late = await desk.press(/Keep this note/, typed);
  assert.match(late.url, /\/sign-in/);
  assert.match(late.text, /What you typed is kept for you/);
  assert.equal(sql(home, 'select count(*) from staff_note')[0], '0', 'nothing was done with it');
  assert.equal((await p.open('/me')).status, 200, 'a member\'s session bears twelve hours');
  const other = await signedIn('second@x.example');
  await desk.press(/link/, { email: 'admin@hearth.example' });
  await desk.open((await home.letterTo('admin@hearth.example', /Your link/)).link);
  await desk.press(/^Sign in$/);
  assert.match(desk.page.url, /\/me\/kept\//, 'signing in leads back to it');
  const kept = desk.page.url;
  assert.match(main(desk.page), /What you typed is here[\s\S]*Line one[\s\S]*&lt;b&gt;two&lt;\/b&gt; &amp;/);
  const fields = Object.fromEntries(desk.form(/Send it now/).fields);
  assert.equal(fields.note, typed.note);
  assert.equal(fields.until, typed.until);
  assert.equal(fields.act, 'note');
  assert.equal((await other.open(kept)).status, 404, 'nobody else reads it');
  assert.equal((await p.open(kept)).status, 404);
  assert.equal((await someone().open(kept, { follow: false })).status, 303);
  await desk.open('/desk/people');
  await desk.press(/^Go on$/, { why: 'what I was doing before' });
  await desk.open(kept);
  await desk.press(/Send it now/);
  assert.match(main(desk.page), /Line one/, 'it is done now');
  assert.equal(sql(home, 'select count(*) from staff_note')[0], '1');
  await desk.open(kept);
  await desk.press(/Throw it away/);
  assert.equal((await desk.open(kept)).status, 404);
});

test('what a member typed after twelve hours is kept too, and a borrowed form is not', async () => {
  const p = await member('Slow', 'slow@x.example');
  await p.open('/me/words');
  await still(13 * 60);
  const forged = someone();
  forged.jar = new Map(p.jar);
  const refused = await forged.ask('POST', '/me/words', { body: body({ csrf: 'A'.repeat(43), words: 'not mine' }), follow: false });
  assert.match(refused.headers.location, /^\/sign-in/);
  assert.equal(sql(home, `select count(*) from kept_form where path = '/me/words'`)[0], '0', 'without the form\'s own token nothing is kept');
  const words = `I speak "Cymraeg" & 中文 ${'long '.repeat(40)}`.trim();
  await p.press(/Add this line/, { words, staff: '1' });
  assert.match(p.page.url, /\/sign-in/);
  await p.press(/link/, { email: 'slow@x.example' });
  await p.open((await home.letterTo('slow@x.example', /Your link/)).link);
  await p.press(/^Sign in$/);
  await p.press(/Send it now/);
  assert.match(p.page.url, /\/me\/words$/);
  assert.match(main(p.page), /Cymraeg[\s\S]*中文[\s\S]*Staff may see it/);
});

test('a passphrase that was typed too late is kept nowhere', async () => {
  const p = await member('Secret', 'secret@x.example');
  await p.open('/me/sign-in/passphrase');
  await still(13 * 60);
  await p.press(/Keep this passphrase/, { passphrase: 'correct horse battery' });
  assert.match(p.page.url, /\/sign-in/);
  await p.press(/link/, { email: 'secret@x.example' });
  await p.open((await home.letterTo('secret@x.example', /Your link/)).link);
  await p.press(/^Sign in$/);
  assert.match(p.page.url, /\/me$/, 'there is nothing to send again');
  assert.equal(sql(home, `select count(*) from kept_form where path like '/me/sign-in%'`)[0], '0');
});
