#!/bin/sh
# Starts the gateway once, while its image is built, and keeps what its JVM loaded: the next start takes it from there.
# train.sh JAVA_HOME CLASS_PATH ARCHIVE
set -eu

java_home=$1 class_path=$2 archive=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=training.invalid \
  -addext subjectAltName=DNS:training.invalid -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null

AFTERWORD_STORE="folder:$work/store" AFTERWORD_HOST_NAME=training.invalid \
  AFTERWORD_SMTP_ADDRESS=127.0.0.1 AFTERWORD_SMTP_PORT=0 AFTERWORD_HEALTH_PORT=0 \
  AFTERWORD_TLS_CERTIFICATE="$work/certificate.pem" AFTERWORD_TLS_KEY="$work/key.pem" \
  "$java_home/bin/java" -XX:ArchiveClassesAtExit="$archive" -Xlog:cds=off -Xlog:cds+dynamic=off \
  -XX:+UseG1GC --enable-native-access=ALL-UNNAMED -Dorg.sqlite.lib.path=/opt/afterword/native \
  -Dorg.sqlite.lib.name=libsqlitejdbc.so -cp "$class_path" org.afterword.gateway.GatewayMain 2>"$work/log" &
gateway=$!

for _ in $(seq 300); do
  if grep -q 'taking mail' "$work/log"; then
    # One conversation, so that the classes of a session are there too.
    port=$(sed -n 's/.*taking mail as .*:\([0-9]*\)$/\1/p' "$work/log")
    printf 'QUIT\r\n' | timeout 20 openssl s_client -quiet -starttls smtp -connect "127.0.0.1:$port" >/dev/null 2>&1 || true
    kill -TERM "$gateway"
    wait "$gateway" || true
    test -s "$archive"
    exit
  fi
  kill -0 "$gateway" 2>/dev/null || break
  sleep 0.1
done
cat "$work/log" >&2
exit 1
