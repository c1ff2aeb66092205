// SPDX-License-Identifier: AGPL-3.0-or-later
// Letters leave for a mail server: a real one, and one that does everything wrong.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { network, Person, letter, scratch, sleep } from './lib.mjs';
import { certificate, exim, noExim, office } from './office.mjs';
import { letterFaults, spaced, words2047 } from './letters.mjs';
import { ask, rows, everyLetterNow, until, askFor } from './outbox.mjs';

const dir = scratch(), good = certificate(dir, 'localhost'), other = certificate(dir, 'elsewhere.test');
after(() => rmSync(dir, { recursive: true, force: true }));
const own = net => ({ name: 'Hearth Network', base: net.base });
const smtp = (port, more = {}) => ({ KITH_SMTP_URL: `smtp://localhost:${port}`, KITH_SMTP_SECONDS: '2', ...more });
const clear = { KITH_SMTP_TLS: 'none' };
const signed = { KITH_SMTP_CA: good.cert, KITH_SMTP_USER: 'kith', KITH_SMTP_PASSWORD: 'right words' };
const start = env => network({ groups: null, serve: ['--trusted-proxies', '127.0.0.1'], env });
// Starts again with other settings; what was set before and is not named now is unset.
async function turn(net, env, settings, more = []) {
  await net.stop();
  for (const k of Object.keys(env)) delete env[k];
  Object.assign(env, settings);
  await net.start(more);
}

const set = (net, name, value) => ask(net, `insert into setting(name, value) values ('${name}', ${value}) on conflict(name) do update set value = excluded.value`);

// ---- a real mail server ----

test('a real mail server: STARTTLS and AUTH, TLS from the start, and none', { skip: noExim }, async t => {
  const at = scratch(), server = await exim(at), env = {};
  let net;
  t.after(async () => { await net?.end(); await server.end(); rmSync(at, { recursive: true, force: true }); });
  const ca = { KITH_SMTP_CA: server.files.cert, KITH_SMTP_USER: 'kith', KITH_SMTP_PASSWORD: 'right words' };
  const arrived = (n, words) => until(() => server.messages().length === n, 8000, () => `${words}: ${server.messages().length} of ${n}\n${server.log()}\n${net.log}`);
  Object.assign(env, smtp(server.ports.starttls, ca));
  net = await start(env);

  await askFor(net, 'starttls@x.example');
  await arrived(1, 'STARTTLS');
  assert.match(server.messages()[0], /with esmtpsa .*TLS1\.[23]/s, 'signed in, and sealed on the way');
  await turn(net, env, { ...smtp(0, ca), KITH_SMTP_URL: `smtps://localhost:${server.ports.tls}` });
  await askFor(net, 'smtps@x.example');
  await arrived(2, 'smtps');
  await turn(net, env, smtp(server.ports.plain, clear));
  await askFor(net, 'plain@x.example');
  const p = new Person(net);
  await p.open('/join/group');
  await p.press(/Join|Send our/, { name: 'Gil', email: 'gil@x.example', keep: '1', group_name: 'Łódź Table', about: 'x', by_and_for: 'x', directory: 'public', second_name: 'Two', second_email: 'two@x.example' });
  await arrived(4, 'plain');

  const ids = new Set(server.messages().map(m => letter(m).id)), kept = ask(net, 'select message_id from outbox').map(i => `<${i}>`);
  assert.deepEqual([...ids].sort(), kept.sort(), 'the Message-ID is the row\'s');
  for (const m of server.messages()) {
    const mine = m.slice(m.search(/^Date: /m)).replace(/\r?\n/g, '\r\n');       // the server's own lines stand before ours; a maildir ends lines its own way
    assert.deepEqual(letterFaults(mine, own(net)), [], letter(mine).subject);
    assert.equal(words2047(letter(mine).from), 'Post <no-reply@localhost>');
    assert.match(m, new RegExp(`^Envelope-to: ${letter(mine).to}$`, 'm'), 'to whom it is addressed and nobody else');
  }

  // The sender's name in any script is RFC 2047, folded, and one sender.
  set(net, 'mail_name', `'Zoë مرحبا, "<Łódź>" ${'Grüße '.repeat(20)}'`);
  await askFor(net, 'zoe@x.example');
  await arrived(5, 'a name in other scripts');
  const last = server.messages().find(m => /^To: zoe@x\.example/m.test(m)), from = letter(last.replace(/\r?\n/g, '\r\n')).from;
  assert.match(from, /^=\?utf-8\?[qb]\?/i);
  assert.ok(words2047(from).includes('Zoë مرحبا, "<Łódź>" Grüße Grüße'), words2047(from));
  assert.doesNotMatch(last.slice(0, last.indexOf('\n\n')), /[^\x00-\x7f]/);
  assert.ok(last.split('\n').every(l => l.length <= 998));
});

test('a real mail server: a certificate or a password that does not hold, and the letter waits', { skip: noExim }, async t => {
  const at = scratch(), server = await exim(at), env = smtp(server.ports.starttls, { ...signed, KITH_SMTP_CA: other.cert });
  const net = await start(env);
  t.after(async () => { await net.end(); await server.end(); rmSync(at, { recursive: true, force: true }); });
  const ca = { ...signed, KITH_SMTP_CA: server.files.cert };
  const waits = async (words, tries) => {
    await until(() => ask(net, 'select tries from outbox').includes(String(tries)), 5000, () => `${words}: ${JSON.stringify(rows(net))}`);
    assert.deepEqual(rows(net).map(r => [r.state, r.size > 100]), [[1, true]], words);
    assert.equal(server.messages().length, 0, words);
  };
  await askFor(net, 'waits@x.example');
  await waits('signed by somebody else', 1);
  await turn(net, env, { ...smtp(0, ca), KITH_SMTP_URL: `smtp://127.0.0.1:${server.ports.starttls}` });
  everyLetterNow(net);
  await waits('of another name', 2);
  await turn(net, env, smtp(server.ports.starttls, { KITH_SMTP_USER: 'kith', KITH_SMTP_PASSWORD: 'right words' }));
  everyLetterNow(net);
  await waits('not known to this machine', 3);
  await turn(net, env, smtp(server.ports.starttls, { ...ca, KITH_SMTP_PASSWORD: 'wrong words' }));
  everyLetterNow(net);
  await waits('the wrong password', 4);
  assert.match(server.log(), /535 Incorrect authentication/);
  await turn(net, env, smtp(server.ports.starttls, ca));
  everyLetterNow(net);
  await until(() => server.messages().length === 1, 5000, () => server.log());
  assert.deepEqual(rows(net).map(r => [r.state, r.size]), [[2, 0]]);
});

// ---- one that does everything wrong ----

let net, bad, asked = 0;
const env = {};
before(async () => {
  bad = await office();
  Object.assign(env, smtp(bad.port, clear));
  net = await start(env);
});
after(async () => { assert.equal(net && await net.end(), 0); await bad?.end(); });

// One letter while the server is in this mood, until it was tried once; what its row says then.
async function meets(mood, more = {}) {
  const to = more.to ?? `m${++asked}@x.example`;
  await until(() => ask(net, 'select count(*) from outbox where state = 1')[0] === '0', 5000);
  bad.forget();
  bad.mood = mood;
  await askFor(net, to);
  await until(() => rows(net).at(-1)?.tries === 1, more.ms ?? 5000, () => `${JSON.stringify(rows(net).at(-1))} ${net.log.slice(-400)}`);
  return { to, row: () => rows(net).at(-1) };
}
async function thenWell(l, copies = 1) {
  const first = bad.tries.map(m => letter(m.data).id), wait = l.row();
  assert.deepEqual([wait.state, wait.size > 100], [1, true], `it waits: ${JSON.stringify(wait)}`);
  assert.ok(wait.next > Date.now() * 1000 && wait.next < (Date.now() + 62000) * 1000, 'for about a minute');
  bad.mood = {};
  everyLetterNow(net);
  await until(() => bad.messages.length === copies, 5000, () => `${bad.messages.length} of ${copies}`);
  await until(() => l.row().state === 2, 3000);
  assert.equal(l.row().size, 0, 'its text is gone from the row');
  assert.deepEqual(new Set([...first, letter(bad.messages.at(-1).data).id]).size, 1, 'every try bears one Message-ID');
  assert.equal(letter(bad.messages.at(-1).data).to, l.to);
}
async function givenUp(l, code) {
  assert.deepEqual([l.row().state, l.row().size], [3, 0], 'given up, and its text is gone');
  assert.match(l.row().words, new RegExp(`^${code} `));
  bad.mood = {};
  everyLetterNow(net);
  await sleep(1300);
  assert.equal(bad.messages.length, 0);
}

for (const [words, mood] of [
  ['a greylist: 450 and later 250', { RCPT: '450 4.2.0 greylisted, come back' }],
  ['452 at the recipient', { RCPT: '452 4.2.2 no room' }],
  ['421 in the place of a greeting', { greeting: '421 too busy' }],
  ['554 in the place of a greeting', { greeting: '554 5.7.1 no mail from there' }],
  ['421 in the midst', { MAIL: s => { s.over = true; return '421 4.3.2 going down'; }, RCPT: 'HANG UP' }],
  ['451 after the text', { text: '451 4.3.0 not now' }],
  ['cut after the text, before the answer', { text: 'HANG UP' }],
  ['accepts and closes', { greeting: 'HANG UP' }],
  ['closes after EHLO', { EHLO: 'HANG UP' }],
  ['no word that SMTP knows', { greeting: 'HTTP/1.1 400 Bad Request' }],
  ['530 sign in first', { MAIL: '530 5.7.0 sign in first' }],
]) test(`${words}: the letter waits and arrives`, async () => { await thenWell(await meets(mood)); });

for (const [words, code, mood] of [
  ['550 5.1.1 at the recipient', 550, { RCPT: '550 5.1.1 nobody here' }],
  ['554 after the text', 554, { text: '554 5.6.0 not this' }],
  ['552 at DATA', 552, { DATA: '552 5.3.4 too much' }],
]) test(`${words}: given up and noted`, async () => { await givenUp(await meets(mood), code); });

test('a letter refused for good does not hold up the next', async () => {
  bad.forget();
  bad.mood = { RCPT: s => /gone@/.test(s.to.at(-1)) ? '550 5.1.1 nobody here' : undefined };
  await askFor(net, 'gone@x.example');
  await askFor(net, 'here@x.example');
  await until(() => bad.messages.length === 1, 5000);
  await until(() => rows(net).slice(-2).every(r => r.state !== 1), 3000);
  assert.deepEqual(rows(net).slice(-2).map(r => r.state).sort(), [2, 3]);
});

test('silence longer than a letter may take: pages stay fast, and the letter waits', async () => {
  for (const where of ['greeting', 'RCPT', 'text']) {
    bad.forget();
    bad.mood = { [where]: 'SILENCE' };
    const to = `silent-${where.toLowerCase()}@x.example`, times = [];
    await askFor(net, to);
    await until(() => bad.connections > 0, 3000);
    const began = Date.now();
    while (Date.now() - began < 1200) { const t = performance.now(); assert.equal((await new Person(net).open('/')).status, 200); times.push(performance.now() - t); await sleep(20); }
    assert.ok(Math.max(...times) < 200, `a page took ${Math.max(...times)} ms`);
    const t = performance.now();
    await askFor(net, `beside-${to}`);
    assert.ok(performance.now() - t < 400, 'and writing too');
    await until(() => rows(net).filter(r => r.state === 1 && r.tries === 1).length >= 1, 6000, () => JSON.stringify(rows(net).slice(-2)));
    assert.ok(Date.now() - began < 5000, 'two seconds are two seconds');
    bad.mood = {};
    everyLetterNow(net);
    await until(() => rows(net).every(r => r.state !== 1), 8000, () => { everyLetterNow(net); return JSON.stringify(rows(net).slice(-2)); });
    for (const who of [to, `beside-${to}`]) assert.ok(bad.messages.some(m => letter(m.data).to === who), who);
    const ids = bad.tries.filter(m => letter(m.data).to === to).map(m => letter(m.data).id);
    assert.equal(new Set(ids).size, 1, 'one Message-ID');
  }
});

test('endless lines and answers take no memory and no longer than a letter may', async () => {
  const size = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${net.child.pid}/status`, 'utf8'))[1]) / 1024, before = size();
  const flood = piece => (session, sock) => {
    const more = () => { if (!sock.destroyed && session.sent < 64 << 20) { session.sent += piece.length; sock.write(piece, more); } };
    session.sent = 0;
    more();
    return 'SILENCE';
  };
  for (const mood of [{ greeting: `220 ${'x'.repeat(1 << 20)}` }, { greeting: flood('x'.repeat(65536)) }, { greeting: flood(`220-${'x'.repeat(500)}\r\n`.repeat(100)) },
    { EHLO: flood(`250-${'X'.repeat(60)}\r\n`.repeat(1000)) }, { RCPT: flood('2'.repeat(65536)) }, { text: flood(`250-${'x'.repeat(2000)}\r\n`.repeat(30)) }]) {
    const began = Date.now(), l = await meets(mood, { ms: 9000 });
    assert.ok(Date.now() - began < 8000);
    assert.ok(size() - before < 48, `${size() - before} MiB more`);
    if (l.row().state === 1) { bad.forget(); await thenWell(l); }
  }
});

test('where TLS is asked for and is not to be had, nothing is said in the clear', async () => {
  const secret = /AUTH|MAIL|RCPT|DATA|x\.example|Subject/i;
  for (const [words, options, mood] of [
    ['not offered', { starttls: false }, {}],
    ['refused', { files: good }, { STARTTLS: '454 4.7.0 not now' }],
    ['refused for good', { files: good }, { STARTTLS: '502 what is that' }],
    ['another name', { files: other }, {}],
    ['words smuggled in before TLS', { files: good }, { STARTTLS: '220 go ahead\r\n250-AUTH PLAIN\r\n250 fine' }],
    ['then closed', { files: good }, { STARTTLS: 'HANG UP' }],
  ]) {
    const o = await office(options);
    try {
      await turn(net, env, smtp(o.port, { ...signed, ...(words === 'another name' ? { KITH_SMTP_CA: other.cert } : {}) }));
      o.mood = mood;
      const to = `tls${++asked}@x.example`;
      await askFor(net, to);
      await until(() => rows(net).at(-1)?.tries === 1, 5000, () => `${words} ${JSON.stringify(rows(net).at(-1))}`);
      assert.equal(rows(net).at(-1).state, 1, `${words}: it waits`);
      assert.deepEqual(o.said.filter(x => !x.secure && secret.test(x.line)), [], words);
      assert.equal(o.tries.length, 0, words);
      ask(net, 'delete from outbox where state = 1');
    } finally { await o.end(); }
  }
  const whole = await office({ files: good });
  try {
    await turn(net, env, smtp(whole.port, signed));
    await askFor(net, 'tls-well@x.example');
    await until(() => whole.messages.length === 1, 5000, () => net.log.slice(-300));
    assert.ok(whole.messages[0].secure);
    assert.deepEqual(whole.said.filter(x => !x.secure).map(x => x.line.split(' ')[0]), ['EHLO', 'STARTTLS']);
    assert.ok(whole.said.some(x => x.secure && /^AUTH PLAIN/.test(x.line)));
  } finally { await whole.end(); await turn(net, env, smtp(bad.port, clear)); }
});

test('a password that is refused is not tried once for each letter', async () => {
  const o = await office({ files: good });
  o.mood = { AUTH: '535 5.7.8 no' };
  try {
    await turn(net, env, smtp(o.port, signed), ['--no-work']);
    for (let i = 0; i < 12; i++) await askFor(net, `locked${i}@x.example`);
    await net.stop();
    await net.start();
    await sleep(3000);
    assert.ok(o.connections >= 1 && o.connections <= 2, `${o.connections} tries`);
    assert.ok(rows(net).filter(r => r.state === 1).length === 12, 'and they wait');
  } finally { await o.end(); await turn(net, env, smtp(bad.port, clear)); ask(net, 'delete from outbox where state = 1'); }
});

test('a port where nobody listens', async () => {
  const s = createServer().listen(0, '127.0.0.1');
  await new Promise(ok => { s.once('listening', ok); });
  const { port } = s.address();
  await new Promise(ok => { s.close(ok); });
  await turn(net, env, smtp(port, clear));
  await askFor(net, 'nobody@x.example');
  await until(() => rows(net).at(-1)?.tries === 1, 4000);
  assert.equal(rows(net).at(-1).state, 1);
  await turn(net, env, smtp(bad.port, clear));
  bad.forget();
  everyLetterNow(net);
  await until(() => bad.messages.length === 1, 5000);
});

// ---- what others type ----

test('no name, address or subject that anybody types adds a header, a recipient or a message', async () => {
  bad.forget();
  const evil = ['Zoe\r\nBcc: all@evil.example', 'Zoe\nX-Evil: 1\n\nbody', 'Zoe\rBcc: all@evil.example', 'a\0b', 'a@evil.example, b@evil.example', '\u2028Bcc: x@evil.example',
    '=?utf-8?q?x=0D=0ABcc:_y@evil.example?=', '"><x@x.example>', 'Z\r\n.\r\nMAIL FROM:<x@x.example>\r\nRCPT TO:<y@x.example>\r\nDATA\r\n'];
  let sent = 0;
  for (const words of evil) {
    const before = rows(net).length, n = ++asked, p = new Person(net, { 'X-Forwarded-For': `10.9.0.${n}` });
    await p.open('/join/group');
    await p.press(/Join|Send our/, { name: words, email: `inject${n}@x.example`, keep: '1', group_name: words, about: words, by_and_for: words, directory: 'public', second_name: words, second_email: `second${n}@x.example` });
    for (const address of [`zoe@x.example${words}`, `${words}@x.example`, `zoe@x.example\r\nBcc: all@evil.example`, 'zoe@x.example, all@evil.example', 'zoe@x.example\0@evil.example', 'zoe@x.example> RCPT TO:<all@x.example']) {
      const q = new Person(net, { 'X-Forwarded-For': `10.9.1.${n}` });
      await q.open('/sign-in');
      await q.press(/link/, { email: address });
      await q.open('/join/individual');
      await q.press(/Join/, { name: 'x', email: address, keep: '1' });
    }
    sent += rows(net).length - before;
  }
  // And what a settings page or a list that was read in might have let through.
  set(net, 'mail_name', `'Post' || char(13) || char(10) || 'Bcc: all@evil.example'`);
  set(net, 'mail_from', `'a@x.example' || char(13) || char(10) || 'Bcc: all@evil.example'`);
  await askFor(net, 'after@x.example');
  sent++;
  set(net, 'mail_name', `'Post'`);
  set(net, 'mail_from', `'no-reply@localhost'`);
  await until(() => bad.messages.length === sent && rows(net).every(r => r.state !== 1), 15000, () => `${bad.messages.length} of ${sent}`);
  await sleep(1200);
  assert.equal(bad.messages.length, sent, 'one message for each letter');
  for (const m of bad.messages) {
    assert.equal(m.to.length, 1);
    assert.doesNotMatch(m.to[0] + m.from, /evil/);
    const to = /^RCPT TO:<([^<>\s,]+@x\.example)>$/.exec(m.to[0]);
    assert.ok(to, m.to[0]);
    const head = m.data.slice(0, m.data.indexOf('\r\n\r\n')), names = [...head.matchAll(/^([\w-]+):/gm)].map(x => x[1]).sort();
    assert.deepEqual(names, ['Auto-Submitted', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-Id', 'Subject', 'To'], 'these headers and no other');
    assert.equal(letter(m.data).to, to[1]);
    assert.deepEqual(letterFaults(m.data, own(net)).filter(f => !/too much/.test(f)), []);
    assert.ok(!spaced(letter(m.data).text).includes('evil.example'), 'who is not confirmed yet puts no word into a letter');
  }
  for (const x of bad.said) assert.doesNotMatch(x.line, /evil/);
});
