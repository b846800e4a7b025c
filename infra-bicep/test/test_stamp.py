"""The machine's script against stand-ins for Azure: python3 -m unittest discover -s infra-bicep/test"""
import importlib.util
import json
import os
import pathlib
import stat
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "gateway" / "stamp.py"
PEM = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" \
      "-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----\n"


def script():
    spec = importlib.util.spec_from_file_location("stamp", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Azure(ThreadingHTTPServer):
    """Metadata service and key vault in one."""

    def __init__(self):
        self.secret = PEM
        self.events = []
        self.asked = []
        super().__init__(("127.0.0.1", 0), Answers)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        if self.path.startswith("/metadata/") and self.headers.get("Metadata") != "true":
            self.answer(400, {})
        elif self.path.startswith("/metadata/identity/"):
            self.answer(200, {"access_token": "a-token"})
        elif self.path.startswith("/metadata/scheduledevents"):
            self.answer(200, {"Events": self.server.events})
        elif self.path.startswith("/secrets/stamp") and self.headers.get("Authorization") == "Bearer a-token":
            self.answer(200, {"value": self.server.secret})
        else:
            self.answer(403, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
        self.server.asked.append((self.path, json.loads(body)))
        self.answer(200, {})

    def answer(self, code, document):
        body = json.dumps(document).encode("ascii")
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class StampTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "stamp.pem")
        self.azure = Azure()
        self.addCleanup(self.azure.server_close)
        self.addCleanup(self.azure.shutdown)
        settings = mock.patch.dict(os.environ, {
            "AFTERWORD_METADATA": self.azure.url,
            "STAMP_IDENTITY": "who-we-are",
            "STAMP_VAULT": self.azure.url + "/",
            "STAMP_CERTIFICATE": "stamp",
            "STAMP_CERTIFICATE_FILE": self.file,
            "STAMP_GATEWAY_GROUP": str(os.getgid()),
        })
        settings.start()
        self.addCleanup(settings.stop)
        self.stamp = script()

    def test_writes_the_certificate_for_the_gateway_only(self):
        self.stamp.certificate()
        with open(self.file, encoding="ascii") as file:
            self.assertEqual(file.read(), PEM)
        self.assertEqual(stat.S_IMODE(os.stat(self.file).st_mode), 0o640)
        self.assertIn("client_id=who-we-are", self.azure.asked[0][0])

    def test_leaves_the_file_alone_while_the_certificate_is_the_same(self):
        self.stamp.certificate()
        before = os.stat(self.file)
        self.stamp.certificate()
        self.assertEqual(os.stat(self.file).st_ino, before.st_ino)

    def test_replaces_the_file_in_one_step(self):
        self.stamp.certificate()
        before = os.stat(self.file)
        self.azure.secret = PEM.replace("BBBB", "CCCC")
        self.stamp.certificate()
        self.assertNotEqual(os.stat(self.file).st_ino, before.st_ino)
        self.assertEqual(os.listdir(os.path.dirname(self.file)), ["stamp.pem"])

    def test_keeps_the_old_certificate_when_the_new_one_is_not_pem(self):
        self.stamp.certificate()
        self.azure.secret = "MIIKcAIBAzCC"
        with self.assertRaisesRegex(ValueError, "application/x-pem-file"):
            self.stamp.certificate()
        with open(self.file, encoding="ascii") as file:
            self.assertEqual(file.read(), PEM)

    def test_drains_before_this_machine_ends(self):
        self.azure.events = [
            {"EventId": "mine", "EventType": "Terminate", "EventStatus": "Scheduled", "Resources": ["gateway_1"]},
            {"EventId": "begun", "EventType": "Terminate", "EventStatus": "Started", "Resources": ["gateway_1"]},
            {"EventId": "short", "EventType": "Freeze", "EventStatus": "Scheduled", "Resources": ["gateway_1"]},
            {"EventId": "other", "EventType": "Terminate", "EventStatus": "Scheduled", "Resources": ["gateway_2"]},
        ]
        with mock.patch.object(self.stamp.subprocess, "run") as run:
            self.stamp.look_at_events("gateway_1")
        run.assert_called_once_with(["systemctl", "stop", "afterword-gateway.service"], check=False)
        self.assertEqual(self.azure.asked[-1][1], {"StartRequests": [{"EventId": "mine"}]})

    def test_pulls_nothing_that_is_there(self):
        with mock.patch.dict(os.environ, {"STAMP_IMAGE": "r.azurecr.io/afterword/gateway:1"}), \
                mock.patch.object(self.stamp.subprocess, "run") as run:
            run.return_value.returncode = 0
            self.stamp.pull()
        run.assert_called_once()


if __name__ == "__main__":
    unittest.main()
