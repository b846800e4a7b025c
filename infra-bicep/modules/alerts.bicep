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

  @description('Optional. How often it is asked; every minute if left out.')
  frequency: 'PT1M' | 'PT5M' | 'PT1H'?
}

var abbreviations = loadJsonContent('../abbreviations.json')

// The function app's timer reports by Application Insights, each gateway once a minute by its log. A row of a custom
// metric stands for a minute, so Max and Min are the values to look at.
var reportAlerts reportAlertType[] = [
  {
    name: 'mail-waits'
    description: 'The oldest mail in the queue has waited for more than 60 seconds. See "Mail waits" in docs/debugging.md.'
    severity: 1
    query: 'union (AppMetrics | where Name == "queue.oldest.age.seconds" | project Age = Max), (Syslog | where SyslogMessage has "queue.oldest.age.seconds=" | project Age = todouble(extract("queue.oldest.age.seconds=([0-9.]+)", 1, SyslogMessage))) | where Age > 60'
  }
  {
    name: 'mail-poisoned'
    description: 'A mail failed five times and lies in the poison queue. See "A mail in the poison queue" in docs/operations.md.'
    severity: 1
    query: 'AppMetrics | where Name == "queue.poison.length" | where Max > 0'
  }
  {
    name: 'certificate-expires'
    description: 'A certificate of the stamp is valid for less than 21 days. See "Certificate" in docs/operations.md.'
    severity: 2
    query: 'union (AppMetrics | where Name == "certificate.days.left" | project Days = Min), (Syslog | where SyslogMessage has "certificate.days.left=" | project Days = todouble(extract("certificate.days.left=(-?[0-9]+)", 1, SyslogMessage))) | where Days < 21'
    window: 'P1D'
    frequency: 'PT1H'
  }
  {
    name: 'mail-held'
    description: 'Mail cannot go back for a cause that is not its own; the log line names the step. See "Mail of one organisation does not go back" in docs/debugging.md.'
    severity: 1
    query: 'AppTraces | where Message has_any ("set-up fault of tenant", "fault of this stamp", "could be returned since", "and the reports to the senders of it too", "is kept aside")'
  }
  {
    name: 'domain-unknown'
    description: 'An organisation sends from a domain that its record does not have; the mail is taken. See "A domain that the record does not have" in docs/operations.md.'
    severity: 3
    query: 'Syslog | where SyslogMessage has "a domain that the record of tenant"'
  }
  {
    name: 'console-fails'
    description: 'HTTP requests to the function app end with 5xx. See "The console answers 500" in docs/debugging.md.'
    severity: 2
    query: 'AppRequests | where ResultCode startswith "5" | summarize Failures = sum(ItemCount) | where Failures > 4'
  }
  {
    // Silence is the one thing that the alerts above cannot tell.
    name: 'metrics-absent'
    description: 'The function app or every gateway has reported nothing for a quarter of an hour: a timer does not run, or telemetry is lost. See "No metrics" in docs/debugging.md.'
    severity: 1
    query: 'union (AppMetrics | where Name == "queue.oldest.age.seconds" | summarize Reports = count() | extend Who = "functions"), (Syslog | where SyslogMessage has "queue.oldest.age.seconds=" | summarize Reports = count() | extend Who = "gateway") | where Reports == 0'
    // Longer than reports take to arrive.
    window: 'PT15M'
    frequency: 'PT5M'
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
      evaluationFrequency: alert.?frequency ?? 'PT1M'
      windowSize: alert.?window ?? 'PT5M'
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
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
