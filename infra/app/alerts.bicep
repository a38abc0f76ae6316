// What docs/operations.md says to alarm on. The queries are those that it shows.

param actionGroupName string
param alertPrefix string
param location string
param tags object
param applicationInsightsId string

@description('The address that gets a mail. If it is empty, the alerts are only in the portal.')
param mail string

var rules = [
  {
    name: 'faults'
    title: 'More than one request in a hundred failed in the last five minutes'
    severity: 1
    window: 'PT5M'
    every: 'PT5M'
    query: loadTextContent('../queries/alert-faults.kql')
  }
  {
    name: 'stolen'
    title: 'A code or a refresh token was used again, or the store went back'
    severity: 1
    window: 'PT5M'
    every: 'PT5M'
    query: loadTextContent('../queries/alert-stolen.kql')
  }
  {
    name: 'keys'
    title: 'The key ring cannot be read or changed'
    severity: 1
    window: 'PT15M'
    every: 'PT5M'
    query: loadTextContent('../queries/alert-keys.kql')
  }
  {
    name: 'latency'
    title: 'One token request in twenty took more than a second for ten minutes'
    severity: 2
    window: 'PT10M'
    every: 'PT10M'
    query: loadTextContent('../queries/alert-latency.kql')
  }
  {
    name: 'guessing'
    title: 'Many wrong secrets for one client'
    severity: 2
    window: 'PT15M'
    every: 'PT15M'
    query: loadTextContent('../queries/alert-guessing.kql')
  }
  {
    name: 'documents'
    title: 'The keys of another server cannot be fetched'
    severity: 3
    window: 'PT3H'
    every: 'PT1H'
    query: loadTextContent('../queries/alert-documents.kql')
  }
  {
    name: 'upkeep'
    title: 'Nothing was cleaned up for three hours'
    severity: 3
    window: 'PT4H'
    every: 'PT1H'
    query: loadTextContent('../queries/alert-upkeep.kql')
  }
]

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(mail)) {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'tessera'
    emailReceivers: [{ name: 'operators', emailAddress: mail, useCommonAlertSchema: true }]
  }
}

resource alert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${alertPrefix}${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Tessera: ${rule.title}'
      description: 'docs/operations.md says what to do.'
      severity: rule.severity
      enabled: true
      scopes: [applicationInsightsId]
      windowSize: rule.window
      evaluationFrequency: rule.every
      autoMitigate: true
      // The tables of a new workspace do not exist yet.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: empty(mail) ? [] : [operators.id] }
    }
  }
]
