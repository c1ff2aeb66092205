// SPDX-License-Identifier: AGPL-3.0-or-later
// What comes back: 315 real reports and 22 real replies read by `kith receive-mail --explain`, LMTP on a socket, signatures that two keys make
// and another program checks, and what is held after a backup was put back.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { network, Person, KITH, here, sleep, kith } from './lib.mjs';
import { office } from './office.mjs';
import { ask as rows, until } from './outbox.mjs';
import { bulletins, editors, list, ready } from './posts.mjs';

const standards = join(here, '../../shared/standards'), absent = d => existsSync(join(standards, d)) ? false : `${d} is not here`;
const explain = raw => JSON.parse(execFileSync(KITH, ['receive-mail', '--explain'], { input: raw, env: { ...process.env, KITH_DATA: '/nowhere' } }));

test('of 315 real reports at least 92 in a hundred are understood as Sisimai does, in kind and in whom', { skip: absent('bounces') }, () => {
  const wanted = JSON.parse(readFileSync(join(standards, 'bounces/expected.json'), 'utf8')), wrong = [];
  for (const w of wanted) {
    const got = explain(readFileSync(join(standards, 'bounces', w.file))), who = l => [...new Set(l.map(x => x.recipient.toLowerCase()))].sort().join();
    if (got.kind !== w.kind || who(got.recipients) !== who(w.results)) wrong.push(w.file);
  }
  const share = 100 * (1 - wrong.length / wanted.length);
  console.log(`${wanted.length - wrong.length} of ${wanted.length} reports: ${share.toFixed(1)} %`);
  assert.ok(wanted.length === 315 && share >= 92, `${share.toFixed(1)} %: ${wrong.join(' ')}`);
});

test('of each real reply what the person wrote is left', { skip: absent('replies') }, () => {
  const left = {};
  for (const f of readdirSync(join(standards, 'replies')).filter(f => f.endsWith('.txt'))) {
    const body = readFileSync(join(standards, 'replies', f)), got = explain(Buffer.concat([Buffer.from('From: a@x.example\r\nSubject: Re: hello\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'), body]));
    assert.equal(got.kind, 'reply', f);
    assert.equal(explain(body).text, got.text, `${f} without a head`);
    assert.doesNotMatch(got.text, /^>|wrote:$|^_{20}|^From: |^--\s*$|Sent from my (iPhone|BlackBerry)/m, f);
    left[f] = got.text.split(/\s+/).length;
  }
  assert.deepEqual(Object.entries(left).map(([f, n]) => [f.replace(/^email_|\.txt$/g, ''), n]).filter(([f]) => f !== 'long_quote').map(x => x.join(' ')).join(', '),
    'correct_sig 9, 1_1 28, 1_2 111, 1_3 8, 1_4 8, 1_5 87, 1_6 13, 1_7 1, 1_8 9, 2_1 4, 2_2 7, 2_3 7, BlackBerry 4, bullets 20, iPhone 4, multi_word_sent_from_my_mobile_device 4, one_is_not_on 16, sent_from_my_not_signature 15, sig_delimiter_in_middle_of_line 16, greedy_on 29, pathological 21');
});

test('what is hostile is read to its end, quickly', () => {
  const deep = Array.from({ length: 200 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join('');
  const began = Date.now();
  for (const raw of ['', '\0'.repeat(9999), 'From: a@b.example\r\n' + deep, `From: x\r\n${'Received: y\r\n'.repeat(20000)}\r\nhi`, 'From: a@b.example\r\nSubject: Undelivered\r\n\r\n' + '<a@b.example>\n'.repeat(50000), 'From: a@b.example\r\n\r\n' + '>'.repeat(900000), '<'.repeat(500000), 'From: MAILER-DAEMON@x.example\r\nContent-Type: text/html\r\n\r\n' + '<blockquote>'.repeat(40000)])
    assert.ok(['unrecognised', 'reply', 'soft', 'hard', 'auto_reply'].includes(explain(raw).kind));
  assert.ok(Date.now() - began < 20000);
  const large = spawnSync(KITH, ['receive-mail', '--explain'], { input: Buffer.alloc(11 * 1024 * 1024, 65) });
  assert.equal(large.status, 1);
  assert.match(String(large.stderr), /larger than 10 MB/);
});

// Says lines to the socket and gives back what was answered.
async function lmtp(path, lines) {
  const sock = connect(path), said = [];
  let held = '';
  sock.on('data', d => { held += d; });
  for (const l of [null, ...lines]) {
    if (l !== null) sock.write(l);
    const from = held.length;
    for (let i = 0; i < 100 && !/(^|\r\n)\d{3} [^\r\n]*\r\n$/.test(held.slice(from)); i++) await sleep(20);
    said.push(held.slice(from).trim());
  }
  sock.end();
  return said;
}

test('LMTP: only addresses of ours, an answer for each, what is too long or out of turn is told so', async t => {
  const path = `/tmp/kith-lmtp-${process.pid}`, net = await network({ groups: null, serve: ['--lmtp', path] });
  t.after(() => net.end());
  const said = await lmtp(path, ['MAIL FROM:<>\r\n', 'LHLO mx\r\n', 'RCPT TO:<no-reply@localhost>\r\n', 'MAIL FROM:<>\r\n', 'RCPT TO:<somebody@elsewhere.example>\r\n', 'DATA\r\n', 'RCPT TO:<no-reply+whatever@localhost>\r\n', 'RCPT TO:<no-reply@localhost>\r\n', 'DATA\r\n',
    'From: Kit <kit@x.example>\r\nTo: no-reply@localhost\r\nSubject: Re: a walk\r\n\r\nI would like to come.\r\n..\r\n.\r\n', `NOOP ${'x'.repeat(3000)}\r\n`, 'NOOP\r\n', 'QUIT\r\n']);
  assert.deepEqual(said.map(s => s.slice(0, 3)), ['220', '503', '250', '503', '250', '550', '503', '250', '250', '354', '250', '500', '250', '221']);
  assert.equal(said[10].split('\r\n').length, 2, 'one answer for each recipient');
  const desk = new Person(net);
  await desk.signIn('admin@hearth.example');
  await desk.open('/desk/post');
  assert.match(desk.page.text, /I would like to come\./);
});

test('RFC 6376 and RFC 8463: two signatures that another program finds good, over the headers that stop it; one letter changed and neither is', { skip: Number(process.versions.node.split('.')[0]) < 20 && 'the verifier needs Node 20' }, async t => {
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
  const post = await office(), net = await network({ groups: null }), keys = {};
  t.after(async () => { await net.end(); await post.end(); });
  for (const [name, args] of [['rsa', ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']], ['ed25519', ['-algorithm', 'ED25519']]]) {
    const pem = join(net.dir, `${name}.pem`), der = () => execFileSync('openssl', ['pkey', '-in', pem, '-pubout', '-outform', 'DER']);
    execFileSync('openssl', ['genpkey', ...args, '-out', pem], { stdio: 'ignore' });
    keys[name] = `v=DKIM1; k=${name}; p=${(name === 'rsa' ? der() : der().subarray(-32)).toString('base64')}`;
  }
  const { admin, second } = await editors(net, Person), reader = new Person(net);
  await reader.join('Reader', 'reader@home.example', 'individual', { bulletin: '1' });
  await net.stop();
  Object.assign(process.env, { KITH_SMTP_URL: `smtp://localhost:${post.port}`, KITH_SMTP_TLS: 'none', KITH_DKIM: `one:hearth.example:${join(net.dir, 'rsa.pem')} two:hearth.example:${join(net.dir, 'ed25519.pem')}` });
  try { await net.start(); } finally { for (const n of ['KITH_SMTP_URL', 'KITH_SMTP_TLS', 'KITH_DKIM']) delete process.env[n]; }
  await ready(net, admin, second, 3);
  await until(() => post.messages.some(m => /List-Id/.test(m.data)), 20000, () => net.log);
  const m = post.messages.find(x => /List-Id/.test(x.data)), raw = Buffer.from(m.data, 'latin1');
  assert.match(m.from, /MAIL FROM:<no-reply\+[a-z2-7]{36}@localhost>/i);
  const resolver = async (name, type) => { assert.equal(type, 'TXT'); return [[keys[/^one\._domainkey/.test(name) ? 'rsa' : 'ed25519']]]; };
  const good = await dkimVerify(raw, { resolver });
  assert.deepEqual(good.results.map(r => [r.selector, r.status.result]).sort(), [['one', 'pass'], ['two', 'pass']]);
  for (const r of good.results) for (const h of ['list-unsubscribe', 'list-unsubscribe-post', 'from', 'subject']) assert.ok(r.signingHeaders.keys.toLowerCase().split(/[:\s]+/).includes(h), h);
  const bad = await dkimVerify(Buffer.from(m.data.replace('/stop/', '/stqp/'), 'latin1'), { resolver });
  assert.deepEqual(bad.results.map(r => r.status.result), ['fail', 'fail']);
  const wrong = kith(['serve', '--data', net.data, ...net.db], { env: { ...process.env, KITH_DKIM: 'x:y:/nowhere.pem' } });
  assert.equal(wrong.status, 1);
  assert.match(wrong.err, /no RSA or Ed25519 key/);
});

test('T33: after a backup was put back nothing that was to be sent leaves before somebody looks; a link to sign in does', { skip: Boolean(process.env.KITH_TEST_PG) && 'the folder is SQLite’s' }, async t => {
  const net = await network({ groups: null });
  t.after(() => net.end());
  const { admin, second } = await editors(net, Person), reader = new Person(net);
  await reader.join('Reader', 'reader@home.example', 'individual', { bulletin: '1' });
  await net.stop();
  await net.start(['--no-work']);
  const id = await ready(net, admin, second, 3);
  await admin.open(`/desk/editions/${id}`); await admin.press(/Send a test copy/);
  assert.equal(net.kith(['backup', join(net.dir, 'b.kith')]).status, 0);
  await net.stop();
  const before = net.letters().length;
  execFileSync('cp', ['-r', join(net.data, 'secret.key'), join(net.dir, 'secret.key')]);
  execFileSync('rm', ['-rf', net.data]);
  execFileSync('mkdir', ['-p', net.data]);
  execFileSync('cp', [join(net.dir, 'secret.key'), net.data]);
  execFileSync('chmod', ['600', join(net.data, 'secret.key')]);
  const put = net.kith(['restore', join(net.dir, 'b.kith')]);
  assert.equal(put.status, 0, put.err);
  assert.match(put.out, /wait until somebody looks at \/desk\/post/);
  await net.start();
  await sleep(2500);
  assert.equal(existsSync(join(net.data, 'outbox')) ? net.letters().length : 0, 0, 'nothing left by itself');
  execFileSync('mkdir', ['-p', join(net.data, 'outbox')]);
  const back = new Person(net);
  await back.open('/sign-in'); await back.press(/link/, { email: 'marek@home.example' });
  await net.letterTo('marek@home.example', /Your link/);
  const desk = new Person(net);
  await desk.signIn('admin@hearth.example');
  await desk.open('/desk/post');
  assert.match(desk.page.text, /A backup was put back/);
  await desk.press(/Send what is held/);
  await net.letterTo('admin@hearth.example', /A test copy/);
  assert.equal(rows(net, `select state from edition where id = ${id}`)[0], 'held', 'each bulletin is let go on its own page');
  await desk.open(`/desk/editions/${id}`);
  await desk.press(/Let it go on/);
  await until(() => bulletins(net).length === 1, 10000, () => net.log);
  assert.ok(before >= 0);
});
