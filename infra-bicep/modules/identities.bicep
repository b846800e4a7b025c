metadata description = 'Who the gateway and the function app are; rbac.bicep says what they may do.'

import { identityType, tagsType } from 'types.bicep'

@description('Required. Region of the identities.')
param location string

@description('Required. Name of the stamp.')
param stampName string

@description('Required. Tags for every resource.')
param tags tagsType

var abbreviations = loadJsonContent('../abbreviations.json')

resource gateway 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${abbreviations.managedIdentity}afterword-${stampName}-gateway'
  location: location
  tags: tags
}

resource functions 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${abbreviations.managedIdentity}afterword-${stampName}-functions'
  location: location
  tags: tags
}

@description('The gateway machines.')
output gateway identityType = {
  id: gateway.id
  clientId: gateway.properties.clientId
  principalId: gateway.properties.principalId
}

@description('The function app.')
output functions identityType = {
  id: functions.id
  clientId: functions.properties.clientId
  principalId: functions.properties.principalId
}
