metadata description = 'The page that shows how the stamp does: mail per minute, latency, decisions, queue, certificate.'

import { tagsType } from 'types.bicep'

@description('Required. Region of the workbook.')
param location string

@description('Required. Name of the stamp.')
param stampName string

@description('Required. Workspace that the stamp reports into.')
param workspaceId string

@description('Required. Tags for every resource.')
param tags tagsType

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'afterword', stampName)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Afterword ${stampName}'
    category: 'workbook'
    version: '1.0'
    sourceId: workspaceId
    serializedData: loadTextContent('../workbook.json')
  }
}
