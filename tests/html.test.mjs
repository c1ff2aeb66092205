// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page and state is valid HTML, by the Nu checker, in one run; and shows no string that escaped the catalogue.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync, mkdirSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { on, send, idOf, sort, weigh, decide } from './asks.mjs';
import { network, Person, here, KITH, sleep } from './lib.mjs';
import { FACTS, edition, editors, item, sendAll } from './posts.mjs';
import { ask } from './outbox.mjs';
import { STRANGER, MEMBER, STAFF, signInStates } from './pages.mjs';

// What members say of themselves, with and without something to mend.
async function selves(net, keep, m) {
  const id = ask(net, 'select max(id) from person')[0], send = (url, o) => m.ask('POST', url, { body: new URLSearchParams({ csrf: /name="csrf" value="([^"]+)"/.exec(m.page.text)[1], ...o }).toString() });
  for (const [url, words, wrong, right] of [['/me/words', /Add this line/, { words: '' }, { words: 'Ich <b> & "du"', staff: '1', segments: '1', counts: '1' }],
    ['/me/access', /Add this/, { words: '', review: 'x' }, { words: 'Breaks\n\noften', for_what: 'events', review: '2027-03-01' }],
    ['/me/pens', /Add this name/, { name: '' }, { name: 'Quill <i>' }], ['/me/reach', /Keep this/, { quiet: 'x', way: 'x', pronouns: 'x'.repeat(101) }, { way: 'phone', quiet: '2027-03-01', pronouns: 'ze', supporter: 'Sam' }]]) {
    await m.open(url); keep(`faults ${url}`, await m.press(words, wrong));
    await m.open(url); await m.press(words, right);
    keep(`with something ${url}`, await m.open(url));
    const one = new RegExp(`href="(${url}/\\d+)"`).exec(m.page.text);
    if (one) { keep(`one ${url}`, await m.open(one[1])); await m.press(/Keep this/, { words: '' }); keep(`faults one ${url}`, m.page); }
  }
  keep('resting', await m.open('/me')); keep('rider', await m.open('/me/rider'));
  await m.open('/me/consents');
  await send('/me/consents', { purpose: 'bulletin', act: 'give' });
  const stop = `/stop/${execFileSync(join(dirname(KITH), 'tests/stop_token'), [join(net.data, 'secret.key'), id, 'bulletin'], { encoding: 'utf8' }).trim()}`, s = new Person(net);
  keep('stop', await s.open(stop)); keep('stopped', await s.ask('POST', stop, { body: '' })); keep('stopped before', await s.open(stop));
  return id;
}

// The register at the desk.
async function records(net, keep, a, m, id) {
  await a.open('/desk/people'); keep('faults reason', await a.press(/^Go on$/, { why: 'x' }));
  keep('reason for one', await a.open(`/desk/people/${id}`)); await a.press(/^Go on$/, { why: 'A call <about> "this"' });
  for (const u of ['/desk/people', '/desk/people?q=mem', '/desk/people?q=zzzqqq', '/desk/people?place=wales', `/desk/people/${id}/copy`, '/desk/likeness', '/desk/requests', '/desk/register']) keep(`with a reason ${u}`, await a.open(u));
  const act = async (words, filled) => { await a.open(`/desk/people/${id}`); return a.press(words, filled); };
  for (const [words, wrong, right] of [[/Change the name/, { name: '' }, { name: 'Mem & Co' }], [/Add this address/, { value: '' }, { kind: 'post', value: '1 Quiet Street' }], [/Move, and send/, { class: 'group' }, { class: 'supporter' }],
    [/I read it to them/, { purpose: 'keep' }, { purpose: 'phone' }], [/Make them a contact/, { group: 'x' }, { group: 'the-quiet-cafe' }], [/Keep this note/, { note: '' }, { note: 'Knock\n\ntwice' }], [/End the membership/, { why: 'x' }, null], [/Erase this person/, {}, null]]) {
    keep(`faults record ${words.source}`, await act(words, wrong));
    if (right) await act(words, right);
  }
  await act(/No longer a contact/, {});
  keep('record', await a.open(`/desk/people/${id}`));
  keep('viewed', await m.open('/me/viewed'));
  for (const mail of ['twin1@x.example', 'twin2@x.example']) {
    await new Person(net).join('Mem Twin', mail);
    await a.open(`/desk/people/${ask(net, 'select max(id) from person')[0]}`);
    await a.press(/Add this address/, { kind: 'post', value: '2 Quiet Street' });
  }
  keep('alike', await a.open('/desk/likeness')); keep('joined', await a.press(/keep the first record/));
  keep('not any more', await a.ask('POST', '/desk/likeness', { body: new URLSearchParams([a.form(/Part them/).fields[0], ['act', 'part'], ['merge', '1']]).toString() }));
  await new Person(net).join('Bea Boss', 'bea@x.example'); await new Person(net).join('Cy Clerk', 'cy@x.example');
  for (const [email, role] of [['bea@x.example', 'administrator'], ['cy@x.example', 'editor'], ['cy@x.example', 'officer']]) { await a.open('/desk/roles'); await a.press(/Ask for this role/, { email, role, why: 'so that we are two' }); }
  await a.open('/desk/roles'); keep('faults new role', await a.press(/Make this role/));
  keep('asked for', await a.open('/desk/two'));
  const b = new Person(net);
  await b.signIn('bea@x.example');
  keep('to decide', await b.open('/desk/two')); await b.press(/Yes, do this/); keep('decided', b.page);
  await net.stop();
  ask(net, `update session set seen_at = seen_at - ${31 * 60e6}, begun_at = begun_at - ${32 * 60e6}`);
  await net.start();
  keep('too late', await b.press(/^No$/));
  await b.open(net.signInLink('bea@x.example')); await b.press(/^Sign in$/);
  keep('kept', b.page);
}

// From the door to the ledger, with something on every page.
async function asks(net, keep, a) {
  const p = new Person(net);
  await p.open('/ask/outside'); await p.press(/^Begin$/); keep('ask page', p.page);
  keep('faults ask', await p.press(/Keep this and go on/, { 'q-title': '' }));
  const add = p.form(/Answer by recording/);
  keep('ask add', await p.ask('POST', add.action, { body: new URLSearchParams([...add.fields, ['act', 'add-about']]).toString() }));
  await p.open('/ask/outside/1'); keep('ask kept', await p.press(/Save and come back later/));
  await p.open('/ask/outside/1'); await on(p, {}, null); keep('ask check', p.page);
  await p.open('/ask/outside/reach'); keep('faults reach', await p.press(/check it all/, { name: '', reach: '' })); await p.press(/check it all/, { name: 'Jo', reach_kind: 'email', reach: 'jo@x.example' });
  const { ref } = await send(p); keep('ask sent', p.page);
  await a.open('/desk/asks'); keep('asks', a.page);
  const id = await idOf(a, ref);
  keep('one ask', await a.open(`/desk/asks/${id}`)); keep('faults zero', await a.press(/Write it down/, { zero: '' }));
  await sort(a, id); await a.open(`/desk/asks/${id}`); await a.press(/I have no stake/);
  keep('weigh', await a.open(`/desk/asks/${id}/weigh`)); keep('faults weigh', await a.press(/^Hand it in$/, {}));
  await weigh(a, id); keep('weighed', a.page);
  keep('faults decide', await decide(a, id, 'yes', { reasons_shared: '' })); keep('decide', await decide(a, id, 'yes')); keep('answer', await a.open(`/desk/asks/${id}/answer`));
  await a.press(/Send this answer/, { way: 'letter' }); keep('answered', a.page);
  await a.press(/Put it into the log/, { asked: 'A council & a <letter>', reasons: 'It says what riders told us.' });
  keep('after', await a.open(`/desk/asks/${id}/after`)); keep('faults after', await a.press(/Write it down/, { given_kind: 'seat', act: 'give' }));
  await a.open('/desk/doors'); await a.press(/^Begin$/, { door: 'alert', way: 'phone' }); keep('key in', a.page); await on(a, { 'q-about': 'x' }); keep('read back ask', a.page); keep('faults read back', await a.press(/Send it for them/));
  await a.open('/desk/doors/outside/questions'); await a.press(/Write a new version/); keep('questions', a.page); keep('faults question', await a.press(/Keep this question/, { id: '0', asks: '' }));
  await a.open('/desk/matrix'); await a.press(/Write a new version/); keep('matrix written', a.page); keep('faults matrix', await a.press(/Keep this question/, { id: '0', words: '' }));
  await a.open('/desk/doors/new'); keep('faults door', await a.press(/Keep it so/)); await a.open('/desk/issues'); keep('faults issue', await a.press(/^Keep it$/)); await a.open('/desk/call-outs'); keep('faults call', await a.press(/Put this call out/));
  await a.open('/desk/heard'); keep('faults heard', await a.press(/Write it into the ledger/));
  await a.open('/desk/heard'); await a.press(/Write it into the ledger/, { body: 'Lampton', said: 'Forty riders want it to stay.', said_on: '2026-03-01', 'ask-0': 'Keep it' });
  await a.press(/Write down what happened/, { kind: 'silence' }); keep('heard desk', a.page);
  for (const u of ['/decisions', '/heard', '/heard/lampton-2026-03-01', '/heard/about/lampton', '/voice', '/search?q=letter', '/desk']) keep(`full ${u}`, await p.open(u));
}

// The post room with something in it: an item with a fault, an edition in each of its states, its archive, a letter that came.
async function posts(net, keep, a) {
  const { admin, second } = await editors(net, Person), p = new Person(net);
  await p.join('Reader', 'reader@x.example', 'individual', { bulletin: '1' });
  await a.open('/desk/items/new/bulletin'); keep('faults item', await a.press(/^Keep it$/, { title: '' }));
  const one = await item(admin, 'A walk & <tea>', 'Getting involved', { ...FACTS, lived_led: '1', content_note: 'hospital', link: 'https://x.example/a?b=1&c=2' });
  keep('one item', await a.open(`/desk/items/${one}`));
  await item(admin, 'Own news', 'From the network');
  const id = await edition(admin);
  keep('edition empty', await a.open(`/desk/editions/${id}`)); keep('faults edition', await a.press(/Keep these words/, { title: '' }));
  await sendAll(admin, second, id);
  for (let i = 0; i < 100 && ask(net, `select state from edition where id = ${id}`)[0] !== 'sent'; i++) await sleep(100);
  for (const u of [`/desk/editions/${id}`, `/desk/editions/${id}/paper`, '/desk/bulletins', '/bulletins', '/bulletins/bulletin', `/bulletins/bulletin/${ask(net, `select slug from edition where id = ${id}`)[0]}`]) keep(`sent ${u.replace(/\d+/g, 'n')}`, await a.open(u));
  keep('why', await p.open('/me/post'));
  execFileSync(KITH, ['receive-mail', '--data', net.data, ...net.db], { input: 'From: "R & <b>" <reader@x.example>\r\nTo: no-reply@localhost\r\nSubject: Re: <i>tea</i>\r\n\r\nThank you <3\r\n' });
  keep('letters in', await a.open('/desk/post')); keep('why at the desk', await a.press(/^Look$/, { email: 'reader@x.example' }));
  await a.open('/desk/items/of/bulletin'); keep('items', a.page); keep('faults bulletin', await (async () => { await a.open('/desk/bulletins/bulletin'); return a.press(/Keep it so/, { name: '' }); })());
}

async function crawl(net, dir) {
  mkdirSync(dir, { recursive: true });
  const files = new Map();
  const keep = (name, r) => { const f = join(dir, `${name.replace(/[^a-z0-9]+/gi, '_')}.html`); writeFileSync(f, r.text); files.set(f, name); };
  const s = new Person(net), m = new Person(net), a = new Person(net);
  for (const u of STRANGER) keep(`stranger${u}`, await s.open(u));
  for (const kind of ['individual', 'group']) { await s.open(`/join/${kind}`); keep(`faults ${kind}`, await s.press(/Join|Send our/, { name: '', email: 'x' })); }
  await s.open('/sign-in'); keep('faults sign-in', await s.press(/link/, { email: 'x' }));
  await s.open('/sign-in'); keep('six signs', await s.press(/link/, { email: 'admin@hearth.example' }));
  keep('to go', await s.open((await net.letterTo('admin@hearth.example', /Your link/)).link));
  keep('other browser', await new Person(net).open(s.page.url));
  await s.open('/join/supporter'); await s.press(/Join/, { name: 'Sue', email: 'sue@x.example', keep: '1' });
  keep('confirm', await s.open((await net.letterTo('sue@x.example')).link));
  keep('not fresh', await s.ask('POST', '/sign-in', { body: 'email=x' }));
  keep('not here', await s.ask('DELETE', '/groups'));
  keep('not text', await s.ask('POST', '/sign-in', { body: 'email=%ff' }));
  await m.join('Mem', 'mem@x.example', 'group', { group_name: 'Waiting Kettle', about: 'x' });
  for (const u of MEMBER) keep(`member${u}`, await m.open(u));
  await m.open('/me/leave'); keep('faults leave', await m.press(/Do this/));
  const id = await selves(net, keep, m);
  await a.open(net.signInLink('admin@hearth.example')); keep('go', a.page); await a.press(/^Sign in$/);
  for (const u of STAFF) keep(`staff${u}`, await a.open(u));
  await a.open('/desk/join/individual'); keep('read back', await a.press(/Join/, { name: 'Vox', phone: '1', keep: '1' }));
  await a.open('/desk/pages/new'); keep('faults page', await a.press(/Keep this version/));
  await a.open('/desk/join/group'); keep('read back group', await a.press(/Send our/, { group_name: 'Vox <b>', name: 'Vox', phone: '1', keep: '1' }));
  await a.open('/desk/settings'); keep('faults settings', await a.press(/Keep these settings/, { colour_voice: '#ffcc00' }));
  await a.open('/desk/roles'); keep('faults roles', await a.press(/Ask for this role/));
  await a.open('/desk/compass'); keep('faults compass', await a.press(/^Add it$/));
  await a.open('/desk/groups'); keep('faults waiting', await a.press(/Do not list/));
  await library(net, keep, a, m);
  for (const [name, who, url, shown] of await signInStates(net, () => new Person(net))) keep(name, shown ?? await who.open(url));
  await asks(net, keep, a);
  await posts(net, keep, a);
  await records(net, keep, a, m, id);
  return { files };
}

// The library: a piece on its way, a work in all its forms, taken back, the glossary.
async function library(net, keep, a, m) {
  const one = /href="(\/desk\/library\/\d+)" dir="auto">/;
  await a.open('/desk/library/new'); keep('faults new work', await a.press(/^Keep it$/, { title: '', doi: 'x', language: '?' }));
  await a.open('/desk/library/new');
  await a.press(/^Keep it$/, { kind: 'toolkit', title: 'A <kettle> & "more"', other_title: 'Tegell', summary: 'In short.', content_note: 'money', provenance: 'We know.', coverage: 'Here', publisher: 'We', source: 'There', doi: '10.1/x', language: 'en', licence: 'by',
    body: 'It suffers from lime.\n\n# One\n\n## Two\n\n| a | b |\n| - | - |\n| 1 | <2> |\n\n# Three\n\n<b>raw</b>\n\n- x\n\n> y\n\n![far](https://x.example/a.png)' });
  const desk = new URL(a.page.url).pathname;
  await a.press(/^Keep this$/, { signing: 'Ash\nBo & Co\ntranslator: Kit', topics: 'buses' });
  keep('faults form', await a.press(/Keep this form/, { form: 'plain', words: '' })); await a.open(desk);
  await a.press(/Keep this form/, { form: 'plain', form_language: 'cy', maker: 'Kit', words: 'Geiriau.\n\n# Un' });
  await a.open(desk); await a.press(/^Show it$/, { day: '' });
  await a.press(/^Keep it$/, { title: 'A <kettle> & less', changed: 'Less.' });
  keep('work at the desk', await a.open(desk));
  const page = /href="(\/knowledge\/[^"]+)">Its page/.exec(a.page.text)[1];
  for (const u of ['', '/1', '/versions/1']) keep(`work${u}`, await m.open(page + u));
  await a.open('/desk/library'); await a.press(/Make it/, { collection: 'Rooms' }); await a.open(desk); await a.press(/Put it into Rooms/);
  for (const u of ['/knowledge/collections/rooms', '/knowledge', '/knowledge?q=kettle', '/knowledge?topic=buses', '/knowledge/by/ash', '/desk/library', '/search?q=kettle']) keep(`library ${u}`, await a.open(u));
  await a.open('/desk/glossary'); keep('faults term', await a.press(/^Put it in$/, { name: '' })); await a.press(/^Put it in$/, { name: 'Care', also: 'looking after', summary: 'S.' });
  const term = new URL(a.page.url).pathname; keep('term at the desk', a.page); await a.press(/Put it beside the others/, { words: 'One <meaning>.', source: 'A survey' });
  await m.open('/glossary/care'); keep('faults meaning', await m.press(/^Send it$/, { words: '' })); await m.press(/^Send it$/, { words: 'Another.', who_uses: 'Us', who_rejects: 'Them', byline: '' });
  keep('meaning to read', await a.open('/desk/glossary')); await a.press(/Put it beside/); keep('term', await m.open('/glossary/care')); keep('glossary', await m.open('/glossary')); keep('term again', await a.open(term));
  const w = new Person(net);
  await w.join('Wil', 'wil@x.example'); await w.open('/ask/blog'); await w.press(/^Begin$/); await on(w, { 'q-title': 'A piece', 'q-words': 'W.', 'q-note': '', 'q-voice': '0', 'q-needs': '' }, null); await send(w); keep('pitched', w.page);
  await a.open('/desk/library?state=pitched'); await a.open(one.exec(a.page.text)[1]); keep('pitch at the desk', a.page); const piece = new URL(a.page.url).pathname, mine = piece.replace('/desk/library', '/me/works');
  keep('faults pitch', await a.press(/Ask for it/, { fee: 'x', due: '' })); await a.open(piece); await a.press(/Ask for it/, { fee: '150', due: '2030-01-01', answer: 'Yes.' });
  keep('asked for', await w.open(mine)); keep('faults way', await w.press(/Yes, I write it/)); await w.press(/Yes, I write it/, { way: 'cash' }); keep('to write', w.page); keep('faults hand in', await w.press(/Send it to/, { body: '' }));
  await w.open(mine); await w.press(/Send it to/, { title: 'A piece', body: 'Some words here.' }); keep('handed in', await a.open(piece)); await a.press(/Send to its author/, { title: 'The piece', body: 'Some other words here.', note: 'Shall we?' });
  keep('a round', await w.open(mine)); await w.press(/Yes, change it/); await a.open(piece); keep('rounds at the desk', a.page); await a.press(/It is as it should/); keep('to settle', await w.open(mine));
  await w.press(/Yes, it may be shown/, { byline: /value="(person \d+)"/.exec(w.page.text)[1], licence: 'kept', summary: 'S.' }); keep('to pay', await a.open(piece)); await a.press(/^Show it$/, { day: '' });
  keep('shown, its author', await w.open(mine)); keep('faults put right', await w.press(/Put it right/, { changed: '' })); await w.open(mine); await w.press(/Put it right/, { body: 'Right.', changed: 'A word.' }); keep('with versions', w.page);
  keep('your works', await w.open('/me/works')); await w.open(/href="(\/me\/bylines\/\d+)"/.exec(w.page.text)[1]); keep('a name', w.page); keep('faults name', await w.press(/Change it everywhere/, { name: '' }));
  keep('blog', await m.open('/blog')); await w.open(mine); await w.press(/for a while/); keep('paused', await w.open(mine));
  await a.open(desk); keep('faults take down', await a.press(/^Take it down$/, { tombstone: 'words', words: '' })); await a.open(desk); await a.press(/^Take it down$/, { tombstone: 'words', words: 'Gone <away>.' }); keep('taken back', await m.open(page));
}

test('every page is valid HTML', async () => {
  const net = await network();
  try {
    const { files } = await crawl(net, join(net.dir, 'pages'));
    const jar = execFileSync('find', [join(here, 'node_modules/vnu-jar'), '-name', 'vnu.jar'], { encoding: 'utf8' }).trim().split('\n')[0];
    const vnu = list => spawnSync('java', ['-jar', jar, '--errors-only', '--format', 'gnu', ...list], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const said = vnu([...files.keys()]);
    assert.equal(said.status, 0, said.stderr.replaceAll(`file:${net.dir}/pages/`, '').slice(0, 4000));
    const planted = join(net.dir, 'planted.html');
    writeFileSync(planted, '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><ul><p>x</p></ul></body></html>');
    assert.notEqual(vnu([planted]).status, 0, 'the checker bites');
    assert.ok(files.size > 120, `${files.size} pages`);
  } finally { await net.end(); }
});

// Words that come from C (labels, hints) or from data stand as they are; what stands in a template must shout.
test('in the pseudo-language every word of the templates shouts', async () => {
  const net = await network();
  try {
    const a = new Person(net);
    await a.signIn('admin@hearth.example');
    await a.open('/desk/settings');
    await a.press(/Keep these settings/, { language: 'x-loud' });
    for (const [url, words] of [['/join', ['Joining is free']], ['/join', ['Leave this site', 'Help now']], ['/me/leave', ['What would you like?']], ['/groups', ['Words to look for', 'Find groups']]]) {
      const text = (await a.open(url)).text;
      for (const w of words) assert.ok(!text.includes(w), `${w} on ${url} was not gathered`);
      assert.match(text, /⟦/);
    }
    const bare = (await a.open('/me')).text.replace(/<[^>]*>/g, '\n').split('\n').map(x => x.trim()).filter(x => /[a-z]{4}/.test(x) && !/⟦/.test(x));
    const data = /Hearth|Administrator|23|20\d\d|Mem|Kettle|^(Desk|Individual member)$/;
    assert.deepEqual(bare.filter(x => !data.test(x)), [], 'every template string of /me goes through the catalogue');
  } finally { await net.end(); }
});
