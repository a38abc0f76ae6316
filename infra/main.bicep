targetScope = 'subscription'

import { networkAccess } from 'app/roles.bicep'

@minLength(1)
@maxLength(64)
@description('The name of the azd environment: the resource group and the names of all resources come from it.')
param environmentName string

@minLength(1)
@metadata({ azd: { type: 'location' } })
@description('The region.')
param location string

@description('Who deploys: may write the key ring and, with the command line, clients and users.')
param principalId string = deployer().objectId

@description('The issuer, if it is neither the custom domain nor the host name that Azure gives: that of a gateway in front.')
param issuer string = ''

@description('A host name of your own for the app. Its DNS records must exist before.')
param customDomain string = ''

@minValue(0)
@maxValue(1000)
@description('Instances that always run. With 0 the first request after a pause waits for a start.')
param alwaysReadyInstances int = 1

@minValue(1)
@maxValue(1000)
@description('The most instances there may be, which limits what a flood of requests can cost.')
param maximumInstances int = 40

@minValue(1)
@maxValue(200)
@description('How many requests an instance handles at once before another is started. host.json answers 429 above 400.')
param concurrency int = 100

@allowed([512, 2048, 4096])
@description('Memory of an instance in MB.')
param instanceMemory int = 2048

@description('Closes stores and vault to everything but a virtual network of the app.')
param vnetEnabled bool = false

@description('With vnetEnabled: addresses or ranges (CIDR) that still reach grants and vault, separated by commas.')
param operatorAddresses string = ''

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
@description('How many copies there are of grants, clients and users, and where.')
param grantsRedundancy string = 'Standard_ZRS'

@description('Locks the storage account of the grants against being deleted.')
param grantsLocked bool = false

@description('Takes back the vault of an environment of the same name that was deleted.')
param recoverVault bool = false

@description('A mail address for the alerts.')
param alertMail string = ''

@minValue(30)
@maxValue(730)
@description('How many days the log is kept.')
param logRetention int = 30

@description('SUPPORT_URL of docs/reference.md.')
param supportUrl string = ''

@description('TRUSTED_PROXIES of docs/reference.md.')
param trustedProxies string = ''

@description('KEY_ROTATION_PERIOD of docs/reference.md, in seconds.')
param keyRotationPeriod string = ''

@description('KEY_PUBLICATION_TIME of docs/reference.md, in seconds.')
param keyPublicationTime string = ''

@description('Further settings of docs/reference.md, by their names. Never a secret: everyone who may read the app reads them.')
param settings object = {}

var names = loadJsonContent('abbreviations.json')
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var addresses = filter(map(split(operatorAddresses, ','), each => trim(each)), each => !empty(each))
var keyAccess networkAccess = { isPrivate: vnetEnabled, operatorAddresses: vnetEnabled ? addresses : [] }
var hostAccess networkAccess = { isPrivate: vnetEnabled, operatorAddresses: [] }
var hostStorageName = '${names.hostStorage}${token}'
var grantsStorageName = '${names.grantsStorage}${token}'
var keyVaultName = '${names.keyVault}${token}'
var blobUri = 'https://${hostStorageName}.blob.${environment().suffixes.storage}'
var tableUri = 'https://${grantsStorageName}.table.${environment().suffixes.storage}'
var vaultUri = 'https://${keyVaultName}${environment().suffixes.keyvaultDns}'
var packageContainer = 'app-package'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: '${names.resourceGroup}${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  scope: group
  params: { name: '${names.identity}${token}', location: location, tags: tags }
}

module monitoring 'app/monitoring.bicep' = {
  scope: group
  params: {
    logAnalyticsName: '${names.logAnalytics}${token}'
    applicationInsightsName: '${names.applicationInsights}${token}'
    location: location
    tags: tags
    retention: logRetention
    grants: [
      {
        principalId: identity.outputs.principalId
        principalType: 'ServicePrincipal'
        role: 'Monitoring Metrics Publisher'
      }
    ]
  }
}

module hostStorage 'app/storage-account.bicep' = {
  scope: group
  params: {
    name: hostStorageName
    location: location
    tags: tags
    sku: 'Standard_LRS'
    access: hostAccess
    containers: [packageContainer]
    grants: [
      { principalId: identity.outputs.principalId, principalType: 'ServicePrincipal', role: 'Storage Blob Data Owner' }
    ]
  }
}

module grantsStorage 'app/storage-account.bicep' = {
  scope: group
  params: {
    name: grantsStorageName
    location: location
    tags: tags
    sku: grantsRedundancy
    isLocked: grantsLocked
    access: keyAccess
    grants: [
      {
        principalId: identity.outputs.principalId
        principalType: 'ServicePrincipal'
        role: 'Storage Table Data Contributor'
      }
      { principalId: principalId, role: 'Storage Table Data Contributor' }
    ]
  }
}

module keyVault 'app/key-vault.bicep' = {
  scope: group
  params: {
    name: keyVaultName
    location: location
    tags: tags
    access: keyAccess
    isRecovered: recoverVault
    logAnalyticsId: monitoring.outputs.logAnalyticsId
    grants: [
      {
        principalId: identity.outputs.principalId
        principalType: 'ServicePrincipal'
        role: 'Key Vault Secrets Officer'
      }
      { principalId: principalId, role: 'Key Vault Secrets Officer' }
    ]
  }
}

module network 'app/network.bicep' = if (vnetEnabled) {
  scope: group
  params: {
    name: '${names.virtualNetwork}${token}'
    endpointPrefix: names.privateEndpoint
    location: location
    tags: tags
    targets: [
      { name: hostStorageName, id: hostStorage.outputs.id, service: 'blob' }
      { name: grantsStorageName, id: grantsStorage.outputs.id, service: 'table' }
      { name: keyVaultName, id: keyVault.outputs.id, service: 'vault' }
    ]
  }
}

module app 'app/function-app.bicep' = {
  scope: group
  params: {
    planName: '${names.plan}${token}'
    name: '${names.functionApp}${token}'
    location: location
    tags: tags
    identity: { id: identity.outputs.id, clientId: identity.outputs.clientId }
    packageContainerUri: '${hostStorage.outputs.blobUri}/${packageContainer}'
    subnetId: network.?outputs.appSubnetId
    scale: {
      alwaysReady: alwaysReadyInstances
      maximum: maximumInstances
      concurrency: concurrency
      memory: instanceMemory
    }
  }
}

module domain 'app/custom-domain.bicep' = if (!empty(customDomain)) {
  scope: group
  params: {
    appName: app.outputs.name
    planId: app.outputs.planId
    location: location
    tags: tags
    hostName: customDomain
  }
}

var issuerInForce = !empty(issuer)
  ? issuer
  : 'https://${empty(customDomain) ? app.outputs.hostName : customDomain}'

module appSettings 'app/settings.bicep' = {
  scope: group
  params: {
    appName: app.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    issuer: issuerInForce
    blobServiceUri: blobUri
    tableServiceUri: tableUri
    vaultUri: vaultUri
    clientId: identity.outputs.clientId
    optional: union(
      {
        SUPPORT_URL: supportUrl
        TRUSTED_PROXIES: trustedProxies
        KEY_ROTATION_PERIOD: keyRotationPeriod
        KEY_PUBLICATION_TIME: keyPublicationTime
      },
      settings
    )
  }
}

module alerts 'app/alerts.bicep' = {
  scope: group
  params: {
    actionGroupName: '${names.actionGroup}${token}'
    alertPrefix: '${names.alert}${token}-'
    location: location
    tags: tags
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    mail: alertMail
  }
}

module savedQueries 'app/saved-queries.bicep' = {
  scope: group
  params: { name: '${names.queryPack}${token}', location: location, tags: tags }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_NAME string = app.outputs.name
output AZURE_FUNCTION_HOST_NAME string = app.outputs.hostName
output ISSUER string = issuerInForce
output KEY_VAULT string = vaultUri
output GRANTS_STORAGE__tableServiceUri string = tableUri
