// Log Analytics, and Application Insights, which accepts what identities send and nothing that only knows its connection string.

import { grant, roles } from 'roles.bicep'

param logAnalyticsName string
param applicationInsightsName string
param location string
param tags object
param grants grant[]

@description('Days')
param retention int

resource logAnalytics 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: logAnalyticsName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retention
    features: { disableLocalAuth: true }
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: logAnalytics.id
    DisableLocalAuth: true
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for each in grants: {
    scope: applicationInsights
    name: guid(applicationInsights.id, each.principalId, each.role)
    properties: {
      principalId: each.principalId
      principalType: each.?principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[each.role])
    }
  }
]

output logAnalyticsId string = logAnalytics.id
output applicationInsightsId string = applicationInsights.id
output applicationInsightsName string = applicationInsights.name
