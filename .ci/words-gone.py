"""Whether every word that is gone from a mail was removed by what its trace names.

words-gone.py SAID FOUND [SAID FOUND ...]

SAID is what `afterword sign --explain` writes, FOUND what `mimekit-check --list` writes.
"""

import json
import sys

PARTS = {'text/html': 'HTML: ', 'text/plain': 'text: '}
gone = unnamed = 0
for said, found in zip(sys.argv[1::2], sys.argv[2::2]):
    with open(said, encoding='utf-8') as lines:
        evidence = {mail['file']: mail.get('evidence', []) for mail in map(json.loads, filter(lambda s: s[:1] == '{', lines))}
    with open(found, encoding='utf-8') as lines:
        for mail in map(json.loads, filter(lambda s: s[:1] == '{', lines)):
            for fault in mail['faults']:
                kind, _, where = fault.partition(': ')
                gone += 1
                part = PARTS.get(where.split(' ')[0], '?')
                named = any(line.startswith((part + 'removed ', part + 'the marker')) for line in evidence[mail['file']])
                if kind != 'words gone' or not named:
                    unnamed += 1
                    print(f"{mail['file']}: {fault}")
print(f'{gone} bodies with words gone, {unnamed} of them not named in the trace of the mail')
sys.exit(unnamed > 0)
