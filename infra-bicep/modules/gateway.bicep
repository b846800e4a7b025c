metadata description = 'The front door of one region: machines over the zones behind one address, each running the gateway\'s container.'

import { capacityType, identityType, tagsType } from 'types.bicep'

@description('Required. Region of the machines.')
param location string

@description('Required. Name of the stamp, with the region where there are two.')
param stampName string

@description('Required. Zones to spread over; empty for a region without.')
param zones string[]

@description('Required. What the size means.')
param capacity capacityType

@description('Optional. Whether mail is taken here; a cold stand-by has no machines.')
param active bool = true

@description('Required. Subnet of the machines.')
param subnetId string

@description('Required. Who the machines are.')
param identity identityType

@description('Required. Container image with registry and tag or digest.')
param image string

@description('Required. Where the certificate is kept.')
param vaultUri string

@description('Required. Name of the certificate in the vault.')
param certificateName string

@description('Required. The gateway\'s settings; docs/settings.md explains each.')
param settings {
  @description('Required. The value of a setting.')
  *: string
}

@description('Required. Where the file with the certificate stands in the container.')
param certificateFile string

@description('Required. Public SSH key for the machines\' administrator. No rule lets SSH in; it is for a session through Bastion.')
param sshPublicKey string

@description('Required. What is collected of the machines\' logs.')
param dataCollectionRuleId string

@description('Required. Tags for every resource.')
param tags tagsType

var abbreviations = loadJsonContent('../abbreviations.json')
var loadBalancerName = '${abbreviations.loadBalancer}afterword-${stampName}'
var administrator = 'afterword'
var gatewayGroup = '10001'
var certificateFileOnMachine = '/var/lib/afterword/tls/${last(split(certificateFile, '/'))}'

var stampSettings = {
  STAMP_CERTIFICATE: certificateName
  STAMP_CERTIFICATE_FILE: certificateFileOnMachine
  STAMP_GATEWAY_GROUP: gatewayGroup
  STAMP_IDENTITY: identity.clientId
  STAMP_IMAGE: image
  STAMP_VAULT: vaultUri
  STAMP_VAULT_RESOURCE: 'https://${substring(environment().suffixes.keyvaultDns, 1)}'
}
var filled = {
  stampScript: loadFileAsBase64('../gateway/stamp.py')
  podmanScript: loadFileAsBase64('../gateway/podman.sh')
  podmanService: loadFileAsBase64('../gateway/afterword-podman.service')
  gatewayService: loadFileAsBase64('../gateway/afterword-gateway.service')
  certificateService: loadFileAsBase64('../gateway/afterword-certificate.service')
  certificateTimer: loadFileAsBase64('../gateway/afterword-certificate.timer')
  eventsService: loadFileAsBase64('../gateway/afterword-events.service')
  stampSettings: base64('${join(map(items(stampSettings), setting => '${setting.key}=${setting.value}'), '\n')}\n')
  gatewaySettings: base64('${join(map(items(settings), setting => '${setting.key}=${setting.value}'), '\n')}\n')
}
var cloudInit = reduce(
  items(filled),
  loadTextContent('../gateway/cloud-init.yaml'),
  (text, blank) => replace(string(text), '{{${blank.key}}}', blank.value)
)

resource address 'Microsoft.Network/publicIPAddresses@2024-07-01' = {
  name: '${abbreviations.publicAddress}afterword-${stampName}-gateway'
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Regional' }
  zones: zones
  properties: {
    publicIPAllocationMethod: 'Static'
    publicIPAddressVersion: 'IPv4'
  }
}

// Standard: passes packets on as they are, so the gateway sees the client's address.
resource loadBalancer 'Microsoft.Network/loadBalancers@2024-07-01' = {
  name: loadBalancerName
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Regional' }
  properties: {
    frontendIPConfigurations: [{ name: 'mail', properties: { publicIPAddress: { id: address.id } } }]
    backendAddressPools: [{ name: 'gateways' }]
    probes: [
      {
        name: 'ready'
        properties: {
          protocol: 'Http'
          port: 8080
          requestPath: '/ready'
          intervalInSeconds: 5
          probeThreshold: 2
        }
      }
    ]
    loadBalancingRules: [
      {
        name: 'smtp'
        properties: {
          protocol: 'Tcp'
          frontendPort: 25
          backendPort: 25
          // Longer than any pause that RFC 5321, section 4.5.3.2, allows within a transaction.
          idleTimeoutInMinutes: 15
          enableTcpReset: true
          enableFloatingIP: false
          disableOutboundSnat: true
          loadDistribution: 'Default'
          frontendIPConfiguration: {
            id: resourceId('Microsoft.Network/loadBalancers/frontendIPConfigurations', loadBalancerName, 'mail')
          }
          backendAddressPools: [
            { id: resourceId('Microsoft.Network/loadBalancers/backendAddressPools', loadBalancerName, 'gateways') }
          ]
          probe: { id: resourceId('Microsoft.Network/loadBalancers/probes', loadBalancerName, 'ready') }
        }
      }
    ]
  }
}

resource machines 'Microsoft.Compute/virtualMachineScaleSets@2024-11-01' = {
  name: '${abbreviations.virtualMachineScaleSet}afterword-${stampName}'
  location: location
  tags: tags
  zones: zones
  sku: { name: capacity.machineSize, tier: 'Standard', capacity: active ? capacity.machines : 0 }
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    orchestrationMode: 'Uniform'
    overprovision: false
    singlePlacementGroup: false
    zoneBalance: !empty(zones)
    // A new machine for each old one, one after another: an upgrade never removes a gateway before there is another.
    upgradePolicy: {
      mode: 'Rolling'
      rollingUpgradePolicy: {
        maxBatchInstancePercent: 34
        maxSurge: true
        maxUnhealthyInstancePercent: 50
        maxUnhealthyUpgradedInstancePercent: 20
        pauseTimeBetweenBatches: 'PT1M'
        prioritizeUnhealthyInstances: true
        rollbackFailedInstancesOnPolicyBreach: true
      }
      automaticOSUpgradePolicy: { enableAutomaticOSUpgrade: true, useRollingUpgradePolicy: true }
    }
    // A restart would not cure a machine whose first boot went wrong. Reimaged, it begins anew and keeps its place and its
    // zone. While the stores are away /healthy fails only on a machine that never had them: others need what they have.
    automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT10M', repairAction: 'Reimage' }
    virtualMachineProfile: {
      securityProfile: {
        securityType: 'TrustedLaunch'
        uefiSettings: { secureBootEnabled: true, vTpmEnabled: true }
      }
      scheduledEventsProfile: {
        terminateNotificationProfile: { enable: true, notBeforeTimeout: 'PT5M' }
        osImageNotificationProfile: { enable: true, notBeforeTimeout: 'PT15M' }
      }
      storageProfile: {
        imageReference: {
          publisher: 'Canonical'
          offer: 'ubuntu-24_04-lts'
          sku: 'server'
          version: 'latest'
        }
        osDisk: {
          createOption: 'FromImage'
          caching: 'ReadOnly'
          diskSizeGB: 32
          managedDisk: { storageAccountType: 'StandardSSD_LRS' }
        }
      }
      osProfile: {
        computerNamePrefix: 'gateway'
        adminUsername: administrator
        customData: base64(string(cloudInit))
        linuxConfiguration: {
          disablePasswordAuthentication: true
          provisionVMAgent: true
          ssh: { publicKeys: [{ path: '/home/${administrator}/.ssh/authorized_keys', keyData: sshPublicKey }] }
        }
      }
      networkProfile: {
        networkInterfaceConfigurations: [
          {
            name: 'mail'
            properties: {
              primary: true
              enableAcceleratedNetworking: true
              ipConfigurations: [
                {
                  name: 'mail'
                  properties: {
                    primary: true
                    subnet: { id: subnetId }
                    loadBalancerBackendAddressPools: [{ id: loadBalancer.properties.backendAddressPools[0].id }]
                  }
                }
              ]
            }
          }
        ]
      }
      extensionProfile: {
        extensions: [
          {
            name: 'health'
            properties: {
              publisher: 'Microsoft.ManagedServices'
              type: 'ApplicationHealthLinux'
              typeHandlerVersion: '1.0'
              autoUpgradeMinorVersion: true
              enableAutomaticUpgrade: true
              settings: { protocol: 'http', port: 8080, requestPath: '/healthy', intervalInSeconds: 5, numberOfProbes: 3 }
            }
          }
          {
            name: 'logs'
            properties: {
              publisher: 'Microsoft.Azure.Monitor'
              type: 'AzureMonitorLinuxAgent'
              typeHandlerVersion: '1.33'
              autoUpgradeMinorVersion: true
              enableAutomaticUpgrade: true
              settings: {
                authentication: {
                  managedIdentity: { 'identifier-name': 'mi_res_id', 'identifier-value': identity.id }
                }
              }
            }
          }
        ]
      }
    }
  }
}

#disable-next-line no-schema // The offline type data know the name of this type, not its properties.
resource collectLogs 'Microsoft.Insights/dataCollectionRuleAssociations@2024-03-11' = {
  name: 'gateway-logs'
  scope: machines
  properties: { dataCollectionRuleId: dataCollectionRuleId }
}

@description('The address that tenants\' connectors reach.')
output address string = address.properties.ipAddress

@description('Resource id of the load balancer, for its alert.')
output loadBalancerId string = loadBalancer.id
