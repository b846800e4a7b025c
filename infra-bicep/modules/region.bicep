metadata description = 'What a stamp has in one region: network, storage, gateway, function app.'

import { capacityType, identityType, planType, tagsType } from 'types.bicep'

@description('Required. The region.')
param location string

@description('Required. Name of the stamp, with the region where there are two.')
param stampName string

@description('Required. Makes names unique in the world; at most 13 characters.')
@maxLength(13)
param uniqueSuffix string

@description('Required. The stamp\'s own domain.')
param stampDomain string

@description('Required. Zones to spread over; empty for a region without.')
param zones string[]

@description('Required. What the size means.')
param capacity capacityType

@description('Required. What the function app runs on.')
param plan planType

@description('Required. Days that mail is kept aside.')
param keepAsideDays int

@description('Optional. Whether mail is taken and signed here; false for a cold stand-by.')
param active bool = true

@description('Required. Address space of the network.')
param addressPrefix string

@description('Required. From where Exchange Online sends mail.')
param exchangeOnlineRanges string[]

@description('Optional. From where the console is reached; from everywhere if empty.')
param consoleRanges string[] = []

@description('Required. Tag of the gateway\'s image.')
param gatewayImageTag string

@description('Required. Name of the certificate in the vault.')
param certificateName string

@description('Required. Public SSH key for the gateway machines.')
param sshPublicKey string

@description('Required. Who the gateway machines are.')
param gatewayIdentity identityType

@description('Required. Who the function app is.')
param functionsIdentity identityType

@description('The resources that a stamp has once.')
type sharedResourcesType = {
  @description('Required. Their resource group.')
  resourceGroupName: string

  @description('Required. Cosmos DB account.')
  cosmosAccountId: string

  @description('Required. Where Cosmos DB is reached.')
  cosmosEndpoint: string

  @description('Required. Key vault.')
  vaultId: string

  @description('Required. Where the vault is reached.')
  vaultUri: string

  @description('Required. Container registry.')
  registryId: string

  @description('Required. Host name of the registry.')
  registryLoginServer: string

  @description('Required. Application Insights.')
  insightsName: string

  @description('Required. Rule for the gateway machines\' logs.')
  gatewayLogsRuleId: string
}

@description('Required. The resources that a stamp has once.')
param shared sharedResourcesType

@description('Required. Tags for every resource.')
param tags tagsType

var storageSuffix = environment().suffixes.storage
var certificateFile = '/run/afterword/tls/stamp.pem'

module network 'network.bicep' = {
  name: 'network'
  params: {
    location: location
    stampName: stampName
    addressPrefix: addressPrefix
    exchangeOnlineRanges: exchangeOnlineRanges
    plan: plan
    tags: tags
  }
}

module storage 'storage.bicep' = {
  name: 'storage'
  params: {
    location: location
    uniqueSuffix: uniqueSuffix
    keepAsideDays: keepAsideDays
    tags: tags
  }
}

module privateEndpoints 'privateEndpoints.bicep' = {
  name: 'private-endpoints'
  params: {
    location: location
    stampName: stampName
    networkId: network.outputs.networkId
    subnetId: network.outputs.endpointsSubnetId
    mailAccountId: storage.outputs.mailAccountId
    hostAccountId: storage.outputs.hostAccountId
    cosmosAccountId: shared.cosmosAccountId
    vaultId: shared.vaultId
    registryId: shared.registryId
    tags: tags
  }
}

module storageRoles 'rbac.bicep' = {
  name: 'storage-roles'
  params: {
    gateway: gatewayIdentity
    functions: functionsIdentity
    mailAccountName: storage.outputs.mailAccountName
    hostAccountName: storage.outputs.hostAccountName
  }
}

// What both processes need to find the stamp's stores, as whom.
var commonSettings = {
  AFTERWORD_HOST_NAME: 'smtp.${stampDomain}'
  AFTERWORD_STORE: 'azure'
  AFTERWORD_BLOB_ENDPOINT: 'https://${storage.outputs.mailAccountName}.blob.${storageSuffix}'
  AFTERWORD_QUEUE_ENDPOINT: 'https://${storage.outputs.mailAccountName}.queue.${storageSuffix}'
  AFTERWORD_COSMOS_ENDPOINT: shared.cosmosEndpoint
}

module gateway 'gateway.bicep' = {
  name: 'gateway'
  params: {
    location: location
    stampName: stampName
    zones: zones
    capacity: capacity
    active: active
    subnetId: network.outputs.gatewaySubnetId
    identity: gatewayIdentity
    image: '${shared.registryLoginServer}/afterword/gateway:${gatewayImageTag}'
    vaultUri: shared.vaultUri
    certificateName: certificateName
    certificateFile: certificateFile
    settings: union(commonSettings, {
      AFTERWORD_CLIENT_ID: gatewayIdentity.clientId
      AFTERWORD_TLS_CERTIFICATE: certificateFile
      AFTERWORD_TLS_KEY: certificateFile
    })
    sshPublicKey: sshPublicKey
    dataCollectionRuleId: shared.gatewayLogsRuleId
    tags: tags
  }
  // The first machine pulls its image and reads its certificate through them.
  dependsOn: [privateEndpoints, storageRoles]
}

module functions 'functions.bicep' = {
  name: 'functions'
  params: {
    location: location
    stampName: stampName
    uniqueSuffix: uniqueSuffix
    zoneRedundant: active && capacity.warmSigners > 1 && !empty(zones)
    capacity: capacity
    plan: plan
    active: active
    subnetId: network.outputs.functionsSubnetId
    identity: functionsIdentity
    hostAccountName: storage.outputs.hostAccountName
    mailAccountName: storage.outputs.mailAccountName
    insightsResourceGroup: shared.resourceGroupName
    insightsName: shared.insightsName
    consoleRanges: consoleRanges
    settings: union(commonSettings, {
      AFTERWORD_CLIENT_ID: functionsIdentity.clientId
      AFTERWORD_VAULT: shared.vaultUri
      AFTERWORD_RETURN_CERTIFICATE: 'vault-file:${certificateName}'
      AFTERWORD_RETURN_KEY: 'vault-file:${certificateName}'
      AFTERWORD_KEEP_ASIDE_DAYS: string(keepAsideDays)
      AFTERWORD_TRACE_KEY: 'vault:trace-key'
      AFTERWORD_STAMP_DOMAIN: stampDomain
      AFTERWORD_CERTIFICATE_NAME: 'smtp.${stampDomain}'
    })
    tags: tags
  }
  dependsOn: [privateEndpoints, storageRoles]
}

@description('The address that tenants\' connectors reach.')
output gatewayAddress string = gateway.outputs.address

@description('The address that signed mail comes from.')
output outboundAddress string = network.outputs.outboundAddress

@description('Resource id of the gateway\'s load balancer.')
output loadBalancerId string = gateway.outputs.loadBalancerId

@description('Name of the function app.')
output functionAppName string = functions.outputs.appName

@description('Host name of the console and the API.')
output functionAppHostName string = functions.outputs.hostName
