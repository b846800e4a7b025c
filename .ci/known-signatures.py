"""The signatures of several lines that the data name.

known-signatures.py list TRUTH            writes them as a list for `./afterword sign --known`
known-signatures.py count TRUTH RESULTS   says how many of them the scorer found wholly removed
"""

import json
import sys

task, truth, *results = sys.argv[1:]
with open(truth, encoding='utf-8') as lines:
    mails = [mail for mail in map(json.loads, lines) if mail.get('signature_lines', 0) > 1]
if task == 'list':
    blocks = ('\n'.join(mail['author_lines'][-mail['signature_lines']:]).replace('*', ' ') for mail in mails)
    print('\n\n'.join(dict.fromkeys(blocks)))
else:
    with open(results[0], encoding='utf-8') as scored:
        found = json.load(scored)
    judged = [result for mail in mails if (result := found.get(mail['id'], {}).get('signature'))]
    print(f'signatures of several lines that the list names: {sum(a == b for a, b in judged)} of {len(judged)} wholly removed')
