#!/bin/sh
# Prints the issuer and what comes next.
set -eu

: "${ISSUER:?azd sets ISSUER: run this with azd hooks run postdeploy}"
cat <<END

Tessera is deployed. The issuer is

  $ISSUER

Next:

  export ISSUER=$ISSUER KEY_VAULT=${KEY_VAULT:-} GRANTS_STORAGE__tableServiceUri=${GRANTS_STORAGE__tableServiceUri:-}
  npm run tessera -- doctor
  npm run tessera -- clients add nightly-report --grant-types client_credentials --scope reports.read --default-scope reports.read --resource https://reports.example
  npm run tessera -- selftest $ISSUER
END
