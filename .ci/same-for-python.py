#!/usr/bin/env python3
"""Reads mail before and after signing with Python's own parser, and compares what it sees.

same-for-python.py BEFORE AFTER: every file of AFTER has the same tree of parts as its original in BEFORE, and every part
that is not the text of the mail has the same content.
"""
import email
import hashlib
import pathlib
import sys


def leaves(message):
    for part in message.walk():
        content = b"" if part.is_multipart() else part.get_payload(decode=True) or b""
        # A multipart whose boundary Python cannot find is one text to it.
        text = part.get_content_maintype() in ("text", "multipart")
        yield part.get_content_type(), None if text else hashlib.sha256(content).hexdigest()


def read(path):
    return list(leaves(email.message_from_bytes(path.read_bytes())))


def main(before, after):
    different = 0
    files = sorted(pathlib.Path(after).glob("*.eml"))
    for signed in files:
        if read(pathlib.Path(before) / signed.name) != read(signed):
            different += 1
            print(f"{signed.name}: another structure, or an attachment changed")
    print(f"{len(files)} mails read with Python, {different} of them different")
    return 1 if different or not files else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
