metadata description = 'The network of one region: subnets, who may speak to whom, and the one address that mail goes out from.'

import { planType, tagsType } from 'types.bicep'

@description('Required. Region of the network.')
param location string

@description('Required. Name of the stamp, with the region where there are two.')
param stampName string

@description('Required. Address space, at least a /24.')
param addressPrefix string

@description('Required. From where Exchange Online sends mail; nobody else reaches port 25.')
@minLength(1)
param exchangeOnlineRanges string[]

@description('Required. What the function app runs on, whose service its subnet is delegated to.')
param plan planType

@description('Required. Tags for every resource.')
param tags tagsType

var abbreviations = loadJsonContent('../abbreviations.json')
var gatewayRange = cidrSubnet(addressPrefix, 26, 0)
var functionsRange = cidrSubnet(addressPrefix, 26, 1)
var endpointsRange = cidrSubnet(addressPrefix, 26, 2)
var functionsService = plan == 'FlexConsumption' ? 'Microsoft.App/environments' : 'Microsoft.Web/serverFarms'

resource outboundAddress 'Microsoft.Network/publicIPAddresses@2024-07-01' = {
  name: '${abbreviations.publicAddress}afterword-${stampName}-outbound'
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Regional' }
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
  }
}

// Without a zone, Azure chooses one: the way back may stop with that zone, and mail then waits in the queue. The
// zone-redundant StandardV2 cannot be used with the subnet that Flex Consumption delegates.
resource natGateway 'Microsoft.Network/natGateways@2024-07-01' = {
  name: '${abbreviations.natGateway}afterword-${stampName}'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: {
    idleTimeoutInMinutes: 10
    publicIpAddresses: [{ id: outboundAddress.id }]
  }
}

resource gatewayRules 'Microsoft.Network/networkSecurityGroups@2024-07-01' = {
  name: '${abbreviations.networkSecurityGroup}afterword-${stampName}-gateway'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'AllowMailFromExchangeOnline'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: exchangeOnlineRanges
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '25'
        }
      }
      {
        name: 'AllowHealthProbe'
        properties: {
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: gatewayRange
          destinationPortRange: '8080'
        }
      }
      {
        name: 'DenyAllElseIn'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        // The gateway only takes mail: even a taken-over machine cannot send any.
        name: 'DenyMailOut'
        properties: {
          priority: 100
          direction: 'Outbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRanges: ['25', '465', '587']
        }
      }
    ]
  }
}

resource functionRules 'Microsoft.Network/networkSecurityGroups@2024-07-01' = {
  name: '${abbreviations.networkSecurityGroup}afterword-${stampName}-functions'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'DenyInternetIn'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
      {
        // Mail goes back to tenants' inbound connectors, and those are in Exchange Online's ranges.
        name: 'AllowMailToExchangeOnline'
        properties: {
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefixes: exchangeOnlineRanges
          destinationPortRange: '25'
        }
      }
      {
        name: 'DenyMailElsewhere'
        properties: {
          priority: 110
          direction: 'Outbound'
          access: 'Deny'
          protocol: 'Tcp'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRanges: ['25', '465', '587']
        }
      }
    ]
  }
}

resource endpointRules 'Microsoft.Network/networkSecurityGroups@2024-07-01' = {
  name: '${abbreviations.networkSecurityGroup}afterword-${stampName}-endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'AllowStampToEndpoints'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefixes: [gatewayRange, functionsRange]
          sourcePortRange: '*'
          destinationAddressPrefix: endpointsRange
          destinationPortRange: '443'
        }
      }
      {
        name: 'DenyAllElseIn'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: '${abbreviations.virtualNetwork}afterword-${stampName}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: '${abbreviations.subnet}gateway'
        properties: {
          addressPrefix: gatewayRange
          defaultOutboundAccess: false
          natGateway: { id: natGateway.id }
          networkSecurityGroup: { id: gatewayRules.id }
        }
      }
      {
        name: '${abbreviations.subnet}functions'
        properties: {
          addressPrefix: functionsRange
          defaultOutboundAccess: false
          natGateway: { id: natGateway.id }
          networkSecurityGroup: { id: functionRules.id }
          delegations: [{ name: 'functions', properties: { serviceName: functionsService } }]
        }
      }
      {
        name: '${abbreviations.subnet}endpoints'
        properties: {
          addressPrefix: endpointsRange
          defaultOutboundAccess: false
          privateEndpointNetworkPolicies: 'Enabled'
          networkSecurityGroup: { id: endpointRules.id }
        }
      }
    ]
  }

  resource gatewaySubnet 'subnets' existing = { name: '${abbreviations.subnet}gateway' }
  resource functionsSubnet 'subnets' existing = { name: '${abbreviations.subnet}functions' }
  resource endpointsSubnet 'subnets' existing = { name: '${abbreviations.subnet}endpoints' }
}

@description('Resource id of the network.')
output networkId string = network.id

@description('Resource id of the gateway machines\' subnet.')
output gatewaySubnetId string = network::gatewaySubnet.id

@description('Resource id of the function app\'s subnet.')
output functionsSubnetId string = network::functionsSubnet.id

@description('Resource id of the private endpoints\' subnet.')
output endpointsSubnetId string = network::endpointsSubnet.id

@description('The address that signed mail comes from.')
output outboundAddress string = outboundAddress.properties.ipAddress
