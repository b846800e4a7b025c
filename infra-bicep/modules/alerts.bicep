metadata description = 'Who is called when mail waits.'

import { tagsType } from 'types.bicep'

@description('Required. Region of the rules.')
param location string

@description('Required. Name of the stamp.')
param stampName string

@description('Required. Addresses that alerts are sent to.')
@minLength(1)
param receivers string[]

@description('Required. Workspace that the stamp reports into.')
param workspaceId string

@description('Required. The gateway\'s load balancer.')
param loadBalancerId string

@description('Required. Tags for every resource.')
param tags tagsType

@description('An alert on what the stamp itself reports.')
type reportAlertType = {
  @description('Required. Short name.')
  name: string

  @description('Required. What it means and what to do, as the person on call reads it.')
  description: string

  @description('Required. 0 is the most serious.')
  severity: 0 | 1 | 2 | 3

  @description('Required. A query whose rows are what is wrong.')
  query: string

  @description('Optional. How far back the query looks; five minutes if left out.')
  window: 'PT5M' | 'PT15M' | 'P1D'?

  @description('Optional. How often it is asked; every five minutes if left out, since Azure asks no query with a union more often.')
  frequency: 'PT5M' | 'PT1H'?

  @description('Optional. A column: there is an alert of its own for each of its values.')
  for: string?
}

@description('Which value of a minute is the one to look at.')
type extremeType = 'Max' | 'Min'

// A value that is reported, by whom, from three sources: the function app's metrics, which come by an agent that may not
// start; its timer's line in its log, which needs no agent; and the line that each gateway writes to its log. A row of a
// custom metric stands for a minute, so its Max or its Min is the value to look at. In a new workspace a table may not be
// there yet, which only a fuzzy union forgives.
func reported(name string, value extremeType) string =>
  'union isfuzzy=true (AppMetrics | where Name == "${name}" | project Who = "functions", Value = ${value}), (AppTraces | where Message has "${name}" | project Who = "functions", Value = todouble(extract("${name}=(-?[0-9.]+(E-?[0-9]+)?)", 1, Message))), (Syslog | where SyslogMessage has "${name}" | project Who = "gateway", Value = todouble(extract("${name}=(-?[0-9.]+(E-?[0-9]+)?)", 1, SyslogMessage)))'

var abbreviations = loadJsonContent('../abbreviations.json')

// Where a single line or a few of them count, the window is longer than the time between two looks: what arrives late would
// else fall between two windows.
var reportAlerts reportAlertType[] = [
  {
    name: 'mail-waits'
    description: 'The oldest mail in the queue has waited for more than 60 seconds. See "Mail waits" in docs/debugging.md.'
    severity: 1
    query: '${reported('queue.oldest.age.seconds', 'Max')} | where Value > 60'
  }
  {
    name: 'intake-closed'
    description: 'A gateway takes no mail, which waits at Exchange Online: nobody signs, or the gateway cannot see whether somebody does. Its log says which. See "Mail waits" in docs/debugging.md.'
    severity: 1
    query: '${reported('intake.closed', 'Max')} | where Value > 0'
  }
  {
    name: 'mail-poisoned'
    description: 'A mail failed five times and lies in a poison queue. See "Poison" in docs/operations.md.'
    severity: 1
    query: '${reported('queue.poison.length', 'Max')} | where Value > 0'
  }
  {
    // Half of the five days after which its author gets a report, and well before the host's copies in a poison queue end.
    name: 'mail-old'
    description: 'A mail has been here for two and a half days, half of the time for which it is tried. Mend what the log names for it before its author gets a report. See "Mail that stays" in docs/debugging.md.'
    severity: 2
    query: '${reported('mail.oldest.age.seconds', 'Max')} | where Value > 216000'
    window: 'PT15M'
  }
  {
    name: 'sweep-late'
    description: 'Nobody has looked for mail of dead workers for more than 300 seconds; such mail waits. Restart the function app if SweepSpool does not run. See "The sweep is late" in docs/debugging.md.'
    severity: 1
    query: '${reported('sweep.age.seconds', 'Max')} | where Value > 300'
  }
  {
    name: 'app-not-started'
    description: 'The function app runs and cannot start its work for more than two minutes; its line in AppTraces says why. See "The function app does not start" in docs/debugging.md.'
    severity: 1
    query: '${reported('app.not.started.seconds', 'Max')} | where Value > 120'
  }
  {
    name: 'certificate-expires'
    description: 'A certificate of the stamp is valid for less than 21 days. See "Certificate" in docs/operations.md.'
    severity: 2
    query: '${reported('certificate.days.left', 'Min')} | where Value < 21'
    window: 'P1D'
    frequency: 'PT1H'
  }
  {
    name: 'compiler-c1-only'
    description: 'A worker runs without the optimising compiler, so that a mail costs three times the processor: the arguments of its Java were not taken. See "The slow compiler" in docs/debugging.md.'
    severity: 2
    query: '${reported('process.compiler.c1_only', 'Max')} | where Value > 0'
    window: 'PT15M'
  }
  {
    name: 'disk-short'
    description: 'A process has less room on its disk than one mail of 150 MB takes, so large mails wait. See "The disk is full" in docs/debugging.md.'
    severity: 2
    query: '${reported('disk.free.bytes', 'Min')} | where Value < 157286400'
    window: 'PT15M'
  }
  {
    name: 'mail-held'
    description: 'Mail cannot go back for a cause that is not its own; the log line names the step. See "Mail of one organisation does not go back" in docs/debugging.md.'
    severity: 1
    query: 'AppTraces | where Message has_any ("set-up fault of tenant", "fault of this stamp", "could be returned since", "and the reports to the senders of it too", "is kept aside")'
    window: 'PT15M'
  }
  {
    name: 'domain-unknown'
    description: 'An organisation sends from a domain that its record does not have; the mail is taken. See "A domain that the record does not have" in docs/operations.md.'
    severity: 3
    query: 'Syslog | where SyslogMessage has "a domain that the record of tenant"'
    window: 'PT15M'
  }
  {
    name: 'console-fails'
    description: 'HTTP requests to the function app end with 5xx. See "The console answers 500" in docs/debugging.md.'
    severity: 2
    query: 'AppRequests | where ResultCode startswith "5" | summarize Failures = sum(ItemCount) | where Failures > 12'
    window: 'PT15M'
  }
  {
    // The executions of a function that no HTTP request started have no address.
    name: 'function-fails'
    description: 'A function that serves a queue or a timer fails again and again; the alert names it. Look at its exceptions. See "A function fails" in docs/debugging.md.'
    severity: 1
    query: 'AppRequests | where Success == false and isempty(Url) | summarize Failures = sum(ItemCount) by Name | where Failures > 12'
    window: 'PT15M'
    for: 'Name'
  }
  {
    // Silence is the one thing that the alerts above cannot tell. Either of the function app's two sources does.
    name: 'metrics-absent'
    description: 'The function app or every gateway has reported nothing for a quarter of an hour: a timer does not run, or telemetry is lost. See "No metrics" in docs/debugging.md.'
    severity: 1
    query: 'union isfuzzy=true (datatable(Who: string, Value: real)["functions", real(null), "gateway", real(null)]), (${reported('queue.oldest.age.seconds', 'Max')}) | summarize Reports = countif(isnotnull(Value)) by Who | where Reports == 0'
    // Longer than reports take to arrive.
    window: 'PT15M'
    for: 'Who'
  }
]

resource receiverGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${abbreviations.actionGroup}afterword-${stampName}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'afterword'
    emailReceivers: [
      for (receiver, index) in receivers: {
        name: 'receiver-${index}'
        emailAddress: receiver
        useCommonAlertSchema: true
      }
    ]
  }
}

resource onReports 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in reportAlerts: {
    name: '${abbreviations.alert}afterword-${stampName}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Afterword ${stampName}: ${alert.name}'
      description: alert.description
      enabled: true
      severity: alert.severity
      scopes: [workspaceId]
      evaluationFrequency: alert.?frequency ?? 'PT5M'
      windowSize: alert.?window ?? 'PT5M'
      autoMitigate: true
      // A new workspace has not all of the tables, and Azure would refuse the rule for it.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            dimensions: contains(alert, 'for') ? [{ name: alert.?for ?? '', operator: 'Include', values: ['*'] }] : []
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [receiverGroup.id] }
    }
  }
]

resource onGateway 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${abbreviations.alert}afterword-${stampName}-gateway-unhealthy'
  location: 'global'
  tags: tags
  properties: {
    description: 'Less than three in four health probes of the gateway were answered. See "The gateway is not ready" in docs/debugging.md.'
    enabled: true
    severity: 1
    scopes: [loadBalancerId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'probes'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'DipAvailability'
          metricNamespace: 'Microsoft.Network/loadBalancers'
          operator: 'LessThan'
          threshold: 75
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [{ actionGroupId: receiverGroup.id }]
  }
}
