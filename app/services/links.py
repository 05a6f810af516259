"""The addresses in mails; the pages are under the same paths."""

from urllib.parse import urlencode

INVITATION = "/invitations/accept"
OIDC_CALLBACK = "/sign-in/oidc/callback"
PASSWORD_RESET = "/password-reset/accept"  # noqa: S105 -- a path


def start(public_url: str) -> str:
    """Where whoever is signed in finds what is theirs."""
    return f"{public_url.rstrip('/')}/"


def invitation(public_url: str, secret: str) -> str:
    return _with_secret(public_url, INVITATION, secret)


def password_reset(public_url: str, secret: str) -> str:
    return _with_secret(public_url, PASSWORD_RESET, secret)


def oidc_callback(public_url: str) -> str:
    """Where another service sends people back to."""
    return f"{public_url.rstrip('/')}{OIDC_CALLBACK}"


def diary(public_url: str, delegation_id: object) -> str:
    """Where a delegation reads whom it meets."""
    return f"{public_url.rstrip('/')}/delegations/{delegation_id}/diary"


def _with_secret(public_url: str, path: str, secret: str) -> str:
    return f"{public_url.rstrip('/')}{path}?{urlencode({'secret': secret})}"
