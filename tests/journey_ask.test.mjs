// SPDX-License-Identifier: AGPL-3.0-or-later
// From the door to the ledger: begun, left, found again, sent once, weighed apart, answered once, looked back at.  Rules R13 to R27 and R31.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { network, Person, sleep, wav } from './lib.mjs';
import { assertLetters } from './letters.mjs';
import { ask as rows } from './outbox.mjs';
import { TEXT, answers, fill, on, send, idOf, weigh, sort, decide, verdicts } from './asks.mjs';

const count = sql => Number(rows(net, sql)[0]);
// Subjects that this journey or tests/letters.test.mjs sees.
const LETTERS = ['We have what you sent', 'About what you asked', 'Before we publish this'], LATER = ['About what you sent', 'Something you began', 'More time than was said', 'What came of it?', 'A day that you named', 'Did you hear back?'];
let net, admin, second, member;
before(async () => {
  net = await network({ groups: null });
  admin = new Person(net); await admin.signIn('admin@hearth.example');
  second = new Person(net); await second.join('Marek', 'marek@home.example');
  member = new Person(net); await member.join('Zoë Member', 'zoe@home.example');
  await admin.open('/desk/roles');
  await admin.press(/Ask for this role/, { email: 'marek@home.example', roles: 'policy', role: 'policy', why: 'to weigh asks' });
  await second.signIn('marek@home.example');
});
after(() => net.closed(() => { assertLetters(net, LETTERS); assert.equal(LATER.length, 6); }));

test('a form that was left half-way comes back by code and word, also after the server was killed', async () => {
  const one = new Person(net);
  await one.open('/ask/outside');
  await one.press(/^Begin$/);
  assert.match(one.page.url, /\/ask\/outside\/1$/);
  await one.press(/Save and come back later/, answers(one));
  assert.match(one.page.url, /kept$/);
  const [, code] = /Your code<\/dt><dd><strong>([^<]+)/.exec(one.page.text), [, word] = /Your word<\/dt><dd><strong>([^<]+)/.exec(one.page.text);
  await net.stop('SIGKILL');
  await net.start();
  const other = new Person(net);
  await other.open('/ask/back');
  await other.press(/Open it/, { code: code.toLowerCase().replace('-', ' '), word: word.toUpperCase() });
  assert.match(other.page.url, /\/ask\/outside\/1$/);
  assert.match(other.page.text, /Sign our letter about the number 7 bus/);
  await other.open('/ask/back');
  assert.equal((await other.press(/Open it/, { code, word: 'kettles' })).status, 422);
  await other.open('/ask/outside/kept');
  await other.press(/Let this device forget it/);
  await other.open('/ask/outside');
  assert.doesNotMatch(other.page.text, /Go on with what you began/);
  const third = new Person(net);
  await third.open('/ask/back');
  await third.press(/Open it/, { code, word });
  const copy = await third.open('/ask/outside/copy');
  assert.match(copy.headers['content-disposition'], /attachment/);
  assert.match(copy.text, /number 7 bus/);
  await third.open('/ask/outside/kept');
  await third.press(/Throw it away/);
  await third.open('/ask/back');
  assert.equal((await third.press(/Open it/, { code, word })).status, 422);
});

test('what was typed is kept though there is something to mend, and a question comes up by an answer', async () => {
  const p = new Person(net);
  await p.open('/ask/outside');
  await p.press(/^Begin$/);
  const r = await p.press(/Keep this and go on/, { ...answers(p), 'q-title': '', 'q-about': 'Half a thought' });
  assert.equal(r.status, 422);
  assert.match(r.text, /Mend: We need an answer here/);
  await p.open('/ask/outside/1');
  assert.match(p.page.text, /Half a thought/);
  await on(p, { 'q-kind': '4' });
  assert.match(p.page.text, /Which ethics committee/);
  assert.doesNotMatch(p.page.text, /What is the text, or where/);
});

let asked, asker;
test('an ask is sent once however often it is pressed, and answered with a promise', async () => {
  asker = new Person(net);
  await fill(asker, 'outside');
  const pressed = asker.form(/Send this/);
  asked = await send(asker);
  assert.match(asked.code, /^[2-9B-Z]{4}-[2-9B-Z]{4}$/);
  const again = await asker.ask('POST', pressed.action, { body: new URLSearchParams(pressed.fields).toString() });
  assert.equal(again.status, 200);
  assert.equal(count("select count(*) from entry where state = 'sent'"), 1);
  const l = await net.letterTo('jo@council.example', /We have what you sent/);
  assert.ok(l.text.includes(asked.code) && l.text.includes(asked.word));
  assert.equal(net.letters().filter(x => x.to.includes('jo@council')).length, 1);
});

test('R13: nothing is weighed or decided before somebody wrote why we are asked', async () => {
  const id = await idOf(admin, asked.ref);
  await sort(admin, id, '');
  await admin.open(`/desk/asks/${id}`); await admin.press(/I have no stake/);
  await admin.open(`/desk/asks/${id}/weigh`);
  const r = await admin.press(/^Hand it in$/, verdicts(admin));
  assert.equal(r.status, 409);
  assert.match(r.text, /why we are being asked/);
  await decide(admin, id, 'no');
  assert.equal(admin.page.status, 409);
  await admin.open(`/desk/asks/${id}`);
  assert.equal((await admin.press(/Write it down/, { zero: 'Why?' })).status, 422);
  await sort(admin, id);
  assert.equal(count('select count(*) from decision'), 0);
});

test('two people weigh it without seeing each other first; nobody with a stake does; no number is made of it (R15, R21)', async () => {
  const id = await idOf(admin, asked.ref);
  await weigh(admin, id);
  assert.match(admin.page.text, /shown once they have, too/);
  await second.open(`/desk/asks/${id}/weigh`);
  assert.match(second.page.url, new RegExp(`/desk/asks/${id}$`));          // first say whether there is a stake
  await second.press(/I have one/, { stake: 'My brother drives it.' });
  await second.open(`/desk/asks/${id}/weigh`);
  assert.match(second.page.url, new RegExp(`/desk/asks/${id}$`));
  assert.match(second.page.text, /My brother drives it/);
  await decide(admin, id, 'yes');
  assert.match(admin.page.text, /Too few have handed in/);
  await second.press(/I have no stake/);
  await second.open(`/desk/asks/${id}/weigh`);
  assert.doesNotMatch(second.page.text, /A hard evening/);
  await second.press(/^Hand it in$/, verdicts(second, { weighed: 'mixed' }));
  assert.match(second.page.text, /Side by side/);
  assert.match(second.page.text, /they differ: talk it through/);
  assert.match(second.page.text, /A hard evening/);
  for (const table of ['consider', 'consider_answer', 'decision', 'ask', 'matrix_use', 'matrix_question'])
    assert.doesNotMatch(net.db.length ? '' : rows(net, `select group_concat(name) from pragma_table_info('${table}')`)[0], /score|total|points|weight|sum/);
});

test('R16: the matrix that an ask came under is the one it is weighed by', async () => {
  await admin.open('/desk/matrix');
  await admin.press(/Write a new version/);
  await admin.press(/Keep this question/, { id: '0', words: 'Would our grandmothers sign it?', kind: 'weighed', 'use-0': 'decisive' });
  await admin.open('/desk/matrix');
  await admin.press(/Put it in force/);
  const id = await idOf(admin, asked.ref);
  await admin.open(`/desk/asks/${id}/weigh`);
  assert.doesNotMatch(admin.page.text, /grandmothers/);
  assert.match((await new Person(net).open('/decisions/matrix')).text, /grandmothers/);
});

test('decided, answered once however many press, told in public words, and the log can be reckoned again', async () => {
  const id = await idOf(admin, asked.ref);
  await decide(admin, id, 'no', { reasons_shared: '' });
  assert.equal(admin.page.status, 422);
  assert.match(admin.page.text, /A no without a reason is silence/);
  await decide(admin, id, 'yes');
  assert.equal(admin.page.status, 200, admin.page.text);
  assert.equal((await decide(second, id, 'no').catch(() => second.page)).text.includes('Answer them'), true);       // there is no second decision to make
  await admin.open(`/desk/asks/${id}/answer`); await second.open(`/desk/asks/${id}/answer`);
  const [a, b] = await Promise.all([admin.press(/Send this answer/, { way: 'letter' }, { follow: false }), second.press(/Send this answer/, { way: 'letter' }, { follow: false })]);
  assert.deepEqual([a.status, b.status].sort(), [303, 409]);
  const l = await net.letterTo('jo@council.example', /About what you asked/);
  assert.match(l.text, /yes: we will do what you asked/);
  await sleep(300);
  assert.equal(net.letters().filter(x => x.to.includes('jo@council') && /About what/.test(x.subject)).length, 1);
  await admin.open(`/desk/asks/${id}/answer`);
  await admin.press(/Put it into the log/, { asked: 'A council asked us to sign its letter about a bus.', reasons: 'It says what riders told us.', name_asker: '1' });
  const log = JSON.parse((await new Person(net).open('/decisions.json')).text).decisions;
  assert.equal(log[0].asker, 'Lampton Council');
  const line = [''].concat(log[0].number, log[0].at, log[0].kind, log[0].asker, log[0].asked, log[0].outcome, log[0].reasons, log[0].decided_by, log[0].review_on_seconds, log[0].days, log[0].corrects).join('\n') + '\n';
  assert.equal(createHash('sha256').update(line).digest('hex'), log[0].chain);
  assert.match((await new Person(net).open('/decisions')).text, /letter about a bus/);
  assert.match((await new Person(net).open('/decisions.atom')).text, /letter about a bus/);
  await asker.open('/ask/outside/sent');
  assert.match(asker.page.text, /yes: we will do what you asked/);
  assert.doesNotMatch(asker.page.text, /hard evening|brother/);
});

test('R19: a signature is of one text and falls with it; R20: an endorsement has an end', async () => {
  await admin.open('/desk/asks?state=doing');
  const id = /\/desk\/asks\/(\d+)">/.exec(admin.page.text)[1];
  await admin.open(`/desk/asks/${id}/after`);
  assert.equal((await admin.press(/^Write it down$/, { given_kind: 'endorsement', given_title: 'Their campaign', act: 'give' })).status, 422);
  assert.match(admin.page.text, /Nothing is given for ever/);
  await admin.open(`/desk/asks/${id}/after`);
  const give = async f => { const form = admin.page.text; void form; return admin.ask('POST', `/desk/asks/${id}/after`, { body: new URLSearchParams([...admin.form(/Compare the text|Write it down/).fields.filter(([n]) => n === 'csrf'), ...Object.entries(f)]).toString() }); };
  await give({ act: 'give', given_kind: 'signature', given_title: 'The letter', given_words: TEXT });
  assert.match(admin.page.text, /SHA-256/);
  const given = /name="id" value="(\d+)"[\s\S]*?Compare the text/.exec(admin.page.text.split('What was given')[1])[1];
  await give({ act: 'compare', id: given, words: `  ${TEXT}\r\n` });
  assert.match(admin.page.text, /same text, word for word/);
  await give({ act: 'compare', id: given, words: TEXT.replace('keep', 'cut') });
  assert.match(admin.page.text, /The signature has fallen/);
  assert.equal(count('select count(*) from given where fell_at > 0'), 1);
});

test('R14: what departs from a gate needs a reason and a second person', async () => {
  const p = new Person(net);
  await fill(p, 'outside', { 'q-title': 'Endorse us', 'q-kind': '0' });
  const { ref } = await send(p), id = await idOf(admin, ref);
  await sort(admin, id);
  await weigh(admin, id, { gates: 'no' });
  await weigh(second, id);
  await decide(admin, id, 'yes');
  assert.equal(admin.page.status, 422);
  assert.match(admin.page.text, /departs from what was weighed/);
  await decide(admin, id, 'yes', { departs_why: 'The gate was read too narrowly; see the letter.' });
  assert.match(admin.page.text, /waits for a second person/);
  await admin.open(`/desk/asks/${id}/answer`);
  assert.match(admin.page.text, /not decided yet/);
  await second.open(`/desk/asks/${id}/decide`);
  await second.press(/^I agree$/);
  assert.match(second.page.text, /Answer them/);
});

test('a door is looked at before it is changed, and a question before it is asked', async () => {
  await admin.open('/desk/doors/alert');
  await admin.press(/See how it will read/, { will_ask: 'Three quick things.' });
  assert.match(admin.page.text, /Nothing is kept yet[\s\S]*Three quick things/);
  assert.doesNotMatch((await new Person(net).open('/ask/alert')).text, /Three quick things/);
  await admin.press(/^Keep it so$/);
  assert.match((await new Person(net).open('/ask/alert')).text, /Three quick things/);
  await admin.open('/desk/doors/alert/questions');
  await admin.press(/Write a new version/);
  await admin.press(/Keep this question/, { id: '0', topic: 'What you see', asks: 'How is the weather there?', kind: 'short', guide: '0' });
  assert.match((await admin.open('/desk/doors/alert/preview')).text, /How is the weather there/);
  assert.doesNotMatch((await new Person(net).open('/ask/alert/paper')).text, /weather/);
  await admin.open('/desk/doors/alert/questions');
  await admin.press(/Publish this version/);
  assert.match((await new Person(net).open('/ask/alert/paper')).text, /How is the weather there/);
});

test('R18: over what the month can carry the answer is “not now”, at once and with the true reason', async () => {
  await admin.open('/desk/doors/outside');
  await admin.press(/^Keep it so$/, { capacity: '2' });
  const p = new Person(net);
  await p.open('/ask/outside');
  assert.match(p.page.text, /Full this month/);
  await fill(p, 'outside', {}, { name: 'Kim', reach_kind: 'email', reach: 'kim@lab.example' });
  await send(p);
  assert.match(p.page.text, /we cannot take this on now/);
  const l = await net.letterTo('kim@lab.example', /About what you asked/);
  assert.match(l.text, /Nobody has weighed what you asked/);
  await admin.open('/desk/doors/outside');
  await admin.press(/^Keep it so$/, { capacity: '0' });
});

test('R22: no address of a member goes to a journalist; R27: nobody speaks for all', async () => {
  const p = new Person(net);
  await fill(p, 'outside', { 'q-kind': '5', 'q-organisation': 'The Evening Lamp', 'q-organisation-kind': '5' });
  const { ref } = await send(p), id = await idOf(admin, ref);
  await sort(admin, id); await weigh(admin, id); await weigh(second, id);
  await decide(admin, id, 'yes', { reasons_shared: 'Our members think that this piece is fair.' });
  assert.equal(admin.page.status, 422);
  assert.match(admin.page.text, /This speaks for everybody/);
  await decide(admin, id, 'yes');
  await admin.open(`/desk/asks/${id}/answer`);
  const r = await admin.press(/Send this answer/, { way: 'letter', reply: 'Hello,\n\nyes. Write to Zoe@Home.example, she rides it daily.' });
  assert.equal(r.status, 422);
  assert.match(r.text, /None goes to a journalist or a researcher/);
  await admin.open(`/desk/asks/${id}/answer`);
  await admin.press(/Send this answer/, { way: 'letter' });
  assert.match(admin.page.text, /Answered/);
});

const box = { title: 'Tell a paper about buses', purpose: 'A piece about who rides the number 7.', run_by: 'The Evening Lamp', payment: '40 for an hour', paid_when: 'By transfer or voucher, on the day', access: 'By phone or in writing', anonymity: 'Yes, by a name you choose',
  data_use: 'Notes are kept for a year by the paper.', may_change: 'The piece is not written yet.', how: 'Write to lamp@paper.example.', runs_from: '2026-01-01', runs_to: '2026-01-14', hear_back_on: '2026-02-01' };
test('R23 to R26: a call has its whole box of facts, runs two weeks at most, those led by lived experience first, and people hear back', async () => {
  await admin.open('/desk/call-outs');
  assert.equal((await admin.press(/Put this call out/, { ...box, data_use: '' })).status, 422);
  assert.match(admin.page.text, /Who holds|who holds/);
  const day = n => new Date(Date.now() + n * 864e5).toISOString().slice(0, 10);
  await admin.open('/desk/call-outs');
  assert.equal((await admin.press(/Put this call out/, { ...box, runs_from: day(0), runs_to: day(20), hear_back_on: day(40) })).status, 422);
  assert.match(admin.page.text, /Two weeks at most/);
  for (const [title, lived] of [['A call by others', {}], ['A call by those who live it', { lived_led: '1' }]]) {
    await admin.open('/desk/call-outs');
    await admin.press(/Put this call out/, { ...box, title, ...lived, runs_from: day(0), runs_to: day(12), hear_back_on: day(40) });
    assert.equal(admin.page.status, 200, admin.page.text);
  }
  const { text } = await new Person(net).open('/call-outs');
  assert.ok(text.indexOf('those who live it') < text.indexOf('by others'));
  assert.equal(count('select count(*) from call_out'), 2);
});

test('R26: whoever did not tell people what came of it is seen so when they ask again', async () => {
  await admin.open('/desk/asks?state=doing&kind=media');
  const id = /\/desk\/asks\/(\d+)">/.exec(admin.page.text)[1], day = n => new Date(Date.now() + n * 864e5).toISOString().slice(0, 10);
  await admin.open(`/desk/call-outs?ask=${id}`);
  await admin.press(/Put this call out/, { ...box, title: 'For the Lamp', runs_from: day(0), runs_to: day(10), hear_back_on: day(20) });
  assert.equal(admin.page.status, 200);
  rows(net, `update call_out set hear_back_on = 1 where ask = ${id}`);
  const p = new Person(net);
  await fill(p, 'outside', { 'q-kind': '5', 'q-organisation': 'the EVENING lamp', 'q-organisation-kind': '5' });
  const { ref } = await send(p), next = await idOf(admin, ref);
  await admin.open(`/desk/asks/${next}`);
  assert.match(admin.page.text, /Those who took part have not heard back/);
});

test('R17: a promise that is late stands first at the desk, and in numbers for everybody', async () => {
  const p = new Person(net);
  await fill(p, 'alert', {}, null).catch(() => {});                        // the door is for members: a stranger is sent to sign in
  assert.match(p.page.url, /\/(sign-in|ask\/alert)/);
  const late = rows(net, "select e.ref from entry e join ask a on a.entry = e.id where e.answered_at = 0 and a.state = 'received' order by e.id desc limit 1")[0];
  rows(net, `update entry set due_at = sent_at + 1 where ref = '${late}'`);
  await admin.open('/desk/asks');
  assert.match(admin.page.text, /1 wait longer than we promised/);
  assert.equal(/<span class="quiet">([A-Z0-9]{6})/.exec(admin.page.text)[1], late);
  assert.match((await p.open('/ask')).text, /<strong>1 wait longer than we promised/);
  assert.match((await p.open('/decisions')).text, /1 wait longer than we promised/);
});

async function upload(p, bytes, name, type) {
  const f = p.form(/Keep this one/), edge = 'x'.repeat(30), parts = f.fields.map(([n, v]) => `--${edge}\r\nContent-Disposition: form-data; name="${n}"\r\n\r\n${v}\r\n`);
  const body = Buffer.concat([Buffer.from(parts.join('') + `--${edge}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`), bytes, Buffer.from(`\r\n--${edge}--\r\n`)]);
  return p.ask('POST', f.action, { body, headers: { 'Content-Type': `multipart/form-data; boundary=${edge}` } });
}

test('a question is answered by voice; what was heard counts once the person said that it is right', async () => {
  const p = new Person(net);
  await p.open('/ask/outside'); await p.press(/^Begin$/);
  const given = answers(p, { 'q-about': '' });
  await p.press(/Answer by recording/, given);
  assert.match(p.page.url, /\/ask\/outside\/1\/add\/about$/);
  assert.match(p.page.headers['permissions-policy'], /microphone=\(self\)/);
  assert.equal((await upload(p, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'a.mp3', 'audio/mpeg')).status, 422);
  assert.match(p.page.text, /not a recording that we can take/);
  assert.equal((await upload(p, wav(), 'Zanzibarquince.wav', 'audio/wav')).status, 200, p.page.text.match(/Mend:[^<]*/)?.[0]);
  assert.match(p.page.text, /Kept\. Whatever the file said/);
  await on(p, { 'q-about': '' });                                          // a needed question, answered by voice alone
  const { ref } = await send(p), id = await idOf(admin, ref);
  await admin.open(`/desk/asks/${id}`);
  const file = await admin.ask('GET', /\/desk\/asks\/\d+\/file\/\d+/.exec(admin.page.text)[0]);
  assert.equal(file.headers['content-type'], 'audio/wav');
  assert.match(file.headers['content-security-policy'], /sandbox/);
  assert.match(file.headers['content-disposition'], /attachment; filename="recording-1.wav"/);
  assert.ok(!file.raw.includes('Zanzibarquince') && file.raw.length > 3000);
  await admin.open(`/desk/asks/${id}`);
  await admin.press(/Keep what I heard/, { words: 'Put your name under our latter.' });
  await p.open('/ask/outside/sent');
  assert.match(p.page.text, /Is this what you said/);
  await p.press(/These are my words/, { words: 'Put your name under our letter.' });
  assert.match((await admin.open(`/desk/asks/${id}`)).text, /They said that this is right/);
  await p.open('/ask/outside/sent');
  await p.press(/Take it back/);
  assert.equal(count(`select count(*) from entry_file f join entry e on e.id = f.entry where e.ref = '${ref}'`), 0);
  for (let i = 0; i < 60 && count('select count(*) from file where gone_at > 0'); i++) await sleep(100);
  assert.equal(count('select count(*) from file where gone_at > 0'), 0);   // and the file itself has left the disk
});

test('support is agreed with the member, step by step, and stopped by one press (W5)', async () => {
  await fill(member, 'support', { 'q-title': 'Our warm room', 'q-about': 'We keep a warm room and lose it in spring.' }, {});
  const { ref } = await send(member), id = await idOf(admin, ref);
  await sort(admin, id, '');
  await weigh(admin, id);
  await decide(admin, id, 'yes', { reasons_shared: 'It is yours, and few others stand beside you.' });
  await admin.open(`/desk/asks/${id}/answer`);
  assert.doesNotMatch(admin.page.text, /zoe@home/);
  await admin.press(/Send this answer/, { way: 'letter' });
  const l = await net.letterTo('zoe@home.example', /About what you asked/);
  assert.doesNotMatch(l.text, /warm room/);                                // a member's mailbox may have other readers
  await admin.open(`/desk/asks/${id}/after`);
  await admin.press(/Ask them whether this is right/, { summary: 'A warm room is lost in spring; a letter to the owner would help.' });
  await admin.open(`/desk/asks/${id}/after`);
  assert.doesNotMatch(admin.page.text, /Offer this plan/);                 // nothing before they said that it was understood
  await member.open('/me/asks');
  await member.open(/\/me\/asks\/\d+\/sent/.exec(member.page.text)[0]);
  await member.press(/Yes, that is what I mean/);
  await admin.open(`/desk/asks/${id}/after`);
  await admin.press(/Offer this plan/, { plan: 'We write to the owner together.', quiet: 'The address.', stop_rule: 'One word stops it.' });
  await member.open('/me/asks');
  await member.open(/\/me\/asks\/\d+\/sent/.exec(member.page.text)[0]);
  await member.press(/Yes to this plan/);
  await member.press(/Stop it now/, { words: '' });
  assert.match(member.page.text, /You stopped it/);
  assert.match((await member.open('/me/data')).text, /Our warm room/);
});

test('somebody on the phone: staff write it down, read it back, and it stands on the member’s own page', async () => {
  await admin.open('/desk/doors');
  await admin.press(/^Begin$/, { door: 'alert', way: 'phone' });
  await on(admin, { 'q-title': 'The library closes', 'q-about': 'On Tuesdays.' }, { name: 'Zoë', reach_kind: 'email', reach: 'zoe@home.example' });
  assert.equal((await admin.press(/Send it for them/)).status, 422);
  assert.match(admin.page.text, /Read it back to them first/);
  await admin.press(/Send it for them/, { read_back: '1' });
  assert.match(admin.page.text, /their code, .*their word/);
  assert.match((await member.open('/me/asks')).text, /Tell us about something/);
  assert.match((await member.open('/me/viewed')).text, /To answer what they sent|answer what they sent/);
});

test('R31: the ledger is answered and never deleted; whoever it is about has a reply, unedited', async () => {
  await admin.open('/desk/heard');
  assert.equal((await admin.press(/Write it into the ledger/, { body: 'Lampton Council', said: 'Members think that the bus should stay.', said_on: '2026-03-01', 'ask-0': 'Keep it' })).status, 422);
  assert.match(admin.page.text, /speaks for everybody/);
  await admin.open('/desk/heard');
  await admin.press(/Write it into the ledger/, { body: 'Lampton Council', said: 'Forty riders want the number 7 to stay.', said_on: '2026-03-01', 'ask-0': 'Keep the number 7', 'ask-1': 'Ask riders first', took_part: '40', body_email: 'clerk@council.example' });
  const desk = admin.page.url;
  await admin.press(/Write down what happened/, { kind: 'silence', words: '' });
  assert.equal(admin.page.status, 200);
  const anybody = new Person(net), slug = desk.split('/').at(-1);
  assert.doesNotMatch((await anybody.open(`/heard/${slug}`)).text, /<strong class="state">silence/);   // fourteen days to reply first
  const l = await net.letterTo('clerk@council.example', /Before we publish/);
  await anybody.open(l.link);
  await anybody.press(/Put this beside it/, { words: 'We did write, on the 5th.' });
  assert.match(anybody.page.text, /Their reply, as it came/);
  assert.match((await anybody.open('/heard.json')).text, /We did write, on the 5th/);
  assert.equal((await anybody.open('/heard/reply/aaaaaaaaaaaaaaaaaaaaaa')).status, 404);
  const before = count('select count(*) from heard_entry');
  try { rows(net, 'delete from heard_entry'); } catch { /* refused */ }
  assert.equal(count('select count(*) from heard_entry'), before);
  await admin.open(desk);
  await admin.press(/Ask them later/, { email: 'zoe@home.example' });
  await member.open('/me/heard');
  await member.press(/Not heard, or nothing came/);
  assert.equal(count("select count(*) from heard_part where verdict = 'no'"), 1);
});

test('asks, decisions and the ledger are given out in open formats', () => {
  for (const [kind, words] of [['asks', 'Keep the number 7|number 7 bus'], ['decisions', 'as if riders had been asked'], ['heard', 'We did write, on the 5th']]) {
    const file = join(net.dir, `${kind}.csv`), c = net.kith(['export', kind, '-o', file]);
    assert.equal(c.status, 0, c.err);
    assert.match(readFileSync(file, 'utf8'), new RegExp(words));
  }
});

// [kind, decision, what is needed with it, what a yes gives]
const KINDS = [['0', 'yes', {}, { given_kind: 'signature', given_title: 'Their letter', given_words: TEXT }], ['1', 'yes if', { limits: 'For one year', review_on: '2030-01-01' }, { given_kind: 'endorsement', given_title: 'Their report', given_ends: '2030-01-01' }],
  ['2', 'in part', { limits: 'A deputy', review_on: '2030-01-01' }, { given_kind: 'seat', given_title: 'Their board', given_name: 'Marek', given_ends: '2030-01-01' }], ['3', 'pass on', { to_whom: 'the Riders of the 7' }], ['4', 'not now', {}], ['5', 'no', {}]];
test('each of the six kinds of ask, from the public page to the ledger', async () => {
  for (const [kind, outcome, more, gives] of KINDS) {
    const p = new Person(net);
    await fill(p, 'outside', { 'q-kind': kind, 'q-title': `Kind ${kind}`, 'q-organisation': `Body ${kind}`, 'q-organisation-kind': '1' });
    const { ref } = await send(p), id = await idOf(admin, ref), weighed = ['pass on', 'not now', 'no'].includes(outcome) ? 'against' : 'for';
    await sort(admin, id); await weigh(admin, id, { weighed }); await weigh(second, id, { weighed });
    if (kind === '1') { await decide(admin, id, outcome, { limits: 'For one year' }); assert.match(admin.page.text, /have a day on which they end/); }     // R20
    await decide(admin, id, outcome, more);
    assert.equal(admin.page.status, 200, `${kind}: ${admin.page.text.match(/Mend:[^<]*/)?.[0]}`);
    await second.open(`/desk/asks/${id}/answer`); await second.press(/Send this answer/, { way: 'letter' });
    await second.open(`/desk/asks/${id}/answer`); await second.press(/Put it into the log/, { asked: `A body asked kind ${kind}.`, reasons: 'We looked at it for long enough.', name_asker: '1' });
    if (gives) {
      await admin.open(`/desk/asks/${id}/after`);
      const token = admin.form(/Write it down/).fields.filter(([n]) => n === 'csrf');
      await admin.ask('POST', `/desk/asks/${id}/after`, { body: new URLSearchParams([...token, ...Object.entries({ act: 'give', ...gives })]).toString() });
      assert.match(admin.page.text, new RegExp(gives.given_title));
    }
    await admin.open(`/desk/heard?ask=${id}`);
    await admin.press(/Write it into the ledger/, { body: `Body ${kind}`, said: `What we said of kind ${kind}.`, said_on: '2026-05-01', 'ask-0': 'Answer us' });
    assert.equal(count(`select count(*) from heard where ask = ${id}`), 1);
    await p.open('/ask/outside/sent');
    assert.match(p.page.text, /The answer/);
  }
  const log = JSON.parse((await new Person(net).open('/decisions.json')).text).decisions.slice(0, 6);
  assert.deepEqual(log.map(e => e.outcome), KINDS.map(k => k[1]).reverse());
  assert.ok(log.every(e => e.asker === 'A university' || e.asker.startsWith('Body')), JSON.stringify(log.map(e => e.asker)));
  let before = JSON.parse((await new Person(net).open('/decisions.json')).text).decisions.reverse(), chain = '';
  for (const e of before) {
    chain = createHash('sha256').update([chain, e.number, e.at, e.kind, e.asker, e.asked, e.outcome, e.reasons, e.decided_by, e.review_on_seconds, e.days, e.corrects].join('\n') + '\n').digest('hex');
    assert.equal(e.chain, chain);                                        // the whole log, from its first entry
  }
});

test('whoever is erased leaves no word behind at the doors', async () => {
  const p = new Person(net);
  await p.join('Canary', 'canary@home.example');
  await fill(p, 'alert', { 'q-title': 'Zanzibarquince', 'q-about': 'Zanzibarquince again' }, {});
  const { ref } = await send(p), kept = () => count(`select count(*) from entry_answer a join entry e on e.id = a.entry where e.ref = '${ref}'`);
  assert.ok(kept() >= 2);
  await p.open('/me/leave');
  await p.press(/Do this/, { how: 'erase' });
  assert.equal(kept(), 0);
  assert.equal(count(`select count(*) from ask a join entry e on e.id = a.entry where e.ref = '${ref}' and a.state = 'withdrawn'`), 1);
  await sleep(300);
  assert.equal(count("select count(*) from entry_answer a join entry e on e.id = a.entry where e.state = 'taken back'"), 0);
  assert.equal(net.kith(['check']).status, 0, net.kith(['check']).out);
});
