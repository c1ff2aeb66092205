// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys in a real browser with a virtual authenticator: made, used, and attacked.  Several defences overlap, so each
// attack asserts the reason in the log and not only that it was refused.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { network, Person, sleep } from './lib.mjs';

let net, browser, ada, bo;
const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

// Somebody with a browser and an authenticator of their own.
async function someone(email, options = {}) {
  const ctx = await browser.newContext(options), page = await ctx.newPage(), cdp = await ctx.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
    hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  const who = { ctx, page, cdp, authenticatorId, email };
  who.credentials = async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  who.button = () => page.getByRole('button', { name: 'Sign in with a passkey' });
  who.addFrom = async (name = 'My key') => {
    await page.goto(net.signInLink(email));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/me');
    await page.goto(`${net.base}/me/sign-in`);
    await page.getByLabel('A name for it').fill(name);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('Your passkey is added').waitFor();
  };
  who.out = async () => { await ctx.clearCookies(); await page.goto(`${net.base}/sign-in`); };
  return who;
}

before(async () => {
  net = await network({ groups: null, host: 'localhost', serve: [] });
  browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  await new Person(net).join('Ada', 'ada@x.example');
  await new Person(net).join('Bo', 'bo@x.example');
  ada = await someone('ada@x.example');
  bo = await someone('bo@x.example');
});
after(async () => { await browser?.close(); assert.equal(await net?.end(), 0); });

const reasons = () => [...net.log.matchAll(/reason=([a-z-]+)/g)].map(m => m[1]);
const refused = page => page.locator('.faults').waitFor();

// What the page sends is caught on its way, changed, and sent on.
async function tampered(who, change, reason) {
  const before = reasons().length;
  await who.out();
  await who.page.route('**/sign-in/passkey', (route, request) => {
    const body = new URLSearchParams(request.postData());
    who.sent = request.postData();
    change(body);
    return route.continue({ postData: body.toString() });
  });
  await who.button().click();
  await refused(who.page);
  await who.page.unroute('**/sign-in/passkey');
  assert.match(await who.page.textContent('main'), /did not fit|had been open for a while/);
  await sleep(50);
  assert.deepEqual(reasons().slice(before), [reason]);
  assert.deepEqual((await who.ctx.cookies()).filter(c => c.name === 's'), [], 'nobody is signed in');
}
const edit = (body, name, f) => { const b = Buffer.from(body.get(name), 'base64url'); f(b); body.set(name, b.toString('base64url')); };
const client = (body, f) => body.set('client_data', Buffer.from(f(Buffer.from(body.get('client_data'), 'base64url').toString())).toString('base64url'));

test('added on one\'s own page, and told to one\'s address in dull words', async () => {
  await ada.addFrom('The blue key');
  const [c, ...more] = await ada.credentials();
  assert.equal(more.length, 0);
  assert.equal(c.isResidentCredential, true);
  assert.equal(c.rpId, 'localhost');
  assert.equal(Buffer.from(c.userHandle, 'base64').length, 32);
  assert.match(await ada.page.textContent('main'), /The blue key.*Not used yet/s);
  const l = await net.letterTo('ada@x.example', /^Something was changed$/);
  assert.doesNotMatch(l.text + l.subject, /passkey|passphrase|Ada/i);
  await bo.addFrom();
});

test('signing in without typing an address', async () => {
  await ada.out();
  await ada.button().click();
  await ada.page.waitForURL('**/me');
  assert.match(await ada.page.textContent('main'), /Hello Ada/);
  await ada.page.goto(`${net.base}/me/sign-in`);
  assert.match(await ada.page.locator('table').textContent(), /Passkey/);
});

test('the database tells neither key nor credential nor name', async () => {
  const dump = net.dump(), [c] = await ada.credentials();
  assert.ok(!dump.includes('The blue key'));
  for (const s of [c.credentialId, c.userHandle]) assert.ok(!dump.toLowerCase().includes(Buffer.from(s, 'base64').toString('hex').slice(0, 32)), 'in the clear');
});

test('a changed signature', () => tampered(ada, b => edit(b, 'signature', s => { s[s.length - 1] ^= 1; }), 'signature'));
test('no signature at all', () => tampered(ada, b => b.set('signature', ''), 'signature'));
test('a changed counter in the signed data', () => tampered(ada, b => edit(b, 'auth_data', s => { s[34] ^= 0x40; }), 'signature'));
test('another site', () => tampered(ada, b => edit(b, 'auth_data', s => { s[0] ^= 1; }), 'site'));
test('nobody was there (UP cleared)', () => tampered(ada, b => edit(b, 'auth_data', s => { s[32] &= ~1; }), 'not-present'));
test('nobody was verified (UV cleared)', () => tampered(ada, b => edit(b, 'auth_data', s => { s[32] &= ~4; }), 'not-verified'));
test('another origin', () => tampered(ada, b => client(b, s => s.replace('http://localhost', 'http://localhosT')), 'origin'));
test('an origin that goes on', () => tampered(ada, b => client(b, s => s.replace(`localhost:${net.port}`, `localhost:${net.port}.evil.example`)), 'origin'));
test('out of a frame of somebody else\'s', () => tampered(ada, b => client(b, s => s.replace('"crossOrigin":false', '"crossOrigin":true')), 'framed'));
test('an answer that was meant for adding one', () => tampered(ada, b => client(b, s => s.replace('webauthn.get', 'webauthn.create')), 'type'));
test('another challenge, from its first sign to its last', async () => {
  await tampered(ada, b => client(b, s => s.replace(/"challenge":"(.)/, (_, c) => `"challenge":"${c === 'A' ? 'B' : 'A'}`)), 'challenge');
  await tampered(ada, b => client(b, s => s.replace(/(.)","origin"/, (_, c) => `${c === 'A' ? 'E' : 'A'}","origin"`)), 'challenge');
  await tampered(ada, b => client(b, s => s.replace(/"challenge":"(.{8})[^"]*"/, '"challenge":"$1"')), 'challenge');
});
test('a ticket made younger', () => tampered(ada, b => b.set('ticket', b.get('ticket').replace(/^\d+/, n => String(BigInt(n) + 1n))), 'challenge'));
test('a credential that nobody has', () => tampered(ada, b => b.set('credential', 'AAAA'), 'unknown'));
test('somebody else\'s credential', async () => {
  const [c] = await bo.credentials();
  await tampered(ada, b => b.set('credential', Buffer.from(c.credentialId, 'base64').toString('base64url')), 'of-another');
  await tampered(ada, b => { b.set('credential', Buffer.from(c.credentialId, 'base64').toString('base64url')); b.set('handle', Buffer.from(c.userHandle, 'base64').toString('base64url')); }, 'signature');
});

test('an answer sent again is spent', async () => {
  const before = reasons().length;
  await ada.out();
  let sent;
  await ada.page.route('**/sign-in/passkey', (route, request) => { sent = request.postData(); return route.continue(); });
  const cookies = await ada.ctx.cookies();
  await ada.button().click();
  await ada.page.waitForURL('**/me');
  await ada.page.unroute('**/sign-in/passkey');
  await ada.ctx.clearCookies();
  await ada.ctx.addCookies(cookies);                   // the same browser as it was, with the very form it sent
  const body = new URLSearchParams(sent);
  body.delete('once');
  const r = await ada.ctx.request.post(`${net.base}/sign-in/passkey`, { data: body.toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, maxRedirects: 0 });
  assert.equal(r.status(), 422);
  assert.deepEqual(reasons().slice(before), ['spent']);
});

test('an answer that another browser was given the challenge for', async () => {
  const before = reasons().length, thief = await browser.newContext(), page = await thief.newPage();
  await ada.out();
  let sent;
  await ada.page.route('**/sign-in/passkey', (route, request) => { sent = new URLSearchParams(request.postData()); return route.abort(); });
  await ada.button().click();
  for (let i = 0; i < 50 && !sent; i++) await sleep(50);
  await ada.page.unroute('**/sign-in/passkey');
  await page.goto(`${net.base}/sign-in`);
  sent.set('csrf', await page.locator('#passkey input[name=csrf]').getAttribute('value'));
  const r = await thief.request.post(`${net.base}/sign-in/passkey`, { data: sent.toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, maxRedirects: 0 });
  assert.equal(r.status(), 422);
  assert.deepEqual(reasons().slice(before), ['challenge']);
  await thief.close();
});

test('without verification the browser goes no further, and the page says so', async () => {
  await ada.out();
  await ada.cdp.send('WebAuthn.setUserVerified', { authenticatorId: ada.authenticatorId, isUserVerified: false });
  await ada.button().click();
  await ada.page.getByText('Your device did not go on with it').waitFor();
  await ada.cdp.send('WebAuthn.setUserVerified', { authenticatorId: ada.authenticatorId, isUserVerified: true });
});

test('a counter that went back', async () => {
  const before = reasons().length, [c] = await ada.credentials();
  await ada.cdp.send('WebAuthn.removeCredential', { authenticatorId: ada.authenticatorId, credentialId: c.credentialId });
  await ada.cdp.send('WebAuthn.addCredential', { authenticatorId: ada.authenticatorId, credential: { ...c, signCount: 0 } });
  await ada.out();
  await ada.button().click();
  await refused(ada.page);
  assert.deepEqual(reasons().slice(before), ['counter']);
  await ada.cdp.send('WebAuthn.removeCredential', { authenticatorId: ada.authenticatorId, credentialId: c.credentialId });
  await ada.cdp.send('WebAuthn.addCredential', { authenticatorId: ada.authenticatorId, credential: { ...c, signCount: c.signCount + 10 } });
});

// Nobody vouches for a new passkey, so its id can be forged on the way; it must not take over whose id it is.
test('a credential belongs to one account alone', async () => {
  const before = reasons().length, [c] = await ada.credentials(), id = Buffer.from(c.credentialId, 'base64');
  const [own] = await bo.credentials();
  await bo.page.goto(`${net.base}/me/sign-in`);
  await bo.page.getByRole('button', { name: 'Add a passkey' }).click();
  await bo.page.getByText('did not go on').waitFor();   // the device knows that it has one here already
  await bo.cdp.send('WebAuthn.clearCredentials', { authenticatorId: bo.authenticatorId });
  await bo.page.route('**/me/sign-in/passkey', (route, request) => {
    const body = new URLSearchParams(request.postData());
    edit(body, 'auth_data', d => { assert.equal(d.readUInt16BE(53), id.length); id.copy(d, 55); });
    return route.continue({ postData: body.toString() });
  });
  await bo.page.getByRole('button', { name: 'Add a passkey' }).click();
  await refused(bo.page);
  assert.match(await bo.page.textContent('main'), /is here already/);
  await bo.page.unroute('**/me/sign-in/passkey');
  assert.deepEqual(reasons().slice(before), ['taken']);
  await bo.cdp.send('WebAuthn.clearCredentials', { authenticatorId: bo.authenticatorId });
  await bo.cdp.send('WebAuthn.addCredential', { authenticatorId: bo.authenticatorId, credential: own });
});

// Step-up: what a role opens waits until somebody came in by more than a link.
test('the desk opens after a passkey, when the network says so', async () => {
  const admin = new Person(net);
  await admin.signIn('admin@hearth.example');
  await admin.open('/desk/settings');
  await admin.press(/Keep these settings/, { staff_need_passkey: '1' });
  for (const u of ['/desk', '/desk/settings', '/desk/groups', '/desk/roles', '/desk/pages']) {
    const r = await admin.open(u);
    assert.equal(r.status, 403, u);
    assert.match(r.text, /The desk asks for a passkey/, u);
  }
  assert.equal((await admin.open('/me/sign-in')).status, 200);
  const boss = await someone('admin@hearth.example');
  await boss.addFrom();
  assert.equal((await boss.page.goto(`${net.base}/desk`)).status(), 403);
  await boss.out();
  await boss.button().click();
  await boss.page.waitForURL('**/me');
  assert.equal((await boss.page.goto(`${net.base}/desk/settings`)).status(), 200);
  await boss.page.getByLabel(/The desk opens only/).uncheck();
  await boss.page.getByRole('button', { name: 'Keep these settings' }).click();
  await boss.page.getByText('Everybody sees it so').waitFor();
  assert.equal((await admin.open('/desk')).status, 200);
  await boss.ctx.close();
});

test('without script there is no button, and a link is offered', async () => {
  const ctx = await browser.newContext({ javaScriptEnabled: false }), page = await ctx.newPage();
  await page.goto(`${net.base}/sign-in`);
  assert.equal(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible(), false);
  assert.match(await page.textContent('main'), /Links work everywhere/);
  await ctx.close();
});

test('removed by one press; then it opens nothing', async () => {
  const before = reasons().length;
  await ada.out();
  await ada.button().click();
  await ada.page.waitForURL('**/me');
  await ada.page.goto(`${net.base}/me/sign-in`);
  await ada.page.getByRole('button', { name: /Remove it/ }).click();
  await ada.page.getByText('The passkey is removed').waitFor();
  await ada.out();
  await ada.button().click();
  await refused(ada.page);
  assert.deepEqual(reasons().slice(before), ['unknown']);
});
