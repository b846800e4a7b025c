#!/usr/bin/env node
// Shows that a checker of Bicep finds what people get wrong: each mistake is made in a copy of this folder.
//
//     node seeded-mistakes.mjs CHECKER
//
// CHECKER is a script that takes a folder and ends with 1 if anything is wrong. What a checker cannot know, that storage
// is closed say, StampPolicyTest shows.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const MISTAKES = [
  ['a misspelt property', 'modules/storage.bicep', 'allowBlobPublicAccess:', 'allowBlobPublicAcces:'],
  ['a value outside an enum', 'modules/storage.bicep', "'Standard_ZRS'", "'Standard_ZSR'"],
  ['a property in the wrong place', 'modules/vault.bicep', "    enableSoftDelete: true\n", "    sku: { enableSoftDelete: true }\n"],
  ['a missing required property', 'modules/storage.bicep', "    kind: 'StorageV2'\n", ''],
  ['a type that does not exist', 'modules/network.bicep', 'Microsoft.Network/natGateways@', 'Microsoft.Network/natGateway@'],
  ['an API version that does not exist', 'modules/cosmos.bicep', 'databaseAccounts@2025-04-15', 'databaseAccounts@2025-04-31'],
  ['a string for a number', 'modules/gateway.bicep', 'frontendPort: 25', "frontendPort: '25'"],
  ['a name that is not declared', 'modules/gateway.bicep', 'param image string', 'param picture string'],
  ['a missing parameter of a module', 'main.bicep', '    receivers: alertReceivers\n', ''],
  ['an unknown parameter of a module', 'main.bicep', 'receivers: alertReceivers', 'recipients: alertReceivers'],
  ['an output that a module does not have', 'main.bicep', 'monitoring.outputs.workspaceId', 'monitoring.outputs.workspace'],
  ['a module that is not there', 'main.bicep', "'modules/dns.bicep'", "'modules/names.bicep'"],
  ['a resource in the wrong scope', 'main.bicep', '  scope: group\n  name: \'vault\'', '  name: \'vault\''],
  ['a missing value in a parameters file', 'parameters/eur.bicepparam', /param stampDomain.*\n/, ''],
  ['a value outside an enum in a parameters file', 'parameters/eur.bicepparam', "'EUR'", "'EUU'"],
  ['a parameter that nobody uses', 'modules/dns.bicep', 'resource zone', "param spare string\n\nresource zone"],
];

const checker = process.argv[2];
if (!checker) {
  console.error('seeded-mistakes.mjs: give the checker');
  process.exit(2);
}
const folder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const check = copy => spawnSync(process.execPath, [checker, '--warnings-as-errors', copy], { encoding: 'utf8' });

let missed = 0;
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'mistakes-'));
try {
  for (const [what, file, from, to] of [['no mistake at all', 'main.bicep', '', ''], ...MISTAKES]) {
    const copy = path.join(work, 'stamp');
    fs.rmSync(copy, { recursive: true, force: true });
    fs.cpSync(folder, copy, { recursive: true });
    const changed = path.join(copy, file);
    const before = fs.readFileSync(changed, 'utf8');
    const after = before.replace(from, to);
    if (from && after === before) throw new Error(`${what}: ${file} does not hold ${from}`);
    fs.writeFileSync(changed, after);
    const result = check(copy);
    const expected = from ? 1 : 0;
    if (result.status !== expected) {
      missed++;
      console.log(`MISSED: ${what} (the checker ended with ${result.status})\n${result.stdout}${result.stderr}`);
    }
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}
console.log(`${MISTAKES.length + 1 - missed} passed, ${missed} failed`);
process.exit(missed ? 1 : 0);
