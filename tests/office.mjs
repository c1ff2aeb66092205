// SPDX-License-Identifier: AGPL-3.0-or-later
// Two mail servers on loopback for tests: Exim, as a real one, and one that behaves as it is told.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { TLSSocket, createServer as createTls } from 'node:tls';
import { freePort, sleep } from './lib.mjs';

// A certificate for NAME that signs itself: { cert, key } as files in dir.
export function certificate(dir, name) {
  const cert = join(dir, `${name}.pem`), key = join(dir, `${name}.key`);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', `/CN=${name}`,
    '-addext', `subjectAltName=DNS:${name}`], { stdio: 'ignore' });
  chmodSync(key, 0o644);                                  // the mail server reads it under an account of its own
  return { cert, key };
}

// ---- the real one ----

const EXIM = ['/usr/sbin/exim4', '/usr/sbin/exim'].find(existsSync);
const account = EXIM && ['Debian-exim', 'exim', 'mail'].find(a => spawnSync('id', ['-u', a]).status === 0);
export const noExim = !EXIM ? 'Exim is not here' : process.getuid() !== 0 ? 'Exim starts as root alone' : false;

const config = (dir, ports, { cert, key }) => `primary_hostname = mail.test
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${ports.starttls} : ${ports.tls} : ${ports.plain}
tls_on_connect_ports = ${ports.tls}
tls_advertise_hosts = \${if eq{$received_port}{${ports.plain}}{}{*}}
tls_certificate = ${cert}
tls_privatekey = ${key}
auth_advertise_hosts = \${if def:tls_in_cipher{*}{}}
spool_directory = ${dir}/spool
log_file_path = ${dir}/log/%s
pid_file_path = ${dir}/spool/pid
domainlist ours = x.example : home.example
acl_smtp_rcpt = rcpt
host_lookup =
keep_environment =
check_spool_space = 0
check_log_space = 0
smtp_accept_max = 0
message_logs = false
begin acl
rcpt:
  deny condition = \${if and{{!eq{$received_port}{${ports.plain}}}{!def:authenticated_id}}}
       message = sign in first
  accept domains = +ours
  deny message = nobody here
begin routers
all:
  driver = accept
  transport = keep
begin transports
keep:
  driver = appendfile
  directory = ${dir}/box
  maildir_format
  mode = 0644
  envelope_to_add
  user = ${account}
begin retry
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{kith}}{eq{$auth3}{right words}}}}
  server_set_id = $auth2
`;

export async function exim(dir) {
  const ports = { starttls: await freePort(), tls: await freePort(), plain: await freePort() }, files = certificate(dir, 'localhost');
  const uid = Number(execFileSync('id', ['-u', account])), gid = Number(execFileSync('id', ['-g', account]));
  chmodSync(dir, 0o755);
  for (const d of ['spool', 'log', 'box']) { mkdirSync(join(dir, d)); chownSync(join(dir, d), uid, gid); }
  writeFileSync(join(dir, 'conf'), config(dir, ports, files));
  let said = '';
  const child = spawn(EXIM, ['-bdf', '-C', join(dir, 'conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  child.stderr.on('data', d => { said += d; });
  const gone = once(child, 'exit'), log = () => ['main', 'reject', 'panic'].map(f => join(dir, 'log', f)).filter(existsSync).map(f => readFileSync(f, 'utf8')).join('');
  for (let i = 0; i < 100 && !/listening/.test(log()); i++) { if (child.exitCode !== null) throw new Error(`Exim did not start: ${said}`); await sleep(50); }
  const box = join(dir, 'box', 'new');
  return { ports, files, log, messages: () => existsSync(box) ? readdirSync(box).map(f => readFileSync(join(box, f), 'latin1')) : [],
    end: async () => { child.kill('SIGTERM'); await gone; } };
}

// ---- the one that does as it is told ----

// mood: what it says in place of the usual, by name: greeting, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, text.  A string is said; a function gets the
// session and may return one; 'HANG UP' and 'SILENCE' are done, not said; undefined is the usual.
export async function office({ files, implicit = false, starttls = true } = {}) {
  const o = { mood: {}, messages: [], tries: [], said: [], connections: 0, sockets: new Set() };
  const keys = files && { key: readFileSync(files.key), cert: readFileSync(files.cert) };
  const usual = { greeting: '220 office.test ESMTP', MAIL: '250 yes', RCPT: '250 yes', DATA: '354 go on', text: '250 taken', AUTH: '235 welcome', STARTTLS: '220 go ahead', RSET: '250 yes', NOOP: '250 yes', QUIT: '221 bye' };
  function talk(sock, session) {
    let held = '', text = null;
    const say = name => {
      const wish = o.mood[name], word = (typeof wish === 'function' ? wish(session, sock) : wish) ?? session.usual?.[name] ?? usual[name] ?? '502 what?';
      if (word === 'HANG UP') { sock.destroy(); return ''; }
      if (word !== 'SILENCE' && word !== '') sock.write(word + '\r\n');
      if (name === 'QUIT') sock.end();
      return word;
    };
    session.usual = { EHLO: ['250-office.test', ...(keys && starttls && !session.secure ? ['250-STARTTLS'] : []), ...(session.secure || !keys ? ['250-AUTH PLAIN'] : []), '250 8BITMIME'].join('\r\n') };
    const taken = () => {
      const m = { from: session.from, to: session.to, data: text.replace(/^\.\./gm, '.'), at: Date.now(), secure: session.secure };
      o.tries.push(m);
      if (/^250/.test(say('text'))) o.messages.push(m);
      text = null, session.to = [];
    };
    const one = line => {
      if (session.signing) { session.signing = false; o.said.push({ line: 'AUTH PLAIN ...', secure: session.secure }); say('AUTH'); return true; }
      if (line === 'AUTH PLAIN') { session.signing = true; sock.write('334 \r\n'); return true; }
      const verb = line.slice(0, 8).toUpperCase().split(' ')[0].replace(/^(MAIL|RCPT)$/, '$1');
      o.said.push({ line, secure: session.secure });
      if (verb === 'MAIL') { session.from = line; session.to = []; }
      if (verb === 'RCPT') session.to.push(line);
      const word = say(verb === 'HELO' ? 'EHLO' : verb);
      if (verb === 'DATA' && /^354/.test(word)) text = '';
      if (verb === 'STARTTLS' && /^220/.test(word) && keys) {
        sock.removeAllListeners('data');
        const safe = new TLSSocket(sock, { isServer: true, ...keys });
        safe.on('error', () => sock.destroy());
        talk(safe, { secure: true, number: session.number, to: [] });
        return false;
      }
      return true;
    };
    sock.on('data', d => {
      held += d.toString('latin1');
      for (let at; (at = held.indexOf('\r\n')) >= 0; ) {
        const line = held.slice(0, at);
        held = held.slice(at + 2);
        if (text !== null) { if (line === '.') taken(); else text += line + '\r\n'; }
        else if (!one(line)) return;
      }
    });
    if (!session.greeted && !(session.secure && !implicit)) say('greeting');
  }
  const server = (implicit ? createTls(keys) : createServer());
  server.on(implicit ? 'secureConnection' : 'connection', sock => {
    o.connections++;
    o.sockets.add(sock);
    sock.on('close', () => o.sockets.delete(sock));
    sock.on('error', () => {});
    talk(sock, { secure: implicit, number: o.connections, to: [] });
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  o.port = server.address().port;
  o.forget = () => { o.mood = {}; o.messages = []; o.tries = []; o.said = []; o.connections = 0; for (const s of o.sockets) s.destroy(); };
  o.end = async () => { for (const s of o.sockets) s.destroy(); server.close(); await once(server, 'close'); };
  return o;
}
