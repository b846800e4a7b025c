metadata name = 'Afterword stamp'
metadata description = 'Everything that Afterword needs for the organisations of one Microsoft 365 geography.'

targetScope = 'subscription'

import { capacityType, planType, sizeType, tagsType } from 'modules/types.bicep'

@description('A geography of Microsoft 365. Mail is handled beside the organisation\'s data.')
type geographyType =
  | 'NAM'
  | 'CAN'
  | 'BRA'
  | 'EUR'
  | 'GBR'
  | 'FRA'
  | 'DEU'
  | 'CHE'
  | 'NOR'
  | 'SWE'
  | 'POL'
  | 'ARE'
  | 'QAT'
  | 'ZAF'
  | 'IND'
  | 'JPN'
  | 'KOR'
  | 'AUS'
  | 'APC'

@description('Required. Geography of the organisations\' Microsoft 365 data.')
param geography geographyType

@description('Required. Azure region of the stamp, in that geography.')
param location string

@description('Optional. A second region for a cold stand-by; empty for none. It holds a copy of tenants, signatures and people, so data move there. Decide at the first deployment: Cosmos DB cannot be changed later.')
param standbyLocation string = ''

@description('Optional. Name of the stamp, 2 to 8 letters and digits; made of the geography if left out.')
@minLength(2)
@maxLength(8)
param stampName string = toLower(geography)

@description('Required. Domain of the stamp, eur.afterword.example.com say. Its parent delegates it to the stamp\'s name servers.')
@minLength(4)
param stampDomain string

@description('Optional. How much mail the stamp is built for.')
param size sizeType = 'S'

@description('Optional. What the function app runs on. A stamp keeps the one that it was made with.')
param plan planType = 'FlexConsumption'

@description('Optional. Days that mail is kept aside which could be neither returned nor reported, before it is deleted.')
@minValue(1)
@maxValue(365)
param keepAsideDays int = 30

@description('Optional. Availability zones of the regions; empty for regions without.')
param zones string[] = ['1', '2', '3']

@description('Optional. Address space of the network, at least a /24.')
param addressPrefix string = '10.83.0.0/24'

@description('Optional. Address space of the stand-by\'s network.')
param standbyAddressPrefix string = '10.83.1.0/24'

@description('Optional. From where Exchange Online sends mail, and where it takes it back: the IPv4 ranges with port 25 of https://endpoints.office.com. Look there before a deployment, since Microsoft changes them.')
@minLength(1)
param exchangeOnlineRanges string[] = [
  '40.92.0.0/15'
  '40.107.0.0/16'
  '52.100.0.0/14'
  '52.238.78.88/32'
  '104.47.0.0/17'
]

@description('Optional. From where administrators reach the console; from everywhere if empty, where the sign-in decides.')
param consoleRanges string[] = []

@description('Optional. From where administrators put the certificate into the vault; closed if empty.')
param administratorRanges string[] = []

@description('Required. Tag of the gateway\'s image. A new one makes a rolling upgrade.')
param gatewayImageTag string

@description('Optional. Name of the certificate in the vault.')
param certificateName string = 'stamp'

@description('Required. Public SSH key for the gateway machines; no rule lets SSH in.')
param sshPublicKey string

@description('Required. Mail addresses that alerts are sent to. Take some that this stamp does not sign for.')
@minLength(1)
param alertReceivers string[]

@description('Optional. Size of a gateway machine, where the region has not the one of the size table.')
param gatewayMachineSize string = ''

@description('Optional. Further tags for every resource.')
param extraTags {
  @description('Optional. A tag.')
  *: string
} = {}

var abbreviations = loadJsonContent('abbreviations.json')
var resourceGroupName = '${abbreviations.resourceGroup}afterword-${stampName}'
var uniqueSuffix = take(uniqueString(subscription().id, stampName), 11)
var tags tagsType = union(extraTags, { product: 'afterword', stamp: stampName, geography: geography })
var zoneRedundant = !empty(zones)
var hasStandby = !empty(standbyLocation)

// The README gives the reasons for these numbers.
var sizes = {
  S: {
    machineSize: 'Standard_B2als_v2'
    machines: 2
    warmSigners: 1
    warmHttp: 1
    functionInstances: 40
    functionMemory: 2048
    premiumSize: 'EP1'
    dedicatedSize: 'P0v3'
  }
  M: {
    machineSize: 'Standard_D2as_v5'
    machines: 2
    warmSigners: 2
    warmHttp: 2
    functionInstances: 100
    functionMemory: 2048
    premiumSize: 'EP1'
    dedicatedSize: 'P1v3'
  }
  L: {
    machineSize: 'Standard_D4as_v5'
    machines: 3
    warmSigners: 6
    warmHttp: 2
    functionInstances: 400
    functionMemory: 4096
    premiumSize: 'EP2'
    dedicatedSize: 'P1v3'
  }
}
var capacity capacityType = {
  ...sizes[size]
  machineSize: empty(gatewayMachineSize) ? sizes[size].machineSize : gatewayMachineSize
}

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: resourceGroupName
  location: location
  tags: union(tags, { 'azd-env-name': stampName })
}

module identities 'modules/identities.bicep' = {
  scope: group
  name: 'identities'
  params: { location: location, stampName: stampName, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: { location: location, stampName: stampName, tags: tags }
}

module cosmos 'modules/cosmos.bicep' = {
  scope: group
  name: 'cosmos'
  params: {
    location: location
    standbyLocation: standbyLocation
    zoneRedundant: zoneRedundant
    uniqueSuffix: uniqueSuffix
    tags: tags
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  name: 'vault'
  params: {
    location: location
    uniqueSuffix: uniqueSuffix
    administratorRanges: administratorRanges
    tags: tags
  }
}

module registry 'modules/registry.bicep' = {
  scope: group
  name: 'registry'
  params: {
    location: location
    standbyLocation: standbyLocation
    zoneRedundant: zoneRedundant
    uniqueSuffix: uniqueSuffix
    tags: tags
  }
}

module sharedRoles 'modules/rbac.bicep' = {
  scope: group
  name: 'shared-roles'
  params: {
    gateway: identities.outputs.gateway
    functions: identities.outputs.functions
    shared: {
      vaultName: vault.outputs.vaultName
      registryName: registry.outputs.registryName
      cosmosAccountName: cosmos.outputs.accountName
      insightsName: monitoring.outputs.insightsName
    }
  }
}

var shared = {
  resourceGroupName: resourceGroupName
  cosmosAccountId: cosmos.outputs.accountId
  cosmosEndpoint: cosmos.outputs.endpoint
  vaultId: vault.outputs.vaultId
  vaultUri: vault.outputs.vaultUri
  registryId: registry.outputs.registryId
  registryLoginServer: registry.outputs.loginServer
  insightsName: monitoring.outputs.insightsName
  gatewayLogsRuleId: monitoring.outputs.gatewayLogsRuleId
}

module region 'modules/region.bicep' = {
  scope: group
  name: 'region'
  params: {
    location: location
    stampName: stampName
    uniqueSuffix: uniqueSuffix
    stampDomain: stampDomain
    zones: zones
    capacity: capacity
    plan: plan
    keepAsideDays: keepAsideDays
    addressPrefix: addressPrefix
    exchangeOnlineRanges: exchangeOnlineRanges
    consoleRanges: consoleRanges
    gatewayImageTag: gatewayImageTag
    certificateName: certificateName
    sshPublicKey: sshPublicKey
    gatewayIdentity: identities.outputs.gateway
    functionsIdentity: identities.outputs.functions
    shared: shared
    tags: tags
  }
  dependsOn: [sharedRoles]
}

// A group in the stand-by's own region: a group cannot be changed while its region is down.
resource standbyGroup 'Microsoft.Resources/resourceGroups@2024-11-01' = if (hasStandby) {
  name: '${resourceGroupName}-standby'
  location: hasStandby ? standbyLocation : location
  tags: tags
}

module standby 'modules/region.bicep' = if (hasStandby) {
  scope: standbyGroup
  name: 'standby'
  params: {
    location: standbyLocation
    stampName: '${stampName}-standby'
    uniqueSuffix: '${uniqueSuffix}sb'
    stampDomain: stampDomain
    zones: zones
    capacity: capacity
    plan: plan
    keepAsideDays: keepAsideDays
    active: false
    addressPrefix: standbyAddressPrefix
    exchangeOnlineRanges: exchangeOnlineRanges
    consoleRanges: consoleRanges
    gatewayImageTag: gatewayImageTag
    certificateName: certificateName
    sshPublicKey: sshPublicKey
    gatewayIdentity: identities.outputs.gateway
    functionsIdentity: identities.outputs.functions
    shared: shared
    tags: tags
  }
  dependsOn: [sharedRoles]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    location: location
    stampName: stampName
    receivers: alertReceivers
    workspaceId: monitoring.outputs.workspaceId
    loadBalancerId: region.outputs.loadBalancerId
    tags: tags
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  name: 'workbook'
  params: { location: location, stampName: stampName, workspaceId: monitoring.outputs.workspaceId, tags: tags }
}

module dns 'modules/dns.bicep' = {
  scope: group
  name: 'dns'
  params: { stampDomain: stampDomain, gatewayAddress: region.outputs.gatewayAddress, tags: tags }
}

@description('The stamp\'s resource group.')
output resourceGroupName string = group.name

@description('Name servers that the parent of the stamp\'s domain delegates to.')
output nameServers string[] = dns.outputs.nameServers

@description('The address that tenants\' connectors reach.')
output gatewayAddress string = region.outputs.gatewayAddress

@description('The address that signed mail comes from.')
output outboundAddress string = region.outputs.outboundAddress

@description('The stand-by\'s gateway address, for DNS when it takes over; empty without one.')
output standbyGatewayAddress string = standby.?outputs.gatewayAddress ?? ''

@description('Name of the vault that the certificate goes into.')
output vaultName string = vault.outputs.vaultName

@description('Host name of the registry. Named as azd wants it.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.loginServer

@description('Name of the function app.')
output functionAppName string = region.outputs.functionAppName

@description('Where the console is.')
output consoleUrl string = 'https://${region.outputs.functionAppHostName}'
