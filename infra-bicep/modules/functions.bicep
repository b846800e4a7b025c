metadata description = 'The workers and the HTTP endpoints of one region, on Flex Consumption.'

import { capacityType, identityType, tagsType } from 'types.bicep'

@description('Required. Region of the function app.')
param location string

@description('Required. Name of the stamp, with the region where there are two.')
param stampName string

@description('Required. Makes the function app\'s name unique in the world.')
param uniqueSuffix string

@description('Required. Whether instances are spread over zones.')
param zoneRedundant bool

@description('Required. What the size means.')
param capacity capacityType

@description('Optional. Whether mail is signed here; a cold stand-by keeps nothing warm.')
param active bool = true

@description('Required. Subnet that the app\'s traffic goes out through.')
param subnetId string

@description('Required. Who the app is.')
param identity identityType

@description('Required. Account of the Functions host.')
param hostAccountName string

@description('Required. Account with mail and queues.')
param mailAccountName string

@description('Required. Resource group of Application Insights.')
param insightsResourceGroup string

@description('Required. Name of Application Insights.')
param insightsName string

@description('Optional. From where the console and the API are reached; from everywhere if empty.')
param consoleRanges string[] = []

@description('Required. The function app\'s settings; docs/settings.md explains each.')
param settings {
  @description('Required. The value of a setting.')
  *: string
}

@description('Required. Tags for every resource.')
param tags tagsType

var abbreviations = loadJsonContent('../abbreviations.json')
var storageSuffix = environment().suffixes.storage
var warmSigners = [{ name: 'function:SignMail', instanceCount: capacity.warmSigners }]
var warmHttp = [{ name: 'http', instanceCount: capacity.warmHttp }]
var consoleRules = [
  for (range, index) in consoleRanges: {
    name: 'console-${index}'
    priority: 100 + index
    action: 'Allow'
    ipAddress: range
  }
]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
  scope: resourceGroup(insightsResourceGroup)
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: '${abbreviations.serverFarm}afterword-${stampName}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: '${abbreviations.functionApp}afterword-${uniqueSuffix}'
  location: location
  // azd finds the app by this tag.
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ipSecurityRestrictions: consoleRules
      ipSecurityRestrictionsDefaultAction: empty(consoleRanges) ? 'Allow' : 'Deny'
    }
    functionAppConfig: {
      runtime: { name: 'java', version: '21' }
      scaleAndConcurrency: {
        instanceMemoryMB: capacity.functionMemory
        maximumInstanceCount: capacity.functionInstances
        alwaysReady: active ? concat(warmSigners, warmHttp) : []
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${hostAccountName}.blob.${storageSuffix}/packages'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
    }
  }

  // Publishing with a user name and a password is off; deployments come with a token.
  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
  resource noScm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, {
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.clientId};Authorization=AAD'
      // The agent takes up what the code says by the OpenTelemetry API; see docs/adr.
      APPLICATIONINSIGHTS_ENABLE_AGENT: 'true'
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
      AzureWebJobsStorage__blobServiceUri: 'https://${hostAccountName}.blob.${storageSuffix}'
      AzureWebJobsStorage__clientId: identity.clientId
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__queueServiceUri: 'https://${hostAccountName}.queue.${storageSuffix}'
      AzureWebJobsStorage__tableServiceUri: 'https://${hostAccountName}.table.${storageSuffix}'
      AfterwordStorage__clientId: identity.clientId
      AfterwordStorage__credential: 'managedidentity'
      AfterwordStorage__queueServiceUri: 'https://${mailAccountName}.queue.${storageSuffix}'
      // Behind the Java worker's own arguments, which stop at the first compiler. The rest of the memory is the host's. A
      // process without memory ends and is started anew: half alive it would take jobs and answer nobody.
      languageWorkers__java__arguments: '-XX:TieredStopAtLevel=4 -XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError'
    })
  }
}

@description('Name of the function app.')
output appName string = app.name

@description('Host name of the console and the API.')
output hostName string = app.properties.defaultHostName
