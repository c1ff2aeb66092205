// SPDX-License-Identifier: AGPL-3.0-or-later
// An edition laid out by dragging, and the same by keyboard alone; the bulletin as a page with nothing loaded from elsewhere.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import AxeBuilder from '@axe-core/playwright';
import { network, Person } from './lib.mjs';
import { editors, edition, item, button } from './posts.mjs';

let net, browser, id;
before(async () => {
  net = await network({ groups: null });
  const { admin } = await editors(net, Person);
  for (const title of ['First news', 'Second news', 'Third news']) await item(admin, title, 'From the network');
  id = await edition(admin);
  for (;;) {
    await admin.open(`/desk/editions/${id}`);
    const next = /name="in" value="(\d+)"/.exec(admin.page.text);
    if (!next) break;
    await button(admin, id, 'in', next[1]);
  }
  browser = await chromium.launch({ executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync), args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] });
});
after(async () => { await browser?.close(); assert.equal(await net?.end(), 0); });

const titles = page => page.$$eval('form[data-orders] li h4', all => all.map(h => h.textContent.trim().split('\n')[0]).filter(t => / news$/.test(t)));
async function desk(options = {}) {
  const ctx = await browser.newContext({ viewport: { width: 1100, height: 1600 }, ...options }), page = await ctx.newPage();
  await page.goto(net.signInLink('admin@hearth.example'));
  await page.click('button:text-is("Sign in")');
  await page.goto(`${net.base}/desk/editions/${id}`);
  return page;
}

test('dragged to where it belongs, it stays there', async () => {
  const page = await desk(), before = await titles(page);
  assert.equal(before.length, 3);
  const third = page.locator('form[data-orders] li', { hasText: before[2] }), first = page.locator('form[data-orders] li', { hasText: before[0] });
  await Promise.all([page.waitForNavigation(), third.dragTo(first, { targetPosition: { x: 20, y: 2 } })]);
  assert.deepEqual(await titles(page), [before[2], before[0], before[1]]);
  await page.reload();
  assert.deepEqual(await titles(page), [before[2], before[0], before[1]]);
  const r = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(r.violations.map(v => `${v.id}: ${v.nodes[0].html.slice(0, 100)}`), []);
});

test('by keyboard alone, without script', async () => {
  const page = await desk({ javaScriptEnabled: false }), before = await titles(page);
  await page.locator(`button:has-text("Down: ${before[0]}")`).focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.deepEqual(await titles(page), [before[1], before[0], before[2]]);
});
