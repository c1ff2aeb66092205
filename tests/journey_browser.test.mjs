// SPDX-License-Identifier: AGPL-3.0-or-later
// In a real browser: axe on every page and state, narrow and large, keyboard, without script, leaving in a hurry.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import AxeBuilder from '@axe-core/playwright';
import { network, Person } from './lib.mjs';
import { STRANGER, MEMBER, STAFF } from './pages.mjs';

let net, browser;
const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
before(async () => {
  net = await network();
  browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  const p = new Person(net);
  await p.join('Mem', 'mem@x.example', 'group', { group_name: 'Waiting Kettle', about: 'x', directory: 'public' });
});
after(async () => { await browser?.close(); assert.equal(await net?.end(), 0); });

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
async function axe(page, what) {
  const r = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const bad = r.violations.map(v => `${v.id}: ${v.nodes.slice(0, 2).map(n => n.target.join(' ')).join(' | ')}`);
  assert.deepEqual(bad, [], what);
}
async function person(kind, options = {}) {
  const ctx = await browser.newContext(options), page = await ctx.newPage();
  if (kind !== 'stranger') {
    await page.goto(net.signInLink(kind === 'staff' ? 'admin@hearth.example' : 'mem@x.example'));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/me');
  }
  return { ctx, page };
}
const PAGES = { stranger: STRANGER, member: MEMBER, staff: STAFF };

for (const kind of ['stranger', 'member', 'staff']) for (const [look, options] of [['light', {}], ['dark', { colorScheme: 'dark' }]])
  test(`axe: ${kind}, ${look}`, async () => {
    const { ctx, page } = await person(kind, options);
    for (const u of PAGES[kind]) { await page.goto(net.base + u); await axe(page, `${kind} ${look} ${u}`); }
    await ctx.close();
  });

test('axe: faults, forced colours, phone', async () => {
  const { ctx, page } = await person('stranger', { forcedColors: 'active', viewport: { width: 320, height: 640 } });
  for (const u of ['/', '/groups', '/join/individual', '/sign-in']) { await page.goto(net.base + u); await axe(page, u); }
  await page.goto(net.base + '/join/individual');
  await page.getByLabel('E-mail address').fill('x');
  await page.getByRole('button', { name: 'Join the network' }).click();
  assert.match(await page.title(), /^Mend:/);
  await axe(page, 'faults');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'faults', 'the summary has the focus');
  await page.locator('#faults a').first().click();
  assert.match(page.url(), /#(name|email|keep)$/);
  await ctx.close();
});

test('the checker itself bites', async () => {
  const { ctx, page } = await person('stranger');
  await page.goto(net.base + '/join/individual');
  await page.evaluate(() => document.querySelectorAll('label').forEach(l => l.remove()));
  await assert.rejects(axe(page, 'mutant'), /label/);
  await ctx.close();
});

test('nothing goes sideways at 320 px, with 200% text, or with more space', async () => {
  for (const [width, css] of [[320, ''], [640, 'html{font-size:200%!important}'], [320, '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}']]) {
    for (const kind of ['stranger', 'staff']) {
      const { ctx, page } = await person(kind, { viewport: { width, height: 640 }, bypassCSP: true });
      for (const u of PAGES[kind]) {
        await page.goto(net.base + u);
        if (css) await page.addStyleTag({ content: css });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, `${kind} ${u} at ${width} "${css.slice(0, 20)}": ${over} px sideways`);
      }
      await ctx.close();
    }
  }
});

test('targets are 44 px high; the keyboard reaches all in order, and the focus is seen', async () => {
  const { ctx, page } = await person('stranger', { viewport: { width: 390, height: 800 } });
  await page.goto(net.base + '/join/individual');
  for (const el of await page.locator('button, input:not([type=hidden]):not([type=checkbox]), select').all()) {
    const b = await el.boundingBox();
    assert.ok(b.height >= 44, await el.evaluate(e => e.outerHTML.slice(0, 80)));
  }
  const seen = [];
  for (let i = 0; i < 14; i++) {
    await page.keyboard.press('Tab');
    seen.push(await page.evaluate(() => { const e = document.activeElement, s = getComputedStyle(e); return [e.id || e.textContent.trim().slice(0, 20), (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none']; }));
  }
  assert.equal(seen[0][0], 'Go to the main text');
  assert.ok(seen.every(([, visible]) => visible), JSON.stringify(seen.filter(([, v]) => !v)));
  const names = seen.map(([n]) => n);
  assert.ok(names.indexOf('name') < names.indexOf('email') && names.indexOf('email') > 0, names.join(' '));
  await ctx.close();
});

test('without script, joining works and no other host is asked for anything', async () => {
  const ctx = await browser.newContext({ javaScriptEnabled: false }), page = await ctx.newPage(), hosts = new Set();
  page.on('request', r => hosts.add(new URL(r.url()).host));
  await page.goto(net.base + '/join/individual');
  await page.getByLabel('What should we call you?').fill('Noscript');
  await page.getByLabel('E-mail address').fill('noscript@x.example');
  await page.getByLabel(/You may keep my name/).check();
  await page.getByRole('button', { name: 'Join the network' }).click();
  await page.waitForURL('**/join/sent');
  const l = await net.letterTo('noscript@x.example');
  await page.goto(l.link);
  await page.getByRole('button', { name: /this is my address/ }).click();
  await page.waitForURL('**/me');
  assert.match(await page.textContent('main'), /Hello Noscript/);
  assert.deepEqual([...hosts], [new URL(net.base).host]);
  await ctx.close();
});

for (const js of [true, false]) test(`leaving in a hurry, ${js ? 'with' : 'without'} script: Back shows nothing of theirs`, async () => {
  const ctx = await browser.newContext({ javaScriptEnabled: js });
  const page = await ctx.newPage(), referers = [];                      // the neutral site itself is not to be had here: what counts is who is asked, and Back
  page.on('request', r => { if (/wikipedia/.test(r.url())) referers.push(r.headers().referer); });
  await page.goto(net.signInLink('mem@x.example'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/me');
  if (js) for (let i = 0; i < 3; i++) await page.keyboard.press('Shift');
  else await page.getByRole('button', { name: 'Leave this site' }).click();
  for (let i = 0; i < 50 && !referers.length; i++) await page.waitForTimeout(100);
  assert.deepEqual(referers.filter(Boolean), []);
  assert.ok(referers.length > 0, 'the neutral site was asked for');
  await page.waitForTimeout(300);
  await page.goBack();
  assert.doesNotMatch(await page.content(), /Hello Mem|mem@x\.example/);
  assert.deepEqual((await ctx.cookies(net.base)).filter(c => c.name === 's'), []);
  await ctx.close();
});

test('an injected script does not run', async () => {
  const { ctx, page } = await person('stranger');
  await page.goto(net.base + '/');
  await page.evaluate(() => { const s = document.createElement('script'); try { s.textContent = 'window.ran = 1'; document.body.append(s); } catch { /* trusted types */ } });
  assert.equal(await page.evaluate(() => window.ran), undefined);
  await ctx.close();
});
