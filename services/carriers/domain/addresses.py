"""Where webhooks may be sent: what is called from inside a deployment must not be steered to its inside.

In production only https, and only to public addresses: checked when an address is entered and, since a name may lead
elsewhere tomorrow, again for what it leads to at each sending.
"""

import ipaddress

from pydantic import HttpUrl

from services.carriers.domain.problems import AddressNotSecure, BadAddress, PrivateAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa")


def check_address(url: str, *, anywhere: bool) -> str:
    """`url`, if webhooks may be sent there; `anywhere` (never in production) also allows http and private addresses.

    Raises BadAddress, AddressNotSecure, PrivateAddress.
    """
    if not url.startswith(("http://", "https://")) or not url.isascii() or not url.isprintable():
        raise BadAddress("/url")
    if " " in url or "\\" in url:
        raise BadAddress("/url")
    try:
        parts = HttpUrl(url)
    except ValueError:
        raise BadAddress("/url") from None
    if (
        parts.username is not None
        or parts.password is not None
        or parts.fragment is not None
        or parts.port == 0
    ):
        raise BadAddress("/url")
    if anywhere:
        return url
    if parts.scheme != "https":
        raise AddressNotSecure("/url")
    if not _may_be_public((parts.host or "").strip("[]")):
        raise PrivateAddress("/url")
    return url


def is_public(address: str) -> bool:
    """Whether an IP address, however it wraps another one, leads to the public internet and to one machine there."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in _unwrapped(found))


def _may_be_public(host: str) -> bool:
    """Whether the host, as it is written, may be a public one."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name = host.rstrip(".").lower()
        inside = any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES)
        return "." in name and not inside
    return is_public(host)


def _unwrapped(address: Address) -> list[Address]:
    """The address, and the IPv4 addresses that it carries or leads through."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)]
    carried = [address.sixtofour, *(address.teredo or ())]
    return [address, *(one for one in carried if one is not None)]
