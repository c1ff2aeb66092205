// SPDX-License-Identifier: AGPL-3.0-or-later
// In a real browser: the states that a plain walk does not meet (faults, refusals, empty, in between), in light, dark
// and forced colours; weight, other hosts, targets and the Back button on every page.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import AxeBuilder from '@axe-core/playwright';
import { network, Person, sleep, GROUPS } from './lib.mjs';
import { STRANGER, MEMBER, STAFF } from './pages.mjs';

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
let net, bare, browser;
before(async () => {
  net = await network({ groups: `${GROUPS}${LONG},${LONG} ${LONG},,Wales,,no,yes,English,,,public,active,no\n` });
  bare = await network({ groups: null });
  browser = await chromium.launch({ executablePath: ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync), args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  await new Person(net).join('Mem', 'mem@x.example', 'group', { group_name: 'Waiting Kettle', about: 'x', directory: 'public' });
  await new Person(net).join('Mem Second', 'mem@x.example');
});
after(async () => { await browser?.close(); assert.equal(await net?.end(), 0); assert.equal(await bare?.end(), 0); });

const LOOKS = { light: {}, dark: { colorScheme: 'dark' }, forced: { forcedColors: 'active' } };
const MAIL = { staff: 'admin@hearth.example', member: 'mem@x.example' };
async function axe(page, what) {
  const r = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  assert.deepEqual(r.violations.map(v => `${v.id}: ${v.nodes.slice(0, 2).map(n => n.target.join(' ')).join(' | ')}`), [], what);
}
async function person(kind, options = {}, at = net) {
  const ctx = await browser.newContext(options), page = await ctx.newPage();
  if (kind !== 'stranger') {
    await page.goto(at.signInLink(MAIL[kind]));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/me');
  }
  return { ctx, page };
}
const press = (page, name) => page.locator('main').getByRole('button', { name }).first().click();

// Each leads a page into a state and returns its name.
const STATES = {
  stranger: [
    async p => { await p.goto(`${net.base}/join/group`); await press(p, 'Send our details'); return 'group form with faults'; },
    async p => { await p.goto(`${net.base}/join/supporter`); await press(p, 'Join'); return 'supporter form with faults'; },
    async p => { await p.goto(`${net.base}/sign-in`); await press(p, 'Send me a link'); return 'sign-in with a fault'; },
    async p => { await p.goto(`${net.base}/sign-in`); await p.getByLabel('E-mail address').fill('mem@x.example'); await press(p, 'Send me a link'); await p.waitForURL('**/sign-in/sent'); return 'six signs'; },
    async p => { await p.goto((await net.letterTo('mem@x.example', /Your link/)).link); return 'who are you'; },
    async p => { await p.goto(`${net.base}/sign-in/go/AAAAAAAAAAAAAAAAAAAAAA`); return 'spent link'; },
    async p => { await p.goto(`${bare.base}/groups`); return 'no groups yet'; },
    async p => { await p.goto(`${bare.base}/`); return 'first page of an empty network'; },
  ],
  member: [
    async p => { await p.goto(`${net.base}/me/leave`); await press(p, 'Do this'); return 'leaving with a fault'; },
    async p => { await p.goto(`${net.base}/me/name`); await p.locator('#name').fill(''); await press(p, 'Keep this name'); return 'name with a fault'; },
    async p => { await p.goto(`${net.base}/me/words`); await press(p, 'Add this line'); return 'words with a fault'; },
    async p => { await p.goto(`${net.base}/me/words`); await p.locator('#words').fill('In my own words'); await p.locator('#staff').check(); await press(p, 'Add this line'); return 'words with a line'; },
    async p => { await p.getByRole('link', { name: 'In my own words' }).first().click(); return 'one line of words'; },
    async p => { await p.goto(`${net.base}/me/access`); await p.locator('#review').fill('x'); await press(p, 'Add this'); return 'access with faults'; },
    async p => { await p.goto(`${net.base}/me/access`); await p.locator('#words').fill('Breaks'); await press(p, 'Add this'); return 'access with a line'; },
    async p => { await p.goto(`${net.base}/me/rider`); return 'access rider'; },
    async p => { await p.goto(`${net.base}/me/reach`); await p.locator('#quiet').fill('soon'); await press(p, 'Keep this'); return 'reach with a fault'; },
    async p => { await p.goto(`${net.base}/me/pens`); await press(p, 'Add this name'); return 'pen names with a fault'; },
    async p => { await p.goto(`${net.base}/desk`); return 'not theirs'; },
    async p => { await p.goto(`${net.base}/groups/waiting-kettle`); return 'their own waiting group'; },
    async p => { await p.goto(`${net.base}/groups/waiting-kettle/edit`); await p.locator('#name').fill(''); await press(p, 'Keep these words'); return 'group with a fault'; },
  ],
  staff: [
    async p => { await p.goto(`${net.base}/desk/settings`); await p.locator('#colour_voice').fill('#ffcc00'); await press(p, 'Keep these settings'); return 'settings with a fault'; },
    async p => { await p.goto(`${net.base}/desk/roles`); await press(p, 'Ask for this role'); return 'roles with a fault'; },
    async p => { await p.goto(`${net.base}/desk/compass`); await press(p, 'Add it'); return 'Theory of Change with a fault'; },
    async p => { await p.goto(`${net.base}/desk/pages/new`); await press(p, 'Keep this version'); return 'page with faults'; },
    async p => { await p.goto(`${net.base}/desk/people`); await press(p, 'Go on'); return 'reason with a fault'; },
    async p => { await p.locator('#why').fill('A welcome call'); await press(p, 'Go on'); return 'people, before finding'; },
    async p => { await p.locator('#q').fill('mem'); await press(p, 'Find people'); return 'people found'; },
    async p => { await p.getByRole('link', { name: 'Mem', exact: true }).first().click(); return 'one record'; },
    async p => { await p.getByText('Write a note').click(); await press(p, 'Keep this note'); return 'record with a fault'; },
    async p => { await p.goto(`${net.base}/desk/likeness`); return 'nobody alike'; },
    async p => { await p.goto(`${net.base}/desk/groups`); await press(p, 'Do not list it'); return 'waiting group with a fault'; },
    async p => { await p.goto(`${net.base}/desk/join/group`); await press(p, 'Send our details'); return 'by voice with faults'; },
    async p => { await p.goto(`${net.base}/desk/join/individual`); await p.locator('#name').fill('Vox'); await p.locator('#phone').fill('01632 960 111'); await p.locator('#keep').check(); await press(p, 'Join'); return 'read back'; },
  ],
};
for (const kind of Object.keys(STATES)) for (const look of Object.keys(LOOKS)) test(`axe, states of a ${kind}, ${look}`, async t => {
  const { ctx, page } = await person(kind, LOOKS[look]);
  try {
    for (const state of STATES[kind]) {
      const what = await state(page);
      await t.test(what, async () => {
        if (/fault/.test(what)) assert.match(await page.title(), /^Mend: /, what);
        await axe(page, what);
      });
    }
  } finally { await ctx.close(); }
});

for (const [kind, list] of [['stranger', STRANGER], ['member', MEMBER], ['staff', STAFF]]) {
  test(`forced colours: every page of a ${kind}`, async () => {
    const { ctx, page } = await person(kind, LOOKS.forced);
    try { for (const u of list) { await page.goto(net.base + u); await axe(page, u); } } finally { await ctx.close(); }
  });

  test(`every page of a ${kind}: light enough, one host, a quiet console`, async () => {
    const { ctx, page } = await person(kind, { viewport: { width: 390, height: 800 } });
    const hosts = new Set(), said = [];
    let css = 0;
    page.on('request', r => { if (!r.url().startsWith('data:')) hosts.add(new URL(r.url()).host); });
    page.on('console', m => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) said.push(m.text()); });
    page.on('pageerror', e => said.push(String(e)));
    page.on('response', async r => { if (/kith\.css/.test(r.url())) css = Math.max(css, (await r.body().catch(() => '')).length); });
    try {
      for (const u of list) {
        const r = await page.goto(net.base + u), size = (await r.body()).length;
        assert.ok(size + css <= 60 * 1024, `${u}: ${size} bytes and a sheet of ${css}`);
      }
      assert.ok(css > 0);
      assert.deepEqual([...hosts], [new URL(net.base).host]);
      assert.deepEqual(said, []);
    } finally { await ctx.close(); }
  });

  // What counts is where a finger may press: a label that covers its whole line counts with its box.
  test(`every page of a ${kind}: what can be pressed is 44 px high`, async () => {
    const { ctx, page } = await person(kind, { viewport: { width: 390, height: 800 } }), small = new Set();
    try {
      for (const u of list) {
        await page.goto(net.base + u);
        for (const s of await page.evaluate(() => [...document.querySelectorAll('button, summary, select, textarea, input:not([type=hidden])')].flatMap(e => {
          e.scrollIntoView({ block: 'center', behavior: 'instant' });
          const b = e.getBoundingClientRect();
          if (!b.width || !b.height) return [];
          let high = b.height;
          if (/checkbox|radio/.test(e.type)) {
            const x = b.x + b.width / 2, hits = y => { const at = document.elementFromPoint(x, y); return at && (at === e || [...e.labels].some(l => l.contains(at))); };
            let top = b.y + b.height / 2, end = top;
            while (top > 0 && hits(top - 1)) top--;
            while (end < innerHeight && hits(end + 1)) end++;
            high = end - top + 1;
          }
          return high >= 43.5 ? [] : [`${e.tagName.toLowerCase()}#${e.id || e.textContent.trim().slice(0, 20)} ${Math.round(high)} px`];
        }))) small.add(`${u} ${s}`);
      }
      assert.deepEqual([...small], []);
    } finally { await ctx.close(); }
  });
}

test('the keyboard goes through a page in the order in which it is read, and the focus is always seen', async () => {
  const { ctx, page } = await person('staff');
  try {
    for (const u of ['/groups', '/desk/roles', '/me/leave', '/desk/compass']) {
      await page.goto(net.base + u);
      const places = [];
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const e = document.activeElement;
          if (!e || e === document.body) return null;
          const s = getComputedStyle(e), b = e.getBoundingClientRect();
          return { n: [...document.querySelectorAll('*')].indexOf(e), what: `${e.tagName} ${e.id || e.textContent.trim().slice(0, 20)}`, ring: (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none', inside: b.bottom > 0 && b.top < innerHeight && b.width > 0 };
        });
        if (!at || (places.length && at.n <= places.at(-1).n)) break;
        places.push(at);
      }
      assert.ok(places.length >= 10, `${u}: ${places.length} stops`);
      assert.deepEqual(places.filter(p => !p.ring || !p.inside).map(p => p.what), [], u);
    }
  } finally { await ctx.close(); }
});

for (const js of [true, false]) test(`Back, another address, and sent again, ${js ? 'with' : 'without'} script: the letter goes to the new one`, async () => {
  const ctx = await browser.newContext({ javaScriptEnabled: js }), page = await ctx.newPage();
  try {
    await page.goto(`${net.base}/join/individual`);
    const fill = async email => {
      await page.getByLabel('What should we call you?').fill('Slip');
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel(/You may keep my name/).check();
      await press(page, 'Join the network');
      await page.waitForURL('**/join/sent');
    };
    await fill(`slp${js}@x.example`);
    await page.goBack();
    await fill(`slip${js}@x.example`);
    await net.letterTo(`slip${js}@x.example`);
  } finally { await ctx.close(); }
});

test('with 200% text on a phone the way out and the main button stay on the page', async () => {
  const { ctx, page } = await person('stranger', { viewport: { width: 390, height: 800 }, bypassCSP: true });
  try {
    for (const u of ['/join/individual', '/groups', '/help-now']) {
      await page.goto(net.base + u);
      await page.addStyleTag({ content: 'html{font-size:200%!important}' });
      const b = await page.getByRole('button', { name: 'Leave this site' }).boundingBox();
      assert.ok(b && b.x >= 0 && b.x + b.width <= 390, `${u} ${JSON.stringify(b)}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${u} goes sideways`);
    }
  } finally { await ctx.close(); }
});

test('a very long word in a name goes sideways nowhere at 320 px', async () => {
  const { ctx, page } = await person('staff', { viewport: { width: 320, height: 640 } }), wide = [];
  try {
    await page.goto(`${net.base}/groups?q=donau`);
    const own = await page.locator('main h2 a').first().getAttribute('href');
    for (const u of ['/groups?q=donau', '/search?q=donau', own, `${own}/edit`, '/']) {
      await page.goto(net.base + u);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) wide.push(`${new URL(page.url()).pathname}: ${over} px`);
    }
    assert.deepEqual(wide, []);
  } finally { await ctx.close(); }
});

test('a window left open behind Back, after signing out, shows nothing of the member', async () => {
  const { ctx, page } = await person('member');
  try {
    await page.goto(`${net.base}/me/data`);
    await page.goto(`${net.base}/sign-out`);
    await press(page, 'Sign out');
    await page.waitForURL(`${net.base}/`);
    for (let i = 0; i < 2; i++) { await page.goBack(); await sleep(200); assert.doesNotMatch(await page.content(), /mem@x\.example/); }
  } finally { await ctx.close(); }
});
