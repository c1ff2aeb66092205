// SPDX-License-Identifier: AGPL-3.0-or-later
// Shared by the journeys: a Kith of one's own on a free port, a person with a cookie jar, the letters that were sent.
import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

export { sleep };
export const here = dirname(fileURLToPath(import.meta.url));
export const KITH = resolve(process.env.KITH ?? join(here, '../build/kith'));
const PG = process.env.KITH_TEST_PG;
let made = 0;

export async function freePort() {
  const s = createServer().listen(0, '127.0.0.1');
  await once(s, 'listening');
  const { port } = s.address();
  s.close();
  await once(s, 'close');
  return port;
}

export function scratch() { return mkdtempSync(join(tmpdir(), 'kith-journey-')); }

function databaseFor() {
  if (!PG) return [];
  const name = `kith_j_${process.pid}_${++made}`;
  execFileSync('psql', [PG, '-qc', `create database ${name}`]);
  return ['--db', PG.replace('/postgres?', `/${name}?`)];
}

// kith COMMAND: { status, out, err }
export function kith(args, options = {}) {
  try { return { status: 0, out: execFileSync(KITH, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options }), err: '' }; }
  catch (e) { return { status: e.status, out: String(e.stdout), err: String(e.stderr) }; }
}

export const GROUPS = `name,about,by and for,region,town,online,open to new,languages,email,website,directory,state,meets privately
The Quiet Café,"We drink tea, slowly. =SUM(1)",People who like it quiet,London,Lampton,no,yes,English,quiet@x.example,https://quiet.example,public,active,no
Łódź Table,A table for people who came from far.,,Wales,Bangor,also,ask,"Polish, English",,,public,active,no
مجموعة الشاي,نجتمع كل يوم ثلاثاء.,,London,,no,yes,Arabic,,,public,active,no
茶室小组,我们每周喝茶。,,,,only,yes,中文,,,public,active,no
Lantern House,We keep each other company.,,London,Secret Street,no,ask,English,,,public,active,yes
Members Only Choir,We sing.,,Wales,,no,yes,English,,,members,active,no
Resting Walkers,We rest.,,Wales,,no,yes,English,,,public,resting,no
"=HYPERLINK(""x"")",A name that is a formula.,,,,no,yes,,,,public,active,no
${Array.from({ length: 45 }, (_, i) => `Kettle ${String(i).padStart(2, '0')},We mend kettles.,,Wales,,no,yes,English,,,public,active,no`).join('\n')}
`;

// host: passkeys belong to a name, never to a number, so their tests ask for localhost.
// demo: the invented network instead of an empty one.
export async function network({ demo, groups = demo ? null : GROUPS, serve = [], env = {}, keepDir, host } = {}) {
  const dir = keepDir ?? scratch(), data = join(dir, 'data');
  const db = databaseFor();
  const port = await freePort(), base = `http://${host ?? '127.0.0.1'}:${port}`;
  const init = kith(demo ? ['demo', '--data', data, ...db, '--members', '320', '--groups', '30', '--seed', '3'] : ['init', '--data', data, ...db, '--name', 'Hearth Network', '--admin', 'admin@hearth.example']);
  if (init.status) throw new Error(init.err);
  if (groups) {
    writeFileSync(join(dir, 'groups.csv'), groups);
    const list = kith(['import', 'groups', join(dir, 'groups.csv'), '--data', data, ...db]);
    if (list.status) throw new Error(list.err);
  }
  const net = { dir, data, db, port, base, log: '' };
  net.start = async (more = []) => {
    net.child = spawn(KITH, ['serve', '--data', data, ...db, '--listen', `127.0.0.1:${port}`, ...(host ? ['--base-url', base] : []), ...serve, ...more], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    net.child.stderr.on('data', d => { net.log += d; });
    let out = '';
    await new Promise((ok, fail) => {
      net.child.stdout.on('data', d => { out += d; net.log += d; if (/Kith is ready at /.test(out)) ok(); });
      net.child.once('exit', c => fail(new Error(`did not start: ${c} ${net.log}`)));
    });
  };
  net.stop = async (signal = 'SIGTERM') => {
    if (net.child.exitCode !== null || net.child.signalCode !== null) return net.child.exitCode;
    const gone = once(net.child, 'exit');
    net.child.kill(signal);
    return (await gone)[0];
  };
  net.end = async () => { const c = await net.stop(); rmSync(dir, { recursive: true, force: true }); return c; };
  // How a journey ends: what it left is looked at and checked, and whatever that finds, the server goes.
  net.closed = async look => {
    try { look?.(); const c = net.kith(['check']); assert.equal(c.status, 0, c.out + c.err); }
    finally { assert.equal(await net.end(), 0, 'ends by itself with 0'); }
  };
  net.kith = args => kith([...args, '--data', data, ...db]);
  net.letters = () => readdirSync(join(data, 'outbox')).filter(f => f.endsWith('.eml')).sort().map(f => letter(readFileSync(join(data, 'outbox', f), 'utf8')));
  net.letterTo = async (to, subject = /./, after = 0) => {
    for (let i = 0; i < 60; i++) {
      const all = net.letters().filter(l => l.to.includes(to) && subject.test(l.subject));
      if (all.length > after) return all.at(-1);
      await sleep(100);
    }
    throw new Error(`no letter to ${to}`);
  };
  net.signInLink = email => net.kith(['sign-in-link', email]).out.trim();
  net.dump = () => db.length ? execFileSync('pg_dump', ['--inserts', '--no-owner', '--exclude-table-data=setting', db[1]], { encoding: 'utf8' }).replace(/^\\.*$/mg, '')
    : execFileSync('sqlite3', [join(data, 'kith.db'), '.dump'], { encoding: 'utf8', maxBuffer: 1 << 28 }).replace(/^INSERT INTO setting.*$/mg, '');
  await net.start();
  return net;
}

export function letter(raw) {
  const [head, ...rest] = raw.split('\r\n\r\n');
  const header = n => (new RegExp(`^${n}: (.*(?:\r\n[ \t].*)*)`, 'mi').exec(head) ?? ['', ''])[1].replace(/\r\n[ \t]+/g, ' ');
  const decode = s => Buffer.from(s.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, h) => String.fromCharCode(parseInt(h, 16))), 'latin1').toString('utf8');
  // By the boundary itself: a token that is folded may well begin a line with two hyphens.
  const boundary = /boundary="?([^";]+)"?/.exec(header('Content-Type'))?.[1] ?? '', body = rest.join('\r\n\r\n');
  const parts = body.split('\r\n').reduce((all, l) => { if (l.startsWith(`--${boundary}`)) all.push([]); else all.at(-1).push(l); return all; }, [[]]).map(p => p.join('\r\n')).map(p => { const [h, ...b] = p.split('\r\n\r\n'); return { h, b: decode(b.join('\r\n\r\n')) }; });
  return { raw, to: header('To'), from: header('From'), subject: header('Subject'), id: header('Message-ID'), text: parts.find(p => /text\/plain/.test(p.h))?.b ?? '', html: parts.find(p => /text\/html/.test(p.h))?.b ?? '',
    link: (/https?:\/\/\S+/.exec(parts.find(p => /text\/plain/.test(p.h))?.b ?? '') ?? [''])[0] };
}

const entity = s => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');
const attr = (tag, name) => { const m = new RegExp(`\\s${name}="([^"]*)"`).exec(tag); return m ? entity(m[1]) : null; };

// The forms of a page, with what a browser would send if nothing were changed.
export function forms(html) {
  return [...html.matchAll(/<form\b[^>]*>([\s\S]*?)<\/form>/g)].map(([whole, inner]) => {
    const open = /<form\b[^>]*>/.exec(whole)[0], fields = [], buttons = [];
    for (const [tag] of inner.matchAll(/<input\b[^>]*>/g)) {
      const type = attr(tag, 'type') ?? 'text', name = attr(tag, 'name');
      if (!name) continue;
      if ((type === 'checkbox' || type === 'radio') && !/\schecked(\s|>|=)/.test(tag)) continue;
      if (type !== 'file') fields.push([name, attr(tag, 'value') ?? '']);
    }
    for (const [, tag, text] of inner.matchAll(/(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>/g)) fields.push([attr(tag, 'name'), entity(text)]);
    for (const [, tag, options] of inner.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g)) {
      const all = [...options.matchAll(/<option\b[^>]*>/g)].map(m => m[0]), one = all.find(o => /\sselected(\s|>|=)/.test(o)) ?? all[0];
      if (one) fields.push([attr(tag, 'name'), attr(one, 'value') ?? '']);
    }
    for (const [, tag, words] of inner.matchAll(/(<button\b[^>]*>)([\s\S]*?)<\/button>/g)) buttons.push({ name: attr(tag, 'name'), value: attr(tag, 'value'), words: words.replace(/<[^>]*>/g, '').trim() });
    return { action: attr(open, 'action'), method: attr(open, 'method') ?? 'get', enctype: attr(open, 'enctype'), fields, buttons };
  });
}

// Somebody with a browser that has no script.
export class Person {
  constructor(net, headers = {}) { this.net = net; this.jar = new Map(); this.headers = headers; }
  async ask(method, url, { body, headers = {}, follow = true } = {}) {
    const to = new URL(url, this.page?.url ?? this.net.base);
    const cookies = [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ');
    const r = await new Promise((ok, fail) => {
      const q = http.request({ host: '127.0.0.1', port: this.net.port, path: to.pathname + to.search, method, agent: false,
        headers: { Host: to.host, ...(cookies ? { Cookie: cookies } : {}), ...(body !== undefined ? { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) } : {}), ...this.headers, ...headers } }, res => {
        const parts = [];
        res.on('data', d => parts.push(d));
        res.on('end', () => ok({ status: res.statusCode, headers: res.headers, raw: Buffer.concat(parts), text: Buffer.concat(parts).toString('utf8'), url: to.href }));
      });
      q.on('error', fail);
      q.end(body);
    });
    for (const c of r.headers['set-cookie'] ?? []) {
      const [pair] = c.split(';'), at = pair.indexOf('=');
      if (/Max-Age=0/i.test(c)) this.jar.delete(pair.slice(0, at)); else this.jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    if (follow && [301, 303].includes(r.status) && new URL(r.headers.location, to).host === to.host) {
      const next = await this.ask('GET', new URL(r.headers.location, to).href);
      return { ...next, came: r };
    }
    this.page = r;
    return r;
  }
  open(url, options) { return this.ask('GET', url, options); }
  form(words) {
    const f = forms(this.page.text).find(x => x.buttons.some(b => words.test(b.words)));
    if (!f) throw new Error(`no button ${words} on ${this.page.url}: ${this.page.text.slice(0, 300)}`);
    return f;
  }
  // Fills in and presses: press(/Join/, { name: 'Ada', keep: '1' })
  press(words, filled = {}, options = {}) {
    const f = this.form(words), b = f.buttons.find(x => words.test(x.words)), fields = f.fields.filter(([n]) => !(n in filled));
    for (const [n, v] of Object.entries(filled)) if (v !== null) fields.push([n, v]);
    if (b.name) fields.push([b.name, b.value ?? '']);
    const body = new URLSearchParams(fields).toString();
    this.last = { url: f.action, body };
    return f.method === 'post' ? this.ask('POST', f.action, { body, ...options }) : this.ask('GET', `${f.action}?${body}`, options);
  }
  async signIn(email) {
    await this.open(this.net.signInLink(email));
    return this.press(/^Sign in$/);
  }
  async join(name, email, kind = 'individual', more = {}) {
    const before = this.net.letters().filter(l => l.to.includes(email)).length;
    await this.open(`/join/${kind}`);
    await this.press(/Join|Send our/, { name, email, keep: '1', ...more });
    const l = await this.net.letterTo(email, /./, before);
    await this.open(l.link);
    return this.press(/^Yes/);
  }
}

export const filesBelow = d => readdirSync(d, { withFileTypes: true }).flatMap(e => e.isDirectory() ? filesBelow(join(d, e.name)) : e.isFile() ? [join(d, e.name)] : []);
export const notPosted = ([f]) => !f.includes('/outbox/');           // letters laid there are the operator's mail
// What lies on the disk: [path, bytes as latin1].  Looked at once more where a file went, or was called otherwise, meanwhile.
export function bytesBelow(d) {
  for (let i = 0; ; i++) {
    try { return filesBelow(d).map(f => [f, readFileSync(f, 'latin1')]); }
    catch (e) { if (e.code !== 'ENOENT' || i > 20) throw e; }
  }
}

// Half a second of a tone, with a note on who recorded it.
export function wav() {
  const n = 4000, note = Buffer.from('LIST\x1a\0\0\0INFOIART\x0e\0\0\0Zanzibarquince', 'latin1'), head = Buffer.from('RIFF....WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0', 'latin1'), data = Buffer.alloc(8);
  data.write('data'); data.writeUInt32LE(n, 4);
  const all = Buffer.concat([head, note, data, Buffer.from(Array.from({ length: n }, (_, i) => 128 + (i * 7) % 60))]);
  all.writeUInt32LE(all.length - 8, 4);
  return all;
}
