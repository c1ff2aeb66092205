// SPDX-License-Identifier: AGPL-3.0-or-later
// Hands of the tests that harvest: schemas that nobody wrote for us, and the programs that others harvest with.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const shared = join(dirname(fileURLToPath(import.meta.url)), '../../shared/standards');
export const OAI = join(shared, 'oai/oai-all.xsd');
export const noSchemas = existsSync(OAI) ? false : 'the schemas of OAI-PMH are not here';
export const has = program => spawnSync('which', [program]).status === 0;

// Valid by the schemas of OAI-PMH, oai_dc and oai-identifier: what xmllint says of it, "" when it says nothing.
export function xmllint(xml, schema = OAI) {
  const r = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, '-'], { input: xml, encoding: 'utf8', maxBuffer: 1 << 28 });
  return r.status === 0 ? '' : r.stderr.slice(0, 1500);
}
