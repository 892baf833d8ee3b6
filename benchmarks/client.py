"""A browser as plain as can be: cookies, forms, redirects. `python -m benchmarks.client` walks journeys as JSON says.

It runs in a process of its own, so that its work is not counted as the server's.
"""

from __future__ import annotations

import http.client
import json
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

ANSWERS = {
    "full_name": "Ana Silva", "email": "ana.silva@mail.example", "phone": "+351 210 000 000",
    "born_on-day": "4", "born_on-month": "7", "born_on-year": "1980",
    "home-line_1": "12 Mill Lane", "home-line_2": "", "home-town": "Riverton", "home-postcode": "4011",
    "since-month": "3", "since-year": "2015",
    "street": "Mill Lane", "near": "The baker's", "kind": "wood", "seats": "3",
    "reason": "Many older people walk to the market here and there is no place to sit down.", "is_resting": "yes",
    "reached_by": "email", "remark": "Thank you.", "declaration": "yes",
}  # fmt: skip
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_NAMED = re.compile(r'<(input|textarea|select|button)\b[^>]*?\bname="([^"]+)"[^>]*>')
_VALUE = re.compile(r'\bvalue="([^"]*)"')
_ACTION = re.compile(r'\baction="([^"]*)"')


@dataclass
class Page:
    """What came back last."""

    status: int
    url: str
    text: str
    location: str = ""
    size: int = 0
    headers: dict[str, str] = field(default_factory=dict)


class Browser:
    """One person at one server; keeps the connection open and times every request."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url).netloc
        self.cookies: dict[str, str] = {}
        self.seconds: list[float] = []
        self._connection = http.client.HTTPConnection(self.address, timeout=60)

    def request(self, method: str, url: str, data: dict[str, str] | None = None, coding: str = "") -> Page:
        """Send one request; do not follow a redirect."""
        headers = {"Host": self.address, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if coding:
            headers["Accept-Encoding"] = coding
        body = None
        if data is not None:
            body = urlencode(data)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{self.address}{url}"}
        began = time.perf_counter()
        self._connection.request(method, url, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self.seconds.append(time.perf_counter() - began)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        text = "" if answer.headers.get("Content-Encoding") else content.decode(errors="replace")
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Page(answer.status, url, text, answer.headers.get("Location", ""), len(content), found)

    def follow(self, page: Page) -> Page:
        """Follow redirects to the page that they lead to."""
        while page.status in (301, 302, 303):
            page = self.request("GET", page.location)
        return page

    def fill(self, page: Page) -> tuple[str, dict[str, str]]:
        """Return where the page's main form goes and what is sent with it."""
        forms = [(_ACTION.search(head), body) for head, body in _FORM.findall(page.text)]
        for action, body in forms:
            target = unescape(action[1]) if action and action[1] else page.url
            names = {match[2]: match for match in _NAMED.finditer(body)}
            hidden = {
                name: unescape(value[1])
                for name, match in names.items()
                if 'type="hidden"' in match[0] and (value := _VALUE.search(match[0]))
            }
            typed = {name: ANSWERS[key] for name in names if (key := name.rsplit("!", 1)[-1].split("$")[-1]) in ANSWERS}
            wizard = {name: ANSWERS[tail] for name in names if (tail := name.partition("-")[2]) in ANSWERS}
            if typed or wizard or target.endswith(("/start/", "/submit/")):
                return target, hidden | wizard | typed
        raise SystemExit(f"No form to fill in at {page.url} ({page.status}): {page.text[:2000]}")

    def press(self, page: Page) -> Page:
        """Fill in the page and send it; return the page after it."""
        target, data = self.fill(page)
        return self.follow(self.request("POST", target, data))

    def walk(self, first: str, *, stop_before: str = "\0") -> Page:
        """Go from the first page to the receipt, or to a page whose form goes to `stop_before`."""
        page = self.follow(self.request("GET", first))
        for _ in range(12):
            if page.status != 200:
                raise SystemExit(f"{page.status} at {page.url}: {page.text[:500]}")
            if "receipt" in page.url or "journey-done" in page.text:
                return page
            if stop_before in self.fill(page)[0]:
                return page
            page = self.press(page)
        raise SystemExit(f"A journey does not end; it is at {page.url}.")


def walk_many(url: str, first: str, journeys: int, users: int) -> dict[str, object]:
    """Walk journeys with some users at once; return how long all of it and each request took."""
    left = [journeys]
    lock = threading.Lock()
    seconds: list[float] = []
    whole: list[float] = []
    failures: list[str] = []

    def user() -> None:
        while True:
            with lock:
                if not left[0] or failures:
                    return
                left[0] -= 1
            browser = Browser(url)
            began = time.perf_counter()
            try:
                browser.walk(first)
            except (SystemExit, OSError, http.client.HTTPException) as error:
                failures.append(str(error))
                return
            with lock:
                whole.append(time.perf_counter() - began)
                seconds.extend(browser.seconds)

    threads = [threading.Thread(target=user) for _ in range(users)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seconds": time.perf_counter() - began, "requests": seconds, "journeys": whole, "failures": failures}


if __name__ == "__main__":
    print(json.dumps(walk_many(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
