"""How far the confidence of placements can be relied on.

confidence.py [--cases FILE] SAID SCORED [SAID SCORED ...]

SAID is what `afterword sign --explain` writes, SCORED what score.py or check.py write with --json,
FILE the cases of check.py: those that are a matter of taste do not count. Prints right and wrong
placements by confidence, and fails where 0.5 % or more of those with high confidence are wrong.
"""

import json
import sys
from collections import Counter
from pathlib import Path

MOST_WRONG = 0.005
counts, wrong, gone = Counter(), [], []


def placed(result):
    """Whether the place is right; the check of the reports lists what does not hold, the scorer names an outcome."""
    if not isinstance(result, dict):
        return not result
    return result['outcome'] == 'exact' or words_gone(result)


def words_gone(result):
    """Whether the place is right and words are missing that the data count as the quote's: taglines, by what is known."""
    return result['outcome'] == 'quote changed' and not (
        result['author_lost'] or result['author_below'] or result['quote_above'] or result['header_above'])


files, taste = sys.argv[1:], set()
if files[:1] == ['--cases']:
    with open(files[1], encoding='utf-8') as lines:
        taste = {Path(case['file']).stem for case in map(json.loads, lines) if case.get('taste')}
    files = files[2:]
for said, scored in zip(files[::2], files[1::2]):
    with open(scored, encoding='utf-8') as results:
        found = {Path(name).stem: result for name, result in json.load(results).items()}
    with open(said, encoding='utf-8') as lines:
        for mail in (json.loads(line) for line in lines if line.startswith('{')):
            name = Path(mail['file']).stem
            if name not in found or name in taste or 'confidence' not in mail:
                continue
            right = placed(found[name])
            if isinstance(found[name], dict) and words_gone(found[name]):
                gone.append(name)
            counts[mail['confidence'], right] += 1
            if not right:
                wrong.append((mail['confidence'], name))

print(f"{'confidence':12}{'right':>8}{'wrong':>8}{'share':>10}")
for confidence in ('high', 'low'):
    right, bad = counts[confidence, True], counts[confidence, False]
    print(f'{confidence:12}{right:8}{bad:8}{100 * bad / max(1, right + bad):9.2f} %')
high = counts['high', True] + counts['high', False]
print('in the right place, but words gone that the data count as the quote\'s:', ', '.join(gone) or 'none')
print('wrong with high confidence:', ', '.join(name for level, name in wrong if level == 'high') or 'none')
if not high:
    sys.exit('no placement with high confidence was read')
sys.exit(counts['high', False] >= MOST_WRONG * high)
