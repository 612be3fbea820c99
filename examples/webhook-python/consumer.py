"""Receives Ringtrail's webhooks with Python's standard library.

Run it: RINGTRAIL_SECRET=whsec_... python3 consumer.py. The secret is in the answer that created the consumer.
"""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = base64.b64decode(os.environ["RINGTRAIL_SECRET"].removeprefix("whsec_"))
MAX_AGE_SECONDS = 5 * 60
MAX_BODY_BYTES = 100_000
# Ringtrail may deliver a webhook again. A real consumer stores these ids for some days.
known = set()


def is_genuine(headers, body):
    """Returns whether the body is Ringtrail's and new, by Standard Webhooks 1.0.0."""
    identifier, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent_at.isdecimal() or abs(time.time() - int(sent_at)) > MAX_AGE_SECONDS:
        return False
    signed = f"{identifier}.{sent_at}.".encode() + body
    expected = base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    # While a secret is changed there are two signatures.
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(f"v1,{expected}".encode(), one.encode()) for one in given)


class Consumer(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length) if length <= MAX_BODY_BYTES else b""
        genuine = is_genuine(self.headers, body)
        self.send_response(204 if genuine else 400)
        self.end_headers()
        identifier = self.headers.get("webhook-id")
        if genuine and identifier not in known:
            known.add(identifier)
            report(json.loads(body))

    def log_message(self, *_):
        """Keeps the request lines out of the output."""


def report(event):
    call, attribution = event["data"].get("call") or {}, event["data"].get("attribution") or {}
    facts = (call.get("id"), attribution.get("source"), attribution.get("confidence"))
    print(event["type"], *(fact or "-" for fact in facts), flush=True)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("", int(os.environ.get("PORT", "3001"))), Consumer)
    print(f"http://localhost:{server.server_port}", flush=True)
    server.serve_forever()
