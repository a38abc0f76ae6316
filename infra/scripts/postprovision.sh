#!/bin/sh
# Creates the first key ring in the vault, if there is none. A role that was just assigned takes minutes to work.
set -eu
cd "$(dirname "$0")/../.."

: "${KEY_VAULT:?azd sets KEY_VAULT, the URL of the vault: run this with azd hooks run postprovision}"
export KEY_VAULT
# The vault is meant, and the account that azd signed in.
unset KEYS KEYS_FILE
export AZURE_TOKEN_CREDENTIALS="${AZURE_TOKEN_CREDENTIALS:-AzureDeveloperCliCredential}"
attempts=${KEY_RING_ATTEMPTS:-20}
pause=${KEY_RING_PAUSE:-15}

[ -d node_modules ] || npm ci --no-audit --no-fund

attempt=1
until npm run --silent tessera -- keys rotate --if-missing; do
  if [ "$attempt" -ge "$attempts" ]; then
    cat >&2 <<END

The key ring could not be created in $KEY_VAULT; the last message is above.
- 403 or Forbidden: the role Key Vault Secrets Officer on the vault does not work yet. Wait, then run: azd hooks run postprovision
- With VNET_ENABLED=true the vault lets in only the addresses of OPERATOR_ADDRESSES (azd env set, then azd provision).
Until there is a key ring the app issues no token.
END
    exit 1
  fi
  echo "Attempt $attempt of $attempts failed. A new role takes some minutes to work; the next attempt is in $pause seconds." >&2
  attempt=$((attempt + 1))
  sleep "$pause"
done
