// SPDX-License-Identifier: AGPL-3.0-or-later
// How authors and editors work on pieces, forms and words, without script: nothing that was typed is lost, nothing is written over,
// whoever wrote it says yes, stops it, takes it back; the desk sees what waits.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { network, Person, filesBelow, bytesBelow, notPosted, sleep, forms, wav } from './lib.mjs';
import { fill, send } from './asks.mjs';
import { day } from './posts.mjs';
import { assertLetters } from './letters.mjs';

const LETTERS = ['About what you are writing', 'About what you said a word means'];
let net, desk, second, ada, someone;

before(async () => {
  net = await network();
  someone = () => new Person(net);
  desk = someone(), second = someone(), ada = someone();
  await desk.signIn('admin@hearth.example');
  await second.join('Odile', 'odile@x.example');
  await desk.open('/desk/roles');
  await desk.press(/Ask for this role/, { email: 'odile@x.example', roles: 'editor', role: 'editor', why: 'to read what goes out' });
  second = someone();
  await second.signIn('odile@x.example');
  await ada.join('Ada Lovegrove', 'ada@x.example');
});
after(() => net.closed(() => assertLetters(net, LETTERS)));

const ok = (p, words) => { assert.equal(p.page.status, 200, `${p.page.url}: ${p.page.text.slice(0, 1500)}`); if (words) assert.match(p.page.text, words); };
async function told(to, words) {
  for (let i = 0; i < 60; i++) { if (net.letters().some(l => l.to.includes(to) && words.test(l.text))) return; await sleep(100); }
  assert.fail(`no letter to ${to} says ${words}`);
}
const idOf = p => /\/(\d+)$/.exec(new URL(p.page.url).pathname)[1];
const bytes = () => bytesBelow(net.data).filter(notPosted);

// A work written at the desk and shown; its number.
async function shelve(title, more = {}) {
  await desk.open('/desk/library/new');
  await desk.press(/^Keep it$/, { kind: 'article', title, summary: `${title} in short.`, body: `${title} at length.`, licence: 'by', language: 'en', ...more });
  ok(desk);
  const id = idOf(desk);
  await desk.press(/^Keep this$/, { signing: 'The Tuesday Group' });
  await desk.press(/^Show it$/, { day: '' });
  ok(desk, /Its page/);
  return { id };
}

const pitchFields = (title, more = {}) => ({ 'q-title': title, 'q-words': `Some words on ${title}.`, 'q-note': '', 'q-voice': '0', 'q-needs': '', ...more });
const filesKept = () => filesBelow(join(net.data, 'files')).length;

// Offered by somebody; its number at the desk.
async function offered(who, title, more = {}, reach = null) {
  await fill(who, 'blog', pitchFields(title, more), reach);
  await send(who);
  await desk.open('/desk/library?state=pitched');
  return new RegExp(`/desk/library/(\\d+)" dir="auto">${title}`).exec(desk.page.text)?.[1] ?? assert.fail(desk.page.text.slice(0, 2000));
}

// .. asked for and taken on.
async function taken(who, title, fee = '150') {
  const id = await offered(who, title);
  await desk.open(`/desk/library/${id}`);
  await desk.press(/Ask for it/, { fee, due: day(30), answer: `The brief of ${title}.` });
  ok(desk);
  await who.open(`/me/works/${id}`);
  await who.press(/Yes, I write it/, { way: 'cash' });
  ok(who);
  return id;
}

const handIn = async (who, id, title, body) => { await who.open(`/me/works/${id}`); await who.press(/Send it to the editors/, { title, body }); ok(who, /With the editors/); };
const ready = async id => { await desk.open(`/desk/library/${id}`); await desk.press(/It is as it should be/); ok(desk); };
const ownName = who => /value="(person \d+)"/.exec(who.page.text)[1];
const filled = (p, name) => new RegExp(`name="${name}"[^>]*value="([^"]*)"`).exec(p.page.text)?.[1] ?? new RegExp(`<textarea[^>]*name="${name}"[^>]*>([^<]*)<`).exec(p.page.text)?.[1];

test('what was offered is read at the desk, and answered the way they asked; the words are kept for whoever asks again', async () => {
  const id = await offered(ada, 'On gulls', { 'q-needs': 'A phone call on Tuesdays.' }, { name: 'Ada L.', reach_kind: 'phone', reach: '0114 496 0000' });
  await desk.open(`/desk/library/${id}`);
  ok(desk, /Some words on On gulls\.[\s\S]*A phone call on Tuesdays\.[\s\S]*Ada L\.[\s\S]*by phone: 0114 496 0000/);
  assert.match((await ada.open('/me/viewed')).text, /To answer what they sent/, 'they see that it was read');
  await desk.open('/desk/library?state=pitched');
  ok(desk, /answer promised by/);
  await desk.open(`/desk/library/${id}`);
  await desk.press(/Ask for it/, { fee: 'plenty', due: '', answer: 'Words that took long.' });
  assert.equal(desk.page.status, 422);
  assert.equal(filled(desk, 'answer'), 'Words that took long.', 'nothing that was typed is lost');
  assert.equal(filled(desk, 'fee'), 'plenty');
  const letters = net.letters().length;
  await desk.press(/Keep it for later/, { answer: 'After the summer, we hope.' });
  ok(desk, /No letter went[\s\S]*We wrote that we keep it for later:[\s\S]*After the summer, we hope\./);
  await second.open(`/desk/library/${id}`);
  ok(second, /After the summer, we hope\./);
  await second.press(/Kindly no/, { answer: 'We have two on gulls.' });
  ok(second, /Not taken up/);
  assert.equal(net.letters().length, letters, 'who asked to be phoned gets no letter');
  await ada.open('/me/works');
  const [, sent] = /href="(\/me\/asks\/\d+\/sent)" dir="auto">On gulls/.exec(ada.page.text);
  ok(await ada.open(sent) && ada, /Not taken up\.[\s\S]*We have two on gulls\./);
});

test('nothing is written over: two windows, two people; what was typed stays to be copied', async () => {
  const id = await taken(ada, 'On tides'), tab = someone();
  tab.jar = ada.jar;
  await ada.open(`/me/works/${id}`), await tab.open(`/me/works/${id}`);
  await ada.press(/^Keep it$/, { body: 'The first window.' });
  await tab.press(/^Keep it$/, { body: 'The second window.' });
  assert.equal(tab.page.status, 409);
  assert.match(tab.page.text, /as it stands now[\s\S]*The first window\.[\s\S]*The second window\./, 'both stand there');
  await tab.press(/^Keep it$/);
  ok(tab, /The second window\./);
  await ada.open(`/me/works/${id}`), await tab.open(`/me/works/${id}`);
  await ada.press(/Send it to the editors/, { title: 'On tides', body: 'Sent.' });
  await tab.press(/^Keep it$/, { body: 'Too late, and not lost.' });
  assert.equal(tab.page.status, 409);
  assert.match(tab.page.text, /readonly[^>]*>Too late, and not lost\./);
  await desk.open(`/desk/library/${id}`);
  await ada.open(`/me/works/${id}`);
  ok(ada, /Call it back[\s\S]*<p>Sent\.<\/p>/);
  assert.match((await ada.open(`/me/works/${id}/look`)).headers['x-robots-tag'], /noindex/);
  ok(ada, /<p>Sent\.<\/p>/);
  assert.equal((await someone().open(`/me/works/${id}/look`)).url.includes('/sign-in'), true);
  await ada.open(`/me/works/${id}`);
  await ada.press(/Call it back/);
  ok(ada, /Being written/);
  await desk.press(/Send to its author/, { body: 'An edit of what was there.', note: 'A long note.' });
  assert.equal(desk.page.status, 409);
  assert.match(desk.page.text, /An edit of what was there\.[\s\S]*A long note\./);
  await handIn(ada, id, 'On tides', 'Sent once more.');
  await desk.open(`/desk/library/${id}`);
  ok(desk, /The brief of On tides\./);
  await second.open(`/desk/library/${id}`);
  await desk.press(/^Keep it$/, { summary: 'One editor.' });
  await second.press(/^Keep it$/, { summary: 'Another editor.' });
  assert.equal(second.page.status, 409);
  assert.match(second.page.text, /One editor\.[\s\S]*Another editor\./);
});

test('a round reads as one text, also by ear; after a no both sides see what comes next; who needs longer says until when', async () => {
  const id = await taken(ada, 'On lamps');
  await ada.press(/Tell the editors this day/, { longer: '2020-01-01' });
  assert.equal(ada.page.status, 422);
  await ada.press(/Tell the editors this day/, { longer: day(60), longer_why: 'The ward has no lamp.' });
  ok(ada, /You asked for longer/);
  await desk.open(`/desk/library/${id}`);
  ok(desk, /The ward has no lamp\./);
  await desk.press(/Move the day/);
  ok(desk, /The day is moved/);
  await handIn(ada, id, 'On lamps', 'One lamp is lit at four.');
  await desk.open(`/desk/library/${id}`);
  await desk.press(/Look at the words first/, { body: 'One lamp suffers from wind.', note: 'Kept while looking.' });
  ok(desk, /this network says “lives with”/);
  assert.equal(filled(desk, 'note'), 'Kept while looking.');
  await desk.press(/Send to its author/, { body: 'One lamp is lit at five.', note: 'At five?' });
  await ada.open(`/me/works/${id}`);
  ok(ada, /<div class="prose measure as-typed" dir="auto">One lamp is lit at <del><span class="hidden">taken out: <\/span>four\.<\/del> <ins><span class="hidden">put in: <\/span>five\.<\/ins><\/div>/);
  await ada.press(/No, leave it/, { said: 'It was four.' });
  ok(ada, /At five\?[\s\S]*It was four\.[\s\S]*Nothing of it was changed/);
  await desk.open('/desk/library?state=draft');
  ok(desk, /Its author said no to the last round\.[\s\S]*It was four\./);
  assert.match(desk.page.text, /aria-current="page"[^>]*>Being written/);
  await desk.open(`/desk/library/${id}`);
  ok(desk, /said no to the last one, and nothing was changed/);
});

test('settled in one form under a name that is chosen; stopped, given a day, moved; what is due is said to be due', async () => {
  const id = await taken(ada, 'On kerbs');
  await handIn(ada, id, 'On kerbs', 'A kerb.');
  await ready(id);
  await ada.open(`/me/works/${id}`);
  assert.doesNotMatch(ada.page.text, /name="byline"[^>]*checked/, 'no name is chosen for them');
  const all = { title: 'On kerbs, all of them', body: 'A kerb, and another.', summary: 'Kerbs.', content_note: 'roads', provenance: 'I walk.', licence: 'by', level: '1', harvest: '1' };
  await ada.press(/Yes, it may be shown/, { ...all, content_note: 'n'.repeat(501) });
  assert.equal(ada.page.status, 422);
  assert.match(ada.page.text, /Two things to mend[\s\S]*longer than 500[\s\S]*Choose the name/);
  for (const [name, value] of Object.entries({ title: all.title, body: all.body, summary: all.summary, provenance: all.provenance })) assert.equal(filled(ada, name), value, name);
  await ada.press(/not yet a yes/, all);
  ok(ada, /A kerb, and another\./);
  const byline = ownName(ada);
  await ada.press(/Yes, it may be shown/, { byline });
  ok(ada, /is due now[\s\S]*A kerb, and another\./);
  assert.doesNotMatch(ada.page.text, /paid now/);
  await ada.press(/Keep what is allowed/, { level: '2', index: '1', harvest: '1', quote: null });
  ok(ada);
  await desk.open(`/desk/library/${id}`);
  assert.doesNotMatch(desk.page.text, /What was offered|Some words on On kerbs/, 'once settled, nothing tells whose it is');
  await desk.press(/^Show it$/, { day: '2020-02-02' });
  assert.equal(desk.page.status, 422);
  assert.match(desk.page.text, /That day is past/);
  assert.equal(filled(desk, 'day'), '2020-02-02');
  await desk.press(/^Show it$/, { day: day(5) });
  ok(desk, /It will be shown on/);
  await ada.open(`/me/works/${id}`);
  ok(ada, /Will be shown\s+on <time/);
  await desk.press(/Move the day/, { day: day(9) });
  ok(desk);
  await desk.press(/Take the day away/);
  ok(desk, /can be shown/);
  await desk.press(/^Show it$/, { day: day(5) });
  await ada.open(`/me/works/${id}`);
  await ada.press(/^Not yet$/, { not_yet: 'My sister reads it first.' });
  ok(ada, /Ready for your yes/);
  await desk.open(`/desk/library/${id}`);
  ok(desk, /My sister reads it first\./);
  assert.doesNotMatch(desk.page.text, /value="publish"/);
  await desk.open('/desk');
  ok(desk, /to be paid/);
  await ada.open(`/me/works/${id}/take-back`);
  ok(ada, /Nobody has seen it but you and the editors/);
  await ada.press(/Take it back for good/);
  ok(ada);
  await desk.open('/desk/library?state=pay');
  ok(desk, /Taken back since[\s\S]*£150[\s\S]*cash/);
  const f = forms(desk.page.text).find(x => x.fields.some(([n, v]) => n === 'work' && v === id));
  await desk.ask('POST', f.action, { body: new URLSearchParams([...f.fields.filter(([n]) => !n.startsWith('pay-')), [`pay-${id}`, 'not paid'], ['act', 'pay']]).toString() });
  assert.equal(desk.page.status, 422);
  assert.match(desk.page.text, new RegExp(`id="why-${id}"[^>]*aria-invalid="true"`));
  const g = forms(desk.page.text).find(x => x.fields.some(([n, v]) => n === 'work' && v === id));
  await desk.ask('POST', g.action, { body: new URLSearchParams([...g.fields, ['act', 'pay']].map(([n, v]) => n === `pay-${id}` ? [n, 'paid'] : [n, v])).toString() });
  ok(desk, /Written down\./);
  assert.doesNotMatch(desk.page.text, new RegExp(`name="work" value="${id}"`));
});

test('nobody asks or pays themselves; what is offered can change until the yes, and not under it', async () => {
  const own = await offered(second, 'On myself');
  await second.open(`/desk/library/${own}`);
  ok(second, /This is your own piece/);
  assert.doesNotMatch(second.page.text, /value="ask for"/);
  const id = await offered(ada, 'On fees');
  await desk.open(`/desk/library/${id}`);
  await desk.press(/Ask for it/, { fee: '100', due: day(30), answer: 'As long as it needs.' });
  await ada.open(`/me/works/${id}`);
  ok(ada, /As long as it needs\./);
  await desk.press(/Offer this instead/, { fee: '120.50', due: day(31) });
  ok(desk, /£120\.50/);
  await ada.press(/Yes, I write it/, { way: 'voucher' });
  assert.equal(ada.page.status, 422);
  assert.match(ada.page.text, /has changed since you opened this page/);
  await ada.press(/No, thank you/, { no_words: 'Not this year.' });
  ok(ada);
  await desk.open(`/desk/library/${id}`);
  ok(desk, /does not write it, and says:[\s\S]*Not this year\./);
});

async function sendFile(person, base, fields, [name, type, content]) {
  await person.open(base);
  const f = forms(person.page.text).find(x => x.buttons.some(b => b.value === fields.act)), b = '----kith';
  const parts = [...f.fields.filter(([n]) => !(n in fields)), ...Object.entries(fields)];
  const head = parts.map(([n, v]) => `--${b}\r\nContent-Disposition: form-data; name="${n}"\r\n\r\n${v}\r\n`).join('');
  const body = Buffer.concat([Buffer.from(`${head}--${b}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`), Buffer.from(content), Buffer.from(`\r\n--${b}--\r\n`)]);
  await person.ask('POST', f.action, { body, headers: { 'Content-Type': `multipart/form-data; boundary=${b}`, 'Content-Length': body.length } });
}

test('forms: looked at before a file is kept, changed, checked by whoever wrote it; a recording fits its form', async () => {
  const { id } = await shelve('Of forms', { kind: 'toolkit' }), before = filesKept();
  const base = `/desk/library/${id}`, text = ['a.txt', 'text/plain', 'Words as a file.'];
  for (const [fields, words] of [[{ form: 'text', form_language: 'Klingonese', maker: 'Kit', words: '' }, /in which language/], [{ form: 'audio', form_language: 'en', maker: 'Kit', words: '', says_text: '1' }, /recording of sound/],
    [{ form: 'sign', form_language: 'bsl', maker: 'Kit', words: '', says_text: '1' }, /is a film/],
    [{ form: 'sign', form_language: 'bsl', maker: 'Kit', words: '' }, /Write what is said in it/],
    [{ form: 'text', form_language: 'en', maker: 'Kit', words: 'Words too.' }, /one of both/]]) {
    await sendFile(desk, base, { act: 'form', ...fields }, text);
    assert.equal(desk.page.status, 422, JSON.stringify(fields));
    assert.match(desk.page.text, words);
    assert.match(desk.page.text, /<details class="opens" open[^>]*><summary>Add a form/);
    assert.equal(filled(desk, 'maker'), 'Kit');
    assert.match(desk.page.text, new RegExp(`value="${fields.form}"[^>]*selected`));
  }
  await sendFile(desk, base, { act: 'picture', alt: '' }, ['a.png', 'image/png', 'x']);
  assert.equal(desk.page.status, 422);
  assert.equal(filesKept(), before, 'no file stays for a form that was not kept');
  await sendFile(desk, base, { act: 'form', form: 'text', form_language: 'English', maker: 'Kit', words: '' }, text);
  ok(desk, /made by Kit[\s\S]*text\/plain[\s\S]*SHA-256 <code>[0-9a-f]{64}/);
  await desk.open(`/desk/library/${id}/forms/1`);
  await desk.press(/^Keep it$/, { form_language: 'cy', maker: 'Nest' });
  ok(desk, /made by Nest/);
  const mine = await taken(ada, 'On my own');
  await handIn(ada, mine, 'On my own', 'Text.');
  await ready(mine);
  await ada.open(`/me/works/${mine}`);
  await ada.press(/Yes, it may be shown/, { byline: ownName(ada), summary: 'S.', licence: 'by', index: '1' });
  await desk.open(`/desk/library/${mine}`);
  await desk.press(/^Show it$/, { day: '' });
  await desk.press(/Keep this form/, { form: 'plain', form_language: 'en', maker: 'Kit', words: 'Plain words.' });
  ok(desk, /not looked at by its author yet/);
  await told('ada@x.example', /another form of what you wrote was made/);
  await desk.press(/Keep this form/, { form: 'large-print', form_language: 'en', maker: 'Kit', words: 'Large words.' });
  const second = forms(desk.page.text).filter(f => f.buttons.some(b => b.value === 'drop form')).pop();
  await desk.ask('POST', second.action, { body: new URLSearchParams([...second.fields, ['act', 'drop form']]).toString() });
  await told('ada@x.example', /another form of what you wrote was taken away/);
  await ada.open(`/me/works/${mine}`);
  ok(ada, /Plain words\./);
  await ada.press(/I have looked at it/);
  ok(ada, /looked at by its author/);
  await ada.press(/Keep this form/, { form: 'translation', form_language: 'Welsh', maker: '', words: 'Geiriau.' });
  ok(ada, /cy/);
  await ada.press(/Keep language and topics/, { language: 'Elvish', topics: 'moss' });
  assert.equal(ada.page.status, 422);
  await ada.press(/Keep language and topics/, { language: 'English', topics: 'moss\nlamps' });
  ok(ada, /moss/);
  await ada.press(/Put it right/, { body: 'Text, put right.', changed: 'A word.' });
  const slug = /href="\/knowledge\/([^"]+)">Look at its page/.exec(ada.page.text)[1], reader = someone();
  assert.equal((await reader.open(`/knowledge/${slug}/versions/1`)).status, 404, 'the version before is theirs to show');
  await ada.press(/Put it right/, { body: 'Text, put right twice.', changed: 'Two words.', keep_before: '1' });
  assert.match((await reader.open(`/knowledge/${slug}/versions/2`)).text, /Text, put right\./);
  await ada.open(`/me/works/${mine}`);
  await ada.press(/^Erase it/);
  assert.equal((await reader.open(`/knowledge/${slug}/versions/2`)).status, 404);
  if (!net.db.length) assert.deepEqual(bytes().filter(([f, b]) => /Text, put right\./.test(b) && !/-wal$/.test(f)).map(([f]) => f), []);
});

test('a recording comes with what is said in it; of two who change a form nobody is written over', async () => {
  const { id } = await shelve('Of a recording', { kind: 'toolkit' }), base = `/desk/library/${id}`, tone = ['a.wav', 'audio/wav', wav()], form = { act: 'form', form_language: 'en', maker: 'Kit' };
  for (const kind of ['audio', 'easy-read']) {
    await sendFile(desk, base, { ...form, form: kind, words: '' }, tone);
    assert.equal(desk.page.status, 422, kind);
    assert.match(desk.page.text, /Write what is said in it, for whoever does not hear it/);
  }
  await sendFile(desk, base, { ...form, form: 'audio', words: 'A tone. **Then** nothing.' }, tone);
  ok(desk, /audio\/wav/);
  await sendFile(desk, base, { ...form, form: 'audio', form_language: 'cy', words: '', says_text: '1' }, tone);
  ok(desk);
  assert.doesNotMatch(desk.page.text, /cannot be read yet/);
  const at = /href="(\/knowledge\/[^"/]+)">Its page/.exec(desk.page.text)[1], reader = new Person(net);
  await reader.open(`${at}/1`);
  ok(reader, /<h2[^>]*>What is said in it<\/h2>\s*<div[^>]* lang="en"[^>]*><p>A tone\. <strong>Then<\/strong>/);
  await reader.open(`${at}/2`);
  ok(reader, /Read the text, which says the same/);
  assert.doesNotMatch(reader.page.text, /What is said in it/);
  ok(await reader.open(at) && reader, /"accessibilityFeature":\["transcript"\]/);
  const told = await reader.ask('GET', '/search.json?q=tone');
  assert.match(told.text, /Of a recording/);
  await desk.open(`${base}/forms/1`);
  const slow = someone();
  slow.jar = new Map(desk.jar);
  await slow.open(`${base}/forms/1`);
  await desk.press(/^Keep it$/, { words: 'A tone, and a door.' });
  ok(desk);
  await slow.press(/^Keep it$/, { words: 'A whistle.' });
  assert.equal(slow.page.status, 409);
  assert.match(slow.page.text, /It says now: “A tone, and a door\.”[\s\S]*A whistle\.<\/textarea>/);
  await desk.open(`${base}/forms/1`);
  await desk.press(/^Keep it$/, { words: '' });
  assert.equal(desk.page.status, 422);
  assert.match(desk.page.text, /Write what is said in it/);
  await desk.press(/^Keep it$/, { words: '', says_text: '1' });
  ok(desk);
  await desk.open(base);
  const last = [...desk.page.text.matchAll(/name="number" value="(\d+)"/g)].map(m => m[1]).filter(n => n !== '1').pop(), drop = forms(desk.page.text).find(f => f.fields.some(([n, v]) => n === 'number' && v === last) && f.buttons.some(b => b.value === 'drop form'));
  await desk.ask('POST', drop.action, { body: new URLSearchParams([...drop.fields, ['act', 'drop form']]).toString() });
  ok(desk);
  await sendFile(desk, base, { ...form, form: 'audio', form_language: 'ga', words: '', says_text: '1' }, tone);
  assert.equal((await reader.ask('GET', `${at}/${last}`)).status, 404, 'what was taken away has its number to itself');
  assert.equal((await reader.ask('GET', `${at}/${Number(last) + 1}`)).status, 200);
  await desk.open(`${base}/forms/1`);
  await desk.press(/^Keep it$/, { words: 'WEBVTT\n\n00:00.000 --> 00:00.400\nQuokka.' });
  ok(desk);
  const captions = await reader.ask('GET', `${at}/captions/1`);
  assert.match(captions.text, /^WEBVTT\n\n00:00:00\.000 --> 00:00:00\.400\nQuokka\.\n$/);
  await desk.open(base);
  await desk.press(/^Take it down$/, { tombstone: 'nothing' });
  const after = await reader.ask('GET', `${at}/captions/1`);
  assert.equal(after.status, 410);
  assert.doesNotMatch(after.text, /Quokka/);
  const empty = await shelve('Only heard', { kind: 'toolkit', body: '' });
  await sendFile(desk, `/desk/library/${empty.id}`, { ...form, form: 'audio', words: '', says_text: '1' }, tone);
  assert.equal(desk.page.status, 422);
  assert.match(desk.page.text, /no text and no transcript here yet/);
});

test('the second reader cannot be walked round; a role that is not known is asked about; what belongs together can be parted', async () => {
  await desk.open('/desk/library/new');
  await desk.press(/Look at the words first/, { kind: 'news', title: 'It suffers from lime', body: 'Long words.', language: 'en' });
  ok(desk, /this network says “lives with”[\s\S]*Long words\./);
  await desk.press(/^Keep it$/, { language: 'Englisch' });
  assert.equal(desk.page.status, 422);
  await desk.press(/^Keep it$/, { language: 'English', title: 'Lime', licence: 'by' });
  ok(desk);
  const id = idOf(desk);
  await desk.press(/^Keep this$/, { signing: 'Hearth Network\nTranslatorr: Kit', topics: 'a long list' });
  assert.equal(desk.page.status, 422);
  assert.match(desk.page.text, /interviewer, translator, reader[\s\S]*Translatorr: Kit[\s\S]*a long list/);
  await desk.press(/^Keep this$/, { signing: 'Hearth Network\nTranslator : Kit' });
  ok(desk, /translator: Kit/);
  await second.open('/desk/library?state=second');
  ok(second, new RegExp(`/desk/library/${id}"`));
  await second.open(`/desk/library/${id}`);
  await second.press(/I have read it/);
  await second.press(/^Show it$/, { day: day(9) });
  ok(second, /It will be shown on/);
  await desk.open(`/desk/library/${id}`);
  await desk.press(/^Keep it$/, { body: 'Other words than were read.' });
  ok(desk, /somebody else reads it once more/);
  assert.doesNotMatch(desk.page.text, /value="publish"|>I have read it/);
  await second.open(`/desk/library/${id}`);
  await second.press(/I have read it/);
  await second.press(/^Show it$/, { day: '' });
  const one = await shelve('Not of staff', { kind: 'article' });
  await desk.open(`/desk/library/${one.id}`);
  await desk.press(/^Keep it$/, { kind: 'news', changed: 'It is news.' });
  assert.equal(desk.page.status, 422);
  assert.match(desk.page.text, /A second person reads a work of this kind/);
  await desk.open(`/desk/library/${one.id}`);
  await desk.press(/Keep this link/, { other: 'https://x.example/knowledge/no-such-work' });
  assert.equal(desk.page.status, 422);
  assert.equal(filled(desk, 'other'), 'https://x.example/knowledge/no-such-work');
  await desk.press(/Keep this link/, { other: `${net.base}/knowledge/lime?x=1`, link: 'goes with' });
  ok(desk, /Part them/);
  await desk.open(/Goes with[\s\S]*?href="(\/desk\/library\/\d+)" dir="auto">/.exec(desk.page.text)[1]);
  await desk.press(/Part them/);
  ok(desk, /Taken away/), assert.doesNotMatch(desk.page.text, /Part them/, 'also from the other side');
  await desk.open('/desk/library');
  await desk.press(/^Make it$/, { collection: 'Things of lime' });
  await desk.open(`/desk/library/${one.id}`);
  await desk.press(/Put it into Things of lime/);
  await desk.open('/desk/collections/things-of-lime');
  await desk.press(/^Keep it$/, { about: 'What lime does.', content_note: 'kettles' });
  ok(desk, /What lime does\./);
  await desk.press(/Keep this order/, { [`at-${one.id}`]: '7' });
  ok(desk, /value="7"/);
  await desk.open(`/desk/library/${one.id}`);
  await desk.press(/Take it out of Things of lime/);
  ok(desk, /Put it into Things of lime/);
});

test('the glossary’s desk: all that is said is read, a no can carry words, a meaning is taken down with a reason, no word stands twice', async () => {
  await desk.open('/desk/glossary');
  await desk.press(/^Put it in$/, { name: 'Weathering', also: '', summary: '' });
  ok(desk);
  const page = desk.page.url;
  await desk.open('/desk/glossary');
  await desk.press(/^Put it in$/, { name: 'weathering ', also: 'x', summary: 'Kept.' });
  assert.equal(desk.page.status, 422);
  assert.match(desk.page.text, /<a [^>]*href="\/desk\/glossary\/\d+">Weathering<\/a> is in the glossary already[\s\S]*Kept\./);
  for (const words of ['Mine.', 'Mine too.']) {
    await ada.open('/glossary/weathering');
    await ada.press(/^Send it$/, { words, who_uses: 'Gardeners.', who_rejects: 'Sailors, always.', byline: '' });
  }
  await desk.open('/desk/glossary');
  ok(desk, /Gardeners\.[\s\S]*Sailors, always\./);
  const why = /name="(why-\w+)"/.exec(desk.page.text)[1];
  await desk.press(/^Not this one/, { [why]: 'It names a neighbour.' });
  ok(desk);
  await told('ada@x.example', /It names a neighbour\./);
  await desk.press(/Put it beside the others/);
  await desk.open(page);
  const down = /name="(why-\w+)"/.exec(desk.page.text)[1];
  await desk.press(/^Take it down/, { [down]: '' });
  assert.equal(desk.page.status, 422);
  await desk.press(/^Take it down/, { [down]: 'It names a street.' });
  ok(desk);
  await told('ada@x.example', /It names a street\./);
  assert.doesNotMatch((await someone().open('/glossary/weathering')).text, /Mine too\./);
  await desk.press(/Put it beside the others/, { words: '', source: 'A survey that was long' });
  assert.equal(desk.page.status, 422);
  assert.equal(filled(desk, 'source'), 'A survey that was long');
});

test('where all its authors take it back together, each sees what the others said, and can undo their own', async () => {
  const bea = someone();
  await bea.join('Bea Second', 'bea2@x.example');
  await desk.open('/desk/library/new');
  await desk.press(/^Keep it$/, { kind: 'toolkit', title: 'Of two', summary: 'S.', body: 'Both wrote it.', licence: 'by', language: 'en' });
  const id = idOf(desk);
  await desk.press(/^Keep this$/, { signing: '', rule: 'all' });
  for (const [who, email] of [[ada, 'ada@x.example'], [bea, 'bea2@x.example']]) {
    await desk.open(`/desk/library/${id}`);
    await desk.press(/^Ask them$/, { role: 'author', email });
    await who.open('/me/works');
    await who.open(/href="(\/me\/signings\/\d+)"/.exec(who.page.text)[1]);
    await who.press(/Yes, put it there/, { byline: ownName(who) });
    ok(who);
  }
  await desk.open(`/desk/library/${id}`);
  await desk.press(/^Show it$/, { day: '' });
  await ada.open(`/me/works/${id}/take-back`);
  await ada.press(/Take it back for good/, { tombstone: 'author' });
  ok(ada, /waits for 1 of its other authors/);
  await told('bea2@x.example', /would like to take it back for good/);
  await bea.open('/me/works');
  ok(bea, /Somebody who wrote it too would have it gone/);
  await ada.press(/Let it stay after all/);
  ok(ada, /It stays/);
  await bea.open(`/me/works/${id}`);
  assert.doesNotMatch(bea.page.text, /would have it gone/);
  await ada.open(`/me/works/${id}/take-back`);
  await ada.press(/Take it back for good/, { tombstone: 'nothing' });
  await bea.open(`/me/works/${id}/take-back`);
  await bea.press(/Take it back for good/, { tombstone: 'nothing' });
  ok(bea, /Taken back: page/);
});

test('what is too long is said to be, and not cut', async () => {
  const { id } = await shelve('Of lengths'), long = 'w'.repeat(300);
  await desk.open(`/desk/library/${id}`);
  for (const [more, words] of [[{ topics: long }, /A topic is longer than 80 letters/], [{ topics: Array.from({ length: 41 }, (_, i) => `t${i}`).join('\n') }, /more than 40 topics/],
    [{ topics: '', signing: long }, /A name is longer than 200 letters/], [{ topics: '', signing: Array.from({ length: 41 }, (_, i) => `Name ${i}`).join('\n') }, /more than 40 names/]]) {
    await desk.press(/^Keep this$/, more);
    assert.equal(desk.page.status, 422);
    assert.match(desk.page.text, words);
  }
  await desk.open('/desk/glossary');
  await desk.press(/Keep this list/, { house_words: 'a = b\n'.repeat(4000) });
  assert.equal(desk.page.status, 422);
  assert.match(desk.page.text, /longer than 20,000 letters/);
});

// Two windows at one form: what is pressed first is kept, and the second says what stands there now beside what was typed.
async function twice(who, url, button, first, then, now, typed) {
  const tab = someone();
  tab.jar = who.jar;
  await who.open(url), await tab.open(url);
  await who.press(button, first);
  ok(who);
  await tab.press(button, then);
  assert.equal(tab.page.status, 409, `${url} ${button}`);
  assert.match(tab.page.text, now, 'what stands there'), assert.match(tab.page.text, typed, 'what was typed');
  await tab.press(button);
  ok(tab);
}

test('nor are the few fields beside a text: topics, names, collections, the glossary, what is offered, what is allowed', async () => {
  const { id } = await shelve('Of chairs'), work = `/desk/library/${id}`, keep = /^Keep it$/;
  await twice(desk, work, /^Keep this$/, { topics: 'tables' }, { topics: 'chairs' }, /It says now: “tables”/, /<textarea[^>]*name="topics"[^>]*>chairs</);
  await twice(desk, work, /^Keep this$/, { signing: 'Sedge' }, { topics: 'stools' }, /It says now: “Sedge”/, /<textarea[^>]*name="topics"[^>]*>stools</);
  await desk.open('/desk/library');
  await desk.press(/^Make it$/, { collection: 'All chairs' });
  await desk.open(work);
  await desk.press(/Put it into All chairs/);
  await twice(desk, '/desk/collections/all-chairs', keep, { about: 'To sit.' }, { about: 'To stand.' }, /It says now: “To sit\.”/, /To stand\.</);
  await twice(desk, '/desk/collections/all-chairs', /Keep this order/, { [`at-${id}`]: '7' }, { [`at-${id}`]: '9' }, /or its order, meanwhile/, /value="9"/);
  await desk.open('/desk/glossary');
  await desk.press(/^Put it in$/, { name: 'Chairing', also: '', summary: '' });
  await twice(desk, desk.page.url, keep, { summary: 'Who speaks when.' }, { summary: 'Who sits where.', also: 'taking turns' }, /It says now: “Who speaks when\.”/, /Who sits where\.</);
  await twice(desk, '/desk/glossary', /Keep this list/, { house_words: 'chairman = chair' }, { house_words: 'stool = chair' }, /It says now: “chairman = chair”/, />stool = chair</);
  const piece = await offered(ada, 'On chairs');
  await desk.open(`/desk/library/${piece}`);
  await desk.press(/Ask for it/, { fee: '150', due: day(30), answer: 'A brief.' });
  await twice(desk, `/desk/library/${piece}`, /Offer this instead/, { fee: '180' }, { fee: '120' }, /It says now: “180\.00”/, /value="120"/);
  await desk.open(work);
  await desk.press(/^Ask them$/, { role: 'author', email: 'ada@x.example' });
  await ada.open('/me/works');
  await ada.open(/href="(\/me\/signings\/\d+)"/.exec(ada.page.text)[1]);
  await ada.press(/Yes, put it there/, { byline: ownName(ada) });
  const own = `/me/works/${id}`;
  await twice(ada, own, /Keep what is allowed/, { harvest: null }, { mine: 'on' }, /It says now: “everybody, search engines, the bulletin”/, /name="mine"[^>]*checked/);
  await twice(ada, own, /Keep language and topics/, { topics: 'benches' }, { topics: 'sofas' }, /It says now: “benches”/, />sofas</);
  await ada.open('/me/works');
  await twice(ada, /href="(\/me\/bylines\/\d+)">Change this name<span class="hidden"> Ada/.exec(ada.page.text)[1], /Change it everywhere/, { about: 'Sits.' }, { about: 'Stands.' }, /It says now: “Sits\.”/, />Stands\.</);
  await ada.open(own);
  await ada.press(/Put it right/, { body: 'Put right.', changed: 'It was wrong.' });
  assert.match((await ada.open(`${own}.md`)).text, /Put right\.[\s\S]*# Before [\s\S]*Of chairs at length\./, 'a copy holds what it said before');
});
