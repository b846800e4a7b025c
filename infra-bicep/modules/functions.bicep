metadata description = 'The workers and the HTTP endpoints of one region.'

import { capacityType, identityType, planType, tagsType } from 'types.bicep'

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

@description('Required. What the app runs on.')
param plan planType

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
var packages = 'https://${hostAccountName}.blob.${storageSuffix}/packages'
var warmSigners = [{ name: 'function:SignMail', instanceCount: capacity.warmSigners }]
var warmHttp = [{ name: 'http', instanceCount: capacity.warmHttp }]
// Behind the Java worker's own arguments, which stop at the first compiler. The rest of the memory is the host's. A process
// without memory ends and is started anew: half alive it would take jobs and answer nobody.
var javaArguments = '-XX:TieredStopAtLevel=4 -XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError'

// The other plans have no groups that scale alone: sign-ins, sweeps and mail share each instance.
var instances = active ? capacity.warmSigners + capacity.warmHttp : 1
// What each region gives to Elastic Premium on Linux.
var mostPremiumInstances = 20
var serverFarms = {
  FlexConsumption: { kind: 'functionapp', sku: { tier: 'FlexConsumption', name: 'FC1' } }
  ElasticPremium: {
    kind: 'elastic'
    sku: { tier: 'ElasticPremium', name: capacity.premiumSize, capacity: instances }
  }
  Dedicated: { kind: 'linux', sku: { name: capacity.dedicatedSize, capacity: instances } }
}
var siteConfigs = {
  FlexConsumption: {}
  ElasticPremium: {
    linuxFxVersion: 'JAVA|21'
    vnetRouteAllEnabled: true
    minimumElasticInstanceCount: instances
    // The host itself tells how long its queues are: whoever scales cannot look behind private endpoints.
    functionsRuntimeScaleMonitoringEnabled: true
  }
  Dedicated: {
    linuxFxVersion: 'JAVA|21'
    vnetRouteAllEnabled: true
    // An app that nobody calls is unloaded otherwise, with its timers and its queues.
    alwaysOn: true
  }
}
var settingsOfServers = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'java'
  JAVA_OPTS: javaArguments
  // A share of files would need a key.
  WEBSITE_RUN_FROM_PACKAGE: '${packages}/afterword.zip'
  WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identity.id
}
// The host starts a worker anew for these arguments, since the one that Flex keeps warm has none of ours.
var planSettings = plan == 'FlexConsumption' ? { languageWorkers__java__arguments: javaArguments } : settingsOfServers
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

resource serverFarm 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: '${abbreviations.serverFarm}afterword-${stampName}'
  location: location
  tags: tags
  kind: serverFarms[plan].kind
  sku: serverFarms[plan].sku
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
    ...(plan == 'ElasticPremium'
      ? { maximumElasticWorkerCount: min(capacity.functionInstances, mostPremiumInstances) }
      : {})
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
    serverFarmId: serverFarm.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: subnetId
    siteConfig: {
      ...siteConfigs[plan]
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ipSecurityRestrictions: consoleRules
      ipSecurityRestrictionsDefaultAction: empty(consoleRanges) ? 'Allow' : 'Deny'
    }
    ...(plan == 'FlexConsumption'
      ? {
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
                value: packages
                authentication: {
                  type: 'UserAssignedIdentity'
                  userAssignedIdentityResourceId: identity.id
                }
              }
            }
          }
        }
      : {})
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
    properties: union(settings, planSettings, {
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
    })
  }
}

@description('Name of the function app.')
output appName string = app.name

@description('Host name of the console and the API.')
output hostName string = app.properties.defaultHostName
