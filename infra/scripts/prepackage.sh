#!/bin/sh
# Packs the app into out/package, with the client records of CLIENTS_FILE if there are any.
set -eu
cd "$(dirname "$0")/../.."

if [ -n "${CLIENTS_FILE:-}" ]; then
  CLIENTS_FILE="$CLIENTS_FILE" npm run --silent tessera -- lint
  npm run --silent package -- "$CLIENTS_FILE"
else
  npm run --silent package
fi
