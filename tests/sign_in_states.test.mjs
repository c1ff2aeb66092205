// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages of signing in, in each of their states, in a real browser: light, dark, forced colours, a small phone.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import AxeBuilder from '@axe-core/playwright';
import { network, Person } from './lib.mjs';
import { signInStates } from './pages.mjs';

let net, browser, states;
before(async () => {
  net = await network({ groups: null });
  states = await signInStates(net, () => new Person(net));
  browser = await chromium.launch({ executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync), args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
});
after(async () => { await browser?.close(); assert.equal(await net?.end(), 0); });

const LOOKS = { light: {}, dark: { colorScheme: 'dark' }, forced: { forcedColors: 'active' }, phone: { viewport: { width: 320, height: 640 } } };
for (const look of Object.keys(LOOKS)) test(`ways to sign in, ${look}`, async t => {
  for (const [name, who, url, shown] of states) await t.test(name, async () => {
    const ctx = await browser.newContext(LOOKS[look]), page = await ctx.newPage(), said = [];
    page.on('console', m => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) said.push(m.text()); });
    page.on('pageerror', e => said.push(String(e)));
    try {
      await ctx.addCookies([...who.jar].map(([n, value]) => ({ name: n, value, url: net.base })));
      // What a form answered is shown as it came; the rest is opened.
      const at = new URL(url, net.base).href;
      if (shown) await page.route(at, route => route.fulfill({ status: shown.status, contentType: 'text/html; charset=utf-8', body: shown.text }));
      const r = await page.goto(at);
      if (!shown) assert.equal(r.status(), 200, url);
      if (shown?.status === 422) assert.match(await page.title(), /^Mend: /);
      const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
      assert.deepEqual(found.violations.map(v => `${v.id}: ${v.nodes.slice(0, 2).map(n => n.target.join(' ')).join(' | ')}`), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'goes sideways');
      assert.deepEqual(said, []);
    } finally { await ctx.close(); }
  });
});
