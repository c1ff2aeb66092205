// SPDX-License-Identifier: AGPL-3.0-or-later
// Ways to sign in over HTTP, without script: a passphrase, links switched off, places, addresses, and stopping everything.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { network, Person } from './lib.mjs';
import { assertLetters } from './letters.mjs';

const PHRASE = 'a kettle and nine lamps', CHANGE = /^Something was changed$/;
let net, places = 0;
before(async () => { net = await network({ groups: null, serve: ['--trusted-proxies', '127.0.0.1'] }); });
after(() => net.closed(() => assertLetters(net, ['Confirm your address', 'Your link', 'Something was changed'])));
const someone = () => new Person(net, { 'X-Forwarded-For': `10.3.${places >> 8}.${places++ & 255}` });
const inside = async p => (await p.open('/me', { follow: false })).status === 200;
async function joined(email) { const p = someone(); await p.join(email.split('@')[0], email); return p; }
async function setPassphrase(p, words = PHRASE) { await p.open('/me/sign-in/passphrase'); return p.press(/Keep this/, { passphrase: words }); }
async function byPassphrase(email, words = PHRASE) { const p = someone(); await p.open('/sign-in/passphrase'); const r = await p.press(/^Sign in$/, { email, passphrase: words }, { follow: false }); return r.status === 303 ? p : null; }
async function addAddress(p, email) {
  await p.open('/me/addresses');
  await p.press(/Send the letter/, { email });
  return (await net.letterTo(email)).link;
}
async function change(email, after = 0) { return (await net.letterTo(email, CHANGE, after)).link; }
const changes = email => net.letters().filter(l => l.to.includes(email) && CHANGE.test(l.subject)).length;

test('a passphrase is set, lets in, is changed, and is removed; each is told, in dull words', async () => {
  const ada = await joined('ada@x.example');
  assert.match((await setPassphrase(ada, 'password1')).text, /what people choose most/);
  assert.doesNotMatch(ada.page.text, /value="password1"/, 'it is not shown again');
  assert.match((await setPassphrase(ada)).text, /Your passphrase is kept/);
  assert.ok(await inside(await byPassphrase('ada@x.example')));
  assert.equal(await byPassphrase('ada@x.example', 'a kettle and ten lamps'), null);
  await setPassphrase(ada, 'other words than before');
  assert.equal(await byPassphrase('ada@x.example'), null);
  assert.ok(await byPassphrase('ada@x.example', 'other words than before'));
  await ada.open('/me/sign-in');
  await ada.press(/Remove your passphrase/);
  assert.equal(await byPassphrase('ada@x.example', 'other words than before'), null);
  await change('ada@x.example', 2);
  for (const l of net.letters()) assert.doesNotMatch(l.subject + l.text, /passphrase|passkey/i);
});

test('a new id at each way in; the cookie of before is worth nothing', async () => {
  const p = await joined('fix@x.example'), old = p.jar.get('s');
  await setPassphrase(p);
  const again = someone();
  await again.open('/sign-in/passphrase');
  const pre = again.jar.get('p');
  again.jar.set('s', 'AAAAAAAAAAAAAAAAAAAAAA');        // somebody laid one there
  await again.open('/sign-in/passphrase');
  await again.press(/^Sign in$/, { email: 'fix@x.example', passphrase: PHRASE });
  for (const was of ['AAAAAAAAAAAAAAAAAAAAAA', pre, old]) assert.notEqual(again.jar.get('s'), was);
  const thief = someone();
  thief.jar.set('s', 'AAAAAAAAAAAAAAAAAAAAAA');
  assert.equal(await inside(thief), false);
});

test('places are listed and ended, one or all the others, and nobody else\'s', async () => {
  const p = await joined('pat@x.example'), q = await joined('quin@x.example');
  await setPassphrase(p);
  const phone = await byPassphrase('pat@x.example'), library = await byPassphrase('pat@x.example');
  await p.open('/me/sign-in');
  const ids = [...p.page.text.matchAll(/\/me\/sign-in\/session\/(\d+)/g)].map(m => m[1]);
  assert.equal(ids.length, 2);
  await q.open('/me/sign-in/passphrase');
  const csrf = q.form(/Keep this/).fields.find(([n]) => n === 'csrf')[1];
  for (const id of ids) assert.equal((await q.ask('POST', `/me/sign-in/session/${id}`, { body: new URLSearchParams({ csrf }).toString() })).status, 404);
  assert.ok(await inside(phone) && await inside(library));
  await p.open('/me/sign-in');
  await p.press(/^End it/);
  assert.equal([await inside(phone), await inside(library)].filter(Boolean).length, 1);
  await p.open('/me/sign-in');
  await p.press(/End all the others/);
  assert.deepEqual([await inside(phone), await inside(library), await inside(p)], [false, false, true]);
});

test('links switched off: a letter opens nothing, a passphrase does, and the machine\'s keeper still can', async () => {
  const p = await joined('lin@x.example');
  await p.open('/me/sign-in');
  assert.doesNotMatch(p.page.text, /Switch links off/, 'not before another way is there');
  await setPassphrase(p);
  await p.open('/me/sign-in');
  await p.press(/Switch links off/);
  const s = someone();
  await s.open('/sign-in');
  await s.press(/link/, { email: 'lin@x.example' });
  assert.match(s.page.text, /six signs|Look at your e-mail/);
  assert.doesNotMatch((await net.letterTo('lin@x.example', /^Your link$/)).text, /sign-in\/go/);
  assert.ok(await byPassphrase('lin@x.example'));
  const back = someone();
  await back.signIn('lin@x.example');                    // kith sign-in-link: forgotten is not locked out
  assert.ok(await inside(back));
});

test('an address is added by whoever asked, and by no stranger who got the letter', async () => {
  const p = await joined('mia@x.example'), link = await addAddress(p, 'mai@x.example'), stranger = someone(), other = await joined('nia@x.example');
  assert.match((await stranger.open(link)).url, /\/sign-in\?back=/);
  assert.equal((await other.open(link)).status, 404);
  assert.equal((await p.open(link)).status, 200);
  assert.match((await p.press(/Yes, this is/)).text, /mai@x\.example/);
  assert.equal((await p.open(link)).status, 404, 'once');
  assert.match(await change('mia@x.example'), /freeze/);
  assert.equal(changes('mai@x.example'), 0);
});

test('whether an address is with somebody else is not told', async () => {
  await joined('known@x.example');
  const p = await joined('olu@x.example'), said = [];
  for (const email of ['known@x.example', 'nobody@x.example']) {
    await p.open('/me/addresses');
    const r = await p.press(/Send the letter/, { email }, { follow: false }), page = await p.open('/me/addresses');
    said.push([r.status, r.headers.location, page.text.replace(/(name="(?:csrf|once)" value=")[^"]*/g, '$1')]);
  }
  assert.deepEqual(said[0], said[1]);
  const letters = [await net.letterTo('known@x.example', /Confirm/, 1), await net.letterTo('nobody@x.example')];
  assert.equal(letters[0].text.replace(/\S*confirm\S*/, ''), letters[1].text.replace(/\S*confirm\S*/, ''));
});

test('two windows, two addresses, both removed at once: one is left', async () => {
  const p = await joined('tab@x.example');
  await p.open(await addAddress(p, 'tab2@x.example'));
  await p.press(/Yes, this is/);
  await p.open('/me/addresses');
  const ids = [...new Set([...p.page.text.matchAll(/\/me\/addresses\/(\d+)/g)].map(m => m[1]))], csrf = p.form(/Send the letter/).fields.find(([n]) => n === 'csrf')[1];
  assert.equal(ids.length, 2);
  const cookies = [...p.jar].map(([k, v]) => `${k}=${v}`).join('; ');
  const windows = ids.map(() => new Person(net, { Cookie: cookies }));
  const said = await Promise.all(windows.map((w, i) => w.ask('POST', `/me/addresses/${ids[i]}`, { body: new URLSearchParams({ csrf, act: 'remove' }).toString(), follow: false })));
  assert.deepEqual(said.map(r => r.status).sort(), [303, 409]);
  assert.match((await p.open('/me/addresses')).text, /The main one/);
});

test('stopped by one press, signed out everywhere, and let go on by the same address', async () => {
  const owner = await joined('own@x.example'), thief = someone();
  await thief.signIn('own@x.example');
  await thief.open(await addAddress(thief, 'thief@x.example'));
  await thief.press(/Yes, this is/);
  const freeze = await change('own@x.example');
  await setPassphrase(thief, 'rain on a tin roof');
  const thiefs = await change('thief@x.example');
  await thief.open('/me/addresses');
  await thief.press(/Make it the main one/);
  const s = someone();
  assert.match((await s.open(freeze)).text, /Was this not you/);
  assert.ok(await inside(thief), 'opening it does nothing');
  await s.open(freeze);
  assert.match((await s.press(/stop everything/)).text, /Everything is stopped/);
  for (const p of [owner, thief]) assert.equal(await inside(p), false);
  assert.equal(await byPassphrase('own@x.example', 'rain on a tin roof'), null);
  assert.equal((await someone().open(net.signInLink('own@x.example'))).status, 404);
  const t = someone();
  await t.open(thiefs);
  assert.match((await t.press(/Send me the link/)).text, /longer than yours/);
  await s.open(freeze);
  await s.press(/Send me the link/);
  const thaw = (await net.letterTo('own@x.example', /^Your link$/)).link, back = someone();
  await back.open(thaw);
  assert.match(back.page.text, /A passphrase was set/);
  assert.match((await back.press(/Let it go on/)).text, /you are signed in/);
  assert.match((await back.open('/me/addresses')).text, /own@x\.example[\s\S]*The main one/);
  assert.doesNotMatch(back.page.text, /thief@x/);
  assert.equal((await someone().open(thaw)).status, 404);
  assert.equal((await someone().open(thiefs)).status, 404, 'the thief cannot stop it again');
  assert.equal(await byPassphrase('own@x.example', 'rain on a tin roof'), null);
});

test('an address that was thrown out may stop, and does not come in', async () => {
  const p = await joined('sol@x.example');
  await p.open(await addAddress(p, 'exsol@x.example'));
  await p.press(/Yes, this is/);
  await p.open('/me/addresses');
  const form = p.page.text.split('<li><h2').find(x => x.includes('exsol@x.example')), id = /\/me\/addresses\/(\d+)/.exec(form)[1];
  const csrf = p.form(/Send the letter/).fields.find(([n]) => n === 'csrf')[1];
  await p.ask('POST', `/me/addresses/${id}`, { body: new URLSearchParams({ csrf, act: 'remove' }).toString() });
  const ex = someone();
  await ex.open(await change('exsol@x.example'));
  await ex.press(/stop everything/);
  assert.match((await ex.press(/Send me the link/)).text, /longer than yours/);
  assert.equal(net.letters().filter(l => l.to.includes('exsol@x.example') && /^Your link$/.test(l.subject)).length, 0);
  const link = net.kith(['sign-in-link', 'sol@x.example', '--thaw']).out.trim(), back = someone();
  await back.open(link);
  await back.press(/^Sign in$/);
  assert.ok(await inside(back));
  assert.equal((await someone().open(await change('exsol@x.example'))).status, 404, 'letters of before open nothing');
});

test('a guessed link stops nobody, and a letter for the link is not sent without end', async () => {
  for (const path of ['/sign-in/freeze/AAAAAAAAAAAAAAAAAAAAAA', '/sign-in/thaw/AAAAAAAAAAAAAAAAAAAAAA', '/sign-in/freeze/x', `/sign-in/thaw/${'A'.repeat(3000)}`]) {
    const s = someone();
    await s.open('/sign-in');
    const csrf = s.form(/link/).fields.find(([n]) => n === 'csrf')[1];
    assert.ok((await s.open(path)).status >= 400, path);
    assert.ok((await s.ask('POST', path, { body: new URLSearchParams({ csrf }).toString() })).status >= 400, path);
  }
  const p = await joined('tok@x.example');
  await setPassphrase(p);
  const freeze = await change('tok@x.example'), s = someone(), said = [];
  await s.open(freeze);
  await s.press(/stop everything/);
  for (let i = 0; i < 7; i++) { await s.open(freeze); said.push((await s.press(/Send me the link/)).status); }
  assert.deepEqual(said, [200, 200, 200, 200, 200, 429, 429]);
});

// A form that comes after its session is kept for seven days; a passphrase is not.
test('a passphrase that comes too late is written down nowhere', { skip: process.env.KITH_TEST_PG ? 'once is enough' : false }, async () => {
  const p = await joined('idle@x.example');
  await p.open('/me/sign-in/passphrase');
  const page = p.page;
  await net.stop();
  execFileSync('sqlite3', [join(net.data, 'kith.db'), `update session set begun_at = begun_at - 86400000000, seen_at = seen_at - 86400000000`]);
  await net.start();
  p.page = page;
  const r = await p.press(/Keep this/, { passphrase: 'kept nowhere at all' }, { follow: false });
  assert.equal(r.headers.location, '/sign-in');
  assert.equal(execFileSync('sqlite3', [join(net.data, 'kith.db'), 'select count(*) from kept_form'], { encoding: 'utf8' }).trim(), '0');
  const again = someone();
  await again.open('/me/name');
  assert.match(again.page.url, /sign-in/);
});
