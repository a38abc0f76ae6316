# Packs the app into out/package, with the client records of CLIENTS_FILE if there are any.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '../..')

if ($env:CLIENTS_FILE) {
  npm run --silent tessera -- lint
  if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
  npm run --silent package -- $env:CLIENTS_FILE
} else {
  npm run --silent package
}
exit $LASTEXITCODE
