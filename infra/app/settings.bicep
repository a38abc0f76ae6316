// The settings of the app, apart from the app itself, since ISSUER may be the host name that the app got.

param appName string
param applicationInsightsName string
param issuer string
param blobServiceUri string
param tableServiceUri string
param vaultUri string
param clientId string

@description('Settings of docs/reference.md. Those that are empty are left out, since a setting must not be empty.')
param optional object

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: appName

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        ISSUER: issuer
        STORE: 'table'
        GRANTS_STORAGE__tableServiceUri: tableServiceUri
        GRANTS_STORAGE__credential: 'managedidentity'
        GRANTS_STORAGE__clientId: clientId
        KEY_VAULT: vaultUri
        AZURE_CLIENT_ID: clientId
        AzureWebJobsStorage__blobServiceUri: blobServiceUri
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: clientId
        APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
        FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '131072'
        AzureWebJobsDisableHomepage: 'true'
      },
      toObject(filter(items(optional), each => !empty(each.value)), each => each.key, each => each.value)
    )
  }
}
