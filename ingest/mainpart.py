"""Finds the main text of a web page: what readers see, without what surrounds it on every page of a site."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

HEADINGS = {f"h{depth}": depth for depth in range(1, 7)}
# fmt: off
BLOCKS = {
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul", *HEADINGS,
}
_UNSEEN = {
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "audio", "video", "head",
    "form", "button", "select", "textarea",
}
# fmt: on
_AROUND = ("nav", "footer", "aside", "dialog")
_AROUND_ROLES = ("navigation", "contentinfo", "search", "complementary", "menu", "menubar", "dialog", "alert")
_AROUND_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|navheader|navfooter|menu|breadcrumbs?|crumbs?|footer|sidebar|copyright|share|pagination|toc)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LISTS = ("ul", "ol", "dl", "div", "p", "table", "section", "td")
_LINKS_ONLY, _FEWEST_LINKS = 0.8, 3
# A part of the page that holds this much of its text is the text, whatever it is called.
_MOST_TEXT = 0.5


def strip_page(page: "HtmlElement") -> None:
    """Take out of a page what is not its text."""
    whole = len(page.text_content()) or 1
    for element in list(page.iter()):
        if element.getparent() is None or element.tag in ("html", "body"):
            continue
        if (
            element.tag in _UNSEEN
            or element.get("hidden") is not None
            or element.get("aria-hidden") == "true"
            or (_is_around(element) and len(element.text_content()) < _MOST_TEXT * whole)
        ):
            element.drop_tree()


def _is_around(element: "HtmlElement") -> bool:
    """Whether an element surrounds the text: by its tag, role or name, or because it is a list of links."""
    if element.tag in _AROUND or element.get("role") in _AROUND_ROLES:
        return True
    if element.tag == "header":
        return element.find(".//h1") is None
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if element.tag in BLOCKS and element.tag not in HEADINGS and _AROUND_NAMES.search(names):
        return True
    links = element.findall(".//a") if element.tag in _LISTS else []
    linked = sum(len("".join(link.text_content().split())) for link in links if link.get("href"))
    return len(links) >= _FEWEST_LINKS and linked >= _LINKS_ONLY * len("".join(element.text_content().split()))


def find_main(page: "HtmlElement") -> "HtmlElement":
    """The one element marked as the main text, if it holds most of the text; else the whole page."""
    whole = len(page.text_content())
    for path in ("//main|//*[@role='main']", "//article"):
        found = page.xpath(path)
        if len(found) == 1 and len(found[0].text_content()) >= _MOST_TEXT * whole:
            return found[0]
    return page
