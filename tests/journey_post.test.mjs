// SPDX-License-Identifier: AGPL-3.0-or-later
// The post room from an item that a stranger offers to a letter that comes back.  Rules R1 to R3, R7, R23 to R26; T22, T33, T34, T36, T42.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { network, Person, sleep, KITH, forms } from './lib.mjs';
import { assertLetters } from './letters.mjs';
import { ask as rows, until } from './outbox.mjs';
import { fill, send } from './asks.mjs';
import { FACTS, bulletins, button, day, edition, item, sendAll, sectionNamed } from './posts.mjs';

const count = sql => Number(rows(net, sql)[0]);
const LETTERS = ['About what you sent', 'A test copy', 'Your letter of the day'], LATER = ['A day that you named'];
const mailIn = (raw, recipient = '') => execFileSync(KITH, ['receive-mail', '--data', net.data, ...net.db], { input: raw, env: { ...process.env, RECIPIENT: recipient }, stdio: ['pipe', 'pipe', 'pipe'] });
let net, admin, second, zoe, ada;
before(async () => {
  net = await network({ groups: null });
  admin = new Person(net); await admin.signIn('admin@hearth.example');
  second = new Person(net); await second.join('Marek', 'marek@home.example');
  zoe = new Person(net); await zoe.join('Zoë', 'zoe@home.example', 'individual', { bulletin: '1' });
  ada = new Person(net); await ada.join('Ada', 'ada@home.example', 'individual', { bulletin: '1' });
  const silent = new Person(net); await silent.join('Silent', 'silent@home.example');
  await admin.open('/desk/roles');
  await admin.press(/Ask for this role/, { email: 'marek@home.example', roles: 'editor', role: 'editor', why: 'to read bulletins' });
  await second.signIn('marek@home.example');
});
after(() => net.closed(() => { assertLetters(net, LETTERS); assert.equal(LATER.length, 1); }));

const offer = (title, section = '2', more = {}) => ({ 'q-section': section, 'q-title': title, 'q-words': 'We look for people who ride the night bus.', 'q-link': 'https://club.example/night', 'q-note': '', 'q-run-by': 'The Kettle Club', 'q-run_by': 'The Kettle Club',
  'q-lived-led': 'yes', 'q-lived_led': 'yes', 'q-until': day(9), 'q-purpose': FACTS.purpose, 'q-payment': FACTS.payment, 'q-paid_when': FACTS.paid_when, 'q-access': FACTS.access, 'q-anonymity': FACTS.anonymity, 'q-data_use': FACTS.data_use, 'q-may_change': FACTS.may_change,
  'q-hear_back': FACTS.hear_back_on, ...more });
let stranger, night;

test('a stranger offers something through the door, with its whole box of facts', async () => {
  stranger = new Person(net);
  await fill(stranger, 'bulletin', offer('Night bus riders wanted'), { name: 'Kit', reach_kind: 'email', reach: 'kit@club.example' });
  await send(stranger);
  const other = new Person(net);
  await fill(other, 'bulletin', offer('A thing that is not for us', '0'), { name: 'Lo', reach_kind: 'email', reach: 'lo@club.example' });
  await send(other);
  await admin.open('/desk/items/of/bulletin');
  assert.match(admin.page.text, /Night bus riders wanted/);
  night = /\/desk\/items\/(\d+)"[^>]*>Night bus/.exec(admin.page.text)[1];
  await admin.open(`/desk/items/${night}`);
  for (const words of [FACTS.payment, FACTS.access, 'The Kettle Club']) assert.ok(admin.page.text.includes(words), words);
});

test('R23: without a fact it stays where it is, and what was typed stays typed', async () => {
  await admin.press(/Keep and accept/, { payment: '' });
  assert.equal(admin.page.status, 422);
  assert.match(admin.page.text, /Say what is paid; or/);
  assert.match(admin.page.text, /We look for people who ride/);
  assert.equal(rows(net, `select state from item where id = ${night}`)[0], 'offered');
  await admin.open(`/desk/items/${night}`);
  await admin.press(/Keep and accept/, { payment: 'Unpaid' });
  assert.match(admin.page.text, /Say why it is unpaid/);
  await admin.open(`/desk/items/${night}`);
  await admin.press(/Keep and accept/);
  assert.equal(rows(net, `select state from item where id = ${night}`)[0], 'accepted');
});

test('R24: an item of others runs for two weeks at most', async () => {
  await admin.open('/desk/items/new/bulletin');
  const section = sectionNamed(admin, 'News');
  await admin.press(/^Keep it$/, { section, title: 'A long one', body: 'It goes on and on for a month.', runs_from: day(0), runs_to: day(30), own: null });
  assert.equal(admin.page.status, 422);
  assert.match(admin.page.text, /Two weeks at most/);
});

test('a kind no reaches whoever offered it; where it stands is on their own page', async () => {
  await admin.open('/desk/items/of/bulletin');
  await admin.open(/\/desk\/items\/(\d+)"[^>]*>A thing that is not/.exec(admin.page.text)[0].split('"')[0]);
  await admin.press(/Do not put it in/, { decline: 'There was no room this week.' });
  const l = await net.letterTo('lo@club.example', /About what you sent/);
  assert.match(l.text, /There was no room this week/);
  await stranger.open('/ask/bulletin/sent');
  assert.match(stranger.page.text, /It goes into the bulletin/);
});

let first;
test('an edition is laid out by pressing alone; those led by lived experience stay first (R25); the same person does not check it', async () => {
  await item(admin, 'Own news of the week', 'From the network');
  await item(admin, 'Tea on Tuesday', 'News');
  await item(admin, 'Led by us: a walk', 'News', { lived_led: '1' });
  first = await edition(admin);
  for (const title of ['Tea on Tuesday', 'Led by us: a walk', 'Own news of the week', 'Night bus riders wanted']) {
    await admin.open(`/desk/editions/${first}`);
    await admin.press(new RegExp(`^In: ${title}`));
    assert.equal(admin.page.status, 200);
  }
  await admin.open(`/desk/editions/${first}`);
  assert.ok(admin.page.text.indexOf('Led by us: a walk') < admin.page.text.indexOf('Tea on Tuesday'));
  await admin.press(/^Up: Tea on Tuesday/);
  assert.equal(admin.page.status, 409);
  await admin.open(`/desk/editions/${first}`);
  await admin.press(/Keep these words/, { title: 'The first one', intro: 'Members think this is good.' });
  assert.equal(admin.page.status, 422, 'R27 holds here too');
  await admin.press(/Keep these words/, { title: 'The first one', intro: 'Hello. This is what we have this week.' });
  await admin.open(`/desk/editions/${first}`);
  await admin.press(/Send a test copy/);
  await net.letterTo('admin@hearth.example', /^A test copy$/);
  await admin.open(`/desk/editions/${first}`);
  await admin.press(/It is laid out/);
  assert.match(admin.page.text, /You laid it out, so somebody else reads it/);
  assert.equal((await button(admin, first, 'act', 'check')).status, 409);
  const outside = new Person(net);
  assert.equal((await outside.open('/bulletins/bulletin')).status, 200);
  assert.doesNotMatch(outside.page.text, /The first one/);
  await second.open(`/desk/editions/${first}`);
  await second.press(/I have read it/);
  await second.press(/Send it at that time/, { day: '2020-01-01', hour: '9' });
  assert.equal(second.page.status, 422);
  await second.press(/Send it at that time/, { day: day(3), hour: '9' });
  assert.match(rows(net, `select state from edition where id = ${first}`)[0], /scheduled/);
  await second.open(`/desk/editions/${first}`);
  assert.match(second.page.text, /9\.00am/);
  await second.press(/Open it again/);
  await admin.open(`/desk/editions/${first}`); await admin.press(/It is laid out/);
  await second.open(`/desk/editions/${first}`); await second.press(/I have read it/);
  await second.press(/Send it now/);
  assert.equal(second.page.status, 200);
});

test('it goes to those who agreed to it and to nobody else (R1), each with its way out (R2), nothing loaded or counted (R3)', async () => {
  await until(() => rows(net, `select state from edition where id = ${first}`)[0] === 'sent', 20000, () => net.log);
  const all = bulletins(net);
  assert.deepEqual(all.map(l => l.to).sort(), ['ada@home.example', 'zoe@home.example']);
  for (const l of all) {
    const m = await simpleParser(Buffer.from(l.raw, 'latin1'));
    assert.equal(m.from.value[0].name, 'Weekly letter');
    assert.match(m.subject, /^Weekly letter, \d/);
    for (const words of ['Night bus riders wanted', 'Led by people with lived experience', 'In the words of The Kettle Club', FACTS.access, 'Hello. This is what we have']) { assert.ok(m.text.includes(words), words); assert.ok(m.html.includes(words), words); }
    assert.doesNotMatch(l.raw, /<img|open\?|pixel/i);
    assert.equal(m.headers.get('list').id.name, 'bulletin.127.0.0.1');
  }
  const links = l => [...l.html.matchAll(/href="([^"]*)"/g)].map(x => x[1]).filter(u => !/\/stop\//.test(u)).join();
  assert.equal(links(all[0]), links(all[1]), 'no link knows who reads it');
  const page = new Person(net);
  await page.open('/bulletins/bulletin');
  await page.open(/\/bulletins\/bulletin\/[\d-]+/.exec(page.page.text)[0]);
  assert.match(page.page.text, /Night bus riders wanted/);
  assert.match((await page.open(`${page.page.url}.txt`)).text, /Night bus riders wanted/);
  const feed = await page.open('/bulletins/bulletin.atom');
  assert.match(feed.headers['content-type'], /atom/);
  assert.match(feed.text, /The first one/);
  await page.open('/search?q=riders');
  assert.match(page.page.text, /Night bus riders wanted/);
});

test('T36: opening the link changes nothing, one press without a sign-in stops it, twice is the same, and a letter for nobody is answered alike', async () => {
  const l = bulletins(net).find(x => x.to === 'zoe@home.example'), url = /List-Unsubscribe: <([^>]+)>/.exec(l.raw.replace(/\r\n[ \t]+/g, ' '))[1];
  const scanner = new Person(net), alive = "select count(*) from consent where purpose = 'bulletin' and withdrawn_at = 0";
  for (let i = 0; i < 5; i++) { await scanner.open(url); await scanner.ask('HEAD', url); }
  assert.equal(count(alive), 2);
  const type = { 'Content-Type': 'application/x-www-form-urlencoded' }, one = 'List-Unsubscribe=One-Click';
  assert.equal((await new Person(net).ask('POST', url, { body: one, headers: type, follow: false })).status, 200);
  assert.equal(count(alive), 1);
  assert.equal((await new Person(net).ask('POST', url, { body: '', follow: false })).status, 200);
  assert.equal((await new Person(net).ask('POST', url, { body: `--one-boundary-1\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--one-boundary-1--\r\n`, headers: { 'Content-Type': 'multipart/form-data; boundary=one-boundary-1' }, follow: false })).status, 200);
  assert.equal((await new Person(net).ask('POST', url.slice(0, -3) + 'AAA', { body: one, follow: false })).status, 404);
  assert.equal(count(alive), 1);
  const gone = new Person(net);
  await gone.join('Gone', 'gone@home.example', 'individual', { bulletin: '1' });
  assert.equal(count(alive), 2);
  await item(admin, 'Second news', 'From the network');
  const id = await edition(admin);
  await sendAll(admin, second, id);
  await until(() => rows(net, `select state from edition where id = ${id}`)[0] === 'sent', 20000, () => net.log);
  assert.deepEqual(bulletins(net).map(x => x.to).sort(), ['ada@home.example', 'ada@home.example', 'gone@home.example', 'zoe@home.example'], 'nothing more to her who stopped it');
  const dead = bulletins(net).find(x => x.to === 'gone@home.example'), deadUrl = /List-Unsubscribe: <([^>]+)>/.exec(dead.raw.replace(/\r\n[ \t]+/g, ' '))[1];
  await gone.open('/me/leave');
  await gone.press(/Do this|Go on|Yes|Leave|Rest|Choose/, { how: 'erase' });
  for (let i = 0; i < 2 && forms(gone.page.text).some(f => f.buttons.some(b => /erase/i.test(b.words))); i++) await gone.press(/erase/i);
  const after = await new Person(net).ask('POST', deadUrl, { body: one, headers: type, follow: false });
  assert.equal(after.status, 200);
});

test('why it came, or not, is answered on one’s own page and at the desk', async () => {
  await zoe.open('/me/post');
  assert.match(zoe.page.text, /It was sent on [\s\S]*because of what was agreed to/);
  assert.match(zoe.page.text, /It was not sent: it had not been agreed to, or that was taken back/);
  await admin.open('/desk/post');
  await admin.press(/^Look$/, { email: 'silent@home.example' });
  assert.match(admin.page.text, /It was not sent: it had not been agreed to/);
});

test('what was taken back goes from the archive, the feed, search and the bytes (R7)', async () => {
  await admin.open(`/desk/items/${night}`);
  await admin.press(/Take it back everywhere/);
  const page = new Person(net);
  await page.open('/search?q=riders');
  assert.doesNotMatch(page.page.text, /Night bus riders/);
  const [slug] = rows(net, `select slug from edition where id = ${first}`);
  await page.open(`/bulletins/bulletin/${slug}`);
  assert.equal(page.page.status, 200);
  assert.doesNotMatch(page.page.text, /Night bus/);
  assert.match(page.page.text, /Something stood here and was taken back/);
  assert.doesNotMatch((await page.open(`/bulletins/bulletin/${slug}.txt`)).text, /Night bus/);
  assert.equal(rows(net, 'select title from edition_item where gone_at > 0')[0] ?? '', '');
});

test('parts that are not wanted, text alone, the name outside, once a month: as chosen', async () => {
  await ada.open('/me/post');
  const boxes = [...ada.page.text.matchAll(/name="(section-\d+)"[^>]*>\s*<label[^>]*>([^<]*)</g)].map(m => [m[1], m[2]]), news = boxes.find(b => /News and events/.test(b[1]))[0];
  await ada.press(/Keep it so/, { plain: '1', named: '1', [news]: null, 'rhythm-bulletin': 'weekly' });
  assert.equal(ada.page.status, 200, ada.page.text.slice(0, 600));
  await zoe.open('/me/consents');
  const again = forms(zoe.page.text).find(f => f.fields.some(([n, v]) => n === 'purpose' && v === 'bulletin') && f.fields.some(([n, v]) => n === 'act' && v === 'give'));
  await zoe.ask('POST', again.action, { body: new URLSearchParams(again.fields).toString() });
  await zoe.open('/me/post');
  await zoe.press(/Keep it so/, { 'rhythm-bulletin': 'digest' });
  await item(admin, 'Third news', 'From the network');
  const id = await edition(admin), before = bulletins(net).length;
  await sendAll(admin, second, id);
  await until(() => rows(net, `select state from edition where id = ${id}`)[0] === 'sent', 20000, () => net.log);
  const fresh = bulletins(net).filter(l => new RegExp(`^Message-Id: <${id}\\.`, 'mi').test(l.raw));
  assert.equal(bulletins(net).length, before + 1);
  assert.equal(fresh[0].to, 'ada@home.example');
  assert.match(fresh[0].raw, /^Content-Type: text\/plain/m);
  assert.doesNotMatch(fresh[0].raw, /text\/html|Tea on Tuesday/);
  assert.match(fresh[0].from, /Hearth/);
  execFileSync('rm', [join(net.data, 'outbox', (execFileSync('grep', ['-l', fresh[0].id, '-r', join(net.data, 'outbox')], { encoding: 'utf8' })).trim().split('/').at(-1))]);
  await zoe.open('/me/post');
  assert.match(zoe.page.text, /it comes once a month, as chosen/);
});

const bounce = (to, status, words) => `From: MAILER-DAEMON@mx.example\r\nTo: ${to}\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ada@home.example\r\nAction: failed\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; 550 ${status} ${words}\r\n--b--\r\n`;
const returnTo = l => /<mailto:([^?]+)\?/.exec(l.raw.replace(/\r\n[ \t]+/g, ' '))[1];

test('T42: a report without a token of ours changes nothing; with it a hard one lets the address rest, which is told and ended by the person', async () => {
  const address = returnTo(bulletins(net).find(l => l.to === 'ada@home.example'));
  assert.match(address, /^no-reply\+[a-z2-7]{36}@/);
  mailIn(bounce('no-reply@localhost', '5.1.1', 'user unknown'));
  mailIn(bounce(address.replace(/\+....../, '+aaaaaa'), '5.1.1', 'user unknown'));
  assert.equal(count('select count(*) from address where paused_at > 0'), 0);
  mailIn(bounce(address, '5.7.1', 'blocked by reputation'));
  assert.equal(count('select count(*) from address where paused_at > 0'), 0);
  mailIn(bounce(address, '5.1.1', 'user unknown'), address);
  assert.equal(count('select count(*) from address where paused_at > 0'), 1);
  const back = new Person(net);
  await back.signIn('ada@home.example');
  assert.match(back.page.text, /Letters to an address of yours came back/);
  await back.open('/me');
  assert.match(back.page.text, /Letters to ada@home.example rest/);
  await admin.open('/desk/post');
  assert.match(admin.page.text, /Addresses that rest<\/dt><dd>1/);
  await back.open('/me/post');
  await back.press(/The address is right/);
  assert.equal(count('select count(*) from address where paused_at > 0'), 0);
  for (let i = 0; i < 5; i++) mailIn(bounce(address, '4.2.2', 'mailbox full'));
  assert.equal(count('select count(*) from address where paused_at > 0'), 1, 'five soft ones');
  await back.open('/me/post');
  await back.press(/The address is right/);
});

test('a complaint and a letter that says stop stop it; what a person writes waits to be read; notes of absence do nothing', async () => {
  const address = returnTo(bulletins(net).find(l => l.to === 'ada@home.example')), alive = "select count(*) from consent c join person_address a on a.person = c.person join address d on d.id = a.address where c.purpose = 'bulletin' and c.withdrawn_at = 0";
  mailIn(`From: ada@home.example\r\nTo: ${address}\r\nSubject: Away until Monday\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.\r\n`);
  mailIn(`From: Ada <ada@home.example>\r\nTo: ${address}\r\nSubject: Re: Weekly letter\r\n\r\nThank you, the walk was lovely.\r\n\r\nOn Monday somebody wrote:\r\n> Hello\r\n`);
  await admin.open('/desk/post');
  assert.match(admin.page.text, /Thank you, the walk was lovely/);
  assert.doesNotMatch(admin.page.text, /&gt; Hello|I am away/);
  await admin.press(/Dealt with/);
  const before = count(alive);
  mailIn(`From: ada@home.example\r\nTo: ${address}\r\nSubject: stop newsletter\r\n\r\n\r\n`, address);
  assert.equal(count(alive), before, 'another one');
  mailIn(`From: ada@home.example\r\nTo: ${address}\r\nSubject: stop bulletin\r\n\r\n\r\n`, address);
  assert.equal(count(alive), before - 1);
});

test('notices: together once a day, or never; links to sign in come at once', async () => {
  const one = new Person(net);
  await one.join('Daily', 'daily@home.example');
  await one.open('/me/post');
  await one.press(/Keep it so/, { 'kind-ask': 'daily' });
  await fill(one, 'bulletin', offer('A notice for one day', '0'), { reach_kind: '', reach: '' });
  await send(one);
  await sleep(300);
  assert.equal(net.letters().filter(l => l.to.includes('daily@') && /We have what you sent/.test(l.subject)).length, 0);
  assert.equal(count('select count(*) from notice_waiting'), 1);
  await net.stop();
  rows(net, "delete from setting where name = 'job:letters of the day'");
  await net.start();
  await net.letterTo('daily@home.example', /Your letter of the day/);
  assert.equal(count('select count(*) from notice_waiting'), 0);
});

test('R8: a hosted project’s letter has its own consent; agreeing to the host’s says nothing about it', async () => {
  await admin.open('/desk/bulletins');
  await admin.press(/^Make it$/, { name: 'Lantern letter', about: 'News of the project that we host, now and then.', outside_name: 'Lantern post' });
  assert.equal(admin.page.status, 200, admin.page.text.slice(0, 800));
  const host = count("select count(*) from consent where purpose = 'bulletin' and withdrawn_at = 0");
  assert.ok(host > 0);
  await item(admin, 'Project news', 'News', {}, 'lantern-letter');
  const one = new Person(net);
  await one.join('Lan', 'lan@home.example');
  await one.open('/me/consents');
  const offer = forms(one.page.text).find(f => f.fields.some(([n, v]) => n === 'purpose' && v === 'letter-lantern-letter'));
  await one.ask('POST', offer.action, { body: new URLSearchParams(offer.fields).toString() });
  const id = await edition(admin, 'lantern-letter');
  await sendAll(admin, second, id);
  await until(() => rows(net, `select state from edition where id = ${id}`)[0] === 'sent', 20000, () => net.log);
  assert.deepEqual(bulletins(net).filter(l => /List-Id: <lantern-letter/.test(l.raw)).map(l => [l.to, /Lantern post/.test(l.from)]), [['lan@home.example', true]]);
  await one.open('/me/leave');
  await one.press(/Do this|Go on|Stop|Choose/, { how: 'bulletin' });
  assert.equal(count("select count(*) from consent where purpose = 'letter-lantern-letter' and withdrawn_at = 0"), 0);
});
