"""Where requests come from."""

from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import NamedTuple


class Visitor(NamedTuple):
    """Where a request comes from: network address and program, as the program says."""

    address: str
    agent: str

    @property
    def network(self) -> str:
        """What one machine can't leave: of an IPv6 address the half that it does not choose itself."""
        try:
            address = ip_address(self.address)
        except ValueError:
            return self.address
        if isinstance(address, IPv4Address):
            return self.address
        return str(address.ipv4_mapped or IPv6Network((int(address) >> 64 << 64, 64)))
