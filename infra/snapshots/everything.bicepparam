// What azd deploys with everything that is optional.
using '../main.bicep'

param environmentName = 'example'
param location = 'norwayeast'
param principalId = '00000000-0000-0000-0000-00000000000d'
param customDomain = 'login.example.com'
param vnetEnabled = true
param operatorAddresses = '198.51.100.7'
param alertMail = 'operators@example.com'
param grantsLocked = true
param supportUrl = 'mailto:help@example.com'
param settings = { BRAND_NAME: 'Example' }
