"""The text of a page as its reader meets it, without a browser."""

from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect"}


class _Text(HTMLParser):
    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.depth = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        matches = self.wanted in {
            tag,
            f"#{given.get('id')}",
            *(f".{name}" for name in (given.get("class") or "").split()),
        }
        if self.depth or matches:
            self.handle_data(" ")
            if not self.depth:
                self.found.append("")
            self.depth += tag not in VOID

    def handle_endtag(self, tag: str) -> None:
        self.handle_data(" ")
        if self.depth and tag not in VOID:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found[-1] += data


def texts(html: str, wanted: str) -> list[str]:
    """The text of each outermost element with this tag, `.class` or `#id`, its white space made single."""
    parser = _Text(wanted)
    parser.feed(html)
    return [" ".join(text.split()) for text in parser.found]
