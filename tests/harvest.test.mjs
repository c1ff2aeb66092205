// SPDX-License-Identifier: AGPL-3.0-or-later
// What goes out to other libraries: OAI-PMH by its rules, by its schemas and by programs that nobody wrote for us; feeds and
// sitemaps by those who read them; and one Kith that takes in another's library.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { network, Person, here, forms, sleep } from './lib.mjs';
import { OAI, has, noSchemas, xmllint } from './harvest.mjs';

const WORKS = 230, GONE = 3;
let net, reader, desk, base;
const run = (program, args, options = {}) => new Promise(done => {
  const c = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...options });
  let out = '', err = '';
  c.stdout.on('data', d => { out += d; }), c.stderr.on('data', d => { err += d; });
  c.on('error', e => done({ status: -1, out, err: String(e) }));
  c.on('close', status => done({ status, out, err }));
  c.stdin.end(options.input ?? '');
});

before(async () => {
  net = await network({ groups: null });
  reader = new Person(net), desk = new Person(net), base = `${net.base}/oai`;
  const list = Array.from({ length: WORKS }, (_, i) => ({ id: `w-${i}`, type: i % 3 ? 'report' : 'post-weblog', title: `Work ${i} & <others> "quoted"`, author: [{ literal: i % 2 ? 'Ash' : 'The Tuesday Group' }], issued: { 'date-parts': [[2020, 1 + i % 12, 1 + i % 28]] }, abstract: `About ${i}.`, language: i % 7 ? 'en' : 'cy', text: `Body ${i}.` }));
  writeFileSync(join(net.dir, 'works.json'), JSON.stringify(list));
  const r = net.kith(['import', 'works', join(net.dir, 'works.json'), '--publish']);
  assert.equal(r.status, 0, r.err);
  await desk.signIn('admin@hearth.example');
  for (let i = 0; i < GONE; i++) {
    await desk.open('/desk/library?state=public');
    await desk.open(/href="(\/desk\/library\/\d+)" dir="auto">/.exec(desk.page.text)[1]);
    await desk.press(/^Take it down$/, { tombstone: 'nothing' });
  }
});
after(() => net.closed());

const ask = async q => (await reader.open(`/oai?${q}`)).text;
const errorOf = xml => [...xml.matchAll(/<error code="(\w+)"/g)].map(m => m[1]);

async function walk(q) {
  const pages = [await ask(q)];
  for (let token; (token = /<resumptionToken[^>]*>([^<]+)</.exec(pages.at(-1))?.[1]) && pages.length < 50;) pages.push(await ask(`verb=${/verb=(\w+)/.exec(q)[1]}&resumptionToken=${encodeURIComponent(token)}`));
  return pages;
}

test('the protocol, rule by rule', async () => {
  for (const [q, code] of [['', 'badVerb'], ['verb=identify', 'badVerb'], ['verb=Identify&verb=Identify', 'badVerb'], ['verb=Identify&x=1', 'badArgument'], ['verb=ListRecords', 'badArgument'], ['verb=ListRecords&metadataPrefix=', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc', 'badArgument'], ['verb=ListRecords&metadataPrefix=marc', 'cannotDisseminateFormat'], ['verb=ListRecords&metadataPrefix=oai_dc&from=2020', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2020-01-01T00:00:00Z', 'badArgument'], ['verb=ListRecords&metadataPrefix=oai_dc&from=2021-01-02&until=2021-01-01', 'badArgument'], ['verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01T00:00:00%2B01:00', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai_dc&from=2020-13-45', 'badArgument'], ['verb=ListRecords&metadataPrefix=oai_dc&from=2999-01-01', 'noRecordsMatch'], ['verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01', 'noRecordsMatch'], ['verb=ListRecords&metadataPrefix=oai_dc&set=nothing', 'noRecordsMatch'],
    ['verb=ListRecords&resumptionToken=x', 'badResumptionToken'], ['verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc', 'badArgument'], ['verb=ListSets&resumptionToken=x', 'badResumptionToken'], ['verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y', 'idDoesNotExist'],
    ['verb=GetRecord&metadataPrefix=oai_dc', 'badArgument'], ['verb=ListMetadataFormats&identifier=oai:x:y', 'idDoesNotExist']]) {
    const xml = await ask(q);
    assert.equal(reader.page.status, 200, q);
    assert.ok(errorOf(xml).includes(code), `${q}: ${errorOf(xml)} and not ${code}`);
    if (/bad(Verb|Argument)/.test(code)) assert.match(xml, /<request>/, `${q}: the request is told without its arguments`);
  }
  const pages = await walk('verb=ListRecords&metadataPrefix=oai_dc'), all = pages.join('');
  assert.equal([...all.matchAll(/<record>/g)].length, WORKS);
  assert.equal([...all.matchAll(/status="deleted"/g)].length, GONE);
  assert.equal(new Set([...all.matchAll(/<identifier>(oai:[^<]+)</g)].map(m => m[1])).size, WORKS, 'each once');
  assert.match(pages.at(-1), /<resumptionToken completeListSize="230" cursor="200"><\/resumptionToken>/);
  assert.deepEqual([...all.matchAll(/<datestamp>([^<]+)</g)].map(m => m[1]), [...all.matchAll(/<datestamp>([^<]+)</g)].map(m => m[1]).sort());
  assert.doesNotMatch(all, /responseDate>[^<]*[+-]\d\d:\d\d</);
  for (const record of all.match(/<record>[\s\S]*?<\/record>/g)) assert.equal(/status="deleted"/.test(record), !/<metadata>/.test(record), 'what is gone has no metadata');
  const token = /<resumptionToken[^>]*>([^<]+)</.exec(pages[0])[1];
  assert.equal((await ask(`verb=ListRecords&resumptionToken=${encodeURIComponent(token)}`)).replace(/<responseDate>[^<]*/, ''), pages[1].replace(/<responseDate>[^<]*/, ''), 'the same token, the same page');
  await net.stop(), await net.start();
  assert.equal(errorOf(await ask(`verb=ListRecords&resumptionToken=${encodeURIComponent(token)}`)).length, 0, 'also after a restart');
  assert.deepEqual(errorOf(await ask(`verb=ListRecords&resumptionToken=${encodeURIComponent(`A${token.slice(1)}`)}`)), ['badResumptionToken']);
  const welsh = (await walk('verb=ListIdentifiers&metadataPrefix=oai_dc&set=lang:cy')).join('');
  assert.ok([...welsh.matchAll(/<header/g)].length >= 30);
  const post = await reader.ask('POST', '/oai', { body: 'verb=Identify' });
  assert.equal(post.text.replace(/<responseDate>[^<]*/, ''), (await ask('verb=Identify')).replace(/<responseDate>[^<]*/, ''), 'asked by form, the same');
  const today = new Date().toISOString().slice(0, 10);
  assert.equal([...(await walk(`verb=ListIdentifiers&metadataPrefix=oai_dc&from=${today}&until=${today}`)).join('').matchAll(/<header/g)].length, WORKS, 'a day is all of that day');
});

test('every answer is valid by the schemas', { skip: noSchemas || !has('xmllint') }, async () => {
  const pages = [...await walk('verb=ListRecords&metadataPrefix=oai_dc'), ...await walk('verb=ListIdentifiers&metadataPrefix=oai_dc')];
  for (const q of ['verb=Identify', 'verb=ListSets', 'verb=ListMetadataFormats', 'verb=Nothing', 'verb=ListRecords', 'verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y', 'verb=ListRecords&resumptionToken=x']) pages.push(await ask(q));
  for (const p of pages) assert.equal(xmllint(p), '', p.slice(0, 600));
  assert.notEqual(xmllint(pages[0].replace('<dc:title>', '<dc:titel>').replace('</dc:title>', '</dc:titel>')), '', 'and the schema sees what is wrong');
});

test('programs that others harvest with get all of it', async () => {
  const list = join(net.dir, 'identifiers');                               // into a file: it ends while a pipe may still hold some
  const r = spawnSync(process.execPath, [join(here, 'node_modules/.bin/oai-pmh'), 'list-identifiers', '-p', 'oai_dc', base], { stdio: ['ignore', openSync(list, 'w'), 'pipe'], encoding: 'utf8' });
  assert.equal((readFileSync(list, 'utf8').match(/"identifier"/g) ?? []).length, WORKS, r.stderr.slice(0, 500));
  if (has('perl') && spawnSync('perl', ['-MHTTP::OAI', '-e', '1']).status === 0) {
    const p = await run('perl', ['-MHTTP::OAI', '-e', 'my $h = HTTP::OAI::Harvester->new(baseURL => $ARGV[0]); my ($n, $d) = (0, 0); my $r = $h->ListRecords(metadataPrefix => "oai_dc", onRecord => sub { $n++; $d++ if $_[0]->is_deleted }); print "$n $d ", $r->is_success ? "ok" : $r->message', base]);
    assert.equal(p.out, `${WORKS} ${GONE} ok`, p.err);
  }
  if (has('catmandu')) {
    const c = await run('catmandu', ['convert', 'OAI', '--url', base, '--metadataPrefix', 'oai_dc', 'to', 'JSON', '--line_delimited', '1']);
    assert.equal(c.out.trim().split('\n').length, WORKS, c.err.slice(0, 500));
  }
  const other = await network({ groups: null });
  try {
    const k = await run(process.env.KITH ?? join(here, '../build/kith'), ['import', 'works', '--oai', base, '--publish', '--data', other.data, ...other.db]);
    assert.match(k.out, new RegExp(`^${WORKS - GONE} works taken in`, 'm'), k.err);
    assert.equal(JSON.parse((await new Person(other).open('/search.json?q=work&kind=work')).text).total, WORKS - GONE);
    assert.equal(other.kith(['check']).status, 0);
    await fromOddOnes(other);
  } finally { await other.end(); }
});

// Repositories as they really are: busy, lost, going in circles, hostile; and one whose records change and go.
async function fromOddOnes(net2) {
  const page = inside => `<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-28T00:00:00Z</responseDate><request>x</request>${inside}</OAI-PMH>`;
  const record = (id, stamp, dc, gone) => `<record><header${gone ? ' status="deleted"' : ''}><identifier>${id}</identifier><datestamp>${stamp}</datestamp></header>${gone ? '' : `<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">${dc}</oai_dc:dc></metadata>`}</record>`;
  const list = (records, token = '') => page(`<ListRecords>${records}${token ? `<resumptionToken>${token}</resumptionToken>` : ''}</ListRecords>`);
  const bomb = `<!DOCTYPE x [<!ENTITY a "${'A'.repeat(100000)}">]>${list(record('oai:x:1', '2020-01-01', `<dc:title>t</dc:title><dc:description>${'&a;'.repeat(100000)}</dc:description>`)).replace(/^<[^>]*>/, '')}`;
  const soon = new Date(Date.now() + 3600000).toISOString().slice(0, 19) + 'Z';
  let asked = 0, changed = false;
  const answers = {
    '/error': () => page('<error code="badArgument">No such thing here.</error>'), '/none': () => page('<error code="noRecordsMatch">Nothing.</error>'), '/bomb': () => bomb, '/html': () => '<!DOCTYPE html><html><body>Hello</body></html>', '/rss': () => '<?xml version="1.0"?><rss/>',
    '/loop': q => list(record(`oai:x:loop${++asked}`, '2020-01-01', `<dc:title>Loop ${asked}</dc:title>`), q.get('resumptionToken') === 'a' ? 'b' : 'a'),
    '/busy': () => (++asked % 2 ? null : list(record('oai:x:busy', '2020-01-01', '<dc:title>Busy</dc:title>'))),
    '/asks': q => q.get('db') === '7' && list(record('oai:x:asks', '2020-01-01', '<dc:title>Asked</dc:title><dc:creator>Moss, Kit</dc:creator><dc:contributor>Tam (translator)</dc:contributor><dc:date>2015-03-01</dc:date><dc:date>2011</dc:date><dc:language>eng</dc:language><dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>')),
    '/moves': () => changed ? list(record('oai:x:m1', soon, '<dc:title>Second title zebra</dc:title><dc:creator>Bo</dc:creator><dc:description>What it says of stripes now.</dc:description>') + record('oai:x:m2', soon, '', true)) : list(record('oai:x:m1', '2020-01-01', '<dc:title>First title</dc:title><dc:creator>Al</dc:creator><dc:description>What it says of itself.</dc:description>') + record('oai:x:m2', '2020-01-01', '<dc:title>Quagga goes</dc:title>')),
    '/evil': () => list(record('oai:x:m1', soon, '', true) + record('oai:x:asks', soon, '<dc:title>Taken over</dc:title>')),
  };
  const server = createServer((q, r) => {
    const u = new URL(q.url, 'http://x'), body = answers[u.pathname]?.(u.searchParams);
    if (body === null) return r.writeHead(503, { 'Retry-After': '1' }).end();
    r.writeHead(body ? 200 : 404, { 'Content-Type': 'text/xml' }).end(body || '');
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const at = `http://127.0.0.1:${server.address().port}`, reader2 = new Person(net2), program = process.env.KITH ?? join(here, '../build/kith');
  const take = (path, ...more) => run(program, ['import', 'works', '--oai', at + path, '--data', net2.data, ...net2.db, ...more]);
  const found = async q => JSON.parse((await reader2.open(`/search.json?kind=work&q=${q}`)).text).results;
  try {
    for (const [path, status, said] of [['/error', 1, /The repository said: No such thing here\./], ['/html', 1, /web page and not OAI-PMH/], ['/rss', 1, /XML and not OAI-PMH/], ['/nothing', 1, /status 404/], ['/loop', 1, /circle/], ['/none', 0, /^$/]]) {
      const r = await take(path);
      assert.deepEqual([r.status, said.test(r.err)], [status, true], path + r.err);
    }
    let held = 0;
    const child = spawn(program, ['import', 'works', '--oai', `${at}/bomb`, '--data', net2.data, ...net2.db]), hostile = { status: 0, err: '' };
    const look = setInterval(() => { try { held = Math.max(held, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0)); } catch { clearInterval(look); } }, 5);
    child.stderr.on('data', d => { hostile.err += d; });
    hostile.status = await new Promise(done => child.on('close', done));
    assert.ok(held < 600000, `${held} kB`);
    assert.equal(hostile.status, 1), assert.match(hostile.err, /document type of its own/);
    assert.match((await take('/busy')).out, /^1 works taken in as drafts/, 'a busy one is waited for');
    assert.match((await take('/asks?db=7', '--publish', '--dry-run')).out, /^1 works would be taken in and shown/);
    assert.match((await take('/asks?db=7', '--publish')).out, /^1 works taken in and shown/);
    const asks = (await reader2.open(new URL((await found('asked'))[0].url).pathname)).text;
    assert.match(asks, /2011/), assert.match(asks, /Tam/), assert.match(asks, /CC BY 4\.0/);
    assert.doesNotMatch((await reader2.open('/oai?verb=ListIdentifiers&metadataPrefix=oai_dc')).text, /<header>/, 'what others give out is not given out again');
    assert.match((await take('/moves', '--publish')).out, /^2 works taken in/);
    assert.match((await take('/evil')).out, /^0 works taken in/, 'another repository neither changes nor takes back');
    assert.equal((await found('first')).length, 1);
    const editor = new Person(net2);
    await editor.signIn('admin@hearth.example');
    await editor.open('/desk/items/of/bulletin');
    await editor.press(/^Take up First title$/);
    changed = true;
    assert.match((await take('/moves', '--publish')).out, /1 changed[^]*1 taken back/);
    assert.deepEqual([(await found('zebra')).length, (await found('quagga')).length, (await found('taken')).length], [1, 0, 0]);
    assert.match((await reader2.open(new URL((await found('zebra'))[0].url).pathname)).text, /Bo/);
    const passedOn = (await editor.open('/desk/items/of/bulletin')).text;
    assert.match(passedOn, /Second title zebra/), assert.doesNotMatch(passedOn, /First title/, 'what was passed on of it is called as it is now');
    changed = false;
    const back = await take('/moves', '--publish');
    assert.match(back.out, /^0 works taken in/), assert.match(back.err, /m2: it was taken back here/);
    assert.equal(net2.kith(['check']).status, 0);
  } finally { server.close(); }
}

test('feeds and sitemaps, by those who read them', async () => {
  const { parseFeed } = await import('feedsmith');
  const atom = (await reader.open('/knowledge.atom')).text, rss = (await reader.open('/knowledge.rss')).text, json = (await reader.open('/knowledge.json')).text;
  const [a, r, j] = [parseFeed(atom), parseFeed(rss), parseFeed(json)];
  assert.deepEqual([a.format, r.format, j.format], ['atom', 'rss', 'json']);
  assert.deepEqual([a.feed.entries.length, r.feed.items.length, j.feed.items.length], [30, 30, 30]);
  assert.equal(a.feed.entries[0].id, j.feed.items[0].id);
  assert.match(a.feed.entries[0].id, /^tag:/);
  assert.equal((atom.match(/at:deleted-entry/g) ?? []).length, GONE);
  if (spawnSync('/usr/bin/python3', ['-c', 'import feedparser']).status === 0)
    for (const text of [atom, rss]) {
      const p = await run('/usr/bin/python3', ['-c', 'import feedparser, sys; f = feedparser.parse(sys.stdin.buffer.read()); print(f.bozo, len(f.entries), f.entries[0].author)'], { input: text });
      assert.match(p.out, /^(0|False) 30 (Ash|The Tuesday Group)/, p.err);
    }
  const map = (await reader.open('/sitemap.xml')).text, xsd = join(here, 'node_modules/sitemap/schema/sitemap.xsd');
  if (has('xmllint')) assert.equal(xmllint(map, xsd), '');
  assert.equal((map.match(/\/knowledge\/[^<]+</g) ?? []).length, WORKS - GONE);
  const { default: robots } = await import('robots-parser');
  const rules = robots(`${net.base}/robots.txt`, (await reader.open('/robots.txt')).text);
  assert.equal(rules.isAllowed(`${net.base}/knowledge/x`, 'Googlebot'), true);
  assert.equal(rules.isAllowed(`${net.base}/search?q=x`, 'Googlebot'), false);
  assert.deepEqual(rules.getSitemaps(), [`${net.base}/sitemap.xml`]);
});

test('a list that is narrowed has feeds of the same, page after page', async () => {
  const { parseFeed } = await import('feedsmith');
  const every = async path => {
    const titles = [];
    for (let next = path, pages = 0; next && pages < 20; pages++) {
      const text = (await reader.open(next)).text, { feed } = parseFeed(text);
      assert.equal(reader.page.status, 200, next);
      const f = JSON.parse(text);
      assert.equal(f.feed_url, net.base + next);
      titles.push(...feed.items.map(x => x.id)), next = f.next_url?.slice(net.base.length);
    }
    assert.equal(new Set(titles).size, titles.length, 'no work twice');
    return titles.length;
  };
  const all = await every('/knowledge.json'), kinds = [...new Set([...(await reader.open('/knowledge')).text.matchAll(/href="\/knowledge\?kind=([\w-]+)"/g)].map(m => m[1]))];
  assert.equal(all, WORKS - GONE);
  assert.ok(kinds.length > 1);
  let sum = 0;
  for (const k of kinds) sum += await every(`/knowledge.json?kind=${k}`);
  assert.equal(sum, all, 'the kinds together are the whole');
  const page = (await reader.open(`/knowledge?kind=${kinds[0]}`)).text, href = /<link rel="alternate" type="application\/atom\+xml" href="([^"]*)"/.exec(page)[1];
  assert.equal(href, `/knowledge.atom?kind=${kinds[0]}`);
  const second = (await reader.open(`${href}&page=2`)).text;
  assert.equal(parseFeed(second).format, 'atom');
  assert.match(second, /<link rel="self"[^>]*&amp;page=2"/);
  assert.doesNotMatch(second, /at:deleted-entry/, 'what went is said once, on the first page');
  for (const odd of ['kind=zebra', 'topic=zebra', 'form=zebra']) assert.equal((await reader.open(`/knowledge.atom?${odd}`)).status, 404, odd);
});
