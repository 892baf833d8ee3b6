#!/bin/sh
# For maintainers: builds static/base.css, base.rtl.css and govuk-frontend.min.js from the pinned packages.
# Needs node and npm; users of Servewell need neither, because the results are committed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
static="$here/../static"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cp "$here/package.json" "$here/package-lock.json" "$here/base.scss" "$here/rtl.css" "$scratch"
cd "$scratch"
npm ci --ignore-scripts --no-audit --no-fund --silent --omit-lockfile-registry-resolved
node_modules/.bin/sass --style=compressed --no-source-map --load-path=node_modules base.scss base.css
node_modules/.bin/rtlcss base.css mirrored.css
{ cat mirrored.css; node_modules/.bin/sass --style=compressed --no-source-map rtl.css; } > base.rtl.css
notice='/*! govuk-frontend 6.6.0, MIT licence, see vendor/LICENSE-govuk-frontend.txt */'
for name in base.css base.rtl.css; do
  { printf '%s\n' "$notice"; cat "$name"; } > "$static/$name"
done
# A reference to a source map that is not shipped stops the collection of static files.
{ printf '%s\n' "$notice"
  sed 's|//# sourceMappingURL=.*$||' node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js
} > "$static/govuk-frontend.min.js"
if grep -lE 'GDS Transport|woff|crown' "$static/base.css" "$static/base.rtl.css"; then
  echo "A reserved font or mark got into the build." >&2
  exit 1
fi
(cd "$static" && sha256sum base.css base.rtl.css govuk-frontend.min.js) > "$here/SHA256SUMS"
wc -c "$static"/base.css "$static"/base.rtl.css "$static"/govuk-frontend.min.js
