// SPDX-License-Identifier: AGPL-3.0-or-later
// What programs read: the description is OpenAPI by somebody else's validator, names every JSON address there is and no other, and
// what the demonstration network answers is what it says.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { network, Person, kith } from './lib.mjs';

let net, reader, described;
before(async () => {
  net = await network({ demo: true });
  reader = new Person(net);
  described = JSON.parse((await reader.open('/api/openapi.json')).text);
});
after(() => net.closed());

test('it is OpenAPI', async () => {
  assert.equal(reader.page.headers['content-type'], 'application/vnd.oai.openapi+json;version=3.1');
  const v = new Validator(), r = await v.validate(structuredClone(described));
  assert.ok(r.valid, JSON.stringify(r.errors));
  assert.equal(v.version, '3.1');
  const { paths: _, ...broken } = structuredClone(described);
  broken.info = {};
  assert.equal((await new Validator().validate(broken)).valid, false, 'the validator bites');
});

test('every address that answers in JSON is described, and no other', () => {
  const routes = kith(['routes']).out.split('\n').map(l => l.split('\t')).filter(([m, p]) => m === 'GET' && p?.endsWith('.json')).map(([, p]) => p.replace(/:(\w+)/g, '{$1}'));
  assert.deepEqual(Object.keys(described.paths).sort(), [...routes, '/knowledge/{work}.json'].sort());      // a work's suffixes are its page's
});

// A schema of the description, with what it refers to.
function checker(path) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  const body = Object.values(described.paths[path].get.responses['200'].content)[0].schema;
  return ajv.compile({ ...body, components: described.components });
}

async function holds(path, address, who = reader) {
  const p = await who.open(address), type = Object.keys(described.paths[path].get.responses['200'].content)[0], fits = checker(path);
  assert.equal(p.status, 200, address);
  assert.equal(p.headers['content-type'].replace('; charset=utf-8', ''), type);
  const said = JSON.parse(p.text);
  assert.ok(fits(said), `${address}: ${JSON.stringify(fits.errors?.slice(0, 3))}`);
  return said;
}

test('what is answered is what is described', async () => {
  const member = new Person(net);
  await member.signIn('admin@hearth.example');
  const first = { groups: await holds('/groups.json', '/groups.json'), works: await holds('/knowledge.json', '/knowledge.json') };
  await holds('/search.json', '/search.json?q=kettle');
  assert.ok((await holds('/search.json', '/search.json?q=kettle&kind=work')).results.length);
  assert.ok((await holds('/search.json', '/search.json?q=ketle')).searched_for);
  assert.equal((await holds('/search.json', '/search.json?q=')).total, 0);
  for (const g of first.groups.groups) await holds('/groups/{slug}.json', `/groups/${g.slug}.json`);
  for (const w of first.works.items) await holds('/knowledge/{work}.json', `${new URL(w.url).pathname}.json`);
  for (const [path, more] of [['/knowledge.json', '?kind=research&page=2'], ['/glossary.json', ''], ['/decisions.json', ''], ['/decisions.json', '?outcome=yes'], ['/heard.json', '']]) await holds(path, path + more);
  assert.ok((await holds('/me/data.json', '/me/data.json', member)).held.length);
  assert.equal((await reader.open('/me/data.json', { follow: false })).status, 303);
});

test('the comparison bites', () => {
  const fits = checker('/search.json');
  assert.ok(fits({ results: [], total: 0, kinds: {} }));
  for (const bad of [{ results: [], total: '0', kinds: {} }, { results: [{ kind: 'x' }], total: 0, kinds: {} }, { results: [], total: 0, kinds: {}, person: 1 }]) assert.equal(fits(bad), false);
});

