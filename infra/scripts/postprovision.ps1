# Creates the first key ring in the vault, if there is none. A role that was just assigned takes minutes to work.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '../..')

if (-not $env:KEY_VAULT) {
  [Console]::Error.WriteLine('azd sets KEY_VAULT, the URL of the vault: run this with azd hooks run postprovision')
  exit 1
}
# The vault is meant, and the account that azd signed in.
$env:KEYS = $null
$env:KEYS_FILE = $null
if (-not $env:AZURE_TOKEN_CREDENTIALS) { $env:AZURE_TOKEN_CREDENTIALS = 'AzureDeveloperCliCredential' }
$attempts = if ($env:KEY_RING_ATTEMPTS) { [int]$env:KEY_RING_ATTEMPTS } else { 20 }
$pause = if ($env:KEY_RING_PAUSE) { [int]$env:KEY_RING_PAUSE } else { 15 }

if (-not (Test-Path node_modules)) {
  npm ci --no-audit --no-fund
  if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

for ($attempt = 1; ; $attempt++) {
  npm run --silent tessera -- keys rotate --if-missing
  if ($LASTEXITCODE -eq 0) { exit 0 }
  if ($attempt -ge $attempts) { break }
  [Console]::Error.WriteLine("Attempt $attempt of $attempts failed. A new role takes some minutes to work; the next attempt is in $pause seconds.")
  Start-Sleep -Seconds $pause
}
[Console]::Error.WriteLine(@"

The key ring could not be created in $env:KEY_VAULT; the last message is above.
- 403 or Forbidden: the role Key Vault Secrets Officer on the vault does not work yet. Wait, then run: azd hooks run postprovision
- With VNET_ENABLED=true the vault lets in only the addresses of OPERATOR_ADDRESSES (azd env set, then azd provision).
Until there is a key ring the app issues no token.
"@)
exit 1
