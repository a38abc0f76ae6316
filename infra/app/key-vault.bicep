// The vault of the key ring, which is its only secret: the app's role on the vault is a role on that secret.

import { grant, networkAccess, roles } from 'roles.bicep'

param name string
param location string
param tags object
param access networkAccess
param grants grant[]
param logAnalyticsId string

@description('Takes back a deleted vault of this name, with the key ring that was in it.')
param isRecovered bool

var isOpen = !access.isPrivate || !empty(access.operatorAddresses)

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    createMode: isRecovered ? 'recover' : 'default'
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: isOpen ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: access.isPrivate ? 'Deny' : 'Allow'
      ipRules: map(access.operatorAddresses, address => { value: address })
    }
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for each in grants: {
    scope: vault
    name: guid(vault.id, each.principalId, each.role)
    properties: {
      principalId: each.principalId
      principalType: each.?principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[each.role])
    }
  }
]

@description('Who read or changed the key ring, and when.')
resource audit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: {
    workspaceId: logAnalyticsId
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

output id string = vault.id
