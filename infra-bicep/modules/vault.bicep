metadata description = 'Where the certificate and the key of the trace are kept.'

import { tagsType } from 'types.bicep'

@description('Required. Region of the vault.')
param location string

@description('Required. Makes the vault\'s name unique in the world; at most 13 characters.')
@maxLength(13)
param uniqueSuffix string

@description('Optional. From where administrators reach the vault to put the certificate in; closed if empty.')
param administratorRanges string[] = []

@description('Optional. Makes the key of the trace when there is none. Do not give one.')
@secure()
param traceKeySeed string = newGuid()

@description('Required. Tags for every resource.')
param tags tagsType

var abbreviations = loadJsonContent('../abbreviations.json')

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: '${abbreviations.keyVault}aw-${uniqueSuffix}'
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 90
    publicNetworkAccess: empty(administratorRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Deny'
      ipRules: [for range in administratorRanges: { value: range }]
    }
  }
}

// Made once and kept: with a new key, what a tenant's administrator sees of a sender would no longer go together.
@onlyIfNotExists()
resource traceKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'trace-key'
  tags: tags
  properties: {
    contentType: 'base64'
    value: base64(traceKeySeed)
  }
}

@description('Name of the vault.')
output vaultName string = vault.name

@description('Resource id of the vault.')
output vaultId string = vault.id

@description('Where the vault is reached.')
output vaultUri string = vault.properties.vaultUri
