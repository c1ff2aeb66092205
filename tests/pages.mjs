// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages and states that html, axe and the browser look at.
export const STRANGER = ['/', '/groups', '/groups?q=quite+cafe', '/groups?q=zzzqqq', '/groups/the-quiet-cafe', '/groups/lantern-house', '/join', '/join/individual', '/join/group', '/join/supporter', '/join/sent',
  '/sign-in', '/sign-in/passphrase', '/sign-in/freeze/AAAAAAAAAAAAAAAAAAAAAA', '/about', '/about/mission', '/about/privacy', '/about/theory-of-change', '/help-now', '/search', '/search?q=kettle', '/search?q=zzzqqq', '/nope', '/join/confirm/AAAAAAAAAAAAAAAAAAAAAA', '/stop/AAAAAAAAAAAAAAAAAAAAAA', '/about/data', '/data-request'];
export const MEMBER = ['/me', '/me/data', '/me/consents', '/me/name', '/me/sign-in', '/me/sign-in/passphrase', '/me/addresses', '/me/leave', '/sign-out', '/desk',
  '/me/words', '/me/access', '/me/rider', '/me/reach', '/me/pens', '/me/viewed', '/me/requests', '/me/kept/AAAAAAAAAAAAAAAAAAAAAA'];
export const STAFF = ['/desk', '/desk/groups', '/desk/join', '/desk/join/individual', '/desk/join/group', '/desk/pages', '/desk/pages/new', '/desk/pages/mission', '/desk/compass', '/desk/settings', '/desk/roles', '/groups/the-quiet-cafe', '/groups/the-quiet-cafe/edit',
  '/groups/the-quiet-cafe/people', '/desk/people', '/desk/likeness', '/desk/two', '/desk/requests', '/desk/lists', '/desk/segments', '/desk/classes', '/desk/register', '/desk/retention'];
