#!/usr/bin/python3
"""What a gateway machine asks of Azure, as itself: the image, the certificate, and when it is to go away.

    stamp.py pull          log in to the registry and pull the image
    stamp.py certificate   write the vault's certificate for the gateway, if it changed
    stamp.py events        watch for the end of this machine, and let the gateway drain first

Settings come from /etc/afterword/stamp.env. Only what comes with Ubuntu is used, so that nothing has to be fetched.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

METADATA = os.environ.get("AFTERWORD_METADATA", "http://169.254.169.254")
LEAVING = {"Terminate", "Reboot", "Redeploy", "Reimage", "Preempt"}


def request(url, headers=None, data=None):
    """The answer's text; an HTTP error, or silence for ten seconds, is an OSError."""
    with urllib.request.urlopen(urllib.request.Request(url, data, headers or {}), timeout=10) as answer:
        return answer.read().decode("utf-8")


def token(resource):
    """A token of this machine's identity. https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token"""
    query = urllib.parse.urlencode({
        "api-version": "2018-02-01",
        "resource": resource,
        "client_id": os.environ["STAMP_IDENTITY"],
    })
    answer = request(f"{METADATA}/metadata/identity/oauth2/token?{query}", {"Metadata": "true"})
    return json.loads(answer)["access_token"]


def pull():
    """The image is pulled only if it is not there, so that a machine restarts without the registry."""
    image = os.environ["STAMP_IMAGE"]
    if subprocess.run(["podman", "image", "exists", image], check=False).returncode == 0:
        return
    registry = image.split("/")[0]
    exchanged = request(f"https://{registry}/oauth2/exchange", {}, urllib.parse.urlencode({
        "grant_type": "access_token",
        "service": registry,
        "access_token": token("https://management.azure.com/"),
    }).encode("ascii"))
    # The name that Azure's registries want with a token.
    login = ["podman", "login", "--username", "00000000-0000-0000-0000-000000000000", "--password-stdin", registry]
    subprocess.run(login, input=json.loads(exchanged)["refresh_token"], text=True, check=True)
    subprocess.run(["podman", "pull", image], check=True)


def certificate():
    """The gateway looks at the file each second; it is replaced in one step, so it never sees a half of it."""
    target = os.environ["STAMP_CERTIFICATE_FILE"]
    vault = os.environ["STAMP_VAULT"].rstrip("/")
    name = os.environ["STAMP_CERTIFICATE"]
    resource = os.environ.get("STAMP_VAULT_RESOURCE", "https://vault.azure.net")
    answer = json.loads(request(
        f"{vault}/secrets/{name}?api-version=7.4", {"Authorization": "Bearer " + token(resource)}))
    pem = answer["value"]
    if "-----BEGIN PRIVATE KEY-----" not in pem or "-----BEGIN CERTIFICATE-----" not in pem:
        raise ValueError(
            f"the certificate {name} in the vault is not PEM: give its policy the content type application/x-pem-file")
    if os.path.exists(target):
        with open(target, encoding="ascii") as current:
            if current.read() == pem:
                print(f"certificate {name}: unchanged")
                return
    folder = os.path.dirname(target)
    handle, fresh = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(fresh, 0o640)
    os.chown(fresh, -1, int(os.environ["STAMP_GATEWAY_GROUP"]))
    os.replace(fresh, target)
    print(f"certificate {name}: written")


def leaving(document, machine):
    """The ids of the events that will end this machine, or stop it for a while."""
    return [event["EventId"] for event in document.get("Events", [])
            if event["EventType"] in LEAVING and event["EventStatus"] == "Scheduled"
            and machine in event.get("Resources", [])]


def look_at_events(machine):
    url = f"{METADATA}/metadata/scheduledevents?api-version=2020-07-01"
    for event in leaving(json.loads(request(url, {"Metadata": "true"})), machine):
        print(f"event {event}: draining the gateway")
        subprocess.run(["systemctl", "stop", "afterword-gateway.service"], check=False)
        start = json.dumps({"StartRequests": [{"EventId": event}]}).encode("ascii")
        request(url, {"Metadata": "true", "Content-Type": "application/json"}, start)
        print(f"event {event}: drained, Azure may go on")


def events():
    """Azure gives a machine five minutes (scheduledEventsProfile); draining takes one at most."""
    machine = request(
        f"{METADATA}/metadata/instance/compute/name?api-version=2021-02-01&format=text", {"Metadata": "true"})
    while True:
        try:
            look_at_events(machine)
        except (OSError, ValueError) as fault:
            print(f"events: {fault}", file=sys.stderr)
        time.sleep(5)


if __name__ == "__main__":
    {"pull": pull, "certificate": certificate, "events": events}[sys.argv[1]]()
