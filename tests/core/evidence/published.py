"""Published meta-analyses: their data and what was published of them.

- BCG: Colditz and others, JAMA 271, 1994, thirteen trials of a vaccine, as `dat.bcg` of metafor's documentation.
- Diuretics: Collins, Yusuf and Peto, BMJ 290, 1985, nine trials; results in Table II of Viechtbauer, Statistics in
  Medicine 26, 2007, and to four digits in metafor's own tests (github.com/wviechtb/metafor, viechtbauer2007a).
- Teachers: Raudenbush and Bryk, Journal of Educational Statistics 10, 1985, nineteen experiments; results on their
  pages 83 to 86 and to four digits in metafor's own tests (raudenbush1985).
The numbers of the studies are those that github.com/wviechtb/metadat distributes.
"""

import math

# With disease and without, vaccinated and not.
BCG = (
    ("Aronson", 4, 119, 11, 128), ("Ferguson & Simes", 6, 300, 29, 274), ("Rosenthal 1960", 3, 228, 11, 209),
    ("Hart & Sutherland", 62, 13536, 248, 12619), ("Frimodt-Moller", 33, 5036, 47, 5761),
    ("Stein & Aronson", 180, 1361, 372, 1079), ("Vandiviere", 8, 2537, 10, 619),
    ("TPT Madras", 505, 87886, 499, 87892), ("Coetzee & Berjak", 29, 7470, 45, 7232),
    ("Rosenthal 1961", 17, 1699, 65, 1600), ("Comstock 1974", 186, 50448, 141, 27197),
    ("Comstock & Webster", 5, 2493, 3, 2338), ("Comstock 1976", 27, 16886, 29, 17825),
)  # fmt: skip
# Women treated and not, and with pre-eclampsia among each.
DIURETICS = (
    (131, 136, 14, 14), (385, 134, 21, 17), (57, 48, 14, 24), (38, 40, 6, 18), (1011, 760, 12, 35),
    (1370, 1336, 138, 175), (506, 524, 15, 20), (108, 103, 6, 2), (153, 102, 65, 40),
)  # fmt: skip
# Standardised mean difference and its variance.
TEACHERS = (
    (0.03, 0.0156), (0.12, 0.0216), (-0.14, 0.0279), (1.18, 0.1391), (0.26, 0.1362), (-0.06, 0.0106),
    (-0.02, 0.0106), (-0.32, 0.0484), (0.27, 0.0269), (0.80, 0.0630), (0.54, 0.0912), (0.18, 0.0497),
    (-0.02, 0.0835), (0.23, 0.0841), (-0.18, 0.0253), (-0.06, 0.0279), (0.30, 0.0193), (0.07, 0.0088),
    (-0.07, 0.0303),
)  # fmt: skip

Numbers = tuple[list[float], list[float]]


def bcg() -> Numbers:
    """Return log risk ratios and standard errors."""
    rows = [(a, a + b, c, c + d) for _, a, b, c, d in BCG]
    return (
        [math.log((a / n) / (c / m)) for a, n, c, m in rows],
        [math.sqrt(1 / a - 1 / n + 1 / c - 1 / m) for a, n, c, m in rows],
    )


def diuretics() -> Numbers:
    """Return log odds ratios and standard errors."""
    return (
        [math.log(a * (m - c) / (c * (n - a))) for n, m, a, c in DIURETICS],
        [math.sqrt(1 / a + 1 / (n - a) + 1 / c + 1 / (m - c)) for n, m, a, c in DIURETICS],
    )


def teachers() -> Numbers:
    """Return standardised differences and standard errors."""
    return [value for value, _ in TEACHERS], [math.sqrt(variance) for _, variance in TEACHERS]
