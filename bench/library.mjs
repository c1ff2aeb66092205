// SPDX-License-Identifier: AGPL-3.0-or-later
// The library at the size of a university's: taking it in, searching it beside FTS5 in the same run, and harvesting all of it with
// programs that nobody wrote for us.  With KITH_TEST_PG on PostgreSQL.   node bench/library.mjs [WORKS] [ABSTRACTS]  (0: not that one)
import { spawn, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url)), KITH = process.env.KITH ?? join(here, '../build/kith');
const works = Number(process.argv[2] ?? 5000), abstracts = Number(process.argv[3] ?? 100000), PORT = 18431, PG = process.env.KITH_TEST_PG;
let seed = 7;
const chance = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
const syllables = ['ba', 'ke', 'ti', 'lo', 'mu', 'ra', 'sen', 'vi', 'do', 'pal', 'gri', 'tor', 'wen', 'shi', 'ul', 'nac'];
const words = Array.from({ length: 30000 }, (_, i) => { let w = '', n = i + 17; for (let k = 0; k < 2 + (i > 250) + (i > 4000); k++) w += syllables[(n + k * 5) % 16], n = Math.floor(n / 16) + k; return w + (i > 4000 ? i % 97 : ''); });
const word = () => words[Math.floor(words.length ** chance()) - 1];                       // a few often, most seldom
const text = n => { let s = ''; for (let i = 0; i < n; i++) s += (i ? ' ' : '') + word(); return s; };
const pct = (a, p) => a.sort((x, y) => x - y)[Math.floor(a.length * p)].toFixed(1);

async function corpus(path, count, length) {
  const out = createWriteStream(path);
  out.write('[\n');
  for (let i = 0; i < count; i++) if (!out.write(`${i ? ',\n' : ''}${JSON.stringify({ id: `w${i}`, type: 'report', title: text(7), author: [{ literal: 'Ash' }], issued: { 'date-parts': [[2020, 1, 1]] }, keyword: i % 1000 === 7 ? 'seldom, often' : i % 2 ? 'often' : '', abstract: length < 500 ? text(length) : '', text: length < 500 ? '' : text(length) })}`)) await once(out, 'drain');
  out.end('\n]\n');
  await once(out, 'finish');
}

// The same documents in stock FTS5, asked the same: OR of the words, bm25, a snippet.
const PEER = `
import sqlite3, json, sys, time
db = sqlite3.connect(':memory:' if len(sys.argv) < 3 else sys.argv[2])
db.execute("create virtual table f using fts5(title, text, tokenize='porter unicode61')")
t = time.time()
db.executemany('insert into f values (?, ?)', ((d['title'], d['text'] or d['abstract']) for d in json.load(open(sys.argv[1]))))
db.commit()
print('built', round(time.time() - t, 1), flush=True)
ms = []
for q in sys.stdin:
    a, b = q.split()
    t = time.time()
    db.execute("select title, snippet(f, 1, '', '', '...', 30) from f where f match ? order by bm25(f, 2, 1) limit 20", ('"%s" OR "%s"' % (a, b),)).fetchall()
    ms.append((time.time() - t) * 1000)
ms.sort()
print('p50 %.1f p95 %.1f' % (ms[len(ms) // 2], ms[int(len(ms) * .95)]))
`;

// What the server itself worked: on a machine that others use too, the figure to read.
const worked = pid => { try { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' '); return (Number(f[11]) + Number(f[12])) * 10; } catch { return NaN; } };
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const get = path => new Promise((ok, fail) => http.get({ port: PORT, path, agent }, r => { let n = 0; r.on('data', d => { n += d.length; }), r.on('end', () => ok({ status: r.statusCode, n })); }).on('error', fail));

async function one(name, count, length, harvest) {
  const dir = mkdtempSync(join(tmpdir(), 'kith-bench-')), file = join(dir, 'works.json'), data = join(dir, 'data');
  const base = `kith_bench_${process.pid}_${length}`, at = ['--data', data, ...PG ? ['--db', PG.replace('/postgres?', `/${base}?`)] : []];
  if (PG) execFileSync('psql', [PG, '-qc', `create database ${base}`]);
  await corpus(file, count, length);
  execFileSync(KITH, ['init', ...at, '--name', 'Bench', '--admin', 'a@x.example'], { stdio: 'ignore' });
  let t = Date.now();
  execFileSync(KITH, ['import', 'works', file, '--publish', ...at], { stdio: ['ignore', 'ignore', 'ignore'] });
  const size = PG ? Number(execFileSync('psql', [PG, '-qtAc', `select pg_database_size('${base}')`], { encoding: 'utf8' })) : statSync(join(data, 'kith.db')).size;
  console.log(`${name}: ${count} of ${length} words, taken in and indexed in ${((Date.now() - t) / 1000).toFixed(1)} s, ${(size / 1e6).toFixed(0)} MB`);
  const server = spawn(KITH, ['serve', ...at, '--listen', `127.0.0.1:${PORT}`], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(server.stdout, 'data');
  const questions = Array.from({ length: 300 }, () => `${words[Math.floor(400 * chance())]} ${words[Math.floor(4000 * chance())]}`);
  const asked = async (path, some) => {
    const ms = [], before = worked(server.pid);
    for (const q of some) { const b = performance.now(); const r = await get(`${path}&q=${encodeURIComponent(q)}`); if (r.status !== 200) throw new Error(String(r.status)); ms.push(performance.now() - b); }
    return { p50: pct(ms, 0.5), p95: pct(ms, 0.95), each: ((worked(server.pid) - before) / some.length).toFixed(1) };
  };
  const { p50, p95, each } = await asked('/search.json?kind=work', questions);
  const peer = spawnSync('/usr/bin/python3', ['-c', PEER, file], { input: questions.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 28 });
  console.log(`  two words: p50 ${p50} ms, p95 ${p95} ms over HTTP, ${each} ms of work each;  FTS5 in memory, by Python: ${peer.stdout.trim().replace('\n', ', ')};  ratio of p95: ${(Number(p95) / Number(/p95 ([\d.]+)/.exec(peer.stdout)?.[1] ?? NaN)).toFixed(2)}`);
  for (const topic of ['seldom', 'often']) {
    const r = await asked(`/knowledge?topic=${topic}`, questions.slice(0, 100));
    console.log(`  two words within a topic that ${topic === 'often' ? 'half of them have' : 'one in a thousand has'}: p50 ${r.p50} ms, p95 ${r.p95} ms, ${r.each} ms of work each`);
  }
  if (harvest) {
    const url = `http://127.0.0.1:${PORT}/oai`;
    for (const [who, program, args, count_] of [
      ['oai-pmh (npm)', process.execPath, [join(here, '../tests/node_modules/.bin/oai-pmh'), 'list-records', '-p', 'oai_dc', url], s => (s.match(/"datestamp"/g) ?? []).length]]) {
      t = Date.now();
      spawnSync(program, args, { stdio: ['ignore', openSync(file, 'w'), 'ignore'] });        // into a file: it ends while a pipe may still hold some
      const got = count_(readFileSync(file, 'utf8'));
      console.log(`  harvested by ${who}: ${got} records in ${((Date.now() - t) / 1000).toFixed(1)} s`);
    }
    let token = '', n = 0;
    t = Date.now();
    do {
      const r = await new Promise(ok => http.get({ port: PORT, path: token ? `/oai?verb=ListRecords&resumptionToken=${encodeURIComponent(token)}` : '/oai?verb=ListRecords&metadataPrefix=oai_dc', agent }, x => { let s = ''; x.setEncoding('utf8'), x.on('data', d => { s += d; }), x.on('end', () => ok(s)); }));
      n += (r.match(/<record>/g) ?? []).length, token = /<resumptionToken[^>]*>([^<]+)</.exec(r)?.[1] ?? '';
    } while (token);
    console.log(`  by asking alone: ${n} records in ${((Date.now() - t) / 1000).toFixed(1)} s`);
  }
  server.kill('SIGTERM');
  await once(server, 'exit');
  if (PG) execFileSync('psql', [PG, '-qc', `drop database ${base} with (force)`]);
  rmSync(dir, { recursive: true, force: true });
}

if (works) await one('long works', works, 2000, false);
if (abstracts) await one('abstracts', abstracts, 100, true);
