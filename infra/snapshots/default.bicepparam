// What azd deploys if no parameter is given.
using '../main.bicep'

param environmentName = 'example'
param location = 'norwayeast'
param principalId = '00000000-0000-0000-0000-00000000000d'
