#!/usr/bin/env node
// Holds what Azure would get to rules: the stamp is evaluated by Bicep's own compiler, on each plan, without Azure.
//
//     node snapshot-policy.mjs BICEP [KUSTO]
//
// BICEP is the compiler (0.36 or newer, with `snapshot`); KUSTO the folder of the package @kusto/language-service-next, by
// which queries are checked. Each rule is also shown a stamp with a mistake, which it must find.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const PLANS = ['FlexConsumption', 'ElasticPremium', 'Dedicated'];
/** A value of a setting that is not the default's, so that a number in place of the parameter shows. */
const KEEP_ASIDE_DAYS = 200;
/** Only servers have them; Flex Consumption refuses a deployment with one. */
const SERVER_SETTINGS = ['FUNCTIONS_EXTENSION_VERSION', 'FUNCTIONS_WORKER_RUNTIME', 'WEBSITE_RUN_FROM_PACKAGE'];

const [, , bicep, kusto] = process.argv;
if (!bicep) {
  console.error('snapshot-policy.mjs: give the compiler');
  process.exit(2);
}

function snapshot(plan) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'stamp-'));
  try {
    fs.cpSync(FOLDER, work, { recursive: true });
    const given = fs.readFileSync(path.join(work, 'parameters/eur.bicepparam'), 'utf8');
    fs.writeFileSync(path.join(work, 'parameters/policy.bicepparam'),
      `${given}\nparam plan = '${plan}'\nparam keepAsideDays = ${KEEP_ASIDE_DAYS}\n`);
    // The linter's rules are not what is looked at here, and some of them end an evaluation.
    fs.rmSync(path.join(work, 'bicepconfig.json'), { force: true });
    const run = spawnSync(bicep, ['snapshot', path.join(work, 'parameters/policy.bicepparam'), '--mode', 'overwrite',
      '--subscription-id', '11111111-2222-3333-4444-555555555555', '--location', 'westeurope', '--deployment-name', 'stamp'], {
      encoding: 'utf8',
      env: { ...process.env, STAMP_PARENT_DOMAIN: 'afterword.example.com', STAMP_IMAGE_TAG: '0', STAMP_SIZE: 'S',
        STAMP_SSH_PUBLIC_KEY: 'ssh-ed25519 AAAA', STAMP_ALERT_RECEIVERS: 'operations@example.com' },
    });
    if (run.status !== 0) throw new Error(`the stamp on ${plan} cannot be evaluated:\n${run.stdout}${run.stderr}`);
    return JSON.parse(fs.readFileSync(path.join(work, 'parameters/policy.snapshot.json'), 'utf8')).predictedResources;
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

const all = (resources, type) => resources.filter(resource => resource.type === type);
function one(resources, type) {
  const found = all(resources, type);
  if (found.length !== 1) throw new Error(`${found.length} of ${type}`);
  return found[0];
}
const site = resources => one(resources, 'Microsoft.Web/sites').properties;
const farm = resources => one(resources, 'Microsoft.Web/serverfarms');
const settings = resources => one(resources, 'Microsoft.Web/sites/config').properties;
const rules = resources => all(resources, 'Microsoft.Insights/scheduledQueryRules');
const queryOf = rule => rule.properties.criteria.allOf[0].query;
const nameOf = rule => rule.name.split('-').slice(3).join('-');
const functionsSubnet = resources => one(resources, 'Microsoft.Network/virtualNetworks').properties.subnets
  .find(subnet => subnet.name.endsWith('functions')).properties;

/** What a plan needs and may not have: a name, and whether the stamp has it. */
const DEMANDS = {
  FlexConsumption: [
    ['the SKU FC1', r => farm(r).sku.name === 'FC1'],
    ['a subnet for Microsoft.App/environments', r => serves(r, 'Microsoft.App/environments')],
    ['Java 21 by functionAppConfig', r => site(r).functionAppConfig?.runtime?.version === '21'],
    ['always-ready SignMail', r => ready(r).some(group => group.name === 'function:SignMail' && group.instanceCount >= 1)],
    ['always-ready HTTP', r => ready(r).some(group => group.name === 'http' && group.instanceCount >= 1)],
    ['a package that is read as the identity',
      r => site(r).functionAppConfig?.deployment?.storage?.authentication?.type === 'UserAssignedIdentity'],
    ['arguments by languageWorkers__java__arguments', r => isFast(settings(r).languageWorkers__java__arguments)],
    ['no settings of servers', r => SERVER_SETTINGS.every(name => !(name in settings(r)))],
    ['no siteConfig of servers', r => !['alwaysOn', 'linuxFxVersion', 'minimumElasticInstanceCount'].some(name => name in site(r).siteConfig)],
  ],
  ElasticPremium: [
    ['a SKU of Elastic Premium', r => /^EP[123]$/.test(farm(r).sku.name) && farm(r).kind === 'elastic'],
    ['room to grow', r => farm(r).properties.maximumElasticWorkerCount >= 2],
    ['instances that are always there', r => site(r).siteConfig.minimumElasticInstanceCount >= 2],
    ['scaling by the host itself', r => site(r).siteConfig.functionsRuntimeScaleMonitoringEnabled === true],
    ['no alwaysOn', r => !('alwaysOn' in site(r).siteConfig)],
  ],
  Dedicated: [
    ['a SKU of servers', r => /^P[0-3]v3$/.test(farm(r).sku.name) && farm(r).kind === 'linux'],
    ['instances that are always there', r => farm(r).sku.capacity >= 2],
    ['alwaysOn', r => site(r).siteConfig.alwaysOn === true],
    ['nothing elastic', r => !('minimumElasticInstanceCount' in site(r).siteConfig) && !('maximumElasticWorkerCount' in farm(r).properties)],
  ],
};
const DEMANDS_OF_SERVERS = [
  ['a subnet for Microsoft.Web/serverFarms', r => serves(r, 'Microsoft.Web/serverFarms')],
  ['Java 21 by linuxFxVersion', r => site(r).siteConfig.linuxFxVersion === 'JAVA|21'],
  ['all traffic through the network', r => site(r).siteConfig.vnetRouteAllEnabled === true],
  ['FUNCTIONS_EXTENSION_VERSION ~4', r => settings(r).FUNCTIONS_EXTENSION_VERSION === '~4'],
  ['FUNCTIONS_WORKER_RUNTIME java', r => settings(r).FUNCTIONS_WORKER_RUNTIME === 'java'],
  ['arguments by JAVA_OPTS', r => isFast(settings(r).JAVA_OPTS)],
  ['a package by address', r => /\/afterword\.zip\b/.test(settings(r).WEBSITE_RUN_FROM_PACKAGE)],
  ['a package that is read as the identity',
    r => Object.keys(one(r, 'Microsoft.Web/sites').identity.userAssignedIdentities)
      .includes(settings(r).WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID)],
  ['no share of files', r => !Object.keys(settings(r)).some(name => name.startsWith('WEBSITE_CONTENT'))],
  ['no functionAppConfig', r => !('functionAppConfig' in site(r))],
];
const DEMANDS_OF_ALL = [
  ['no key of the host\'s storage', r => !('AzureWebJobsStorage' in settings(r)) && !('AfterwordStorage' in settings(r))],
  ['the host\'s storage as the identity', r => ['blobServiceUri', 'queueServiceUri', 'tableServiceUri', 'clientId', 'credential']
    .every(name => `AzureWebJobsStorage__${name}` in settings(r))],
  ['the mail\'s queues as the identity', r => ['queueServiceUri', 'clientId', 'credential']
    .every(name => `AfterwordStorage__${name}` in settings(r))],
];
function serves(resources, service) {
  return functionsSubnet(resources).delegations[0].properties.serviceName === service;
}
const ready = resources => site(resources).functionAppConfig?.scaleAndConcurrency?.alwaysReady ?? [];
/** Both compilers, a bound of the heap, and an end without memory. Of two values of one option, Java takes the later. */
function isFast(given = '') {
  return given.split(' ').filter(option => option.startsWith('-XX:TieredStopAtLevel=')).at(-1) === '-XX:TieredStopAtLevel=4'
    && /-XX:MaxRAMPercentage=[1-7]?\d\b|-Xmx\d/.test(given) && given.includes('-XX:+ExitOnOutOfMemoryError');
}

const demandsOf = plan => [...DEMANDS[plan], ...(plan === 'FlexConsumption' ? [] : DEMANDS_OF_SERVERS), ...DEMANDS_OF_ALL];

/** Each gives what breaks it, as sentences. */
const POLICY = [
  function planHasWhatItNeeds(resources, plan) {
    return demandsOf(plan).filter(([, holds]) => !holds(resources)).map(([what]) => `${plan}: there must be ${what}`);
  },
  function azureDeletesLaterThanWe(resources) {
    const days = Number(settings(resources).AFTERWORD_KEEP_ASIDE_DAYS);
    return all(resources, 'Microsoft.Storage/storageAccounts/managementPolicies').flatMap(policy => policy.properties.policy.rules)
      .filter(rule => !(rule.definition.actions.baseBlob.delete.daysAfterModificationGreaterThan > days + 7))
      .map(rule => `${rule.name} deletes mail that is kept aside for ${days} days`);
  },
  function settingIsTheParameter(resources) {
    const days = settings(resources).AFTERWORD_KEEP_ASIDE_DAYS;
    return days === String(KEEP_ASIDE_DAYS) ? [] : [`AFTERWORD_KEEP_ASIDE_DAYS is ${days}, and not the parameter`];
  },
  // The agent that sends metrics may not start; the host's own logs and the machines' need none.
  function noAlertHangsOnTheAgentAlone(resources) {
    return rules(resources).filter(rule => /\bAppMetrics\b/.test(queryOf(rule)) && !/\b(AppTraces|Syslog)\b/.test(queryOf(rule)))
      .map(rule => `${nameOf(rule)} reads AppMetrics alone`);
  },
  function aTableThatIsNotThereYetStopsNothing(resources) {
    return rules(resources).flatMap(rule => [
      ...(rule.properties.skipQueryValidation ? [] : [`${nameOf(rule)} is validated, so a new workspace refuses it`]),
      ...(/\bunion (?!isfuzzy=true)/.test(queryOf(rule)) ? [`${nameOf(rule)} has a union that needs every table`] : []),
      ...(/\bunion\b/.test(queryOf(rule)) && rule.properties.evaluationFrequency === 'PT1M'
        ? [`${nameOf(rule)} has a union and is asked each minute, which Azure does not allow`] : []),
    ]);
  },
  // Five days is a mail tried; a poison queue's copy that the host made ends after seven.
  function oldMailIsTold(resources) {
    const old = rules(resources).find(rule => nameOf(rule) === 'mail-old');
    const seconds = Number(/Value > (\d+)$/.exec(old ? queryOf(old) : '')?.[1]);
    return seconds > 0 && seconds <= 2.5 * 86400 && old.properties.severity <= 2 ? [] : ['nobody hears of a mail after 2.5 days'];
  },
  function deadMachinesBeginAnew(resources) {
    return all(resources, 'Microsoft.Compute/virtualMachineScaleSets')
      .filter(machines => machines.properties.automaticRepairsPolicy.repairAction !== 'Reimage')
      .map(machines => `${machines.name}: a machine whose first boot failed is not reimaged`);
  },
  valuesAreReadFromLines,
  ...(kusto ? [queriesAreKusto(kusto)] : []),
];

/** What stands in a line as name=value is what a query compares; the pattern is one that Kusto (RE2) and JavaScript read alike. */
function valuesAreReadFromLines(resources) {
  const samples = [['75.5', 75.5], ['0', 0], ['-3', -3], ['157286400', 157286400], ['1.5E8', 1.5e8], ['NaN', NaN]];
  return rules(resources).flatMap(rule => [...queryOf(rule).matchAll(/extract\("(([\w.]+)=[^"]*)", 1, (\w+)\)/g)]
    .flatMap(([, pattern, name, column]) => samples
      .filter(([text, value]) => !Object.is(value, Number(new RegExp(pattern).exec(`metrics a.b=1 ${name}=${text} c.d=2`)?.[1] ?? NaN)))
      .map(([text]) => `${nameOf(rule)} does not read ${name}=${text} from ${column}`)));
}

/** Syntax, tables, columns and functions, by Azure's own parser; nothing is run. */
function queriesAreKusto(folder) {
  const require = createRequire(import.meta.url);
  require(path.resolve(folder, 'bridge.js'));
  require(path.resolve(folder, 'Kusto.Language.Bridge.js'));
  const { KustoCode, GlobalState, Symbols } = globalThis.Kusto.Language;
  // The columns that are used, as https://learn.microsoft.com/azure/azure-monitor/reference/tables has them.
  const schema = {
    AppExceptions: 'TimeGenerated: datetime, AppRoleName: string, ExceptionType: string, ItemCount: int, OperationName: string',
    AppMetrics: 'TimeGenerated: datetime, Name: string, Sum: real, Min: real, Max: real, ItemCount: int, Properties: dynamic',
    AppRequests: 'TimeGenerated: datetime, Name: string, OperationName: string, Url: string, Success: bool, ResultCode: string, ItemCount: int',
    AppTraces: 'TimeGenerated: datetime, Message: string, Properties: dynamic, ItemCount: int',
    Syslog: 'TimeGenerated: datetime, Computer: string, ProcessName: string, SyslogMessage: string',
  };
  const tables = Object.entries(schema).map(([name, columns]) => Symbols.TableSymbol.From(`(${columns})`).WithName(name));
  const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('workspace', tables));
  const list = found => Array.from({ length: found.Count }, (_, index) => found.getItem(index));
  return function queriesAreRight(resources) {
    const workbooks = all(resources, 'Microsoft.Insights/workbooks')
      .flatMap(workbook => JSON.parse(workbook.properties.serializedData).items)
      .filter(item => item.content?.query).map(item => [`workbook, ${item.name}`, item.content.query]);
    if (workbooks.length < 8) return ['the workbook has fewer queries than it had'];
    const alerts = rules(resources).map(rule => [nameOf(rule), queryOf(rule), rule.properties.criteria.allOf[0].dimensions ?? []]);
    return [...workbooks, ...alerts].flatMap(([name, query, dimensions = []]) => {
      const code = KustoCode.ParseAndAnalyze(query, globals);
      const columns = list(code.ResultType?.Columns ?? { Count: 0 }).map(column => column.Name);
      return [...list(code.GetDiagnostics()).map(found => `${name}: ${found.Message}`),
        ...dimensions.filter(split => !columns.includes(split.name)).map(split => `${name}: there is no column ${split.name}`)];
    });
  };
}

/** A mistake in what Azure would get, and what must be said of it. */
const change = (name, edit) => resources => edit(rules(resources).find(rule => nameOf(rule) === name));
const MISTAKES = [
  ['a key of the host\'s storage', PLANS, r => { settings(r).AzureWebJobsStorage = 'AccountKey=…'; }, 'no key of the host'],
  ['the first compiler only', PLANS, r => eachArgument(r, given => `${given} -XX:TieredStopAtLevel=1`), 'arguments by'],
  ['a heap without a bound', PLANS, r => eachArgument(r, given => given.replace(/-XX:MaxRAM\S+/, '')), 'arguments by'],
  ['a worker that lives on without memory', PLANS, r => eachArgument(r, given => given.replace('+Exit', '-Exit')), 'arguments by'],
  ['settings of servers on Flex', ['FlexConsumption'], r => { settings(r).FUNCTIONS_WORKER_RUNTIME = 'java'; }, 'no settings of servers'],
  ['nothing warm', ['FlexConsumption'], r => { site(r).functionAppConfig.scaleAndConcurrency.alwaysReady = []; }, 'always-ready'],
  ['scaling that cannot see the queue', ['ElasticPremium'],
    r => { site(r).siteConfig.functionsRuntimeScaleMonitoringEnabled = false; }, 'scaling by the host itself'],
  ['no instance that is always there', ['ElasticPremium'], r => { delete site(r).siteConfig.minimumElasticInstanceCount; }, 'always there'],
  ['an app that is unloaded', ['Dedicated'], r => { site(r).siteConfig.alwaysOn = false; }, 'alwaysOn'],
  ['traffic beside the network', ['ElasticPremium', 'Dedicated'],
    r => { delete site(r).siteConfig.vnetRouteAllEnabled; }, 'all traffic through the network'],
  ['another plan\'s subnet', PLANS, r => { functionsSubnet(r).delegations[0].properties.serviceName = 'Microsoft.Sql/managedInstances'; }, 'a subnet for'],
  ['a share with a key', ['ElasticPremium', 'Dedicated'],
    r => { settings(r).WEBSITE_CONTENTAZUREFILECONNECTIONSTRING = '…'; }, 'no share of files'],
  ['Azure deletes first', PLANS, r => {
    one(r, 'Microsoft.Storage/storageAccounts/managementPolicies').properties.policy.rules[0].definition.actions.baseBlob.delete
      .daysAfterModificationGreaterThan = KEEP_ASIDE_DAYS + 7;
  }, 'deletes mail that is kept aside'],
  ['a setting that is not the parameter', PLANS, r => { settings(r).AFTERWORD_KEEP_ASIDE_DAYS = '30'; }, 'not the parameter'],
  ['an alert on metrics alone', PLANS,
    change('mail-poisoned', rule => { rule.properties.criteria.allOf[0].query = 'AppMetrics | where Max > 0'; }), 'reads AppMetrics alone'],
  ['a union that needs every table', PLANS,
    change('mail-waits', rule => { rule.properties.criteria.allOf[0].query = queryOf(rule).replace(' isfuzzy=true', ''); }), 'needs every table'],
  ['a union each minute', PLANS, change('mail-waits', rule => { rule.properties.evaluationFrequency = 'PT1M'; }), 'asked each minute'],
  ['an alert that comes too late', PLANS,
    change('mail-old', rule => { rule.properties.criteria.allOf[0].query = queryOf(rule).replace('216000', '345600'); }), 'after 2.5 days'],
  ['a pattern that stops at the exponent', PLANS,
    change('disk-short', rule => { rule.properties.criteria.allOf[0].query = queryOf(rule).replaceAll('(E-?[0-9]+)?', ''); }), 'does not read'],
  ['a restart for a repair', PLANS,
    r => { one(r, 'Microsoft.Compute/virtualMachineScaleSets').properties.automaticRepairsPolicy.repairAction = 'Restart'; }, 'not reimaged'],
  ...(kusto ? [
    ['a misspelt function in the workbook', PLANS, r => {
      const { properties } = one(r, 'Microsoft.Insights/workbooks');
      properties.serializedData = properties.serializedData.replace('percentiles(', 'percentile_list(');
    }, 'workbook'],
    ['a misspelt operator', PLANS,
      change('console-fails', rule => { rule.properties.criteria.allOf[0].query = queryOf(rule).replace('summarize', 'summarise'); }), 'console-fails'],
    ['a column that the table has not', PLANS,
      change('domain-unknown', rule => { rule.properties.criteria.allOf[0].query = queryOf(rule).replace('SyslogMessage', 'Message'); }), 'domain-unknown'],
    ['a split by a column that is gone', PLANS,
      change('function-fails', rule => { rule.properties.criteria.allOf[0].dimensions[0].name = 'Function'; }), 'there is no column Function'],
  ] : []),
];
function eachArgument(resources, edit) {
  for (const name of ['languageWorkers__java__arguments', 'JAVA_OPTS']) {
    if (name in settings(resources)) settings(resources)[name] = edit(settings(resources)[name]);
  }
}

let failed = 0;
let passed = 0;
const say = (good, text) => { if (good) passed++; else { failed++; console.log(text); } };
for (const plan of PLANS) {
  const resources = snapshot(plan);
  const breaches = stamp => POLICY.flatMap(rule => rule(stamp, plan));
  const found = breaches(resources);
  say(found.length === 0, `on ${plan}:\n  ${found.join('\n  ')}`);
  for (const [what, plans, mistake, finding] of MISTAKES) {
    if (!plans.includes(plan)) continue;
    const wrong = structuredClone(resources);
    mistake(wrong);
    say(breaches(wrong).some(breach => breach.includes(finding)), `MISSED on ${plan}: ${what}`);
  }
}
console.log(`${passed} passed, ${failed} failed${kusto ? '' : '; queries were not checked'}`);
process.exit(failed ? 1 : 0);
