// SPDX-License-Identifier: AGPL-3.0-or-later
// What script adds at the doors: words are kept while people write, and a question is answered by speaking into the browser.  And the same by keyboard alone.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { network, sleep } from './lib.mjs';

let net, browser;
before(async () => {
  net = await network({ groups: null, host: 'localhost' });           // a microphone is given to a secure place or to this machine
  browser = await chromium.launch({ executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync),
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] });
});
after(async () => { await browser?.close(); assert.equal(await net?.end(), 0); });

const words = async page => [(await page.textContent('.note strong >> nth=0')), (await page.textContent('.note strong >> nth=1'))];

test('a browser that is killed in mid-sentence has lost nothing', async () => {
  const one = await browser.newContext(), page = await one.newPage();
  await page.goto(`${net.base}/ask/outside`);
  await page.click('button:text-is("Begin")');
  const [code, word] = await words(page);
  await page.fill('[name="q-about"]', 'Half a sentence about the number 7');
  await page.locator('[name="q-about"]').press('!');
  await page.waitForResponse(r => r.request().method() === 'POST' && r.status() === 200);
  await one.close();                                                   // no button was pressed
  const two = await browser.newContext({ javaScriptEnabled: false }), back = await two.newPage();
  await back.goto(`${net.base}/ask/back`);
  await back.fill('[name=code]', code); await back.fill('[name=word]', word);
  await back.click('button:text-is("Open it")');
  assert.match(await back.inputValue('[name="q-about"]'), /Half a sentence about the number 7/);
  await two.close();
});

test('a question is answered by speaking into the browser', async () => {
  const ctx = await browser.newContext(), page = await ctx.newPage(), wrong = [];
  page.on('console', m => { if (m.type() === 'error') wrong.push(m.text()); });
  await page.goto(`${net.base}/ask/outside`);
  await page.click('button:text-is("Begin")');
  await page.click('button:has-text("Answer by recording instead")');
  await page.click('button:text-is("Record now")');
  await page.waitForSelector('button:text-is("Stop recording")');
  await sleep(1500);
  await page.click('button:text-is("Stop recording")');
  await page.waitForSelector('text=It is sent when you choose to keep it');
  await page.click('button:text-is("Keep this one")');
  await page.waitForSelector('text=Whatever the file said');
  assert.match(await page.textContent('main'), /recording-1\.webm/);
  assert.deepEqual(wrong, []);
  await ctx.close();
});

test('from the door to the check page by keyboard alone', async () => {
  const ctx = await browser.newContext({ javaScriptEnabled: false }), page = await ctx.newPage();
  await page.goto(`${net.base}/ask/outside`);
  const here = () => page.evaluate(() => (document.activeElement.textContent || document.activeElement.name || '').trim());
  const to = async words => {
    for (let i = 0; i < 60; i++) { await page.keyboard.press('Tab'); if (words.test(await here())) return; }
    throw new Error(`Tab does not reach ${words} on ${page.url()}`);
  };
  await to(/^Begin$/); await page.keyboard.press('Enter');
  await page.waitForURL(/\/1$/);
  await to(/^q-kind$/); await page.keyboard.press('Space');
  await to(/^q-title$/); await page.keyboard.type('A bus');
  await to(/^q-about$/); await page.keyboard.type('Put your name under it');
  await to(/^Keep this and go on$/); await page.keyboard.press('Enter');
  await page.waitForURL(/\/2$/);
  assert.match(await page.textContent('h1'), /Who you are/);
  await ctx.close();
});
