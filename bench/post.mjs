// SPDX-License-Identifier: AGPL-3.0-or-later
// Sending a bulletin: so many different letters composed, kept and accepted by a mail server on loopback, while pages are read.  Beside it
// the same server's own most: a client that says one finished letter over and over, over one connection and over eight.
// node bench/post.mjs [LETTERS] [exim|sink]   (KITH names the program; exim: Exim, which queues each on disk; sink: a server that counts)
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, chmodSync, chownSync, readdirSync, writeFileSync } from 'node:fs';
import { execFileSync, spawn } from 'node:child_process';
import http from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

if (process.argv[2] === '--sink') {                       // in a process of its own
  let count = 0;
  const server = createServer(s => {
    let held = Buffer.alloc(0), text = false;
    s.write('220 sink ESMTP\r\n');
    s.on('error', () => {});
    s.on('data', d => {
      held = held.length ? Buffer.concat([held, d]) : d;
      for (;;) {
        const end = text ? held.indexOf('\r\n.\r\n') : held.indexOf('\r\n');
        if (end < 0) return;
        const line = text ? '' : held.toString('latin1', 0, end);
        held = held.subarray(end + (text ? 5 : 2));
        if (text) { text = false; count++; s.write('250 taken\r\n'); } else if (/^DATA/i.test(line)) { text = true; s.write('354 go on\r\n'); } else if (/^EHLO/i.test(line)) s.write('250-sink\r\n250 8BITMIME\r\n'); else s.write('250 yes\r\n');
      }
    });
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.on('message', () => process.send({ count }));
} else await main();

async function sinkServer() {
  const child = fork(fileURLToPath(import.meta.url), ['--sink']), [{ port }] = await once(child, 'message');
  return { port, name: 'a server that counts', count: async () => { child.send('?'); return (await once(child, 'message'))[0].count; }, end: () => child.kill() };
}

async function eximServer(dir) {
  const { freePort } = await import('../tests/lib.mjs'), port = await freePort(), uid = Number(execFileSync('id', ['-u', 'Debian-exim'])), gid = Number(execFileSync('id', ['-g', 'Debian-exim']));
  chmodSync(dir, 0o755);
  for (const d of ['spool', 'log']) { mkdirSync(join(dir, d)); chownSync(join(dir, d), uid, gid); }
  writeFileSync(join(dir, 'conf'), `primary_hostname = mail.test\nlocal_interfaces = 127.0.0.1\ndaemon_smtp_ports = ${port}\nspool_directory = ${dir}/spool\nlog_file_path = ${dir}/log/%s\npid_file_path = ${dir}/spool/pid\nqueue_only\nkeep_environment =\nhost_lookup =\n`
    + 'check_spool_space = 0\ncheck_log_space = 0\nsmtp_accept_max = 0\nsmtp_accept_max_per_connection = 0\nsmtp_accept_queue_per_connection = 0\nmessage_logs = false\nsplit_spool_directory = true\nacl_smtp_rcpt = rcpt\nbegin acl\nrcpt:\n  accept\nbegin routers\nbegin transports\n');
  const child = spawn('/usr/sbin/exim4', ['-bdf', '-C', join(dir, 'conf')], { stdio: 'ignore' });
  await new Promise(r => setTimeout(r, 1500));
  const below = d => readdirSync(d, { withFileTypes: true }).reduce((n, e) => n + (e.isDirectory() ? below(join(d, e.name)) : e.name.endsWith('-H') ? 1 : 0), 0);
  return { port, name: 'Exim, queue on disk', count: async () => { try { return below(join(dir, 'spool', 'input')); } catch { return 0; } }, end: () => child.kill() };
}

// The same finished letter, over and over.
async function most(port, letter, seconds, lines) {
  const end = Date.now() + seconds * 1000;
  let taken = 0;
  await Promise.all(Array.from({ length: lines }, async () => {
    const s = connect(port, '127.0.0.1'), said = () => new Promise(r => { let held = ''; const hear = d => { held += d; if (/(^|\n)\d{3} [^\n]*\n$/.test(held)) { s.off('data', hear); r(held); } }; s.on('data', hear); });
    await said();
    const ask = async l => { const answer = said(); s.write(l); return answer; };
    await ask('EHLO x\r\n');
    while (Date.now() < end) {
      await ask('MAIL FROM:<a@x.example>\r\n'); await ask('RCPT TO:<b@x.example>\r\n'); await ask('DATA\r\n');
      if (/^250/.test(await ask(letter + '\r\n.\r\n'))) taken++;
    }
    s.destroy();
  }));
  return taken / seconds;
}

async function main() {
  const { network, Person, scratch } = await import('../tests/lib.mjs'), { editors, list, ready } = await import('../tests/posts.mjs'), { ask } = await import('../tests/outbox.mjs');
  const LETTERS = Number(process.argv[2] ?? 5000), server = process.argv[3] === 'exim' ? await eximServer(scratch()) : await sinkServer();
  const net = await network({ groups: null, serve: [] });
  const { admin, second } = await editors(net, Person);
  writeFileSync(join(net.dir, 'list.csv'), list(LETTERS));
  const came = net.kith(['import', 'members', join(net.dir, 'list.csv')]);
  if (came.status) throw new Error(came.err);
  await net.stop();
  await net.start(['--no-work']);
  ask(net, 'update bulletin set per_minute = 0');
  const id = await ready(net, admin, second, 18);
  await net.stop();
  Object.assign(process.env, { KITH_SMTP_URL: `smtp://127.0.0.1:${server.port}`, KITH_SMTP_TLS: 'none' });
  const times = [], agent = new http.Agent({ keepAlive: true, maxSockets: 2 }), from = await server.count(), began = performance.now();
  let reading = true;
  await net.start();
  const reader = (async () => {
    for (let i = 0; reading; i++) {
      const t = performance.now();
      await new Promise((ok, no) => http.get({ agent, host: '127.0.0.1', port: net.port, path: ['/', '/groups', '/bulletins/bulletin', '/ask'][i % 4] }, r => { r.resume(); r.on('end', ok); }).on('error', no));
      times.push(performance.now() - t);
      await new Promise(r => setTimeout(r, 5));
    }
  })();
  while (ask(net, `select state from edition where id = ${id}`)[0] !== 'sent') await new Promise(r => setTimeout(r, 100));
  const seconds = (performance.now() - began) / 1000, sent = await server.count() - from;
  reading = false;
  await reader;
  const rss = Number(/VmHWM:\s+(\d+)/.exec(execFileSync('cat', [`/proc/${net.child.pid}/status`], { encoding: 'utf8' }))[1]) / 1024;
  await net.stop();
  times.sort((a, b) => a - b);
  const at = s => times[Math.floor(times.length * s)].toFixed(1), letter = `Subject: x\r\n\r\n${'This is a line of a letter that says something.\r\n'.repeat(600)}`;
  const one = await most(server.port, letter, 4, 1), eight = await most(server.port, letter, 4, 8);
  console.log(`${server.name}, ${net.db.length ? 'PostgreSQL' : 'SQLite'}: ${LETTERS} readers, ${sent} letters accepted in ${seconds.toFixed(1)} s from the program's start: ${(sent / seconds).toFixed(0)} a second`);
  console.log(`pages meanwhile (${times.length}): p50 ${at(.5)} ms, p95 ${at(.95)} ms, p99 ${at(.99)} ms; most memory ${rss.toFixed(0)} MiB`);
  console.log(`the server's own most, one finished letter of 28 kB over and over: ${one.toFixed(0)} a second on one connection, ${eight.toFixed(0)} on eight; ratio to one ${(sent / seconds / one).toFixed(2)}`);
  server.end();
  await net.end();
  process.exit(0);
}
