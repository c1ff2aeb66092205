// SPDX-License-Identifier: AGPL-3.0-or-later
// Hands of the journeys through the doors: filling in, weighing, deciding.
import assert from 'node:assert/strict';
import { forms } from './lib.mjs';

export const TEXT = 'We ask the council to keep the number 7 bus, and to ask those who ride it before anything is changed.';
const usual = {
  'q-kind': '0', 'q-title': 'Sign our letter about the number 7 bus', 'q-about': 'Put the network’s name under the letter.', 'q-deadline': '', 'q-organisation': 'Lampton Council', 'q-organisation-kind': '0', 'q-lived-led': 'no',
  'q-why-us': 'You know who rides it.', 'q-influence': 'The timetable is not fixed.', 'q-others': 'Nobody yet.', 'q-the-text': TEXT, 'q-reservations': 'yes', 'q-outcome-open': 'yes', 'q-ethics': 'Board 7, number 12', 'q-study-pay': '20 an hour, by voucher or transfer',
  'q-media-purpose': 'A piece on buses', 'q-media-anonymous': 'yes', 'q-who-led': 'Riders did', 'q-seat-power': 'A vote', 'q-seat-paid': 'By the hour', 'q-study-data': 'They do', 'q-may-name': '1',
};

// What a page asks, answered from the list; what it does not ask is not sent.
export function answers(person, more = {}) {
  const known = { ...usual, ...more }, names = new Set([...person.page.text.matchAll(/\sname="(q-[^"]+)"/g)].map(m => m[1]));
  return Object.fromEntries(Object.entries(known).filter(([n]) => names.has(n)));
}

export async function fill(person, door, more = {}, reach = { name: 'Jo', reach_kind: 'email', reach: 'jo@council.example' }) {
  await person.open(`/ask/${door}`);
  await person.press(/^Begin$/);
  return on(person, more, reach);
}

export async function on(person, more = {}, reach = { name: 'Jo', reach_kind: 'email', reach: 'jo@council.example' }) {
  for (let i = 0; i < 20 && !/\/(reach|check)$/.test(person.page.url); i++) {
    const before = person.page.url, asked = person.page.text.length;
    await person.press(/Keep this and go on/, answers(person, more));
    assert.ok(person.page.status === 200 && (person.page.url !== before || person.page.text.length !== asked), person.page.text.match(/class="faults"[\s\S]*?<\/div>/)?.[0] ?? person.page.url);
  }
  if (/reach$/.test(person.page.url)) await person.press(/check it all/, reach ?? { name: 'Jo', reach_kind: 'email', reach: 'jo@x.example' });
  assert.match(person.page.url, /check$/, person.page.text.slice(0, 2000));
  return person;
}

export async function send(person) {
  await person.press(/Send (this|it for them)/);
  assert.equal(person.page.status, 200);
  const [, code] = /Your code and word<\/dt><dd><strong>([^<]+)/.exec(person.page.text) ?? [], [, word] = /<\/strong> and <strong>([^<]+)<\/strong>: they bring/.exec(person.page.text) ?? [], [, ref] = /Number<\/dt><dd>([^<]+)/.exec(person.page.text) ?? [];
  return { code, word, ref };
}

export const idOf = async (desk, ref) => {
  await desk.open('/desk/asks');
  const m = new RegExp(`/desk/asks/(\\d+)">[^<]*</a> <span class="quiet">${ref}`).exec(desk.page.text);
  assert.ok(m, `no ask ${ref} on the desk: ${desk.page.text.slice(0, 800)}`);
  return m[1];
};

// Everything that the matrix asks of this one, answered alike, but for those given by number.
export function verdicts(person, { gates = 'yes', weighed = 'for', but = {} } = {}) {
  const f = forms(person.page.text).find(x => x.buttons.some(b => /Hand it in/.test(b.words)));
  const out = { cost: 'A hard evening for two of us.', capacity: 'Marek, in the week of the 3rd; the newsletter waits.' };
  for (const [, name, value] of person.page.text.matchAll(/type="radio"[^>]*name="(v-\d+)" value="([a-z]+)"/g)) {
    const gate = new RegExp(`name="${name}" value="unknown"`).test(person.page.text);
    if (value === (gate ? gates : weighed)) out[name] = value;
  }
  let n = 0;
  for (const name of Object.keys(out).filter(k => k.startsWith('v-'))) { if (but[n]) out[name] = but[n]; n++; }
  for (const [name] of f.fields.filter(([k]) => k.startsWith('r-'))) out[name] = 'Because we looked at it for long enough.';
  return out;
}

export async function weigh(person, id, how = {}) {
  await person.open(`/desk/asks/${id}`);
  await person.press(/I have no stake/);
  await person.open(`/desk/asks/${id}/weigh`);
  return person.press(/^Hand it in$/, verdicts(person, how));
}

export async function sort(person, id, why = 'They want it to look as if riders had been asked.') {
  await person.open(`/desk/asks/${id}`);
  await person.press(/Keep it so/);
  if (why) { await person.open(`/desk/asks/${id}`); await person.press(/Write it down/, { zero: why }); }
}

export async function decide(person, id, outcome, more = {}) {
  await person.open(`/desk/asks/${id}/decide`);
  return person.press(/Write this decision down/, { outcome, reasons_shared: 'The letter says what riders told us.', ...more });
}
