// SPDX-License-Identifier: AGPL-3.0-or-later
// Each letter that the program can write, as somebody reads it: in a browser with axe, large, narrow, and by the rules of letters.mjs.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import AxeBuilder from '@axe-core/playwright';
import { network, Person, letter, filesBelow, here } from './lib.mjs';
import { fill, send, idOf, sort, weigh, decide } from './asks.mjs';
import { ask as rows } from './outbox.mjs';
import { editors, ready } from './posts.mjs';
import { assertLetters, bare, letterFaults, lettersOf, subjectsInSources, tellsTooMuch, words2047 } from './letters.mjs';

const sources = subjectsInSources(filesBelow(join(here, '../src')).filter(f => f.endsWith('.c'))), long = 'Langlebensverlängerungsverein'.repeat(3);
let net, browser, own, letters;
const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

before(async () => {
  net = await network({ groups: null });
  own = { name: 'Hearth Network', base: net.base };
  browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  const p = new Person(net), desk = new Person(net);
  await p.open('/sign-in');
  await p.press(/link/, { email: 'stranger@x.example' });
  for (const [email, name] of [['one@x.example', 'مجموعة الشاي'], ['two@x.example', long], ['three@x.example', 'Tea & <Cake>']]) {
    const q = new Person(net);
    await q.join('Gil', email, 'group', { group_name: name, about: 'x', by_and_for: 'x', directory: 'public', second_name: 'Two', second_email: `second-${email}` });
  }
  await p.open('/sign-in');
  await p.press(/link/, { email: 'one@x.example' });
  await desk.signIn('admin@hearth.example');
  await desk.open('/desk/groups');
  await desk.press(/List it/);
  await desk.open('/desk/groups');
  await desk.press(/List it/);
  await desk.open('/desk/groups');
  await desk.press(/Do not list/, { why_not: 'We could not reach you.' });
  await net.letterTo('three@x.example', /read/);
  const m = new Person(net);
  await m.join('Mem', 'mem@x.example', 'supporter');
  await m.open('/me/sign-in/passphrase');
  await m.press(/Keep this/, { passphrase: 'a kettle and nine lamps' });
  await m.open('/me/addresses');
  await m.press(/Send the letter/, { email: 'mem.too@x.example' });
  await m.open('/me/requests');
  await m.press(/Send this/, { kind: 'access', words: '' });
  await desk.open('/desk/people'); await desk.press(/^Go on$/, { why: 'Letters to look at' });
  const id = /\/desk\/people\/(\d+)"/.exec((await desk.open('/desk/people?q=mem%40x.example')).text)[1];
  await desk.open(`/desk/people/${id}`);
  await desk.press(/Move, and send the letter/, { class: 'individual' });
  const o = new Person(net), year = 365 * 864e5 * 1000;
  await desk.open('/desk/doors/outside');
  await desk.press(/^Keep it so$/, { capacity: '1', when_full: 'waits', closes: '2030-01-01' });
  await fill(o, 'outside', {}, { name: 'Jo', reach_kind: 'email', reach: 'asks@x.example' });
  const { ref } = await send(o), of = await idOf(desk, ref), w = new Person(net), d = new Person(net);
  await fill(w, 'outside', {}, { name: 'Kim', reach_kind: 'email', reach: 'waits@x.example' }); await send(w);
  await fill(d, 'outside', {}, { name: 'Lee', reach_kind: 'email', reach: 'draft@x.example' });
  await desk.open('/desk/doors/outside'); await desk.press(/Keep it open for longer/, { longer: '2030-02-01', why: 'The post was late.' });
  await sort(desk, of); await weigh(desk, of); await decide(desk, of, 'yes');
  await desk.open(`/desk/asks/${of}/answer`); await desk.press(/Send this answer/, { way: 'letter' });
  const day = n => new Date(Date.now() + n * 864e5).toISOString().slice(0, 10);
  await desk.open(`/desk/call-outs?ask=${of}`);
  await desk.press(/Put this call out/, { title: 'A call', purpose: 'To know what people see.', run_by: 'A council', payment: '25 an hour', paid_when: 'On the day', access: 'By phone', anonymity: 'Yes, under any name', data_use: 'Notes for a year', may_change: 'The timetable',
    how: 'Write to them', runs_from: day(0), runs_to: day(10), hear_back_on: day(20) });
  await desk.open('/desk/heard'); await desk.press(/Write it into the ledger/, { body: 'Lampton', said: 'Forty riders want it to stay.', said_on: '2026-03-01', 'ask-0': 'Keep it', body_email: 'clerk@x.example' });
  await desk.press(/Write down what happened/, { kind: 'silence' }); await desk.press(/Ask them later/, { email: 'mem@x.example' });
  const daily = new Person(net), { admin, second } = await editors(net, Person);
  await daily.join('Dai', 'daily@x.example');
  await daily.open('/me/post'); await daily.press(/Keep it so/, { 'kind-ask': 'daily' });
  await fill(daily, 'outside', {}, { reach_kind: '', reach: '' }); await send(daily);
  const edition = await ready(net, admin, second, 6);
  await admin.open(`/desk/editions/${edition}`); await admin.press(/Send a test copy/);
  const pen = new Person(net), pitch = { 'q-title': 'A bench', 'q-words': 'What it does.', 'q-note': '', 'q-voice': '0', 'q-needs': '' };
  await pen.join('Pen', 'pen@x.example');
  for (const [press, with_] of [[/Ask for it/, { fee: '150', due: '2030-01-01', answer: 'Yes.' }], [/Kindly no/, { answer: 'Not this one.' }]]) {
    await fill(pen, 'blog', pitch, { reach_kind: 'email', reach: 'pen@x.example', name: 'Pen' }); await send(pen);
    await desk.open('/desk/library?state=pitched'); await desk.open(/href="(\/desk\/library\/\d+)" dir="auto">/.exec(desk.page.text)[1]);
    await desk.press(press, with_);
  }
  await desk.open('/desk/glossary'); await desk.press(/^Put it in$/, { name: 'Care', also: '', summary: '' });
  await pen.open('/glossary/care'); await pen.press(/^Send it$/, { words: 'A kettle.', byline: '' });
  await desk.open('/desk/glossary'); await desk.press(/^Not this one/, { [/name="(why-\w+)"/.exec(desk.page.text)[1]]: 'It names a neighbour.' });
  await net.letterTo('pen@x.example', /^About what you said a word means$/);
  await net.letterTo('pen@x.example', /^About what you are writing$/); await net.letterTo('pen@x.example', /^About what you offered to write$/);
  await net.stop();
  rows(net, "delete from setting where name = 'job:letters of the day'");
  for (const sql of [`update look_back set due_at = due_at - ${year}`, `update call_out set hear_back_on = hear_back_on - ${year}`, `update entry set counted_at = counted_at - ${year} where counted_at > 0`, "update entry set keep_until = " + (Date.now() + 864e5) * 1000 + " where state = 'draft'"]) rows(net, sql);
  rows(net, "delete from job where kind in ('doors', 'voice')"); rows(net, "delete from setting where name like 'ran %'");
  rows(net, `insert into job(id, kind, about, run_at, tries, last_words) values (1, 'doors', 0, 0, 0, ''), (2, 'voice', 0, 0, 0, '')`);
  await net.start();
  for (const [to, s] of [['daily@x.example', /^Your letter of the day$/], ['admin@hearth.example', /^A test copy$/], ['waits@x.example', /About what you sent/], ['draft@x.example', /Something you began/], ['asks@x.example', /What came of it/], ['asks@x.example',
      /A day that you named/], ['clerk@x.example', /Before we publish/], ['mem@x.example', /Did you hear back/], ['asks@x.example', /More time/]]) await net.letterTo(to, s);
  for (const s of [/^Something was changed$/, /^About what you asked$/, /^A change to how/]) await net.letterTo('mem@x.example', s);
  const all = lettersOf(net).map(raw => ({ raw, ...letter(raw) }));
  letters = [...new Map(all.map(l => [l.text.replace(/https?:\/\/\S+/g, ''), l])).values()];         // those that differ by more than a link
});
after(async () => { await browser?.close(); assert.equal(await net?.end(), 0); });

test('every letter keeps the rules, and every subject in the sources is dull and known to a journey', () => {
  assertLetters(net, [...sources.keys()]);
  assert.ok(sources.size >= 4);
  for (const [subject, file] of sources) assert.equal(tellsTooMuch(subject), undefined, `${file}: "${subject}"`);
  // A letter by a way of its own would not be seen above: whoever calls letter_post gives a subject that stands there as a word.
  const calls = filesBelow(join(here, '../src')).filter(f => /\bletter_post\(tx/.test(readFileSync(f, 'utf8')) && !f.includes('/jobs/'));
  for (const f of calls) assert.ok(sources.files.has(f), `${f} posts letters whose subjects cannot be found in it`);
  const journeys = readdirSync(here).filter(f => /^(journey|sign_in).*\.mjs$/.test(f)).map(f => readFileSync(join(here, f), 'utf8')).join();
  for (const subject of sources.keys()) assert.ok(journeys.includes(`'${subject}'`), `no journey names the letter "${subject}" in its LETTERS`);
});

const AXE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// A letter is shown inside the page of a mail program, which has the landmarks and shows the subject as the heading.
const OF_PAGES = ['region', 'landmark-one-main', 'page-has-heading-one'];
async function shown(l, options, look) {
  const ctx = await browser.newContext(options), page = await ctx.newPage(), asked = [];
  page.on('request', r => { if (!r.url().startsWith('data:')) asked.push(r.url()); });
  await page.setContent(l.html);
  await look(page);
  assert.deepEqual(asked, [], 'a letter asks nobody for anything');
  await ctx.close();
}
async function axe(page, what) {
  const r = await new AxeBuilder({ page }).withTags(AXE).disableRules(OF_PAGES).analyze();
  assert.deepEqual(r.violations.map(v => `${v.id}: ${v.nodes[0].html.slice(0, 100)}`), [], what);
}

test('axe finds nothing in any letter, by day, by night and in forced colours', async () => {
  for (const l of letters) for (const options of [{}, { colorScheme: 'dark' }, { forcedColors: 'active' }]) await shown(l, options, page => axe(page, l.subject));
});

test('the checker itself bites', async () => {
  const html = letters[0].html.replace(/ lang="[^"]*"/g, '').replace(/<title>[^<]*<\/title>/, '').replace('<div', '<img src="data:,"><div');
  await shown({ html }, {}, page => assert.rejects(axe(page, 'mutant'), /html-has-lang|document-title/));
});

test('nothing goes sideways at 320 px, nor with text at 200%, and the words are all there', async () => {
  for (const l of letters) for (const [width, css] of [[320, ''], [640, 'html{font-size:200%!important}'], [320, 'html{font-size:200%!important}']])
    await shown(l, { viewport: { width, height: 640 } }, async page => {
      if (css) await page.addStyleTag({ content: css });
      const at = await page.evaluate(() => ({ over: document.documentElement.scrollWidth - window.innerWidth, words: document.body.innerText.replace(/\s+/g, ' ').trim(), size: parseFloat(getComputedStyle(document.querySelector('p')).fontSize) }));
      assert.ok(at.over <= 0, `${l.subject} at ${width} ${css}: ${at.over} px sideways`);
      assert.equal(bare(at.words), bare(l.text));
      assert.ok(at.size >= (css ? 32 : 16), `${at.size} px`);
    });
});

test('each paragraph runs the way its words do', async () => {
  const l = letters.find(x => x.text.includes('مجموعة الشاي'));
  await shown(l, {}, async page => {
    const way = await page.evaluate(() => [...document.querySelectorAll('p')].map(p => getComputedStyle(p).direction));
    assert.ok(way.includes('rtl') && way.includes('ltr'), way.join());
  });
});

test('the rules themselves bite', () => {
  const good = letters.find(l => /sign-in/.test(l.link)).raw, faults = raw => letterFaults(raw, own).join('; ');
  assert.equal(faults(good), '');
  assert.match(letter(good.replaceAll('/sign-in/', '/sign-in/=\r\n--')).link, /\/sign-in\/--\w/, 'a token may begin a line as a boundary does');
  assert.equal(faults(good.replaceAll('/sign-in/', '/sign-in/=\r\n--')), '');
  const swap = (a, b) => { assert.match(good, a); return good.replace(a, b); };
  const second = good.lastIndexOf('Hello');
  for (const [raw, words] of [
    [swap(/^Subject: .*/m, 'Subject: News from your network'), /subject tells too much: network/],
    [swap(/^Subject: .*/m, 'Subject: =?utf-8?q?Your_mental_health_group?='), /tells too much: mental/],
    [swap(/^Subject: .*/m, 'Subject: Hearth says hello'), /subject names the network/],
    [swap(/^From: Post/m, 'From: Survivors'), /sender's name tells/],
    [swap(/^To: .*/m, 'To: Zoe <x@x.example>'), /not one bare address/],
    [swap(/^To: .*/m, 'To: x@x.example, y@x.example'), /not one bare address/],
    [swap(/^To: /m, 'Bcc: y@x.example\r\nTo: '), /a header Bcc/],
    [swap(/@127\.0\.0\.1>/, '@elsewhere.example>'), /not of our domain/],
    [good.slice(0, second) + good.slice(second).replace('Hello', 'Hallo'), /do not say the same/],
    [good.replaceAll('Hello', 'Please hello'), /says "please"|no greeting/],
    [swap(/<p dir=3D"auto">/, '<img src=3D"https://t.example/p.gif"><p>'), /an element of that kind.*loads something/],
    [swap(/<a href=3D"http:/, '<a href=3D"https:'), /leads elsewhere/],
    [swap(/<html lang=3D"en">/, '<html>'), /does not name its language/],
    [swap(/Hearth Network\r\n/, '\r\n'), /do not say the same|who writes/],
    [good.replace(/\r\n/, '\n'), /CRLF/],
    [swap(/^Subject: .*/m, `Subject: ${'x'.repeat(999)}`), /longer than 998/],
  ]) assert.match(faults(raw), words);
  assert.equal(words2047('=?utf-8?q?Gr=C3=BC=C3?= =?utf-8?q?=9Fe?= an'), 'Grüße an');
});
