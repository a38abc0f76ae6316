# Prints the issuer and what comes next.
$ErrorActionPreference = 'Stop'

if (-not $env:ISSUER) {
  [Console]::Error.WriteLine('azd sets ISSUER: run this with azd hooks run postdeploy')
  exit 1
}
$tables = [Environment]::GetEnvironmentVariable('GRANTS_STORAGE__tableServiceUri')
@"

Tessera is deployed. The issuer is

  $env:ISSUER

Next:

  `$env:ISSUER = '$env:ISSUER'; `$env:KEY_VAULT = '$env:KEY_VAULT'; `$env:GRANTS_STORAGE__tableServiceUri = '$tables'
  npm run tessera -- doctor
  npm run tessera -- clients add nightly-report --grant-types client_credentials --scope reports.read --default-scope reports.read --resource https://reports.example
  npm run tessera -- selftest $env:ISSUER
"@
