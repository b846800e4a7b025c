metadata description = 'Private addresses, in one network, for everything that has no public door, and the zones that name them.'

import { tagsType } from 'types.bicep'

@description('Required. Region of the network.')
param location string

@description('Required. Name of the stamp, with the region where there are two.')
param stampName string

@description('Required. The network in which the names hold.')
param networkId string

@description('Required. The subnet that the addresses are taken from.')
param subnetId string

@description('Required. Account with mail and queues.')
param mailAccountId string

@description('Required. Account of the Functions host.')
param hostAccountId string

@description('Required. Cosmos DB account.')
param cosmosAccountId string

@description('Required. Key vault.')
param vaultId string

@description('Required. Container registry.')
param registryId string

@description('Required. Tags for every resource.')
param tags tagsType

@description('A door to one resource.')
type doorType = {
  @description('Required. Part of the endpoint\'s name.')
  name: string

  @description('Required. What it leads to.')
  resourceId: string

  @description('Required. Which service of it.')
  groupId: 'blob' | 'queue' | 'table' | 'Sql' | 'vault' | 'registry'
}

var abbreviations = loadJsonContent('../abbreviations.json')
var zoneNames = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  queue: 'privatelink.queue.${environment().suffixes.storage}'
  table: 'privatelink.table.${environment().suffixes.storage}'
  Sql: 'privatelink.documents.azure.com'
  vault: 'privatelink.vaultcore.azure.net'
  registry: 'privatelink${environment().suffixes.acrLoginServer}'
}
var zoneKeys = objectKeys(zoneNames)
var doors doorType[] = [
  { name: 'mail-blob', resourceId: mailAccountId, groupId: 'blob' }
  { name: 'mail-queue', resourceId: mailAccountId, groupId: 'queue' }
  { name: 'host-blob', resourceId: hostAccountId, groupId: 'blob' }
  { name: 'host-queue', resourceId: hostAccountId, groupId: 'queue' }
  { name: 'host-table', resourceId: hostAccountId, groupId: 'table' }
  { name: 'cosmos', resourceId: cosmosAccountId, groupId: 'Sql' }
  { name: 'vault', resourceId: vaultId, groupId: 'vault' }
  { name: 'registry', resourceId: registryId, groupId: 'registry' }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for key in zoneKeys: {
    name: zoneNames[key]
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (key, index) in zoneKeys: {
    parent: zones[index]
    name: 'link-afterword-${stampName}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-07-01' = [
  for door in doors: {
    name: '${abbreviations.privateEndpoint}afterword-${stampName}-${door.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      customNetworkInterfaceName: 'nic-afterword-${stampName}-${door.name}'
      privateLinkServiceConnections: [
        {
          name: door.name
          properties: {
            privateLinkServiceId: door.resourceId
            groupIds: [door.groupId]
          }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-07-01' = [
  for (door, index) in doors: {
    parent: endpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: toLower(door.groupId)
          properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', zoneNames[door.groupId]) }
        }
      ]
    }
    dependsOn: [zones]
  }
]
