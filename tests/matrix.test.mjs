// SPDX-License-Identifier: AGPL-3.0-or-later
// Every door, by every role, to one's own, another's and nothing: what is expected is made from the gate that `kith routes` names.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { network, Person, kith } from './lib.mjs';
import { ask } from './outbox.mjs';

const routes = kith(['routes']).out.trim().split('\n').map(l => { const [method, pattern, gate, noted] = l.split('\t'); return { method, pattern, gate, noted: noted === 'noted' }; });
const GATES = { stranger: [], member: ['members'], officer: ['members', 'desk', 'officers'], editor: ['members', 'desk', 'editors'], administrator: ['members', 'desk', 'officers', 'editors', 'deciders', 'administrators'], policy: ['members', 'desk', 'deciders'], onlooker: ['members', 'desk'] };
const ROLES = Object.keys(GATES);
// Doors that answer otherwise than their gate says, each with its reason.
const OTHERWISE = {
  'POST /exit': 'leaving in a hurry needs no token (decision 0006)', 'GET /metrics': 'for machines alone; this one asks from loopback',
  'POST /oai': 'reading, by form, as OAI-PMH wants it; it changes nothing and needs no token',
  'POST /reading': 'light or dark, in a cookie that knows no person; a page that is read needs no token for its foot',
};
let net, who, admin, own, other;

before(async () => {
  net = await network();
  who = Object.fromEntries(ROLES.map(r => [r, new Person(net)]));
  admin = who.administrator;
  await admin.signIn('admin@hearth.example');
  for (const r of ROLES.filter(r => !['stranger', 'administrator'].includes(r))) await who[r].join(`Canary ${r}`, `${r}@x.example`);
  await admin.open('/desk/roles');
  await admin.press(/Make this role/, { name: 'Onlooker', words: 'Sees the desk', desk: '1' });
  for (const r of ['officer', 'editor', 'onlooker', 'policy']) { await admin.open('/desk/roles'); await admin.press(/Ask for this role/, { email: `${r}@x.example`, role: r, why: 'for this matrix' }); }
  for (const p of [who.officer, admin]) { await p.open('/desk/people'); await p.press(/^Go on$/, { why: 'Looking at every door' }); }
  await who.member.open('/me/words'); await who.member.press(/Add this line/, { words: 'mine' });
  own = /href="\/me\/words\/(\d+)"/.exec(who.member.page.text)[1];
  await admin.open('/me/words'); await admin.press(/Add this line/, { words: 'theirs' });
  other = /href="\/me\/words\/(\d+)"/.exec(admin.page.text)[1];
});
after(() => net.closed());

const passes = (role, gate) => gate === 'anyone' || gate === 'tokened' || gate === 'machines' || (gate === 'strangers' ? role === 'stranger' : GATES[role].includes(gate));
const address = (pattern, id) => pattern.replace(':kind', 'individual').replace(':slug', 'the-quiet-cafe').replace(':token', 'A'.repeat(22)).replace(/:id/g, id);

// What the gate promises, in statuses.
function expected({ method, gate }, role) {
  if (passes(role, gate)) return method === 'POST' ? [403] : [200, 301, 303, 404];            /* POST: without its token */
  if (gate === 'strangers') return [303, 403];
  if (role === 'stranger') return method === 'POST' ? [303, 403] : [303];
  return [403];
}

async function walk(expect) {
  const wrong = [];
  for (const r of routes) {
    if (OTHERWISE[`${r.method} ${r.pattern}`]) continue;
    for (const role of ROLES) for (const id of r.pattern.includes(':id') ? ['1', own, other] : ['1']) {
      const p = who[role], url = address(r.pattern, id), got = await p.ask(r.method, url, { follow: false, ...(r.method === 'POST' ? { body: 'name=x' } : {}) });
      if (r.method === 'POST' && r.gate === 'tokened') { if (![404].includes(got.status)) wrong.push(`${role} POST ${url}: ${got.status}`); continue; }
      if (!expect(r, role).includes(got.status)) wrong.push(`${role} ${r.method} ${url} (${r.gate}): ${got.status}`);
      if (r.method === 'GET' && !passes(role, r.gate) && role === 'stranger' && got.status === 303 && !/^\/(sign-in|me)/.test(got.headers.location)) wrong.push(`${role} ${url}: sent to ${got.headers.location}`);
    }
  }
  return wrong;
}

test('every door answers every role as its gate says', async () => {
  assert.ok(routes.length > 120);
  assert.deepEqual(await walk(expected), []);
});

test('a wrong gate would be found', async () => {
  const planted = r => r.pattern === '/desk/settings' ? { ...r, gate: 'members' } : r;
  assert.ok((await walk((r, role) => expected(planted(r), role))).some(w => /\/desk\/settings/.test(w)));
});

test("what is another's is the same as what is not there", async () => {
  for (const r of routes.filter(r => r.method === 'GET' && r.gate === 'members' && /^\/me\/.*:id/.test(r.pattern))) {
    const theirs = await who.member.open(address(r.pattern, other)), none = await who.member.open(address(r.pattern, '1'));
    assert.equal(theirs.status, 404, r.pattern);
    const bare = s => s.replace(/name="back" value="[^"]*"/, '').replace(/\d{6,}/g, '');       // the address that was asked for, in the foot
    assert.equal(bare(theirs.text), bare(none.text), r.pattern);
  }
  assert.equal((await who.member.open(`/me/words/${own}`)).status, 200);
});

test('a page whose reading is written down is not opened by another site', async () => {
  const seen = ask(net, 'select count(*) from audit')[0];
  for (const r of routes.filter(x => x.noted)) for (const site of ['cross-site', 'same-site']) {
    const got = await admin.ask('GET', address(r.pattern, '1'), { follow: false, headers: { 'Sec-Fetch-Site': site } });
    assert.deepEqual([got.status, got.headers.location], [303, '/desk'], `${r.pattern} ${site}`);
  }
  assert.equal(ask(net, 'select count(*) from audit')[0], seen);
});
