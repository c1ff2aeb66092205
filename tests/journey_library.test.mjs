// SPDX-License-Identifier: AGPL-3.0-or-later
// The library as people use it, without script: a piece from its pitch to its page, taking it back everywhere, changing a name,
// the glossary, what members alone read, what goes out to other libraries and what comes in from them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { network, Person, bytesBelow, notPosted, sleep, forms, KITH } from './lib.mjs';
import { fill, send } from './asks.mjs';
import { item, edition, sendAll, day, sectionNamed } from './posts.mjs';
import { assertLetters } from './letters.mjs';
import { xmllint, shared } from './harvest.mjs';

const LETTERS = ['About what you are writing', 'About what you offered to write'];
let net, desk, second, ada, someone;
const NONCE = 'quillfeather';

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
const idOf = p => /\/(\d+)$/.exec(new URL(p.page.url).pathname)[1];

// A work written at the desk, read by a second person and shown; its address.
async function shelve(title, more = {}, signing = 'The Tuesday Group') {
  await desk.open('/desk/library/new');
  await desk.press(/^Keep it$/, { kind: 'research', title, summary: `${title} in short.`, body: `## First\n\n${title} at length.`, licence: 'by', language: 'en', ...more });
  ok(desk);
  const id = idOf(desk);
  await desk.press(/^Keep this$/, { signing, topics: 'buses\nbudgets' });
  ok(desk);
  await second.open(`/desk/library/${id}`);
  if (second.page.text.includes('I have read it')) await second.press(/I have read it/);
  await second.press(/^Show it$/, { day: '' });
  ok(second, /Its page/);
  return { id, slug: (/href="\/knowledge\/([^"]+)">Its page/.exec(second.page.text) ?? assert.fail(second.page.text.slice(0, 3000)))[1] };
}

async function everything(reader, start = ['/knowledge', '/knowledge?page=2', '/glossary', '/news', '/blog', '/bulletins', '/bulletins/bulletin', '/sitemap.xml', '/knowledge.atom', '/knowledge.rss', '/knowledge.json', '/blog.atom', '/oai?verb=ListRecords&metadataPrefix=oai_dc', '/oai?verb=ListIdentifiers&metadataPrefix=oai_dc', `/search?q=${NONCE}`, `/search.json?q=${NONCE}`, `/knowledge?q=${NONCE}`], most = 400) {
  const seen = new Map(), todo = [...start];
  while (todo.length && seen.size < most) {
    const url = todo.shift();
    if (seen.has(url)) continue;
    const r = await reader.open(url, { follow: false });
    seen.set(url, `${JSON.stringify(r.headers)}\n${r.raw.toString('latin1')}`);
    for (const [, link] of r.text.matchAll(/(?:href|src)="(\/(?:knowledge|glossary|bulletins|ark|news|blog)[^"#]*)/g)) todo.push(link.replace(/&amp;/g, '&'));
  }
  return seen;
}
const bytes = () => bytesBelow(net.data).filter(notPosted);

test('a piece: offered, asked for, written, changed with its author’s yes, settled under a pen name, paid, shown', async () => {
  await ada.open('/me/pens');
  await ada.press(/Add this name/, { name: 'Marram Grass' });
  await fill(ada, 'blog', { 'q-title': 'A bench is a beginning', 'q-words': 'What a bench does for a street.', 'q-note': '', 'q-voice': '0', 'q-needs': '' }, null);
  await send(ada);
  ok(ada, /Offered; we read it soon/);
  await desk.open('/desk/library?state=pitched');
  const [, id] = /href="\/desk\/library\/(\d+)" dir="auto">A bench/.exec(desk.page.text) ?? assert.fail(desk.page.text.slice(0, 900));
  await desk.open(`/desk/library/${id}`);
  ok(desk, /What was offered/);
  await desk.press(/Ask for it/, { fee: '150', due: day(30), answer: 'We would love to have it.' });
  ok(desk, /£150/);
  await net.letterTo('ada@x.example', /About what you are writing/);
  await ada.open(`/me/works/${id}`);
  ok(ada, /£150[\s\S]*cannot advise/);
  const stranger = someone();
  await stranger.join('Eve', 'eve@x.example');
  assert.equal((await stranger.open(`/me/works/${id}`)).status, 404);
  await ada.press(/Yes, I write it/, {});
  assert.equal(ada.page.status, 422, 'how to be paid is asked first');
  await ada.press(/Yes, I write it/, { way: 'voucher' });
  ok(ada, /Being written/);
  await ada.press(/^Keep it$/, { title: 'A bench is a beginning', body: '1986. That is when it was put there.\n\nI sit on it.' });
  await ada.press(/Send it to the editors/, {});
  ok(ada, /With the editors/);
  await desk.open(`/desk/library/${id}`);
  await desk.press(/^Keep it$/, { summary: 'About a bench.', title: 'Taken over', body: 'Taken over.' });      // metadata yes, words no
  await desk.open(`/desk/library/${id}`);
  assert.doesNotMatch(desk.page.text, /<h1[^>]*>Taken over/);
  await desk.press(/Send to its author/, { body: '1986. That is when it was put there.\n\nI sit on it every day.', note: 'Every day?' });
  ok(desk, /Changes suggested/);
  await ada.open(`/me/works/${id}`);
  ok(ada, /<ins>[\s\S]*every day[\s\S]*<\/ins>/);
  await ada.press(/Yes, change it so/, { said: 'Nearly every day.' });
  await desk.open(`/desk/library/${id}`);
  ok(desk, /every day[\s\S]*Nearly every day/);
  await desk.press(/It is as it should be/);
  await ada.open(`/me/works/${id}`);
  const pen = /value="(pen \d+)"/.exec(ada.page.text)[1];
  for (const box of ['index', 'harvest', 'quote', 'mine']) assert.match(ada.page.text, new RegExp(`name="${box}" value="1"(?![^>]*checked)`), `${box} is asked, and nothing is ticked for them`);
  await ada.press(/Yes, it may be shown/, { byline: pen, summary: 'What a bench does for a street.', content_note: 'a hospital', licence: 'by-nc', index: '1', harvest: '1', quote: '1' });
  ok(ada, /Settled/);
  await desk.open(`/desk/library/${id}`);
  await desk.press(/^Keep it$/, { coverage: 'A street', summary: 'Taken over.', content_note: '', licence: 'by', provenance: 'Taken over.' });
  ok(desk), await desk.press(/^Keep this$/, { signing: 'Somebody Else\nillustrator: Kit' });
  await ada.open(`/me/works/${id}`);
  await desk.open(`/desk/library/${id}`);
  assert.doesNotMatch(desk.page.text, /Lovegrove/, 'the desk’s page of the work does not join the two names');
  await desk.press(/Write it down/, { pay: 'paid' });
  await desk.press(/^Show it$/, { day: '' });
  ok(desk, /Shown/);
  const slug = /href="\/knowledge\/([^"]+)">Its page/.exec(desk.page.text)[1], reader = someone();
  ok(await reader.open(`/knowledge/${slug}`) && reader, /Marram Grass[\s\S]*Kit<\/a> \(illustrator\)[\s\S]*a hospital[\s\S]*What a bench does for a street[\s\S]*CC BY-NC/);
  assert.doesNotMatch(reader.page.text, /Taken over|Somebody Else/, 'what its author settled is not the desk’s to change');
  for (let i = 0; i < 40 && !net.letters().some(l => l.to.includes('ada@x.example') && /is shown now/.test(l.text)); i++) await sleep(100);
  assert.ok(net.letters().some(l => l.to.includes('ada@x.example') && /is shown now/.test(l.text)), 'its author is told');
  assert.match(reader.page.text, /Content note:[\s\S]*class="prose/);
  assert.match(reader.page.text, /<p>1986\. That is when/);
  assert.doesNotMatch(reader.page.text, /Lovegrove|citation_title/, 'a blog has no tags for Scholar');
  await ada.open('/me/pens');
  await ada.press(/Take it away/);
  assert.equal(ada.page.status, 409, 'a name with work under it stays');
});

test('kindly no, and later', async () => {
  for (const [title, button] of [['On kettles', /Kindly no/], ['On lamps', /Keep it for later/]]) {
    await fill(ada, 'blog', { 'q-title': title, 'q-words': 'Some words.', 'q-note': '', 'q-voice': '0', 'q-needs': '' }, null);
    await send(ada);
    await desk.open('/desk/library?state=pitched');
    await desk.open(`/desk/library/${new RegExp(`/desk/library/(\\d+)" dir="auto">${title}`).exec(desk.page.text)[1]}`);
    await desk.press(button, { answer: '' });
    assert.equal(desk.page.status, 422);
    await desk.press(button, { answer: 'There were many this time.' });
    ok(desk);
  }
  await net.letterTo('jo@x.example', /About what you offered to write/);
});

test('two names of one person have nothing in common that anybody sees', async () => {
  const bo = someone(), pens = ['Umber Fox', 'Tidewrack'], works = [];
  await bo.join('Beatrix Oddfellow', 'bo@x.example');
  for (const name of pens) {
    await bo.open('/me/pens');
    await bo.press(/Add this name/, { name });
    await fill(bo, 'blog', { 'q-title': `By ${name}`, 'q-words': 'Words.', 'q-note': '', 'q-voice': '0', 'q-needs': '' }, null);
    await send(bo);
    await desk.open('/desk/library?state=pitched');
    const id = new RegExp(`/desk/library/(\\d+)" dir="auto">By ${name}`).exec(desk.page.text)[1];
    await desk.open(`/desk/library/${id}`);
    await desk.press(/Ask for it/, { fee: '150', due: day(30), answer: 'Yes.' });
    await bo.open(`/me/works/${id}`);
    await bo.press(/Yes, I write it/, { way: 'cash' });
    await bo.press(/Send it to the editors/, { title: `A thing of ${name}`, body: 'Of no great length.' });
    await desk.open(`/desk/library/${id}`);
    await desk.press(/It is as it should be/);
    await bo.open(`/me/works/${id}`);
    const value = new RegExp(`value="(pen \\d+)"[^>]*>[\\s\\S]{0,120}?${name}`).exec(bo.page.text)[1];
    await bo.press(/Yes, it may be shown/, { byline: value, summary: 'Short.', licence: 'kept' });
    await desk.open(`/desk/library/${id}`);
    await desk.press(/^Show it$/, { day: '' });
    works.push({ id, slug: /href="\/knowledge\/([^"]+)">Its page/.exec(desk.page.text)[1], name });
  }
  const reader = someone(), pages = await everything(reader);
  for (const { name, slug } of works) for (const u of [`/knowledge/${slug}`, `/knowledge/${slug}.bib`, `/knowledge/${slug}.ris`, `/knowledge/${slug}.json`]) pages.set(u, JSON.stringify((await reader.open(u)).headers) + reader.page.text);
  const all = [...pages.values()].join('\n');
  assert.doesNotMatch(all, /Oddfellow|Beatrix|bo@x\.example/);
  for (const { id } of works) assert.ok(!all.includes(id), 'the number of a work is nobody’s outside');
  const sealed = bytes().map(([, b]) => b).join('');
  const [one, two] = works.map(w => [...pages].filter(([u, b]) => b.includes(w.name) && !b.includes(works.find(x => x !== w).name)).map(([, b]) => b).join('\n'));
  const long = s => new Set(s.match(/[A-Za-z0-9_-]{9,}/g).filter(x => /\d/.test(x)));
  const common = [...long(one)].filter(x => long(two).has(x) && !/^(max-age|20\d\d-|w3|utf-8|frame|sha|charset|script|kith|application|iso|creativecommons)/i.test(x) && !all.split('\n').some(l => /stylesheet|<script src|Content-Security/i.test(l) && l.includes(x)));
  const usual = (await reader.open('/knowledge?kind=news')).text + JSON.stringify(reader.page.headers) + (await reader.open('/')).text;
  assert.deepEqual(common.filter(x => !usual.includes(x)), [], 'no number, mark or token stands on both');
  assert.ok(sealed.length > 0);
});

test('taken back: everywhere at once, by bytes, with what its author lets it say', async () => {
  const words = k => `${NONCE} ${k}`, files = [['a.txt', 'text/plain', `${NONCE} as a file`]];
  await desk.open('/desk/library/new');
  await desk.press(/^Keep it$/, { kind: 'briefing', title: words('title'), other_title: words('other'), summary: words('summary'), content_note: words('note'), provenance: words('provenance'), coverage: words('coverage'), publisher: words('publisher'), source: words('source'),
    doi: `10.1234/${NONCE}`, language: 'en', licence: 'by', body: `# ${NONCE}\n\n${words('body')}` });
  ok(desk);
  const id = idOf(desk);
  await desk.press(/^Keep this$/, { signing: words('author'), topics: words('topic') });
  await desk.press(/Keep this form/, { form: 'plain', form_language: 'en', maker: words('maker'), words: words('form') });
  ok(desk, /Plain language/);
  await upload(desk, id, { act: 'form', form: 'text', form_language: 'en', maker: words('maker') }, files[0]);
  await second.open(`/desk/library/${id}`);
  await second.press(/I have read it/);
  await second.press(/^Show it$/, { day: '' });
  ok(second, /Shown/);
  await desk.open(`/desk/library/${id}`);
  await desk.press(/^Keep it$/, { body: `# ${NONCE}\n\n${words('changed body')}`, changed: words('change') });
  const slug = /href="\/knowledge\/([^"]+)">Its page/.exec(desk.page.text)[1], mark = /identifier>oai:[^:]+:(\w{10})<\/identifier>(?:(?!<header)[\s\S])*quillfeather title/.exec((await someone().open('/oai?verb=ListRecords&metadataPrefix=oai_dc')).text)[1];
  await desk.open('/desk/items/of/bulletin');
  const taken = forms(desk.page.text).find(f => f.fields.some(([n, v]) => n === 'kind' && v === 'work') && f.fields.some(([n, v]) => n === 'id' && v === id));
  assert.ok(taken, 'the bulletin’s desk is offered it');
  await desk.ask('POST', taken.action, { body: new URLSearchParams([...taken.fields.filter(([n]) => n !== 'section'), ['section', sectionNamed(desk, 'From the network')]]).toString() });
  await desk.press(/accept it|^Keep it$/, {});
  const issue = await edition(desk);
  await sendAll(desk, second, issue);
  await sleep(1500);
  const reader = someone(), before = await everything(reader);
  assert.ok([...before.values()].filter(b => b.includes(NONCE)).length > 12, 'it was everywhere first');
  assert.ok([...before].some(([u, b]) => u.startsWith('/bulletins/') && b.includes(NONCE)), 'in the archive of bulletins too');
  const from = new Date(Date.now() - 864e5).toISOString().slice(0, 10);
  await desk.open(`/desk/library/${id}`);
  await desk.press(/^Take it down$/, { tombstone: 'words', 'down-words': 'It has done its work.' });
  ok(desk);
  await sleep(2500);
  const after = await everything(someone(), [...before.keys()]);
  const left = [...after].filter(([u, b]) => b.replaceAll(u, '').replaceAll(encodeURIComponent(u), '').replace(/q=quillfeather|value="quillfeather"|rel="self"[^>]*|<request[^>]*>/g, '').includes(NONCE) && !/q=quillfeather/.test(u)).map(([u]) => u);
  assert.deepEqual(left.filter(u => !u.includes(NONCE)), [], 'it is said nowhere any more');
  for (const u of [`/knowledge/${slug}`, `/knowledge/${slug}.bib`, `/knowledge/${slug}.json`, `/knowledge/${slug}/files/2`, `/knowledge/${slug}/1`, `/knowledge/${slug}/versions/1`, `/ark:/99999/${mark}`]) {
    const r = await reader.open(u);
    assert.equal(r.status, 410, u);
    assert.match(r.headers['x-robots-tag'] ?? '', /noindex/, u);
    assert.match(r.text, /It has done its work/);
  }
  const oai = (await reader.open(`/oai?verb=ListRecords&metadataPrefix=oai_dc&from=${from}`)).text;
  assert.match(oai, new RegExp(`<header status="deleted"><identifier>oai:[^<]*${mark}</identifier>`));
  assert.match((await reader.open(`/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=type:briefing`)).text, new RegExp(`status="deleted"><identifier>oai:[^<]*${mark}`));
  assert.match((await reader.open('/knowledge.atom')).text, new RegExp(`at:deleted-entry ref="tag:[^"]*${mark}"`));
  assert.match((await reader.open(`/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=${encodeURIComponent(/oai:[^:]+:/.exec(oai)[0] + mark)}`)).text, /status="deleted"/);
  if (!net.db.length) {
    await net.stop();
    const where = bytes().filter(([, b]) => b.includes(NONCE)).map(([f]) => f);
    await net.start();
    assert.deepEqual(where, [], 'no byte of it is left in the database, its log or the files');
    for (const p of [desk, second, ada]) p.net = net;
  }
});

async function upload(person, id, fields, [name, type, content]) {
  await person.open(`/desk/library/${id}`);
  const f = forms(person.page.text).find(x => x.enctype && x.action.endsWith('/files')), b = '----kith', parts = [...f.fields.filter(([n]) => !(n in fields)), ...Object.entries(fields)];
  const body = Buffer.from(parts.map(([n, v]) => `--${b}\r\nContent-Disposition: form-data; name="${n}"\r\n\r\n${v}\r\n`).join('') + `--${b}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n--${b}--\r\n`);
  await person.ask('POST', f.action, { body, headers: { 'Content-Type': `multipart/form-data; boundary=${b}`, 'Content-Length': body.length } });
  ok(person);
}

test('a name changes everywhere, and nothing says what it was', async () => {
  const reader = someone();
  await ada.open('/me/works');
  await ada.open(/href="(\/me\/bylines\/\d+)"/.exec(ada.page.text)[1]);
  const was = (await reader.open('/oai?verb=ListRecords&metadataPrefix=oai_dc')).text;
  const [, mark, stamp] = /identifier>oai:[^:]+:(\w{10})<\/identifier><datestamp>([^<]+)<(?:(?!<header)[\s\S])*Marram Grass/.exec(was);
  await sleep(1100);
  await ada.press(/Change it everywhere/, { name: 'Sea Holly' });
  ok(ada);
  await sleep(1500);
  const pages = await everything(reader);
  assert.deepEqual([...pages].filter(([, b]) => /Marram/.test(b)).map(([u]) => u), []);
  assert.equal((await reader.open('/knowledge/by/marram-grass')).status, 404, 'its old page says nothing, not even that it moved');
  assert.match((await reader.open('/knowledge/by/sea-holly')).text, /A bench is a beginning/);
  const now = (await reader.open('/oai?verb=ListRecords&metadataPrefix=oai_dc')).text;
  assert.ok(new RegExp(`${mark}</identifier><datestamp>([^<]+)<`).exec(now)[1] > stamp, 'harvesters are told');
  assert.equal(JSON.parse((await reader.open('/search.json?q=marram')).text).total, 0);
  if (!net.db.length) assert.deepEqual(bytes().filter(([f, b]) => /Marram/.test(b) && !/-wal$/.test(f)).map(([f]) => f), []);
});

test('a pause: gone, and back again; what is allowed is kept', async () => {
  const reader = someone();
  await ada.open('/me/works');
  const url = /href="(\/me\/works\/\d+)" dir="auto">A bench/.exec(ada.page.text)[1];
  await ada.open(url);
  const slug = /href="\/knowledge\/([^"]+)">Look at its page/.exec(ada.page.text)[1];
  await ada.press(/Put it away for a while/);
  assert.doesNotMatch(ada.page.text, /Look at its page/, 'a page that answers 410 is not linked');
  assert.equal((await reader.open(`/knowledge/${slug}`)).status, 410);
  assert.equal(JSON.parse((await reader.open('/search.json?q=bench&kind=work')).text).total, 0);
  await ada.press(/Show it again/);
  assert.equal((await reader.open(`/knowledge/${slug}`)).status, 200);
  await ada.open(url);
  await ada.press(/Keep what is allowed/, { index: null, harvest: null, quote: '1', level: '2' });
  await reader.open(`/knowledge/${slug}`);
  assert.match(reader.page.headers['x-robots-tag'], /noindex, noai/);
  assert.equal(reader.page.headers['tdm-reservation'], '1');
  assert.doesNotMatch((await reader.open('/sitemap.xml')).text, new RegExp(slug));
  assert.match((await reader.open('/oai?verb=ListRecords&metadataPrefix=oai_dc')).text, /status="deleted"/);
  await ada.open(url);
  await ada.press(/Keep what is allowed/, { index: '1', harvest: '1', quote: '1', level: '1' });
  assert.equal((await reader.open(`/knowledge/${slug}`)).status, 404, 'for members alone: to a stranger there is nothing');
  assert.equal((await ada.open(`/knowledge/${slug}`)).status, 200);
  for (const u of ['/search.json?q=bench', '/search?q=bench', '/knowledge?q=bench', '/knowledge.atom', '/sitemap.xml', '/search.json?q=bensch']) assert.doesNotMatch((await reader.open(u)).text.replace(/q=bensch?|value="bensch?"|marked|beginning"/g, ''), /bench is/i, u);
  assert.equal(JSON.parse((await reader.open('/search.json?q=bench')).text).total, 0);
  await ada.open(url);
  await ada.press(/Put it right/, { title: 'A bench is a beginning', summary: 'Changed.', body: 'Put right.', changed: '' });
  assert.equal(ada.page.status, 422);
  await ada.press(/Put it right/, { changed: 'A year was wrong.' });
  ok(ada, /A year was wrong/);
  await ada.open(`${url}/take-back`);
  ok(ada, /What happens[\s\S]*erased at once[\s\S]*Libraries and archives/);
  await ada.press(/Take it back for good/, { words: 'y'.repeat(1001) });
  assert.equal(ada.page.status, 422);
  assert.match(ada.page.text, /value="words"[^>]*checked/, 'who writes words has chosen them');
  assert.match(ada.page.text, /y{1001}</, 'and they are still there');
  const copy = await ada.open(`${url}.md`);
  assert.match(copy.headers['content-disposition'], /my-words\.md/);
  assert.match(copy.text, /^# A bench is a beginning[\s\S]*Put right\./);
  await ada.open(`${url}/take-back`);
  await ada.press(/Take it back for good/, { tombstone: 'author', words: 'It was mine.' });
  ok(ada, /Taken back: page/);
  await ada.open(/href="(\/me\/tombstones\/\d+)"/.exec(ada.page.text)[1]);
  assert.equal((await someone().open(new URL(ada.page.url).pathname)).url.includes('/sign-in'), true);
  await ada.press(/Let it say that/, { tombstone: 'words', words: '' });
  assert.equal(ada.page.status, 422);
  await ada.press(/Let it say that/, { tombstone: 'nothing', words: '' });
  ok(ada, /It says that from now on/);
  assert.doesNotMatch(ada.page.text, /It was mine/);
  assert.match((await reader.open(`/knowledge/${slug}`)).text, /not in the library/, 'what members alone could read is nothing to others');
});

test('a page that machines read: tags on research alone, JSON-LD, citations that other programs understand', async () => {
  const { slug } = await shelve('Rooms & <keys> {of} "ours" \\ 50%', { content_note: 'money worries' }, 'Ash\nThe Tuesday Group\ntranslator: Bo');
  const reader = someone();
  await reader.open(`/knowledge/${slug}`);
  const html = reader.page.text;
  assert.deepEqual([...html.matchAll(/name="citation_author" content="([^"]*)"/g)].map(m => m[1]), ['Ash', 'The Tuesday Group']);
  const ld = JSON.parse(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/.exec(html)[1]);
  assert.equal(ld['@type'], 'Report');
  assert.deepEqual(ld.author.map(a => a.name), ['Ash', 'The Tuesday Group']);
  assert.match(reader.page.headers.link, /<[^>]*\/ark:\/[^>]*>; rel="cite-as"/);
  assert.match(reader.page.headers.link, /\.bib>; rel="describedby"; type="application\/x-bibtex"/);
  const { default: Cite } = await import('citation-js');
  for (const suffix of ['bib', 'ris', 'json']) {
    const [c] = new Cite((await reader.open(`/knowledge/${slug}.${suffix}`)).text).data;
    assert.match(c.title.replace(/\s+/g, ' '), /Rooms & <keys> \{?of\}? "ours" \\ 50%/, suffix);
    assert.equal(c.author.length, 2, suffix);
    assert.ok(JSON.stringify(c.author).includes('Tuesday Group'), suffix);
    assert.equal(c.issued['date-parts'][0][0], new Date().getFullYear(), suffix);
  }
  assert.equal((await reader.open(/href="(\/ark:[^"]+)"/.exec(html)[1])).url.endsWith(`/knowledge/${slug}`), true, 'the lasting name leads to it');
  assert.match((await reader.open(`/oai?verb=ListRecords&metadataPrefix=oai_dc&set=type:research`)).text, /<dc:contributor>Bo \(translator\)<\/dc:contributor>[\s\S]*<dc:description>Content note: money worries/);
});

test('staff works need a second reader; a public work says what changed; an address that moved leads on', async () => {
  await desk.open('/desk/library/new');
  await desk.press(/^Keep it$/, { kind: 'news', title: 'News of the kettle', summary: 'It boils.', body: 'It suffers from lime.', language: 'en', licence: 'by' });
  const id = idOf(desk);
  ok(desk, /this network says “lives with”/);
  await desk.press(/^Keep this$/, { signing: 'Hearth Network' });
  assert.doesNotMatch(desk.page.text, /<button[^>]*value="publish"/);
  assert.doesNotMatch(desk.page.text, />I have read it/, 'whoever wrote it is not asked to read it');
  assert.doesNotMatch(desk.page.text, /goes out all the same/, 'there is somebody else who can');
  const keep = desk.form(/^Keep it$/);
  await desk.ask('POST', keep.action, { body: new URLSearchParams([...keep.fields, ['act', 'second'], ['alone', 'Nobody.']]).toString() });
  assert.equal(desk.page.status, 409, 'whoever wrote it is not its second reader');
  await second.open(`/desk/library/${id}`);
  await second.press(/I have read it/);
  await second.press(/^Show it$/, { day: '' });
  await desk.open(`/desk/library/${id}`);
  await desk.press(/^Keep it$/, { title: 'News of two kettles' });
  assert.equal(desk.page.status, 422);
  assert.match(desk.page.text, /Say in one line what changed/);
  await desk.press(/^Keep it$/, { title: 'News of two kettles', changed: 'There are two.' });
  ok(desk);
  const reader = someone(), r = await reader.open('/knowledge/news-of-the-kettle', { follow: false });
  assert.equal(r.status, 301);
  ok(await reader.open(r.headers.location) && reader, /There are two\./);
  ok(await reader.open('/knowledge/news-of-two-kettles/versions/1') && reader, /News of the kettle/);
  assert.match(reader.page.text, /noindex/);
});

test('the glossary: many meanings, none first, each with its own address; other words offered', async () => {
  await desk.open('/desk/glossary');
  await desk.press(/^Put it in$/, { name: 'Distress', also: 'madness\nill-health', summary: 'A word that is used in many ways.' });
  ok(desk);
  for (const words of ['What the form says.', 'A thing of Tuesdays.']) await desk.press(/Put it beside the others/, { words, source: 'Anonymous survey' });
  await ada.open('/glossary/distress');
  await ada.press(/^Send it$/, { words: '', byline: '' });
  assert.equal(ada.page.status, 422);
  await ada.press(/^Send it$/, { words: 'To me it is weather.', who_rejects: 'My aunt.', byline: '' });
  ok(ada, /Thank you/);
  const reader = someone();
  assert.doesNotMatch((await reader.open('/glossary/distress')).text, /weather/);
  await desk.open('/desk/glossary');
  await desk.press(/Put it beside the others/);
  ok(await reader.open('/glossary/distress') && reader, /To me it is weather/);
  assert.match(reader.page.text, /drawn by lot each day/);
  assert.equal([...reader.page.text.matchAll(/id="meaning-\w{8}"/g)].length, 3);
  assert.match((await reader.open('/knowledge?q=madness')).text, /href="\/glossary\/distress"/);
  assert.equal(JSON.parse((await reader.open('/glossary.json')).text).hasDefinedTerm.length, 3);
  await ada.open('/me/works');
  await ada.press(/Take it back/);
  assert.doesNotMatch((await reader.open('/glossary/distress')).text, /weather/);
  assert.equal(JSON.parse((await reader.open('/search.json?q=weather')).text).total, 0);
});

test('a library comes in by CSL-JSON, BibTeX and RIS, goes out, and comes in elsewhere as it was', async () => {
  const csl = join(net.dir, 'past.json'), bib = join(net.dir, 'past.bib'), ris = join(net.dir, 'past.ris'), out = join(net.dir, 'out.json');
  writeFileSync(csl, JSON.stringify([{ id: 'old-1', type: 'report', title: 'Zanzibar timetable', author: [{ literal: 'The Tuesday Group' }, { family: 'Moss', given: 'Kit' }], issued: { 'date-parts': [[2011, 5]] }, abstract: 'Buses.', text: '## One\n\nThe zanzibar bus.', keyword: 'buses; timetables' }, { id: 'old-2', title: '' }]));
  writeFileSync(bib, '@string{x = "y"}\n@techreport{old-3,\n author = {{The Kettle Club} and Z{\\"o}e Br{\\o}d and Moss, Kit}, title = {{A {Kettle} \\& a Lamp}}, year = 2009, month = mar, institution = "Hearth" }\n@article{old-4, title={Second}, author={Ash}, year={2010}}');
  writeFileSync(ris, 'TY  - RPRT\r\nID  - old-5\r\nAU  - The Tuesday Group\r\nAU  - Moss, Kit\r\nTI  - Riders\r\nPY  - 2008\r\nDA  - 2008/07/09/\r\nKW  - buses\r\nER  - \r\n');
  for (const [f, said] of [[csl, /1 works taken in and shown, 0 were here already, 1 could not/], [bib, /2 works taken in and shown/], [ris, /1 works taken in/], [csl, /0 works taken in and shown, 1 were here already/]]) {
    const r = net.kith(['import', 'works', f, '--publish']);
    assert.equal(r.status, 0, r.err);
    assert.match(r.out, said);
  }
  const reader = someone(), found = JSON.parse((await reader.open('/search.json?q=zanzibar&kind=work')).text);
  assert.deepEqual(found.results.map(r => [r.kind, r.source_id]), [['work', 'old-1']]);
  await reader.open('/search.json?q=kettle+lamp&kind=work');
  assert.equal(JSON.parse(reader.page.text).results[0].source_id, 'old-3');
  const kettle = (await reader.open(new URL(JSON.parse(reader.page.text).results[0].url).pathname)).text;
  assert.match(kettle, /Zöe Brød/), assert.match(kettle, /Kit Moss/), assert.match(kettle, /The Kettle Club/), assert.match(kettle, /March 2009/);
  assert.equal(net.kith(['export', 'works', '-o', out]).status, 0);
  const all = JSON.parse(readFileSync(out, 'utf8'));
  assert.ok(all.find(w => w.id === 'old-1' && w.text.includes('zanzibar') && w.author[0].literal === 'The Tuesday Group'));
  assert.equal(net.kith(['export', 'works', '-o', join(net.dir, 'out.csv')]).status, 0);
  assert.match(readFileSync(join(net.dir, 'out.csv'), 'utf8'), /^source_id,mark,kind/);
  for (const ending of ['json', 'bib', 'ris']) {                                         // its own lists, and what it gives out of one work, are known again
    if (ending !== 'json') writeFileSync(join(net.dir, `own.${ending}`), (await reader.open(`${new URL(found.results[0].url).pathname}.${ending}`)).text);
    const again = net.kith(['import', 'works', ending === 'json' ? out : join(net.dir, `own.${ending}`), '--publish']);
    assert.match(again.out, /^0 works taken in/, ending), assert.match(again.out, new RegExp(` ${ending === 'json' ? all.length : 1} were here already`));
  }
  writeFileSync(join(net.dir, 'mixed.json'), JSON.stringify({ items: [{ id: 'm-1', title: 'Not for showing', state: 'draft', issued: { raw: 'in press' } }, { id: 'm-2', title: 'Numbat shown', issued: { 'date-parts': [[1970]] }, translator: [{ literal: 'Tam' }] }, { id: 'm-2', title: 'Twice' }, { id: 'm-3' }] }));
  const dry = net.kith(['import', 'works', join(net.dir, 'mixed.json'), '--publish', '--dry-run']), wet = spawnSync(KITH, ['import', 'works', join(net.dir, 'mixed.json'), '--publish', '--data', net.data, ...net.db], { encoding: 'utf8' });
  assert.match(dry.out, /^2 works would be taken in/), assert.match(wet.stdout, /^2 works taken in, 0 were here already, 1 could not be taken\.\n1 of them shown; the others are drafts[^]*1 stand in the list a second time/);
  assert.match(wet.stderr, /Entry 4, line 1, m-3: could not be taken: it has no title/);
  const numbat = (await reader.open('/search.json?q=numbat&kind=work')).text;
  assert.deepEqual(JSON.parse((await reader.open(`${new URL(JSON.parse(numbat).results[0].url).pathname}.json`)).text)[0].issued, { 'date-parts': [[1970]] });
  assert.equal(JSON.parse((await reader.open('/search.json?q=showing&kind=work')).text).total, 0);
  assert.match(net.kith(['import', 'works', '--help']).out, /--dry-run says what would come in/);
  assert.equal(net.kith(['import', 'works', join(net.dir, 'nothing.json')]).status, 1);
  assert.equal(net.kith(['import', 'works', out, '--oai', 'http://x']).status, 2);
});

test('somebody who is erased: what stands under their names goes, and what they said of words', async () => {
  const di = someone();
  await di.join('Dee Erasable', 'dee@x.example');
  await di.open('/glossary/distress');
  await di.press(/^Send it$/, { words: 'Ephemeral meaning.', byline: '' });
  await di.open('/me/data.json');
  assert.match(di.page.text, /Ephemeral meaning/);
  await di.open('/me/leave');
  await di.press(/Do this/, { how: 'erase' });
  assert.match(di.page.text, /You are erased/);
  await sleep(1500);
  if (!net.db.length) assert.deepEqual(bytes().filter(([f, b]) => /Ephemeral meaning|Erasable/.test(b) && !/-wal$/.test(f)).map(([f]) => f), []);
});
