#!/bin/sh
# Builds the gateway's image, unless this machine has it, and puts it into a stamp's registry, unless that has it.
# push-gateway-image.sh REGISTRY TAG, say: push-gateway-image.sh crafterwordabc.azurecr.io 0.1.0
set -eu

if [ $# -ne 2 ] || [ -z "$1" ] || [ -z "$2" ]; then
  echo "push-gateway-image.sh: give the registry's host name and a tag" >&2
  exit 2
fi
registry=$1 tag=$2
local_image="afterword/gateway:$tag"
cd "$(dirname "$0")/.."

if az acr manifest show-metadata --registry "${registry%%.*}" --name "$local_image" >/dev/null 2>&1; then
  echo "$registry has $local_image"
  exit 0
fi
if ! docker image inspect "$local_image" >/dev/null 2>&1; then
  docker build --file smtp-gateway/Dockerfile --tag "$local_image" .
fi
az acr login --name "${registry%%.*}"
docker tag "$local_image" "$registry/$local_image"
docker push "$registry/$local_image"
