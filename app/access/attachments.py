"""Files that are taken along: what they are called."""

from urllib.parse import quote


def attachment(name: str, plain: str) -> dict[str, str]:
    """The name of a file in full for whoever reads RFC 6266, and a plain one for the others."""
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}
