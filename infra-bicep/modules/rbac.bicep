metadata description = 'All that the stamp\'s identities may do. Nothing else gives a role.'

import { identityType } from 'types.bicep'

@description('The resources that a stamp has once, however many regions it has.')
type sharedType = {
  @description('Required. Key vault.')
  vaultName: string

  @description('Required. Container registry.')
  registryName: string

  @description('Required. Cosmos DB account.')
  cosmosAccountName: string

  @description('Required. Application Insights.')
  insightsName: string
}

@description('Required. The gateway machines.')
param gateway identityType

@description('Required. The function app.')
param functions identityType

@description('Optional. Account with mail and queues, where this is a region.')
param mailAccountName string?

@description('Optional. Account of the Functions host, where this is a region.')
param hostAccountName string?

@description('Optional. The shared resources, where this is their resource group.')
param shared sharedType?

// Built-in roles: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
var roles = {
  acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageBlobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageQueueDataMessageSender: 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'
  storageQueueDataReader: '19e7f393-937e-4f77-808e-94535e297925'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}
// Roles of Cosmos DB's own: https://learn.microsoft.com/azure/cosmos-db/how-to-connect-role-based-access-control
var cosmosRoles = {
  dataReader: '00000000-0000-0000-0000-000000000001'
  dataContributor: '00000000-0000-0000-0000-000000000002'
}

resource mailAccount 'Microsoft.Storage/storageAccounts@2025-01-01' existing = if (mailAccountName != null) {
  name: mailAccountName ?? 'none'

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource mail 'containers' existing = { name: 'mail' }
    resource workers 'containers' existing = { name: 'workers' }
  }
  resource queues 'queueServices' existing = {
    name: 'default'

    resource signing 'queues' existing = { name: 'signing' }
    resource poison 'queues' existing = { name: 'signing-poison' }
    resource poisonOfPoison 'queues' existing = { name: 'signing-poison-poison' }
    resource lastPoison 'queues' existing = { name: 'signing-poison-poison-poison' }
  }
}

resource hostAccount 'Microsoft.Storage/storageAccounts@2025-01-01' existing = if (hostAccountName != null) {
  name: hostAccountName ?? 'none'
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = if (shared != null) {
  name: shared.?vaultName ?? 'none'
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' existing = if (shared != null) {
  name: shared.?registryName ?? 'none'
}

resource cosmosAccount 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' existing = if (shared != null) {
  name: shared.?cosmosAccountName ?? 'none'
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = if (shared != null) {
  name: shared.?insightsName ?? 'none'
}

// --- The gateway: puts mail into the spool and jobs into the queue, looks at the queues, sees who works on mail, reads tenants.

resource gatewayPutsMail 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (mailAccountName != null) {
  name: guid(mailAccount::blobs::mail.id, gateway.principalId, roles.storageBlobDataContributor)
  scope: mailAccount::blobs::mail
  properties: {
    principalId: gateway.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

resource gatewaySendsJobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (mailAccountName != null) {
  name: guid(mailAccount::queues::signing.id, gateway.principalId, roles.storageQueueDataMessageSender)
  scope: mailAccount::queues::signing
  properties: {
    principalId: gateway.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataMessageSender)
  }
}

resource gatewaySeesQueueAge 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (mailAccountName != null) {
  name: guid(mailAccount::queues::signing.id, gateway.principalId, roles.storageQueueDataReader)
  scope: mailAccount::queues::signing
  properties: {
    principalId: gateway.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataReader)
  }
}

resource gatewaySeesPoison 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (mailAccountName != null) {
  name: guid(mailAccount::queues::poison.id, gateway.principalId, roles.storageQueueDataReader)
  scope: mailAccount::queues::poison
  properties: {
    principalId: gateway.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataReader)
  }
}

resource gatewaySeesPoisonOfPoison 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (mailAccountName != null) {
  name: guid(mailAccount::queues::poisonOfPoison.id, gateway.principalId, roles.storageQueueDataReader)
  scope: mailAccount::queues::poisonOfPoison
  properties: {
    principalId: gateway.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataReader)
  }
}

resource gatewaySeesLastPoison 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (mailAccountName != null) {
  name: guid(mailAccount::queues::lastPoison.id, gateway.principalId, roles.storageQueueDataReader)
  scope: mailAccount::queues::lastPoison
  properties: {
    principalId: gateway.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataReader)
  }
}

resource gatewaySeesWorkers 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (mailAccountName != null) {
  name: guid(mailAccount::blobs::workers.id, gateway.principalId, roles.storageBlobDataReader)
  scope: mailAccount::blobs::workers
  properties: {
    principalId: gateway.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataReader)
  }
}

resource gatewayReadsTenants 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-04-15' = if (shared != null) {
  parent: cosmosAccount
  name: guid(cosmosAccount.id, gateway.principalId, cosmosRoles.dataReader)
  properties: {
    principalId: gateway.principalId
    roleDefinitionId: '${cosmosAccount.id}/sqlRoleDefinitions/${cosmosRoles.dataReader}'
    scope: '${cosmosAccount.id}/dbs/afterword/colls/tenants'
  }
}

// --- The function app: does the rest.

resource functionsHandleMail 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (mailAccountName != null) {
  name: guid(mailAccount::blobs::mail.id, functions.principalId, roles.storageBlobDataContributor)
  scope: mailAccount::blobs::mail
  properties: {
    principalId: functions.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

resource functionsTellThatTheyWork 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (mailAccountName != null) {
  name: guid(mailAccount::blobs::workers.id, functions.principalId, roles.storageBlobDataContributor)
  scope: mailAccount::blobs::workers
  properties: {
    principalId: functions.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

// The whole account: the host moves what failed to the poison queue, and looks at each queue's length to scale.
resource functionsHandleJobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (mailAccountName != null) {
  name: guid(mailAccount.id, functions.principalId, roles.storageQueueDataContributor)
  scope: mailAccount
  properties: {
    principalId: functions.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataContributor)
  }
}

// What the Functions host needs of AzureWebJobsStorage: locks and packages, timers, diagnostic events.
var hostRoles = [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]

resource functionsRunHost 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in hostRoles: if (hostAccountName != null) {
    name: guid(hostAccount.id, functions.principalId, role)
    scope: hostAccount
    properties: {
      principalId: functions.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

resource functionsKeepData 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-04-15' = if (shared != null) {
  parent: cosmosAccount
  name: guid(cosmosAccount.id, functions.principalId, cosmosRoles.dataContributor)
  properties: {
    principalId: functions.principalId
    roleDefinitionId: '${cosmosAccount.id}/sqlRoleDefinitions/${cosmosRoles.dataContributor}'
    scope: '${cosmosAccount.id}/dbs/afterword'
  }
}

// --- Both: the certificate. Telemetry: the function app. The image: the gateway.

resource readSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principalId in [gateway.principalId, functions.principalId]: if (shared != null) {
    name: guid(vault.id, principalId, roles.keyVaultSecretsUser)
    scope: vault
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
    }
  }
]

resource functionsSendTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (shared != null) {
  name: guid(insights.id, functions.principalId, roles.monitoringMetricsPublisher)
  scope: insights
  properties: {
    principalId: functions.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
  }
}

resource gatewayPullsImage 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (shared != null) {
  name: guid(registry.id, gateway.principalId, roles.acrPull)
  scope: registry
  properties: {
    principalId: gateway.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.acrPull)
  }
}
