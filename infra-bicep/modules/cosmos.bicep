metadata description = 'What the stamp knows: tenants, signatures, people, and a week of traces.'

import { tagsType } from 'types.bicep'

@description('Required. Region of the account.')
param location string

@description('Optional. A second region that holds a copy; empty for none. It decides between serverless and provisioned throughput, so it cannot be changed later.')
param standbyLocation string = ''

@description('Required. Whether the regions have zones.')
param zoneRedundant bool

@description('Required. Makes the account\'s name unique in the world.')
param uniqueSuffix string

@description('Required. Tags for every resource.')
param tags tagsType

var abbreviations = loadJsonContent('../abbreviations.json')
var serverless = empty(standbyLocation)
var dayInSeconds = 86400

@description('One container of the database.')
type containerType = {
  @description('Required. Its name.')
  name: string

  @description('Required. Path of the partition key.')
  partitionKey: string

  @description('Optional. Seconds until an item is forgotten; kept for ever if left out.')
  timeToLive: int?
}

var containers containerType[] = [
  { name: 'tenants', partitionKey: '/id' }
  { name: 'signatures', partitionKey: '/tenantId' }
  { name: 'people', partitionKey: '/tenantId' }
  { name: 'onboarding', partitionKey: '/id', timeToLive: dayInSeconds }
  { name: 'trace', partitionKey: '/tenantHour', timeToLive: 7 * dayInSeconds }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: '${abbreviations.cosmosAccount}afterword-${uniqueSuffix}'
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    // Serverless accounts live in one region only.
    capabilities: serverless ? [{ name: 'EnableServerless' }] : []
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    disableKeyBasedMetadataWriteAccess: true
    disableLocalAuth: true
    enableAutomaticFailover: !serverless
    minimalTlsVersion: 'Tls12'
    networkAclBypass: 'None'
    publicNetworkAccess: 'Disabled'
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
    locations: concat(
      [{ locationName: location, failoverPriority: 0, isZoneRedundant: zoneRedundant }],
      serverless ? [] : [{ locationName: standbyLocation, failoverPriority: 1, isZoneRedundant: zoneRedundant }]
    )
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-04-15' = {
  parent: account
  name: 'afterword'
  tags: tags
  properties: {
    resource: { id: 'afterword' }
    options: serverless ? {} : { autoscaleSettings: { maxThroughput: 1000 } }
  }
}

// Items are read by id or by whole partition, never by a query over a property, so nothing but those is indexed. The
// mode stays "consistent", since items are not forgotten without it.
resource collections 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-04-15' = [
  for container in containers: {
    parent: database
    name: container.name
    tags: tags
    properties: {
      resource: {
        id: container.name
        partitionKey: { kind: 'Hash', paths: [container.partitionKey], version: 2 }
        defaultTtl: container.?timeToLive
        indexingPolicy: {
          automatic: true
          indexingMode: 'consistent'
          includedPaths: []
          excludedPaths: [{ path: '/*' }]
        }
      }
    }
  }
]

@description('Name of the account.')
output accountName string = account.name

@description('Resource id of the account.')
output accountId string = account.id

@description('Where the account is reached.')
output endpoint string = account.properties.documentEndpoint
