metadata description = 'Where the gateway\'s container image is kept.'

import { tagsType } from 'types.bicep'

@description('Required. Region of the registry.')
param location string

@description('Optional. A second region that holds a copy; empty for none.')
param standbyLocation string = ''

@description('Required. Whether the regions have zones.')
param zoneRedundant bool

@description('Required. Makes the registry\'s name unique in the world.')
param uniqueSuffix string

@description('Optional. Whether images can be pushed from outside of the network, by those whom a role allows it.')
param pushFromOutside bool = true

@description('Required. Tags for every resource.')
param tags tagsType

var abbreviations = loadJsonContent('../abbreviations.json')

// Premium: the only tier with private endpoints, which the gateway pulls through.
resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: '${abbreviations.containerRegistry}afterword${uniqueSuffix}'
  location: location
  tags: tags
  sku: { name: 'Premium' }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    dataEndpointEnabled: false
    networkRuleBypassOptions: 'None'
    publicNetworkAccess: pushFromOutside ? 'Enabled' : 'Disabled'
    zoneRedundancy: zoneRedundant ? 'Enabled' : 'Disabled'
    policies: { retentionPolicy: { status: 'enabled', days: 30 } }
  }

  resource replica 'replications' = if (!empty(standbyLocation)) {
    name: empty(standbyLocation) ? location : standbyLocation
    location: standbyLocation
    tags: tags
    properties: { zoneRedundancy: zoneRedundant ? 'Enabled' : 'Disabled' }
  }
}

@description('Name of the registry.')
output registryName string = registry.name

@description('Resource id of the registry.')
output registryId string = registry.id

@description('Host name of the registry, first part of an image\'s name.')
output loginServer string = registry.properties.loginServer
