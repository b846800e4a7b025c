metadata description = 'Where logs and metrics go.'

import { tagsType } from 'types.bicep'

@description('Required. Region of the workspace.')
param location string

@description('Required. Name of the stamp.')
param stampName string

@description('Optional. Days that logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int = 30

@description('Optional. The most that is taken in on one day, in GB; -1 for no bound. Past it, alerts are blind until the next day.')
param dailyQuotaGb int = -1

@description('Required. Tags for every resource.')
param tags tagsType

var abbreviations = loadJsonContent('../abbreviations.json')

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: '${abbreviations.logAnalyticsWorkspace}afterword-${stampName}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyQuotaGb }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: '${abbreviations.applicationInsights}afterword-${stampName}'
  location: location
  tags: tags
  kind: 'java'
  properties: {
    Application_Type: 'other'
    // Telemetry comes with a token; the instrumentation key alone lets nobody in.
    DisableLocalAuth: true
    DisableIpMasking: false
    IngestionMode: 'LogAnalytics'
    WorkspaceResourceId: workspace.id
  }
}

resource gatewayLogs 'Microsoft.Insights/dataCollectionRules@2023-03-11' = {
  name: '${abbreviations.dataCollectionRule}afterword-${stampName}'
  location: location
  tags: tags
  kind: 'Linux'
  properties: {
    dataSources: {
      syslog: [
        {
          name: 'gateway'
          streams: ['Microsoft-Syslog']
          facilityNames: ['daemon', 'user']
          logLevels: ['Info', 'Notice', 'Warning', 'Error', 'Critical', 'Alert', 'Emergency']
        }
      ]
    }
    destinations: { logAnalytics: [{ name: 'workspace', workspaceResourceId: workspace.id }] }
    dataFlows: [{ streams: ['Microsoft-Syslog'], destinations: ['workspace'] }]
  }
}

@description('Resource id of the workspace.')
output workspaceId string = workspace.id

@description('Name of Application Insights.')
output insightsName string = insights.name

@description('Resource id of the rule for the gateway machines\' logs.')
output gatewayLogsRuleId string = gatewayLogs.id
