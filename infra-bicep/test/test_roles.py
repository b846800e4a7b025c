"""What the gateway may see of the work on mail, by the text of the Bicep: python3 -m unittest discover -s infra-bicep/test"""
import pathlib
import re
import unittest

MODULES = pathlib.Path(__file__).resolve().parent.parent / "modules"
RBAC = (MODULES / "rbac.bicep").read_text(encoding="utf-8")
STORAGE = (MODULES / "storage.bicep").read_text(encoding="utf-8")

PLACES = re.compile(r"resource (\w+) '(queues|containers)' existing = \{ name: '([\w-]+)' \}")
ASSIGNMENTS = re.compile(
    r"roleAssignments@[\d-]+' = if \(mailAccountName != null\) \{\n"
    r"  name: guid\(mailAccount::(\w+::\w+)\.id, (\w+)\.principalId, roles\.(\w+)\)\n"
    r"  scope: mailAccount::(\w+::\w+)\n"
    r"  properties: \{\n    principalId: (\w+)\.principalId\n[^}]*?roles\.(\w+)\)\n")

NEEDED = {
    ("gateway", "queues signing", "storageQueueDataReader"),
    ("gateway", "queues signing-poison", "storageQueueDataReader"),
    ("gateway", "queues signing-poison-poison", "storageQueueDataReader"),
    ("gateway", "queues signing-poison-poison-poison", "storageQueueDataReader"),
    ("gateway", "containers workers", "storageBlobDataReader"),
    ("functions", "containers workers", "storageBlobDataContributor"),
}


def given(rbac):
    """Who has which role on which queue or container."""
    services = {"queues": "queues", "containers": "blobs"}
    places = {f"{services[kind]}::{symbol}": f"{kind} {name}" for symbol, kind, name in PLACES.findall(rbac)}
    return {(who, places[scope], role) for named, who_named, role_named, scope, who, role in ASSIGNMENTS.findall(rbac)
            if (named, who_named, role_named) == (scope, who, role)}


class RolesTest(unittest.TestCase):
    def test_the_gateway_sees_whether_anybody_works_on_mail(self):
        self.assertLessEqual(NEEDED, given(RBAC))

    def test_the_gateway_only_reads_the_records_of_workers(self):
        self.assertEqual({"storageBlobDataReader"},
                         {role for who, place, role in given(RBAC) if (who, place) == ("gateway", "containers workers")})

    def test_each_role_that_is_missing_is_seen(self):
        for who, place, role in NEEDED:
            name = place.split()[1]
            with self.subTest(who=who, place=place):
                self.assertNotIn((who, place, role), given(RBAC.replace(f"{{ name: '{name}' }}", "{ name: 'other' }")))
        self.assertNotIn(("functions", "containers workers", "storageBlobDataContributor"),
                         given(RBAC.replace("principalId: functions.principalId", "principalId: gateway.principalId")))

    def test_all_that_is_read_is_made(self):
        queues = re.search(r"var queueNames = \[(.*?)\]", STORAGE, re.DOTALL).group(1)
        for _, place, _ in NEEDED:
            kind, name = place.split()
            made = queues if kind == "queues" else "".join(re.findall(r"resource \w+ 'containers' = \{\n\s*name: .*", STORAGE))
            with self.subTest(place=place):
                self.assertIn(f"'{name}'", made)

    def test_no_lifecycle_deletes_records_of_workers(self):
        prefixes = re.findall(r"prefixMatch: \[(.*?)\]", STORAGE)
        self.assertTrue(prefixes)
        for prefix in re.findall(r"'([^']*)'", ",".join(prefixes)):
            self.assertFalse("workers/".startswith(prefix), prefix)


if __name__ == "__main__":
    unittest.main()
