#!/bin/sh
# Starts an image as the gateway machines do, waits until it is healthy, greets it and stops it.
# try-image.sh IMAGE
set -eu

image=$1 name=afterword-gateway-trial
work=$(mktemp -d)
trap 'docker rm --force "$name" >/dev/null 2>&1; rm -rf "$work"' EXIT
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=trial.invalid -addext subjectAltName=DNS:trial.invalid \
  -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
chmod 755 "$work"
chmod 644 "$work/key.pem"

docker run --detach --name "$name" --user 10001:10001 --cap-drop all --security-opt no-new-privileges --read-only \
  --tmpfs /tmp:rw,noexec,nosuid,nodev,mode=1777 --publish 127.0.0.1:2525:25 --volume "$work:/run/afterword/tls:ro" \
  --env AFTERWORD_STORE=folder:/tmp/store --env AFTERWORD_HOST_NAME=trial.invalid \
  --env AFTERWORD_TLS_CERTIFICATE=/run/afterword/tls/certificate.pem --env AFTERWORD_TLS_KEY=/run/afterword/tls/key.pem \
  "$image" >/dev/null

for attempt in $(seq 60); do
  if [ "$(docker inspect --format '{{.State.Health.Status}}' "$name")" = healthy ]; then
    printf 'QUIT\r\n' | timeout 10 openssl s_client -quiet -starttls smtp -connect 127.0.0.1:2525 >/dev/null 2>&1
    echo "healthy after $attempt looks, and speaks TLS"
    docker stop --time 70 "$name" >/dev/null
    docker logs "$name" 2>&1 | grep -q ' drained'
    exit 0
  fi
  sleep 1
done
docker logs "$name" >&2
exit 1
