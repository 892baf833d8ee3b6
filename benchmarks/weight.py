"""Bytes on the wire of form pages: the first with all that a browser then fetches, later ones alone."""

from __future__ import annotations

import re

from benchmarks import servers
from benchmarks.client import Browser

FIRST_LIMIT, LATER_LIMIT = 40_000, 8_000
_FETCHED = re.compile(r'<(?:link|script|img|source)\b[^>]*?\b(?:href|src)="([^"]+)"[^>]*>')
_RELATION = re.compile(r'rel="(?:canonical|alternate)"')


def main() -> None:
    """Print one line a page, as a browser that takes brotli and gzip gets it."""
    with servers.servewell() as server:
        browser = Browser(server.url)
        page = browser.follow(browser.request("GET", server.first))
        print(f"Weight: limits {FIRST_LIMIT:,} bytes for a first view, {LATER_LIMIT:,} for later pages")
        known: set[str] = set()
        foreign: list[str] = []
        while "/receipt/" not in page.url:
            if "/pages/" in page.url or "/check" in page.url:
                html = browser.request("GET", page.url, coding="br, gzip").size
                found = [match for match in _FETCHED.finditer(page.text) if not _RELATION.search(match[0])]
                wanted = [match[1] for match in found if match[1] not in known]
                foreign += [url for url in wanted if not url.startswith("/")]
                rest = sum(browser.request("GET", url, coding="br, gzip").size for url in wanted if url[0] == "/")
                limit = LATER_LIMIT if known else FIRST_LIMIT
                print(f"{page.url.split('/', 3)[3]:<28} page {html:>7,}  rest {rest:>7,}  {(html + rest) / limit:.2f}")
                known |= set(wanted)
            page = browser.press(page)
        print(f"requests to others: {len(foreign)}\n")


if __name__ == "__main__":
    main()
