// SPDX-License-Identifier: AGPL-3.0-or-later
// What every letter must be, whoever writes it: dull outside, the same in both parts, nothing from elsewhere, plain words.
// A journey calls assertLetters(home) at its end, so a letter that is new is looked at as soon as a journey provokes it.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { letter, here } from './lib.mjs';

// SEC-18: said by a subject, a sender's name or the first words, these tell whoever sees a locked phone.
const TELLING = ['mental', 'health', 'survivors?', 'members?', 'membership', 'networks?', 'patients?', 'psychiatr\\w*', 'distress', 'crisis', 'diagnos\\w*', 'medication', 'therap\\w*',
  'recovery', 'trauma', 'suicid\\w*', 'self-?harm', 'support(er|ers)?', 'peers?', 'user-led', 'joined', 'joining', 'bulletin', 'consents?', 'directory', 'complaints?', 'grants?'];
const telling = new RegExp(`(?<![\\p{L}\\d])(${TELLING.join('|')})(?![\\p{L}\\d])`, 'iu');
const PREVIEW = 100;                                      // as much of the text as a phone shows before it is opened

// docs/words.tsv: words that are not said to people.
const lines = readFileSync(join(here, '../docs/words.tsv'), 'utf8').split('\n').filter(l => l && !l.startsWith('#')).map(l => l.split('\t'));
const unsaid = lines.filter(([, where]) => where !== 'allow').map(([words]) => new RegExp(`(?<![A-Za-z0-9_])(${words})(?![A-Za-z0-9_])`, 'i'));
const allowed = lines.filter(([, where, why]) => where === 'allow' && why.startsWith('*')).map(([words]) => words);

// RFC 2047 back to words: "=?utf-8?q?Gr=C3=BC=C3=9Fe?="
export function words2047(s) {
  const bytes = (how, text) => how.toLowerCase() === 'b' ? Buffer.from(text, 'base64')
    : Buffer.from(text.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/gi, (_, h) => String.fromCharCode(parseInt(h, 16))), 'latin1');
  const joined = s.replace(/\?=\s+=\?/g, '?==?').replace(/=\?[\w-]+\?([bq])\?([^?]*)\?==\?[\w-]+\?\1\?/gi, m => m);
  let out = '', rest = joined, held = [];
  for (let m; (m = /=\?([\w-]+)\?([bq])\?([^?]*)\?=/i.exec(rest)); rest = rest.slice(m.index + m[0].length)) {
    if (m.index) { out += Buffer.concat(held).toString('utf8') + rest.slice(0, m.index); held = []; }
    held.push(bytes(m[2], m[3]));
  }
  return out + Buffer.concat(held).toString('utf8') + rest;
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': '\'' };
export const spaced = s => s.replace(/\s+/g, ' ').trim();
export const wordsOfHtml = html => spaced(html.replace(/^[\s\S]*?<body[^>]*>/, '').replace(/<[^>]*>/g, ' ').replace(/&(amp|lt|gt|quot|#39);/g, (_, n) => ENTITIES[n]));

// The words alone: a bulletin's two forms mark headings and links otherwise and say the same.
export const bare = s => (s.replace(/https?:\/\/\S+/g, ' ').match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');

const ONCE = ['From', 'To', 'Subject', 'Date', 'Message-Id', 'MIME-Version', 'Content-Type', 'Auto-Submitted'];
const NEVER = ['Cc', 'Bcc', 'Reply-To', 'Sender', 'Disposition-Notification-To', 'Return-Receipt-To', 'X-Evil'];

// All that is wrong with a message, as sentences.  own: the network's name and address, and words from its groups' names.
export function letterFaults(raw, own) {
  const faults = [], l = letter(raw), no = (bad, words) => { if (bad) faults.push(words); };
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')), count = n => (head.match(new RegExp(`^${n}:`, 'gmi')) ?? []).length;
  const list = count('List-Id') > 0 || /^Subject: A test copy/m.test(head);                      // a bulletin: to many, by consent, with its way out in the head
  for (const n of ONCE) if (!(count('List-Id') && n === 'Auto-Submitted')) no(count(n) !== 1, `${count(n)} headers ${n}`);
  for (const n of NEVER) no(count(n), `a header ${n}`);
  if (count('List-Id')) {
    no(count('Auto-Submitted'), 'a bulletin says that it was sent by itself');
    no(!/^List-Unsubscribe: <https?:\/\/[^<>,\s]+\/stop\/[\w-]+>,\s+<mailto:[^<>,\s]+\?subject=stop%20[\w-]+>$/m.test(head.replace(/\r\n[ \t]+/g, ' ').replace(/\r/g, '')), 'no List-Unsubscribe by web and by mail');
    no(!/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m.test(head), 'no List-Unsubscribe-Post');
    no(!/^List-Id: <[\w.-]+>\r?$/m.test(head), 'no List-Id');
  }
  no(/[^\r]\n|\r[^\n]/.test(raw), 'a line that does not end in CRLF');
  no(/[^\x00-\x7f]|\0/.test(raw), 'a byte that is not ASCII');
  no(raw.split('\r\n').some(x => x.length > 998), 'a line longer than 998 bytes');
  no(!/^Content-Type: multipart\/alternative/mi.test(head), 'not multipart/alternative');

  const subject = words2047(l.subject), from = words2047(l.from).replace(/<[^>]*>$/, '').trim(), host = new URL(own.base).hostname, preview = spaced(l.text).slice(0, PREVIEW);
  const names = spaced(own.name).split(' ').filter(w => w.length > 3).map(w => w.toLowerCase());
  for (const [what, words] of [['subject', subject], ['sender\'s name', from], ['first words', preview]]) {
    no(!words, `no ${what}`);
    no(telling.test(words), `the ${what} tells too much: ${telling.exec(words)?.[0]}`);
    no(names.some(n => words.toLowerCase().replaceAll(host, '').includes(n)), `the ${what} names the network`);
    for (const n of own.groups ?? []) no(words.toLowerCase().includes(n.toLowerCase()), `the ${what} names the group ${n}`);
  }
  no(subject.length > 60, `the subject has ${subject.length} letters`);
  no(!/^<?[^\s<>,]+@[^\s<>,]+>?$/.test(l.to), `To is not one bare address: ${l.to}`);
  no(!new RegExp(`^<[\\w.-]+@${host.replaceAll('.', '\\.')}>$`).test(l.id), `the Message-ID is not of our domain: ${l.id}`);

  const text = spaced(l.text), lower = allowed.reduce((t, a) => t.toLowerCase().replaceAll(a.toLowerCase(), ' '), text.replace(/https?:\/\/\S+/g, ' '));
  no(!text || (list ? bare(text) !== bare(wordsOfHtml(l.html)) : text !== wordsOfHtml(l.html)), 'the two parts do not say the same');
  no(!/^Hello[ ,]/.test(text), 'no greeting');
  no(!text.endsWith(own.name), 'it does not say who writes');
  no(text.length < 100, 'too short to be complete');
  no(/\(null\)|undefined|%[.*]*[a-z]\b|\{[\w>.-]+\}|\bNaN\b|\[object/.test(text.replace(/https?:\/\/\S+/g, '')), 'words that were not filled in');
  for (const re of unsaid) no(re.test(lower), `says "${re.exec(lower)?.[0]}"`);
  for (const line of l.text.split(/\r?\n/)) no(/https?:\/\//.test(line) && !/^https?:\/\/\S+$/.test(line.trim()), `an address in the midst of a line: ${line.slice(0, 80)}`);

  no(!/<html lang="[a-z]{2,3}(-[A-Za-z]+)?"/.test(l.html), 'the HTML does not name its language');
  no(!/<body[^>]*>\s*<div role="article" lang="[a-z]{2,3}(-[A-Za-z]+)?" aria-label="[^"]+">/.test(l.html), 'the letter does not name its language where mail on the web keeps it');
  no(!/<title>[^<]+<\/title>/.test(l.html), 'the HTML has no title');
  no(/<(img|link|script|style|iframe|object|embed|video|audio|picture|source|form|input|base|svg|font|table)\b/i.test(l.html), 'the HTML has an element of that kind');
  no(/\b(src|srcset|background|poster|action|data|ping)\s*=|url\(|@import|\son\w+\s*=/i.test(l.html.replace(/>[^<]*</g, '><')), 'the HTML loads something');
  no(/color|#[0-9a-f]{3,6}\b.*style/i.test((l.html.match(/style="[^"]*"/g) ?? []).join()), 'the HTML chooses colours');
  for (const [, href] of l.html.matchAll(/href="([^"]*)"/g)) {
    no(!list && !href.startsWith(own.base + '/'), `a link that leads elsewhere: ${href}`);
    no(!l.text.includes(href.replace(/&amp;/g, '&')), 'a link that the text does not have');
  }
  for (const url of l.text.match(/https?:\/\/\S+/g) ?? []) no(!l.html.includes(`href="${url.replace(/&/g, '&amp;')}"`), 'an address of the text that the HTML does not link');
  return faults;
}

export const lettersOf = net => readdirSync(join(net.data, 'outbox')).filter(f => f.endsWith('.eml')).map(f => readFileSync(join(net.data, 'outbox', f), 'latin1'));

// Every letter in the outbox's folder; kinds: subjects that must be among them, so that a journey that no longer provokes one is noticed.
export function assertLetters(net, kinds = []) {
  const own = { name: 'Hearth Network', base: net.base, groups: ['Saucer', 'Canary', 'Circle', 'Kettle', 'Choir'] }, all = lettersOf(net), seen = new Set(all.map(r => words2047(letter(r).subject))), ids = new Set(all.map(r => letter(r).id));
  const bad = all.flatMap(r => letterFaults(r, own).map(f => `${letter(r).subject}: ${f}`));
  assert.deepEqual([...new Set(bad)], []);
  assert.equal(ids.size, all.length, 'each letter has a Message-ID of its own');
  for (const k of kinds) assert.ok(seen.has(k), `no letter "${k}" was provoked; there were ${[...seen].join(', ')}`);
}

// The subjects of all letters that the sources can write: what stands beside letter_post, post or to_contacts.
export function subjectsInSources(files) {
  const out = new Map();
  out.files = new Set();                                  // two files may use the same subject
  for (const f of files) {
    const c = readFileSync(f, 'utf8');
    for (const m of c.matchAll(/\b(?:post|to_contacts|letter_post|entry_letter_trusted)\([^;]*?S\("([^"]+)"\)/g)) out.set(m[1], f), out.files.add(f);
    for (const m of c.matchAll(/\.subject = S\("([^"]+)"\)/g)) out.set(m[1], f), out.files.add(f);
  }
  return out;
}
export const tellsTooMuch = words => telling.exec(words)?.[0];
