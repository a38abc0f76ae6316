// The other queries of docs/operations.md, in the query hub of Application Insights.

param name string
param location string
param tags object

var queries = [
  { file: 'trace', title: 'What the caller with this trace id got', body: loadTextContent('../queries/trace.kql') }
  {
    file: 'refused-clients'
    title: 'Which clients were refused in the last day, and why'
    body: loadTextContent('../queries/refused-clients.kql')
  }
  {
    file: 'token-times'
    title: 'How long token requests take, and how much of it is the store and signing'
    body: loadTextContent('../queries/token-times.kql')
  }
  { file: 'changes', title: 'Which keys and clients changed', body: loadTextContent('../queries/changes.kql') }
]

resource pack 'Microsoft.OperationalInsights/queryPacks@2019-09-01' = {
  name: name
  location: location
  tags: tags
  properties: {}

  resource saved 'queries' = [
    for query in queries: {
      name: guid(resourceGroup().id, name, query.file)
      properties: {
        displayName: 'Tessera: ${query.title}'
        body: query.body
        related: { resourceTypes: ['microsoft.insights/components'] }
      }
    }
  ]
}
