#!/bin/sh
# Make sure that browser tests have a Chromium: one that is there, else Debian's (as root), else Playwright's own.
set -u
for name in "${SERVEWELL_TEST_BROWSER:-}" chromium chromium-browser google-chrome; do
  [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests (once) ..."
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
    chromium fonts-dejavu-core fonts-noto-core; } >/dev/null 2>&1 && exit 0
fi
ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" 2>/dev/null | grep -q '^chromium' && exit 0
.venv/bin/python -m playwright install chromium >/dev/null 2>&1 && exit 0
echo "No Chromium could be had: the browser tests will say so." >&2
exit 0
