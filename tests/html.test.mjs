// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page and state is valid HTML, by the Nu checker, in one run; and shows no string that escaped the catalogue.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { network, Person, here } from './lib.mjs';
import { STRANGER, MEMBER, STAFF, signInStates } from './pages.mjs';

async function crawl(net, dir) {
  mkdirSync(dir, { recursive: true });
  const files = new Map();
  const keep = (name, r) => { const f = join(dir, `${name.replace(/[^a-z0-9]+/gi, '_')}.html`); writeFileSync(f, r.text); files.set(f, name); };
  const s = new Person(net), m = new Person(net), a = new Person(net);
  for (const u of STRANGER) keep(`stranger${u}`, await s.open(u));
  for (const kind of ['individual', 'group']) { await s.open(`/join/${kind}`); keep(`faults ${kind}`, await s.press(/Join|Send our/, { name: '', email: 'x' })); }
  await s.open('/sign-in'); keep('faults sign-in', await s.press(/link/, { email: 'x' }));
  await s.open('/sign-in'); keep('six signs', await s.press(/link/, { email: 'admin@hearth.example' }));
  keep('to go', await s.open((await net.letterTo('admin@hearth.example', /Your link/)).link));
  keep('other browser', await new Person(net).open(s.page.url));
  await s.open('/join/supporter'); await s.press(/Join/, { name: 'Sue', email: 'sue@x.example', keep: '1' });
  keep('confirm', await s.open((await net.letterTo('sue@x.example')).link));
  keep('not fresh', await s.ask('POST', '/sign-in', { body: 'email=x' }));
  keep('not here', await s.ask('DELETE', '/groups'));
  keep('not text', await s.ask('POST', '/sign-in', { body: 'email=%ff' }));
  await m.join('Mem', 'mem@x.example', 'group', { group_name: 'Waiting Kettle', about: 'x' });
  for (const u of MEMBER) keep(`member${u}`, await m.open(u));
  await m.open('/me/leave'); keep('faults leave', await m.press(/Do this/));
  await a.open(net.signInLink('admin@hearth.example')); keep('go', a.page); await a.press(/^Sign in$/);
  for (const u of STAFF) keep(`staff${u}`, await a.open(u));
  await a.open('/desk/join/individual'); keep('read back', await a.press(/Join/, { name: 'Vox', phone: '1', keep: '1' }));
  await a.open('/desk/pages/new'); keep('faults page', await a.press(/Keep this version/));
  await a.open('/desk/join/group'); keep('read back group', await a.press(/Send our/, { group_name: 'Vox <b>', name: 'Vox', phone: '1', keep: '1' }));
  await a.open('/desk/settings'); keep('faults settings', await a.press(/Keep these settings/, { colour_voice: '#ffcc00' }));
  await a.open('/desk/roles'); keep('faults roles', await a.press(/Give this role/));
  await a.open('/desk/compass'); keep('faults compass', await a.press(/^Add it$/));
  await a.open('/desk/groups'); keep('faults waiting', await a.press(/Do not list/));
  for (const [name, who, url, shown] of await signInStates(net, () => new Person(net))) keep(name, shown ?? await who.open(url));
  return { files, a };
}

test('every page is valid HTML', async () => {
  const net = await network();
  try {
    const { files } = await crawl(net, join(net.dir, 'pages'));
    const jar = execFileSync('find', [join(here, 'node_modules/vnu-jar'), '-name', 'vnu.jar'], { encoding: 'utf8' }).trim().split('\n')[0];
    const vnu = list => spawnSync('java', ['-jar', jar, '--errors-only', '--format', 'gnu', ...list], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const said = vnu([...files.keys()]);
    assert.equal(said.status, 0, said.stderr.replaceAll(`file:${net.dir}/pages/`, '').slice(0, 4000));
    const planted = join(net.dir, 'planted.html');
    writeFileSync(planted, '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><ul><p>x</p></ul></body></html>');
    assert.notEqual(vnu([planted]).status, 0, 'the checker bites');
    assert.ok(files.size > 55, `${files.size} pages`);
  } finally { await net.end(); }
});

// Words that come from C (labels, hints) or from data stand as they are; what stands in a template must shout.
test('in the pseudo-language every word of the templates shouts', async () => {
  const net = await network();
  try {
    const a = new Person(net);
    await a.signIn('admin@hearth.example');
    await a.open('/desk/settings');
    await a.press(/Keep these settings/, { language: 'x-loud' });
    for (const [url, words] of [['/join', ['Joining is free']], ['/join', ['Leave this site', 'Help now']], ['/me/leave', ['What would you like?']], ['/groups', ['Words to look for', 'Find groups']]]) {
      const text = (await a.open(url)).text;
      for (const w of words) assert.ok(!text.includes(w), `${w} on ${url} was not gathered`);
      assert.match(text, /⟦/);
    }
    const bare = (await a.open('/me')).text.replace(/<[^>]*>/g, '\n').split('\n').map(x => x.trim()).filter(x => /[a-z]{4}/.test(x) && !/⟦/.test(x));
    const data = /Hearth|Administrator|23|20\d\d|Mem|Kettle|^(Desk|Individual member)$/;
    assert.deepEqual(bare.filter(x => !data.test(x)), [], 'every template string of /me goes through the catalogue');
  } finally { await net.end(); }
});
