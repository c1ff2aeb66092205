// SPDX-License-Identifier: AGPL-3.0-or-later
// Hands of the journeys through the post room: items, editions, what was sent.
import assert from 'node:assert/strict';
import { forms } from './lib.mjs';
import { lettersOf } from './letters.mjs';
import { letter } from './lib.mjs';

export const FACTS = { purpose: 'To ask riders about the night bus.', payment: '20 pounds an hour', paid_when: 'By transfer within two weeks', access: 'Breaks, a quiet room, travel paid before.', anonymity: 'Yes, any name will do.', data_use: 'Two of us hold it for a year, for the report.',
  may_change: 'The timetable from March.', hear_back_on: new Date(Date.now() + 60 * 864e5).toISOString().slice(0, 10) };
export const day = n => new Date(Date.now() + n * 864e5).toISOString().slice(0, 10);

export const sectionNamed = (person, name) => {
  const m = [...person.page.text.matchAll(/<option value="(\d+)"[^>]*>([^<]*)</g)].find(x => x[2].startsWith(name));
  assert.ok(m, `no part ${name} on ${person.page.url}`);
  return m[1];
};

// Writes an item at the desk; returns its number.
export async function item(desk, title, section, more = {}, bulletin = 'bulletin') {
  await desk.open(`/desk/items/new/${bulletin}`);
  await desk.press(/^Keep it$/, { section: sectionNamed(desk, section), title, body: `${title}, told in a few sentences that say what it is.`, run_by: 'The Kettle Club', runs_from: day(0), runs_to: day(14), ...more });
  return /\/desk\/items\/(\d+)$/.exec(desk.page.url)?.[1];
}

export async function edition(desk, slug = 'bulletin') {
  await desk.open('/desk/bulletins');
  const f = forms(desk.page.text).find(x => x.fields.some(([n, v]) => n === 'bulletin' && v === slug));
  const body = new URLSearchParams(f.fields).toString();
  await desk.ask('POST', f.action, { body });
  assert.match(desk.page.url, /\/desk\/editions\/\d+$/, desk.page.text.slice(0, 500));
  return /\d+$/.exec(desk.page.url)[0];
}

export const button = (desk, id, name, value, more = {}) => {
  const token = forms(desk.page.text).find(x => x.action === `/desk/editions/${id}`).fields.filter(([n]) => /^(csrf|token|once|_)/.test(n) || n.length > 20);
  const first = forms(desk.page.text).find(x => x.action === `/desk/editions/${id}` && x.method === 'post').fields;
  const hidden = first.filter(([n]) => !['title', 'intro', 'segment', 'act', 'order', 'day', 'hour', 'alone'].includes(n));
  return desk.ask('POST', `/desk/editions/${id}`, { body: new URLSearchParams([...hidden, ...Object.entries(more), [name, value], ...(token.length ? [] : [])]).toString() });
};

// All that was accepted goes in, a second person reads it, and it is sent now.
export async function sendAll(desk, second, id) {
  for (;;) {
    await desk.open(`/desk/editions/${id}`);
    const next = /name="in" value="(\d+)"/.exec(desk.page.text);
    if (!next) break;
    await button(desk, id, 'in', next[1]);
    if (desk.page.status !== 200) break;
  }
  await desk.open(`/desk/editions/${id}`);
  await desk.press(/It is laid out/);
  await second.open(`/desk/editions/${id}`);
  await second.press(/I have read it/);
  await second.press(/Send it now/);
  assert.equal(second.page.status, 200, second.page.text.slice(0, 1500));
}

export const bulletins = net => lettersOf(net).filter(r => /^List-Id:/m.test(r)).map(r => ({ ...letter(r), raw: r }));

// A list of so many people who agreed to the bulletin.
export const list = n => 'name,email,consent_keep,consent_bulletin\n' + Array.from({ length: n }, (_, i) => `Reader ${i},reader${i}@home.example,yes,yes`).join('\n') + '\n';

// One edition, with items enough to be a bulletin, that waits to be sent: nothing runs that could send it.
export async function ready(net, admin, second, items = 20) {
  const parts = ['From the network', 'News', 'Writing', 'Money'];
  for (let i = 0; i < items; i++) await item(admin, `Item ${i} of the week`, parts[i % 4], { body: `What number ${i} is about, in the words that people use, long enough to be read twice. `.repeat(5) });
  const id = await edition(admin);
  await sendAll(admin, second, id);
  return id;
}
export async function editors(net, Person) {
  const admin = new Person(net), second = new Person(net);
  await admin.signIn('admin@hearth.example');
  await second.join('Marek', 'marek@home.example');
  await admin.open('/desk/roles');
  await admin.press(/Ask for this role/, { email: 'marek@home.example', roles: 'editor', role: 'editor', why: 'to read bulletins' });
  await second.signIn('marek@home.example');
  return { admin, second };
}
