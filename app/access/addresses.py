"""Hosts and paths as both sides write them."""

API = "/api/v1"


def host_name(host: str) -> str:
    """The host without its port; an IPv6 address keeps its brackets."""
    name, _, port = host.lower().rpartition(":")
    return name if name and port.isdecimal() else host.lower()
