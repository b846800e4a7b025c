metadata description = 'The stamp\'s names. The parent domain delegates to the name servers that come out of this.'

import { tagsType } from 'types.bicep'

@description('Required. The stamp\'s own domain, eur.afterword.example.com say.')
param stampDomain string

@description('Required. Address of the gateway.')
param gatewayAddress string

@description('Required. Tags for every resource.')
param tags tagsType

resource zone 'Microsoft.Network/dnsZones@2018-05-01' = {
  name: stampDomain
  location: 'global'
  tags: tags
  properties: { zoneType: 'Public' }

  // Five minutes: as long as no mail comes in when the address moves to another region.
  resource smartHosts 'A' = {
    name: '*.smtp'
    properties: { TTL: 300, ARecords: [{ ipv4Address: gatewayAddress }] }
  }

  resource gateway 'A' = {
    name: 'smtp'
    properties: { TTL: 300, ARecords: [{ ipv4Address: gatewayAddress }] }
  }

  // Nothing is received for, or sent from, these names by themselves.
  resource noMail 'TXT' = {
    name: '@'
    properties: { TTL: 3600, TXTRecords: [{ value: ['v=spf1 -all'] }] }
  }
}

@description('Name servers for the delegation.')
output nameServers string[] = zone.properties.nameServers
