// SPDX-License-Identifier: AGPL-3.0-or-later
// bench/register.mjs [PEOPLE, 100000] [ALL, 500000]: the register at size, on SQLite or on the database of KITH_DB.
// Import beside a peer and beside the same without sealing; then the desk, one record, one's own data, erasure.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url)), kith = resolve(here, '../build/kith');
const [people, all] = [process.argv[2] ?? 100000, process.argv[3] ?? 500000].map(Number);
const work = mkdtempSync(join(tmpdir(), 'kith-register-')), port = 18461;
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

// ---- the list: Windows-1252, shared addresses, single names, quoted newlines ----

const first = ['Zoë', 'Renée', 'José', 'Anna', 'Mohammed', 'Siân', 'Søren', 'Priya', 'Tom', 'Mary', 'Björn', 'Ewa', 'Aisha', 'Chloé', 'Noor', 'Ada', 'Ruth', 'Ade', 'Ines', 'Odile', 'Tam', 'Grace', 'Yaw', 'Fartun'];
const last = ['Smith', 'Jones', 'García', 'Müller', "O'Connor", 'de la Cruz', 'Kowalski', 'Åberg', 'Brown', 'Okafor', 'Khan', 'Patel', 'Evans', 'MacLeod', 'Haile', 'Asante', 'Foss', 'Lamb', 'Marsh', 'Webb'];
function list(from, to, file) {
  const rows = ['Name,E-mail Address,Phone,Postcode,Member ID,Joined,Opt in,Opt in date,Notes'];
  for (let i = from; i < to; i++) {
    const name = i % 17 ? `${first[i % 24]} ${last[(i / 24 | 0) % 20]}${i % 5 ? '' : `-${last[(i / 480 | 0) % 20]}`}` : first[(i / 17 | 0) % 24];
    rows.push(`${name},person${i % 23 ? i : i - 1}@mail${(i % 23 ? i : i - 1) % 50}.example,${i % 2 ? `+44 7700 ${900000 + i}` : ''},${['M5 4WT', 'SW1A 1AA', 'CF10 1EP', ''][i % 4]},K${i},${String(1 + i % 28).padStart(2, '0')}/${String(1 + i % 12).padStart(2, '0')}/20${10 + i % 15},${['yes', 'no', ''][i % 3]},03/04/2024,${i % 13 ? '' : '"said ""hello"",\nand went"'}`);
  }
  writeFileSync(file, Buffer.from(rows.join('\r\n'), 'latin1'));
  return file;
}

const run = (args, env = {}) => {
  const began = performance.now(), r = spawnSync('/usr/bin/time', ['-f', '%M', kith, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
  if (r.status) throw new Error(r.stderr);
  return { seconds: (performance.now() - began) / 1000, out: r.stdout, mib: Number(r.stderr.trim().split('\n').at(-1)) / 1024 };
};
const quantile = (t, q) => t.toSorted((a, b) => a - b)[Math.min(t.length - 1, Math.floor(t.length * q))];
const size = d => { try { return `${(statSync(join(d, 'kith.db')).size / 2 ** 20).toFixed(0)} MiB`; } catch { return 'in PostgreSQL'; } };

// ---- taking in ----

const data = join(work, 'sealed'), small = list(0, people, join(work, 'list.csv'));
run(['init', '--data', data, '--name', 'Bench', '--admin', 'admin@bench.example']);
const sealed = run(['import', 'members', small, '--data', data]);
console.log(`${people} people taken in, sealed and indexed: ${sealed.seconds.toFixed(1)} s, ${(people / sealed.seconds).toFixed(0)} a second, ${sealed.mib.toFixed(0)} MiB at most, ${size(data)}`);
if (!process.env.KITH_DB) {
  const shim = join(work, 'unsealed.so'), clear = join(work, 'clear'), peer = execFileSync('python3', [join(here, 'peer_import.py'), small, join(work, 'peer.db')], { encoding: 'utf8' });
  execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', shim, join(here, 'unsealed.c')]);
  run(['init', '--data', clear, '--name', 'Bench', '--admin', 'admin@bench.example'], { LD_PRELOAD: shim });
  const plain = run(['import', 'members', small, '--data', clear], { LD_PRELOAD: shim });
  console.log(`  the same without sealing: ${plain.seconds.toFixed(1)} s; sealing costs ${(sealed.seconds / plain.seconds).toFixed(2)} times that`);
  console.log(`  the peer (Python and SQLite, in the clear, whole words, nothing compared): ${peer.trim()} s; ratio ${(sealed.seconds / Number(peer)).toFixed(2)}`);
}
const again = run(['import', 'members', small, '--data', data]);
console.log(`  the same list once more, nobody doubled: ${again.seconds.toFixed(1)} s; ${/^\d+ added.*$/m.exec(again.out)[0]}`);
const more = all > people ? run(['import', 'members', list(people, all, join(work, 'more.csv')), '--data', data]) : null;
if (more) console.log(`${all - people} more: ${more.seconds.toFixed(1)} s, ${more.mib.toFixed(0)} MiB at most, ${size(data)}`);

// ---- the desk ----

const child = spawn(kith, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--base-url', `http://127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'ignore'] });
await new Promise(ok => child.stdout.on('data', d => /ready/.test(d) && ok()));
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const jars = { admin: {}, member: {} };
const ask = (jar, method, path, form) => new Promise((ok, no) => {
  const body = form ? new URLSearchParams(form).toString() : undefined, began = performance.now();
  const q = http.request({ port, host: '127.0.0.1', method, path, agent, headers: { Cookie: Object.entries(jar).map(([k, v]) => `${k}=${v}`).join('; '), ...(body ? { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) } : {}) } }, r => {
    let text = '';
    for (const c of r.headers['set-cookie'] ?? []) { const [k, v] = c.split(';')[0].split('='); jar[k] = v; }
    r.setEncoding('utf8').on('data', d => { text += d; }).on('end', () => ok({ status: r.statusCode, text, ms: performance.now() - began, location: r.headers.location }));
  });
  q.on('error', no).end(body);
});
const token = text => /name="csrf" value="([^"]+)"/.exec(text)[1];
async function enter(jar, email) {
  const link = new URL(execFileSync(kith, ['sign-in-link', email, '--data', data, '--base-url', `http://127.0.0.1:${port}`], { encoding: 'utf8' }).trim()).pathname;
  const page = await ask(jar, 'GET', link);
  const many = /name="person" value="(\d+)"/.exec(page.text);
  const r = await ask(jar, 'POST', link, { csrf: token(page.text), ...(many ? { person: many[1] } : {}) });
  if (r.status !== 303) throw new Error(`could not sign in: ${r.status}`);
}
async function times(n, one) { const t = []; for (let i = 0; i < n; i++) { const r = await one(i); if (r.status !== 200) throw new Error(`${r.status} ${r.text.slice(0, 300)}`); t.push(r.ms); } return `p50 ${quantile(t, .5).toFixed(1)} ms, p95 ${quantile(t, .95).toFixed(1)} ms, most ${quantile(t, 1).toFixed(1)} ms`; }

await enter(jars.admin, 'admin@bench.example');
await ask(jars.admin, 'POST', '/desk/people/reason', { csrf: token((await ask(jars.admin, 'GET', '/desk/people')).text), why: 'Measuring how long it takes' });
const words = ['zoë garc', 'kowalski', 'person777@mail27.example', 'mo kh', 'o connor', 'tam', '07700 900001', 'björn åberg', 'ren', 'ade webb', 'nobody here', 'smith jones'], ids = [];
console.log(`desk search over ${all}: ${await times(240, async i => { const r = await ask(jars.admin, 'GET', `/desk/people?q=${encodeURIComponent(words[i % words.length])}`); ids.push(...[...r.text.matchAll(/\/desk\/people\/(\d+)"/g)].map(m => m[1])); return r; })}`);
const some = [...new Set(ids)];
console.log(`one record, opened and written down: ${await times(200, i => ask(jars.admin, 'GET', `/desk/people/${some[i % some.length]}`))}`);
await enter(jars.member, 'person7@mail7.example');
console.log(`/me/data.json: ${await times(200, () => ask(jars.member, 'GET', '/me/data.json'))}`);
const erased = [];
for (const id of some.slice(0, 20)) {
  const page = await ask(jars.admin, 'GET', `/desk/people/${id}`), r = await ask(jars.admin, 'POST', `/desk/people/${id}`, { csrf: token(page.text), act: 'erase', sure: '1' });
  if (r.status !== 303) throw new Error(`not erased: ${r.status}`);
  erased.push(r.ms);
}
console.log(`erasure of one: p50 ${quantile(erased, .5).toFixed(1)} ms, most ${quantile(erased, 1).toFixed(1)} ms (index, WAL and slack are cleared by a job afterwards)`);
console.log(`the server's memory: ${(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024).toFixed(0)} MiB at most`);
child.kill();
agent.destroy();
