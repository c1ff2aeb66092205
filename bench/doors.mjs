// SPDX-License-Identifier: AGPL-3.0-or-later
// Doors: how long a page takes inside the server and how long keeping one page of answers takes with its commit on disk; then 200 people who fill in
// forms at once.  The peer beside it is the smallest thing that keeps a form: Python's http.server with sqlite3, synchronous=FULL, one row an answer.
// node bench/doors.mjs   (KITH names the program)
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { network, Person, freePort, scratch } from '../tests/lib.mjs';
import { answers } from '../tests/asks.mjs';

const p = (times, share) => [...times].sort((a, b) => a - b)[Math.floor(times.length * share)].toFixed(2), PEOPLE = 200, ROUNDS = 6;
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
function send(port, method, path, body, cookie, from = '10.9.9.9') {
  const began = performance.now();
  const headers = { 'X-Forwarded-For': from, ...(cookie ? { Cookie: cookie } : {}), ...(body ? { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) } : {}) };
  return new Promise((ok, no) => {
    const q = http.request({ agent, host: '127.0.0.1', port, method, path, headers }, r => { r.resume(); r.on('end', () => ok([performance.now() - began, r.statusCode])); });
    q.on('error', no); q.end(body);
  });
}

const net = await network({ groups: null, serve: ['--trusted-proxies', '127.0.0.1'] }), people = [];
for (let i = 0; i < PEOPLE; i++) {
  const one = new Person(net, { 'X-Forwarded-For': `10.0.${i >> 8}.${i & 255}` });
  await one.open('/ask/outside'); await one.press(/^Begin$/);
  const f = one.form(/Keep this and go on/), set = { ...answers(one), 'q-about': 'A long thought about a bus. '.repeat(40) };
  const fields = [...f.fields.filter(([n]) => !(n in set) && n !== 'once'), ...Object.entries(set), ['act', 'keep']];
  people.push({ from: `10.0.${i >> 8}.${i & 255}`, cookie: [...one.jar].map(([k, v]) => `${k}=${v}`).join('; '), path: f.action, body: new URLSearchParams(fields).toString() });
}
const rows = [], alone = async (what, f, n = 400) => { const t = []; for (let i = 0; i < n; i++) { const [ms, s] = await f(i); if (s >= 400) throw new Error(`${what}: ${s}`); t.push(ms); } rows.push([what, p(t, .5), p(t, .95), p(t, .99)]); };
await alone('door page, one after another', () => send(net.port, 'GET', '/ask/outside'));
await alone('a page of a form, one after another', i => send(net.port, 'GET', people[i % PEOPLE].path, null, people[i % PEOPLE].cookie, people[i % PEOPLE].from));
await alone('keeping a page of answers, one after another', i => { const x = people[i % PEOPLE]; return send(net.port, 'POST', x.path, x.body.replace('thought', `thought+${i}`), x.cookie, x.from); });
const together = [];
const began = performance.now();
await Promise.all(people.map(async (x, k) => {
  await new Promise(r => setTimeout(r, k * 10));           // they do not all press in the same millisecond
  for (let i = 0; i < ROUNDS; i++) {
    together.push((await send(net.port, 'GET', x.path, null, x.cookie, x.from))[0]);
    together.push((await send(net.port, 'POST', x.path, x.body.replace('thought', `thought+${i}+${k}`), x.cookie, x.from))[0]);
    await new Promise(r => setTimeout(r, 1500 + Math.random() * 1000));
  }
}));
rows.push([`${PEOPLE} people at once, a page read and kept every 2 s each`, p(together, .5), p(together, .95), p(together, .99)]);
const seconds = (performance.now() - began) / 1000;
await net.end();

const dir = scratch(), port = await freePort();
writeFileSync(join(dir, 'peer.py'), `import sqlite3, http.server, socketserver
db = sqlite3.connect('${dir}/peer.db', check_same_thread=False); db.execute('pragma journal_mode=wal'); db.execute('pragma synchronous=full'); db.execute('create table a(e int, k text, w text, primary key(e, k))')
class H(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def log_message(self, *a): pass
    def do_POST(self):
        from urllib.parse import parse_qsl
        for k, w in parse_qsl(self.rfile.read(int(self.headers['Content-Length'])).decode()):
            if k.startswith('q-'): db.execute('insert into a values(1, ?, ?) on conflict(e, k) do update set w = excluded.w', (k, w))
        db.commit(); self.send_response(200); self.send_header('Content-Length', '0'); self.end_headers()
http.server.HTTPServer(('127.0.0.1', ${port}), H).serve_forever()
`);
const peer = spawn('python3', [join(dir, 'peer.py')], { stdio: 'inherit' });
for (let i = 0; i < 50; i++) { try { await send(port, 'POST', '/', 'q-a=b'); break; } catch { await new Promise(r => setTimeout(r, 100)); } }
await alone('the peer: keeping the same page, in the clear', i => send(port, 'POST', '/', people[i % PEOPLE].body.replace('thought', `thought+${i}`)));
peer.kill(); await once(peer, 'exit');
console.log('| what | p50 ms | p95 ms | p99 ms |\n| --- | --- | --- | --- |');
for (const r of rows) console.log(`| ${r.join(' | ')} |`);
console.log(`ratio of keeping, ours to the peer's, p50: ${(rows[2][1] / rows.at(-1)[1]).toFixed(2)}; ${(together.length / seconds).toFixed(0)} requests a second while 200 wrote`);
process.exit(0);
