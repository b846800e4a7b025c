"""A machine's first boot without Azure: what cloud-init is told, and how podman comes when mirrors are away.

    python3 -m unittest discover -s infra-bicep/test
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

GATEWAY = pathlib.Path(__file__).resolve().parent.parent / "gateway"
TOOLS = ["sh", "sed", "find", "mktemp", "mkdir", "rm", "grep", "cat", "chmod"]

# Fails while the first line of the file `fails` is above 0, or while asked without the second mirror where `away` is.
APT_GET = """#!/bin/sh
echo "$@" >> "$FAKE/asked"
list=$APT_FOLDER/sources.list.d/ubuntu.sources
for option in "$@"; do
  case "$option" in Dir::Etc::sourceparts=*) list=${option#*=}/ubuntu.sources ;; esac
done
grep -h URIs "$list" >> "$FAKE/mirrors"
case "$*" in *install*) ;; *) exit 0 ;; esac
read -r left < "$FAKE/fails"
if [ "$left" -gt 0 ]; then echo $((left - 1)) > "$FAKE/fails"; exit 100; fi
if [ -e "$FAKE/away" ] && grep -q azure "$list"; then exit 100; fi
cat > "$FAKE/bin/podman" < /dev/null
chmod 755 "$FAKE/bin/podman"
"""
SLEEP = '#!/bin/sh\necho "$1" >> "$FAKE/slept"\n'
DPKG = "#!/bin/sh\n"
SOURCES = """Types: deb
URIs: http://westeurope.azure.archive.ubuntu.com/ubuntu/
Suites: noble noble-updates
Components: main universe
"""


class PodmanTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.fake = pathlib.Path(folder.name)
        self.bin = self.fake / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            os.symlink(shutil.which(tool), self.bin / tool)
        for name, text in {"apt-get": APT_GET, "sleep": SLEEP, "dpkg": DPKG}.items():
            (self.bin / name).write_text(text, encoding="ascii")
            (self.bin / name).chmod(0o755)
        self.sources = self.fake / "apt" / "sources.list.d" / "ubuntu.sources"
        self.sources.parent.mkdir(parents=True)
        self.sources.write_text(SOURCES, encoding="ascii")
        self.fails(0)

    def fails(self, times):
        (self.fake / "fails").write_text(f"{times}\n", encoding="ascii")

    def boot(self):
        """The script ends as soon as podman is there."""
        return subprocess.run(
            [self.bin / "sh", GATEWAY / "podman.sh"], check=True, capture_output=True, text=True, timeout=60,
            env={"PATH": str(self.bin), "FAKE": str(self.fake), "APT_FOLDER": str(self.fake / "apt")})

    def lines(self, name):
        file = self.fake / name
        return file.read_text(encoding="ascii").splitlines() if file.exists() else []

    def test_installs_podman_at_once_while_the_mirror_answers(self):
        self.boot()
        self.assertEqual(self.lines("slept"), [])
        self.assertEqual(set(self.lines("mirrors")), {"URIs: http://westeurope.azure.archive.ubuntu.com/ubuntu/"})

    def test_tries_again_until_it_works(self):
        self.fails(2)
        said = self.boot().stderr
        self.assertEqual(self.lines("slept"), ["5", "10"])
        self.assertIn("podman could not be installed (try 2); the next try is in 10 s", said)

    def test_waits_five_minutes_at_most_and_never_gives_up(self):
        self.fails(12)
        self.boot()
        self.assertEqual(self.lines("slept"), ["5", "10", "20", "40", "80", "160"] + ["300"] * 6)

    def test_asks_ubuntus_own_servers_when_azures_mirror_never_works(self):
        (self.fake / "away").touch()
        self.boot()
        self.assertEqual(self.lines("slept"), ["5"])
        self.assertEqual(self.lines("mirrors")[-1], "URIs: http://archive.ubuntu.com/ubuntu/")

    def test_knows_the_older_form_of_sources_too(self):
        (self.fake / "apt" / "sources.list").write_text(
            "deb http://azure.archive.ubuntu.com/ubuntu/ jammy main\n", encoding="ascii")
        apt_get = (self.bin / "apt-get").read_text(encoding="ascii")
        (self.bin / "apt-get").write_text(apt_get + """
for option in "$@"; do
  case "$option" in Dir::Etc::sourcelist=*) cat "${option#*=}" > "$FAKE/list" ;; esac
done
""", encoding="ascii")
        (self.fake / "away").touch()
        self.boot()
        self.assertEqual(self.lines("list"), ["deb http://archive.ubuntu.com/ubuntu/ jammy main"])

    def test_leaves_the_machines_own_sources_alone(self):
        (self.fake / "away").touch()
        self.boot()
        self.assertEqual(self.sources.read_text(encoding="ascii"), SOURCES)

    def test_does_nothing_where_podman_is(self):
        (self.bin / "podman").touch()
        (self.bin / "podman").chmod(0o755)
        self.boot()
        self.assertEqual(self.lines("asked"), [])


class CloudInitTest(unittest.TestCase):
    def setUp(self):
        self.text = (GATEWAY / "cloud-init.yaml").read_text(encoding="ascii")

    def test_installs_no_package(self):
        """What cloud-init could not install at the first boot, it never installs."""
        keys = re.findall(r"^(\w+):", self.text, re.MULTILINE)
        self.assertEqual([key for key in keys if key.startswith(("package", "apt", "snap"))], [])
        self.assertNotRegex(self.text, r"\b(apt|apt-get|snap)\b.*\binstall\b")

    def test_gateway_waits_for_podman_and_never_gives_up(self):
        gateway = (GATEWAY / "afterword-gateway.service").read_text(encoding="ascii")
        podman = (GATEWAY / "afterword-podman.service").read_text(encoding="ascii")
        self.assertRegex(gateway, r"(?m)^Requires=afterword-podman\.service$")
        self.assertRegex(gateway, r"(?m)^After=.*\bafterword-podman\.service\b")
        for unit in gateway, podman:
            self.assertRegex(unit, r"(?m)^StartLimitIntervalSec=0$")
        self.assertRegex(podman, r"(?m)^TimeoutStartSec=infinity$")

    def test_starts_what_it_writes(self):
        for unit in GATEWAY.glob("*.service"):
            self.assertIn(f"path: /etc/systemd/system/{unit.name}", self.text)
        for name in "afterword-podman.service", "afterword-gateway.service", "afterword-events.service":
            self.assertRegex(self.text, r"\[systemctl, enable, --now,.* " + re.escape(name))

    @unittest.skipUnless(shutil.which("cloud-init"), "cloud-init is not here")
    def test_is_what_cloud_init_expects(self):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(re.sub(r"\{\{\w+}}", "QQ==", self.text))
            file.flush()
            done = subprocess.run(["cloud-init", "schema", "--config-file", file.name],
                                  check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not here")
    def test_units_are_what_systemd_expects(self):
        with tempfile.TemporaryDirectory() as folder:
            for unit in list(GATEWAY.glob("*.service")) + list(GATEWAY.glob("*.timer")):
                # Programs of the machine are not here; /bin/true stands for each.
                text = re.sub(r"(?m)^(Exec\w+=)[^\s]+", r"\1/bin/true", unit.read_text(encoding="ascii"))
                (pathlib.Path(folder) / unit.name).write_text(text, encoding="ascii")
            units = sorted(str(path) for path in pathlib.Path(folder).iterdir())
            done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], check=False,
                                  capture_output=True, text=True, env={**os.environ, "SYSTEMD_UNIT_PATH": folder + ":"})
        self.assertEqual([line for line in done.stderr.splitlines() if "afterword" in line], [])


if __name__ == "__main__":
    unittest.main()
