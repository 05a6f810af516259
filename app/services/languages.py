"""The languages that a delegation speaks."""

from app.models import Delegation


def languages_of(delegation: Delegation) -> tuple[str, ...]:
    """Those that it names, the best first; without any those of its delegates, in the order of protocol."""
    return tuple(delegation.languages) or tuple(
        dict.fromkeys(language for delegate in delegation.delegates for language in delegate.languages)
    )
