// SPDX-License-Identifier: AGPL-3.0-or-later
// The library as it is read, in a real browser and without script: the invented network's one work that has every form, lists
// narrowed by address, what is gone, print, and how a reader likes to read.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import AxeBuilder from '@axe-core/playwright';
import { network, Person, here } from './lib.mjs';
import { ask } from './outbox.mjs';

let net, browser, work;
before(async () => {
  net = await network({ demo: true });
  work = `/knowledge/${ask(net, "select slug from work_slug s join work w on w.id = s.work where w.title like 'Who fills the kettle%' and s.now = 1")[0]}`;
  browser = await chromium.launch({ executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync), args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});
after(async () => { await browser?.close(); await net?.closed(); });

async function page(options = {}) {
  const ctx = await browser.newContext({ javaScriptEnabled: false, ...options });
  return ctx.newPage();
}
const FORMS = ['', '/1', '/2', '/3', '/4', '/5', '/6', '/7', '/versions/1'];
const LISTS = ['/knowledge', '/knowledge?page=2', '/knowledge?kind=research', '/knowledge?topic=buses', '/knowledge?topic=buses&kind=news', '/knowledge?form=easy-read', '/knowledge?language=cy', '/knowledge?form=audio&language=cy', '/knowledge?q=kettle', '/knowledge?q=kettle&kind=news',
  '/knowledge?q=kettle&topic=buses', '/knowledge?q=zzzqqq&kind=news', '/knowledge?page=99', '/knowledge?kind=nope', '/knowledge?topic=nope', '/knowledge?form=nope', '/knowledge/nope', '/knowledge/by/ash', '/knowledge/by/nope', '/knowledge/collections/getting-about',
  '/glossary', '/glossary/recovery', '/blog', '/news', '/search?q=kettle', '/'];
async function gone() {
  return ask(net, "select mark from work where state in ('taken back', 'paused') and level = 2").map(m => `/ark:/99999/${m}`);
}

test('every page of the library: valid HTML, axe, and nothing goes sideways at 320 px', async () => {
  const files = [], reader = new Person(net), p = await page({ viewport: { width: 320, height: 640 } }), axed = await (await browser.newContext()).newPage(), wide = [];
  for (const u of [...FORMS.map(f => work + f), ...LISTS, ...await gone()]) {
    const r = await reader.open(u), f = join(net.dir, `${u.replace(/[^a-z0-9]+/gi, '_')}.html`);
    writeFileSync(f, r.text), files.push(f);
    await p.goto(net.base + u);
    const cdp = await p.context().newCDPSession(p), { cssContentSize } = await cdp.send('Page.getLayoutMetrics');
    if (cssContentSize.width > 320) wide.push(`${u} ${cssContentSize.width}`);
    await axed.goto(net.base + u);
    const a = await new AxeBuilder({ page: axed }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    assert.deepEqual(a.violations.map(v => `${v.id}: ${v.nodes.slice(0, 2).map(n => n.target.join(' ')).join(' | ')}`), [], u);
  }
  assert.deepEqual(wide, []);
  const jar = execFileSync('find', [join(here, 'node_modules/vnu-jar'), '-name', 'vnu.jar'], { encoding: 'utf8' }).trim().split('\n')[0];
  const said = spawnSync('java', ['-jar', jar, '--errors-only', '--format', 'gnu', ...files], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(said.status, 0, said.stderr.slice(0, 3000));
});

test('the text is one form among equals: each has its own name, language and size, and a target of 44 px', async () => {
  const p = await page({ viewport: { width: 360, height: 700 } });
  await p.goto(net.base + work);
  assert.deepEqual((await p.locator('.forms li').allInnerTexts()).map(t => t.replace(/\s+/g, ' ').trim()), ['The text 4 min', 'Plain language', 'Easy read', 'Audio 8 seconds, 129 KB', 'Transcript', 'Large print', 'Cymraeg', 'العربية']);
  assert.equal(await p.locator('.forms [aria-current=page]').innerText(), 'The text');
  for (const a of await p.locator('.forms a').all()) assert.ok((await a.boundingBox()).height >= 43.5, await a.innerText());
  for (const [name, lang, dir] of [['Cymraeg', 'cy', 'ltr'], ['العربية', 'ar', 'rtl']]) {
    const a = p.locator('.forms a', { hasText: name });
    assert.deepEqual([await a.getAttribute('lang'), await a.getAttribute('hreflang'), await a.getAttribute('dir')], [lang, lang, dir]);
  }
  await p.locator('.forms a', { hasText: 'العربية' }).click();
  assert.deepEqual([await p.locator('h1').getAttribute('lang'), await p.locator('h1').getAttribute('dir')], ['ar', 'rtl']);
  assert.match(await p.locator('h1').innerText(), /الغلاية/), assert.match(await p.locator('.lead').innerText(), /ستة أسابيع/);
  assert.match(await p.locator('h1 + p').innerText(), /Translation, made by Harbour Table Research and not yet looked at by its author/);
  assert.match(await p.title(), /العربية/);
});

test('what plays has a page of its own, and is fetched by nobody who does not press play', async () => {
  const p = await page(), asked = [];
  p.on('request', r => asked.push(new URL(r.url()).pathname));
  await p.goto(net.base + work);
  assert.equal(await p.locator('audio').count(), 0, 'no player in the head of other pages');
  await p.locator('.forms a', { hasText: 'Audio' }).click();
  const audio = p.locator('audio');
  assert.deepEqual([await audio.getAttribute('preload'), !!await audio.getAttribute('aria-label')], ['none', true]);
  assert.equal(await p.locator('a[download]').innerText(), 'Keep it as a file (8 seconds, 129 KB)');
  await p.getByRole('link', { name: 'Read what is said' }).click();
  assert.match(await p.locator('.prose').innerText(), /A kettle is filled/);
  assert.ok(!asked.some(u => /files/.test(u)));
  const r = await new Person(net).open(`${work}/files/3`);
  assert.deepEqual([r.status, r.headers['content-type'], r.raw.subarray(0, 4).toString()], [200, 'audio/wav', 'RIFF']);
});

test('what is in it: numbered, in the margin on a wide page, folded on a phone', async () => {
  const p = await page({ viewport: { width: 1280, height: 800 } });
  await p.goto(net.base + work);
  const list = await p.locator('.parts ol').boundingBox(), text = await p.locator('.prose').boundingBox();
  assert.ok(list.x + list.width < text.x, 'beside the text'), assert.equal(await p.locator('.parts li').count(), 10), assert.equal(await p.locator('.parts .in').count(), 3);
  await p.setViewportSize({ width: 360, height: 700 });
  assert.equal(await p.locator('.parts ol').isVisible(), false);
  await p.locator('.parts summary').click();
  assert.equal(await p.locator('.parts ol').isVisible(), true);
  await p.locator('.parts a').last().click();
  assert.match(p.url(), /#part-10$/);
});

test('a work on paper: the text, where it lasts, and nothing that one presses', async () => {
  const p = await page();
  await p.emulateMedia({ media: 'print' });
  await p.goto(net.base + work);
  for (const s of ['.forms', '.parts', '.nav', '.acts', '.machine', '.reading']) for (const e of await p.locator(s).all()) assert.equal(await e.isVisible(), false, s);
  assert.equal(await p.locator('.prose').evaluate(e => getComputedStyle(e).fontSize), '14.6667px');
  assert.match(await p.locator('.facts').innerText(), new RegExp(`${net.base}/ark:/99999/`));
  assert.doesNotMatch(await p.locator('.foot').innerText(), /Send this by post/);
  await p.goto(`${net.base}/join/group`);
  assert.match(await p.locator('.foot').innerText(), /Send this by post to/);
});

// A second of a canvas, filmed by the browser itself.
const FILM = `new Promise(done => { const c = document.createElement('canvas'), x = c.getContext('2d'), r = new MediaRecorder(c.captureStream(20), { mimeType: 'video/webm' }), parts = [];
  let n = 0; const t = setInterval(() => { x.fillStyle = n++ % 2 ? 'red' : 'blue'; x.fillRect(0, 0, 300, 150); }, 40);
  r.ondataavailable = e => parts.push(e.data); r.onstop = async () => { clearInterval(t); const b = new Uint8Array(await new Blob(parts).arrayBuffer()); let s = ''; for (const y of b) s += String.fromCharCode(y); done(btoa(s)); };
  r.start(); setTimeout(() => r.stop(), 1000); })`;

test('a film at the desk asks for what is said; pasted captions are shown in it, stand below it, and are found', async () => {
  const ctx = await browser.newContext(), p = await ctx.newPage(), id = ask(net, `select w.id from work_slug s join work w on w.id = s.work where s.slug = '${work.split('/').pop()}'`)[0];
  await p.goto(net.base);
  const film = Buffer.from(await p.evaluate(FILM), 'base64');
  await p.goto(net.signInLink('admin@hearth.example'));
  await p.locator('main button[type=submit]').first().click();
  await p.goto(`${net.base}/desk/library/${id}`);
  const add = async words => {
    const box = p.locator('details', { hasText: 'Add a form' });
    if (await box.getAttribute('open') === null) await box.locator('summary').click();
    await p.locator('select[name=form]').selectOption('sign'), await p.locator('input[name=form_language]').fill('bfi');
    await p.locator('textarea[name=words]').fill(words);
    await p.locator('input[name=file]').first().setInputFiles({ name: 'film.webm', mimeType: 'video/webm', buffer: film });
    await p.getByRole('button', { name: 'Keep this form' }).click();
    return p.locator('main').innerText();
  };
  assert.match(await add(''), /Write what is said in it, for whoever does not hear it or see it/);
  assert.match(await add('WEBVTT\n\nsoon'), /In these captions no time can be read/);
  assert.match(await add('WEBVTT\n\n00:00.000 --> 00:00.900\n<v Ash>Quokka &amp; kettle\n'), /Kept\./);
  const form = ask(net, `select number from expression where work = ${id} and kind = 'sign'`)[0];
  await p.goto(`${net.base}${work}/${form}`);
  assert.match(await p.locator('.prose').innerText(), /^Ash: Quokka & kettle$/);
  await p.locator('track').evaluate(t => { t.track.mode = 'showing'; });
  await p.waitForFunction(() => document.querySelector('track').readyState >= 2);
  const cues = await p.locator('track').evaluate(t => [t.track.kind, t.srclang, ...[...t.track.cues].map(c => `${c.startTime} ${c.endTime} ${c.text}`)]);
  assert.deepEqual(cues, ['captions', 'en', '0 0.9 Ash: Quokka &amp; kettle']);
  const r = await new Person(net).ask('GET', `${work}/captions/${form}`);
  assert.deepEqual([r.status, r.headers['content-type']], [200, 'text/vtt; charset=utf-8']);
  assert.equal((await new Person(net).ask('GET', `${work}/captions/1`)).status, 404);
  assert.match((await new Person(net).ask('GET', '/search.json?q=quokka')).text, /Who fills the kettle/);
  await ctx.close();
});

test('lists are narrowed by their address, and lead straight to the form that was asked for', async () => {
  const p = await page();
  await p.goto(`${net.base}/knowledge?topic=buses`);
  assert.equal(await p.locator('h1').innerText(), 'Works about buses');
  const all = Number(/\d+/.exec(await p.locator('.count').innerText())[0]);
  await p.locator('.ways a', { hasText: 'Research' }).click();
  assert.equal(await p.locator('h1').innerText(), 'Research about buses'), assert.match(p.url(), /topic=buses/);
  assert.ok(Number(/\d+/.exec(await p.locator('.count').innerText())[0]) < all);
  await p.locator('.ways a', { hasText: 'Easy read' }).click();
  assert.equal(await p.locator('h1').innerText(), 'Research about buses in easy read');
  await p.locator('.items a').first().click();
  assert.match(await p.locator('.forms [aria-current=page]').innerText(), /Easy read/);
  await p.goto(`${net.base}/knowledge?language=ar`);
  assert.match(await p.locator('.items li').first().innerText(), /الغلاية[\s\S]*ستة أسابيع/, 'in its own language, title and words');
  await p.locator('.items a').first().click();
  assert.equal(await p.locator('h1').getAttribute('lang'), 'ar');
});

test('a narrowed search is no dead end', async () => {
  const p = await page();
  await p.goto(`${net.base}/knowledge?q=kettle`);
  const all = await p.locator('.count').innerText();
  assert.match(all, /^\d+ works, nearest first$/);
  assert.doesNotMatch(await p.locator('.items').innerText(), /kettle [.,;]/, 'a dot stands by its word');
  await p.locator('.ways a', { hasText: 'News' }).click();
  assert.notEqual(await p.locator('.count').innerText(), all);
  await p.locator('#q').fill('bench');
  await p.getByRole('button', { name: 'Search within these' }).click();
  assert.match(p.url(), /q=bench&kind=news/);
  await p.locator('.ways a', { hasText: 'Everything' }).click();
  assert.doesNotMatch(p.url(), /kind/);
  for (const [u, words] of [['?kind=nope', /not in the library/], ['?topic=nope', /not in the library/], ['?page=99', /ends before this page/]]) {
    assert.equal((await p.goto(`${net.base}/knowledge${u}`)).status(), 404);
    assert.match(await p.locator('main').innerText(), words), assert.equal(await p.locator('main form').count(), 1);
  }
});

test('what is gone stays within the room, with its search', async () => {
  const p = await page();
  for (const u of await gone()) {
    assert.equal((await p.goto(net.base + u)).status(), 410);
    assert.match(await p.locator('body').getAttribute('class'), /room-knowledge/);
    assert.equal(await p.locator('main form[role=search]').count(), 1);
  }
});

test('a reader’s choices: without script, in one cookie that names nobody, until they are taken back or the site is left', async () => {
  const p = await page({ colorScheme: 'light' }), paper = () => p.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await p.goto(`${net.base}/knowledge?topic=buses`);
  assert.deepEqual(await p.context().cookies(), [], 'reading sets none');
  const light = await paper();
  await p.getByRole('button', { name: 'Dark pages' }).click();
  assert.match(p.url(), /\/knowledge\?topic=buses$/);
  assert.notEqual(await paper(), light);
  await p.getByRole('button', { name: 'Letters without serifs' }).click();
  assert.match(await p.locator('h1').evaluate(e => getComputedStyle(e).fontFamily), /^system-ui/);
  assert.deepEqual((await p.context().cookies()).map(c => [c.name, c.value, c.httpOnly, c.sameSite]), [['r', 'dark-sans', true, 'Lax']]);
  await p.getByRole('button', { name: 'As my device has it' }).click();
  await p.getByRole('button', { name: 'Letters with serifs' }).click();
  assert.deepEqual(await p.context().cookies(), []), assert.equal(await paper(), light);
  for (const back of ['https://x.example/', '//x.example', '/\\x.example', '/a\r\nb']) {
    const r = await new Person(net).ask('POST', '/reading', { body: new URLSearchParams({ what: 'dark', back }).toString(), follow: false });
    assert.deepEqual([r.status, r.headers.location], [303, '/'], back);
  }
});
