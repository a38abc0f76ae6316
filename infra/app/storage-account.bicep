// A storage account that knows no shared keys: Microsoft Entra ID alone authenticates.

import { grant, networkAccess, roles } from 'roles.bicep'

param name string
param location string
param tags object
param sku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS'
param access networkAccess
param grants grant[]

@description('Blob containers; none for an account of tables.')
param containers string[] = []

@description('Keeps the account from being deleted until the lock is removed.')
param isLocked bool = false

var isOpen = !access.isPrivate || !empty(access.operatorAddresses)

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isOpen ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: access.isPrivate ? 'Deny' : 'Allow'
      ipRules: map(access.operatorAddresses, address => { value: address })
    }
  }

  resource blobs 'blobServices' = if (!empty(containers)) {
    name: 'default'
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-06-01' = [
  for each in containers: {
    parent: account::blobs
    name: each
    properties: { publicAccess: 'None' }
  }
]

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for each in grants: {
    scope: account
    name: guid(account.id, each.principalId, each.role)
    properties: {
      principalId: each.principalId
      principalType: each.?principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[each.role])
    }
  }
]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (isLocked) {
  scope: account
  name: 'keep'
  properties: {
    level: 'CanNotDelete'
    notes: 'Grants, clients and users of Tessera: Table Storage has no backup of its own.'
  }
}

output id string = account.id
output blobUri string = 'https://${account.name}.blob.${environment().suffixes.storage}'
