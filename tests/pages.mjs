// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages and states that html, axe and the browser look at.
export const STRANGER = ['/', '/groups', '/groups?q=quite+cafe', '/groups?q=zzzqqq', '/groups/the-quiet-cafe', '/groups/lantern-house', '/join', '/join/individual', '/join/group', '/join/supporter', '/join/sent',
  '/sign-in', '/sign-in/passphrase', '/sign-in/freeze/AAAAAAAAAAAAAAAAAAAAAA', '/about', '/about/mission', '/about/privacy', '/about/theory-of-change', '/help-now', '/search', '/search?q=kettle', '/search?q=zzzqqq', '/nope', '/join/confirm/AAAAAAAAAAAAAAAAAAAAAA', '/stop/AAAAAAAAAAAAAAAAAAAAAA', '/about/data', '/data-request',
  '/ask', '/ask/outside', '/ask/support', '/ask/outside/paper', '/ask/back', '/voice', '/decisions', '/decisions/matrix', '/heard', '/call-outs', '/bulletins', '/bulletins/bulletin', '/bulletins/nope', '/knowledge', '/knowledge?q=kettle', '/knowledge?q=zzzqqq', '/knowledge?kind=news', '/knowledge?kind=nope', '/knowledge?topic=nope', '/knowledge?form=easy-read', '/knowledge?language=cy', '/knowledge?page=99', '/knowledge?q=kettle&kind=news', '/news', '/blog', '/glossary', '/glossary/nope', '/knowledge/nope', '/knowledge/by/nope', '/knowledge/collections/nope'];
export const MEMBER = ['/me', '/me/data', '/me/consents', '/me/name', '/me/sign-in', '/me/sign-in/passphrase', '/me/addresses', '/me/leave', '/sign-out', '/desk',
  '/me/words', '/me/access', '/me/rider', '/me/reach', '/me/pens', '/me/viewed', '/me/requests', '/me/kept/AAAAAAAAAAAAAAAAAAAAAA', '/me/asks', '/me/heard', '/me/post', '/me/works'];
export const STAFF = ['/desk', '/desk/groups', '/desk/join', '/desk/join/individual', '/desk/join/group', '/desk/pages', '/desk/pages/new', '/desk/pages/mission', '/desk/compass', '/desk/settings', '/desk/roles', '/groups/the-quiet-cafe', '/groups/the-quiet-cafe/edit',
  '/groups/the-quiet-cafe/people', '/desk/people', '/desk/likeness', '/desk/two', '/desk/requests', '/desk/lists', '/desk/segments', '/desk/classes', '/desk/register', '/desk/retention',
  '/desk/asks', '/desk/doors', '/desk/doors/new', '/desk/doors/outside', '/desk/doors/outside/questions', '/desk/doors/outside/preview', '/desk/matrix', '/desk/issues', '/desk/heard', '/desk/call-outs', '/desk/bulletins', '/desk/bulletins/bulletin', '/desk/items/of/bulletin', '/desk/items/new/bulletin', '/desk/post', '/desk/library', '/desk/library/new', '/desk/glossary'];

// ---- ways to sign in: pages whose state has to be prepared, as [name, who opens it, address] ----
export async function signInStates(net, someone) {
  const ola = someone(), pia = someone(), stranger = someone(), change = /^Something was changed$/, all = [];
  const set = async (p, words) => { await p.open('/me/sign-in/passphrase'); return p.press(/Keep this/, { passphrase: words }); };
  const fault = async (name, p, url, button, filled) => { await p.open(url); all.push([name, p, url, await p.press(button, filled)]); };
  await ola.join('Ola', 'ola@x.example');
  await set(ola, 'a kettle and nine lamps');
  await ola.open('/me/addresses');
  await ola.press(/Send the letter/, { email: 'ola.too@x.example' });
  const confirm = (await net.letterTo('ola.too@x.example')).link;
  await ola.open(confirm);
  all.push(['an address to confirm', ola, confirm, ola.page]);
  await ola.press(/Yes, this is/);
  await ola.open('/me/sign-in');
  await ola.press(/Switch links off/);
  for (const u of ['/me/sign-in', '/me/sign-in/passphrase', '/me/addresses']) all.push([`with a passphrase, no links, two addresses ${u}`, ola, u]);
  await fault('an address with a fault', ola, '/me/addresses', /Send the letter/, { email: 'x' });
  await fault('a passphrase to mend', ola, '/me/sign-in/passphrase', /Keep this/, { passphrase: 'short' });
  await fault('a passphrase that does not fit', stranger, '/sign-in/passphrase', /^Sign in$/, { email: 'ola@x.example', passphrase: 'no' });
  all.push(['was this not you', stranger, (await net.letterTo('ola@x.example', change)).link]);

  await pia.join('Pia', 'pia@x.example');
  await set(pia, 'a kettle and nine lamps');
  const freeze = (await net.letterTo('pia@x.example', change)).link;
  await pia.open(freeze);
  await pia.press(/stop everything/);
  all.push(['everything is stopped', stranger, freeze]);
  await pia.press(/Send me the link/);
  all.push(['let it go on', stranger, (await net.letterTo('pia@x.example', /^Your link$/)).link]);
  return all;
}
