"""What a release waits for, against a stand-in for the function app: python3 -m unittest discover -s infra-bicep/test"""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import zipfile

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "await-workers.sh"
NEW = {"version": "1.1.0+aaaa", "alive": 2, "lastMail": "2026-03-01T10:00:00Z"}
OLD = {"version": "1.0.0+bbbb", "alive": 1, "lastMail": "2026-03-01T09:00:00Z"}

# Answers with the next file; where there is none, as curl does when nobody listens.
CURL = """#!/bin/sh
for last in "$@"; do :; done
echo "$last" >> "$FAKE/asked"
answer="$FAKE/answer-$(wc -l < "$FAKE/asked" | tr -d ' ')"
[ -e "$answer" ] || answer="$FAKE/answer"
[ -e "$answer" ] || exit 7
cat "$answer"
"""


@unittest.skipUnless(shutil.which("jq") and shutil.which("unzip"), "jq and unzip are not here")
class AwaitWorkersTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.fake = pathlib.Path(folder.name)
        (self.fake / "bin").mkdir()
        for name, text in {"curl": CURL, "sleep": '#!/bin/sh\necho "$1" >> "$FAKE/slept"\n'}.items():
            (self.fake / "bin" / name).write_text(text, encoding="ascii")
            (self.fake / "bin" / name).chmod(0o755)
        (self.fake / "package" / "lib").mkdir(parents=True)
        with zipfile.ZipFile(self.fake / "package" / "lib" / "process-1.1.0.jar", "w") as jar:
            jar.writestr("org/afterword/process/settings/version.txt", NEW["version"])

    def answer(self, workers, which=""):
        health = {"status": "ok", "counts": {}, "version": NEW["version"], "workers": workers}
        (self.fake / f"answer{which}").write_text(json.dumps(health), encoding="ascii")

    def run_script(self):
        return subprocess.run(
            [SCRIPT, "https://console.example", self.fake / "package"], check=False, capture_output=True, text=True, timeout=60,
            env={**os.environ, "FAKE": str(self.fake), "PATH": f"{self.fake / 'bin'}:{os.environ['PATH']}"})

    def waits(self):
        file = self.fake / "slept"
        return len(file.read_text(encoding="ascii").splitlines()) if file.exists() else 0

    def test_ends_at_once_when_a_worker_of_the_new_version_lives(self):
        self.answer([OLD, NEW])
        done = self.run_script()
        self.assertEqual((done.returncode, self.waits()), (0, 0), done.stderr)
        self.assertIn("2 workers of version 1.1.0+aaaa are alive", done.stdout)
        self.assertEqual((self.fake / "asked").read_text(encoding="ascii"), "https://console.example/api/health\n")

    def test_the_version_of_who_answers_is_not_enough(self):
        self.answer([OLD], "-1")
        self.answer([OLD, {**NEW, "alive": 0}], "-2")
        self.answer([OLD, NEW])
        done = self.run_script()
        self.assertEqual((done.returncode, self.waits()), (0, 2), done.stderr)

    def test_survives_an_app_that_does_not_answer_yet(self):
        self.answer([], "-2")
        (self.fake / "answer-3").write_text("<html>starting</html>", encoding="ascii")
        self.answer([NEW], "-4")
        done = self.run_script()
        self.assertEqual((done.returncode, self.waits()), (0, 3), done.stderr)

    def test_says_which_workers_there_are_when_the_new_ones_do_not_come(self):
        self.answer([OLD])
        done = self.run_script()
        self.assertEqual((done.returncode, self.waits()), (1, 39))
        self.assertIn("No worker of version 1.1.0+aaaa has shown itself for 10 minutes; there are: 1.0.0+bbbb (1 alive).", done.stderr)

    def test_says_so_when_nobody_answers(self):
        done = self.run_script()
        self.assertEqual((done.returncode, self.waits()), (1, 39))
        self.assertIn("does not answer https://console.example/api/health", done.stderr)

    def test_an_app_that_names_no_workers_is_not_taken_for_well(self):
        (self.fake / "answer").write_text('{"status":"ok","counts":{}}', encoding="ascii")
        self.assertEqual(self.run_script().returncode, 1)


if __name__ == "__main__":
    unittest.main()
