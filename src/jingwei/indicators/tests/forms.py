"""What a form of a page would send: every control that has a name, as a browser reads them."""

from html.parser import HTMLParser

from django.http import QueryDict


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._select: list[str] | None = None
        self._name = ""
        self._text: str | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = dict(given)
        name, value = attributes.get("name") or "", attributes.get("value") or ""
        if tag == "input" and name:
            box = attributes.get("type") in ("checkbox", "radio")
            if not box or "checked" in attributes:
                self.found.append((name, value if "value" in attributes or not box else "on"))
        elif tag == "select":
            self._name, self._options = name, []
        elif tag == "option" and self._name:
            self._options.append((value, "selected" in attributes))
        elif tag == "textarea" and name:
            self._name, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._name:
            chosen = [value for value, selected in self._options if selected]
            first = [value for value, _ in self._options[:1]]
            self.found += [(self._name, value) for value in chosen or first]
            self._name = ""
        elif tag == "textarea" and self._text is not None:
            # A browser drops the first line break after the tag.
            self.found.append((self._name, self._text.removeprefix("\n")))
            self._name, self._text = "", None


def posted_from(html: str) -> QueryDict:
    """The body that the controls of a page make."""
    controls = _Controls()
    controls.feed(html)
    body = QueryDict(mutable=True)
    for name, value in controls.found:
        body.appendlist(name, value)
    return body
