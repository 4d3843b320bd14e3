"""Signing secrets of Standard Webhooks, as the pretend carrier makes them for itself."""

import base64
import os

SECRET_BYTES = 32


def new_secret() -> str:
    """`whsec_` and the base64 of 32 random bytes."""
    return "whsec_" + base64.b64encode(os.urandom(SECRET_BYTES)).decode()
