// SPDX-License-Identifier: AGPL-3.0-or-later
// A piece on its way, in a real browser without script: what Enter presses, how a round of changes reads, what the desk does not see,
// empty shelves, names that run from right to left, easy read on a phone; nothing goes sideways at 320 px.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import AxeBuilder from '@axe-core/playwright';
import { network, Person } from './lib.mjs';
import { fill, send } from './asks.mjs';
import { day } from './posts.mjs';

let net, browser, desk, ada;
before(async () => {
  net = await network();
  desk = new Person(net), ada = new Person(net);
  await desk.signIn('admin@hearth.example');
  await ada.join('Ada Lovegrove', 'ada@x.example');
  browser = await chromium.launch({ executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync), args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});
after(async () => { await browser?.close(); await net?.closed(); });

// The same person, in a browser.
async function seen(who, options = {}) {
  const ctx = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 320, height: 640 }, ...options });
  await ctx.addCookies([...who.jar].map(([name, value]) => ({ name, value, url: net.base })));
  return ctx.newPage();
}
async function calm(p, u) {
  await p.goto(net.base + u);
  const { cssContentSize } = await (await p.context().newCDPSession(p)).send('Page.getLayoutMetrics');
  assert.ok(cssContentSize.width <= 320, `${u} ${cssContentSize.width}`);
}
async function axe(who, u) {
  const ctx = await browser.newContext({ viewport: { width: 320, height: 640 } }), p = await ctx.newPage();
  await ctx.addCookies([...who.jar].map(([name, value]) => ({ name, value, url: net.base })));
  await p.goto(net.base + u);
  const a = await new AxeBuilder({ page: p }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  assert.deepEqual(a.violations.map(v => `${v.id}: ${v.nodes.slice(0, 2).map(n => n.target.join(' ')).join(' | ')}`), [], u);
  await ctx.close();
}

async function taken(title) {
  await fill(ada, 'blog', { 'q-title': title, 'q-words': 'Some words.', 'q-note': '', 'q-voice': '0', 'q-needs': '' }, null);
  await send(ada);
  await desk.open('/desk/library?state=pitched');
  const id = /href="\/desk\/library\/(\d+)" dir="auto"/.exec(desk.page.text)[1];
  await desk.open(`/desk/library/${id}`);
  await desk.press(/Ask for it/, { fee: '150', due: day(30), answer: 'Please do.' });
  await ada.open(`/me/works/${id}`);
  await ada.press(/Yes, I write it/, { way: 'cash' });
  return id;
}

test('empty shelves say what will be here and what one can do next', async () => {
  const reader = new Person(net), p = await seen(reader), staff = await seen(desk);
  for (const [u, words] of [['/knowledge', /will be here, under the names they choose/], ['/knowledge?q=zzzqqq', /Try fewer words, or another spelling/], ['/news', /No news yet/], ['/blog', /No pieces yet/], ['/glossary', /No words yet/]]) {
    await calm(p, u);
    const main = await p.locator('main').innerText();
    assert.match(main, words), assert.doesNotMatch(main, /any form|any language/, u), assert.ok(await p.locator('main a').count() > 0, u);
  }
  for (const [u, words] of [['/desk/library', /Put in a new work/], ['/desk/library?state=pay', /Nothing is to be paid/], ['/desk/glossary', /None yet/]]) {
    await calm(staff, u);
    assert.match(await staff.locator('main').innerText(), words);
  }
  await desk.open('/desk/glossary');
  await desk.press(/^Put it in$/, { name: 'تعافٍ', also: 'Recovery', summary: '' });
  await desk.open('/glossary');
  const term = /href="(\/glossary\/[^"]+)" dir="auto"/.exec(desk.page.text)[1];
  await calm(p, term);
  assert.match(await p.locator('main').innerText(), /Nobody has said yet[\s\S]*Sign in, or join the network/);
});

test('what its author has not sent is theirs alone; what they sent is not called back by reading it', async () => {
  const id = await taken('On gulls');
  await ada.press(/^Keep it$/, { title: 'On gulls', body: 'Unfinished words about gulls.' });
  const nowhere = async what => {
    for (const u of [`/desk/library/${id}`, '/desk/library', `/desk/library/${id}/look`]) assert.doesNotMatch((await desk.open(u)).text, /Unfinished/, `${what} ${u}`);
    assert.equal(desk.page.status, 409);
  };
  await nowhere('a draft');
  await desk.open(`/desk/library/${id}`);
  assert.match(desk.page.text, /with its author, and theirs alone/);
  await desk.press(/^Keep it$/, { other_title: 'Of gulls' });
  assert.equal(desk.page.status, 200, 'what is not the author’s can be written meanwhile');
  await desk.open(`/desk/library/${id}`);
  await ada.open(`/me/works/${id}`);
  await ada.press(/^Keep it$/, { body: 'Unfinished words, more of them.' });
  await desk.press(/^Keep it$/, { other_title: 'Of the gulls' });
  assert.equal(desk.page.status, 200), assert.doesNotMatch(desk.page.text, /Unfinished/);
  await ada.open(`/me/works/${id}`);
  await ada.press(/Send it to the editors/, { body: 'Finished words about gulls.' });
  assert.match((await desk.open(`/desk/library/${id}`)).text, /Finished words about gulls\./);
  assert.equal((await desk.open(`/desk/library/${id}/look`)).status, 200);
  await desk.open(`/desk/library/${id}`);
  await desk.press(/It is as it should be/);
  await ada.open(`/me/works/${id}`);
  await ada.press(/not yet a yes/, { summary: 'Unfinished summary.', licence: 'by' });
  await nowhere('before the yes');
});

test('a piece in another language says so while it is written, and a name from right to left keeps its place', async () => {
  const id = await taken('الكوب الأخير');
  await ada.press(/Keep language and topics/, { language: 'Arabic', topics: 'شاي' });
  await ada.press(/^Keep it$/, { body: 'نص.' });
  const p = await seen(ada);
  await calm(p, `/me/works/${id}`);
  assert.deepEqual([await p.locator('h1').getAttribute('lang'), await p.locator('#body').evaluate(e => getComputedStyle(e).direction)], ['ar', 'rtl']);
  await desk.open('/desk/library/new');
  await desk.press(/^Keep it$/, { kind: 'article', title: 'كيف نعدّ الأكواب', summary: 'ملخّص.', body: 'نص.', licence: 'by', language: 'ar' });
  await desk.press(/^Keep this$/, { signing: 'مجموعة الشاي', topics: 'شاي' });
  await desk.press(/^Show it$/, { day: '' });
  await calm(p, '/knowledge?language=ar');
  const [title, names, words] = await Promise.all(['.items h2 a', '.items .dots span', '.items .clip'].map(s => p.locator(s).first().evaluate(e => { const r = document.createRange(); r.selectNodeContents(e); return Math.round(r.getBoundingClientRect().left); })));
  assert.equal(title, words, 'both hang from one edge'), assert.ok(names > title, 'after the kind');
  const dot = await p.locator('.items .dots li:has(span)').evaluate(e => getComputedStyle(e).direction);
  assert.equal(dot, 'ltr', 'the dot stands before the name');
});

test('Enter in a field keeps, and never says yes, takes away or sends for anybody', async () => {
  const id = await taken('On enter');
  await ada.press(/Send it to the editors/, { body: 'One text.' });
  await desk.open(`/desk/library/${id}`);
  await desk.press(/It is as it should be/);
  const p = await seen(ada), staff = await seen(desk);
  await calm(p, `/me/works/${id}`);
  await p.getByRole('radio', { name: 'Ada Lovegrove' }).check();
  await p.getByRole('textbox', { name: 'Title' }).fill('On enter, once more');
  await p.getByRole('textbox', { name: 'Title' }).press('Enter');
  assert.match(await p.locator('main').innerText(), /Kept\. Say yes when it is as you want it\.[\s\S]*Ready for your yes/);
  await desk.open('/desk/library');
  await desk.press(/^Make it$/, { collection: 'Two of them' });
  for (const title of ['One', 'Two']) {
    await desk.open('/desk/library/new');
    await desk.press(/^Keep it$/, { kind: 'article', title, summary: 'S.', body: 'B.', licence: 'by', language: 'en' });
    await desk.press(/Put it into Two of them/);
  }
  await calm(staff, '/desk/collections/two-of-them');
  await staff.getByRole('textbox', { name: 'One' }).fill('9');
  await staff.getByRole('textbox', { name: 'One' }).press('Enter');
  assert.deepEqual(await staff.locator('ol label').allInnerTexts(), ['Two', 'One']);
  await staff.getByRole('button', { name: 'Take it out Two' }).click();
  assert.deepEqual(await staff.locator('ol label').allInnerTexts(), ['One']);
});

test('a round of changes: told in words, folded where nothing changed, readable on a phone', async () => {
  const id = await taken('On rounds'), days = n => Array.from({ length: n }, (_, i) => `On day ${i} somebody filled the kettle, and somebody else was glad of it.`);
  await ada.press(/Send it to the editors/, { body: [...days(30), 'It was four.', ...days(30)].join('\n\n') });
  await desk.open(`/desk/library/${id}`);
  await desk.press(/Send to its author/, { body: [...days(30), 'It was five.', ...days(30)].join('\n\n'), note: 'At five?' });
  const p = await seen(ada);
  await calm(p, `/me/works/${id}`);
  assert.match(await p.locator('main').innerText(), /What goes is struck out, what comes is underlined\./);
  assert.deepEqual([await p.locator('.as-typed del').allInnerTexts(), await p.locator('.as-typed ins').allInnerTexts()].map(a => a.map(s => s.replace(/\s+/g, ' '))), [['taken out: four.'], ['put in: five.']]);
  assert.equal(await p.locator('.as-typed details').count(), 2);
  assert.match((await ada.open(`/me/works/${id}`)).text, /On day 29 somebody filled the kettle, and somebody else was glad of it\.<br><br>It was /, 'paragraphs without a style sheet');
  const folded = p.locator('.as-typed details').first();
  assert.match(await folded.innerText(), /^\d+ words stay as they are$/);
  await folded.locator('summary').click();
  assert.match(await folded.innerText(), /On day 3 somebody filled/);
  for (const u of [`/me/works/${id}`]) await axe(ada, u);
  await axe(desk, `/desk/library/${id}`);
});
