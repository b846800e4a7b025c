metadata description = 'Two storage accounts of one region: one for mail and its queues, one for the Functions host.'

import { tagsType } from 'types.bicep'

@description('Required. Region of the accounts.')
param location string

@description('Required. Makes the accounts\' names unique in the world; 5 to 13 characters.')
@minLength(5)
@maxLength(13)
param uniqueSuffix string

@description('Required. Days that mail is kept aside; the sweeper deletes it then.')
param keepAsideDays int

@description('Required. Tags for every resource.')
param tags tagsType

var abbreviations = loadJsonContent('../abbreviations.json')
var accountNames = ['${abbreviations.storageAccount}mail${uniqueSuffix}', '${abbreviations.storageAccount}host${uniqueSuffix}']
// The last of the poison queues is where the host would put what even ReturnPoisoned could not queue again. No function is
// triggered by signing-later: a timer moves what is due from there to signing.
var queueNames = [
  'signing'
  'signing-poison'
  'signing-poison-poison'
  'signing-poison-poison-poison'
  'signing-later'
  'connect-tenant'
  'connect-tenant-poison'
]

// Zone-redundant, since a 250 to Exchange Online promises that the mail survives the loss of a zone.
resource accounts 'Microsoft.Storage/storageAccounts@2025-01-01' = [
  for accountName in accountNames: {
    name: accountName
    location: location
    tags: tags
    kind: 'StorageV2'
    sku: { name: 'Standard_ZRS' }
    properties: {
      accessTier: 'Hot'
      allowBlobPublicAccess: false
      allowCrossTenantReplication: false
      allowSharedKeyAccess: false
      defaultToOAuthAuthentication: true
      minimumTlsVersion: 'TLS1_2'
      publicNetworkAccess: 'Disabled'
      supportsHttpsTrafficOnly: true
      networkAcls: { bypass: 'None', defaultAction: 'Deny' }
    }
  }
]

// No soft delete and no versions: mail that was delivered is to be gone.
resource mailBlobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: accounts[0]
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: false }
    containerDeleteRetentionPolicy: { enabled: false }
    isVersioningEnabled: false
  }

  resource mail 'containers' = {
    name: 'mail'
    properties: { publicAccess: 'None' }
  }

  // Who works on mail, and when duties were done; the lifecycle below has nothing to do with it.
  resource workers 'containers' = {
    name: 'workers'
    properties: { publicAccess: 'None' }
  }
}

resource mailQueues 'Microsoft.Storage/storageAccounts/queueServices@2025-01-01' = {
  parent: accounts[0]
  name: 'default'

  resource queues 'queues' = [for queueName in queueNames: { name: queueName }]
}

// Mail is deleted when the tenant has taken it back, and by the sweeper when it was kept aside for long enough. This is the
// last net below both: what was acknowledged is deleted by knowledge. Five weeks are the five days for which mail is tried,
// and a month for somebody to tell the sender of mail that nothing can read any more.
resource spoolLifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-01-01' = {
  parent: accounts[0]
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'forget-spooled-mail'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['mail/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: keepAsideDays + 35 } } }
          }
        }
      ]
    }
  }
}

resource hostBlobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: accounts[1]
  name: 'default'

  resource packages 'containers' = {
    name: 'packages'
    properties: { publicAccess: 'None' }
  }
}

@description('Name of the account with mail and queues.')
output mailAccountName string = accounts[0].name

@description('Resource id of the account with mail and queues.')
output mailAccountId string = accounts[0].id

@description('Name of the Functions host\'s account.')
output hostAccountName string = accounts[1].name

@description('Resource id of the Functions host\'s account.')
output hostAccountId string = accounts[1].id
