"""Make advertising data of any size: `python data/generate.py --rows 1000 --seed 20 --out some.csv`.

The same rows and seed give the same file, byte for byte. Rows are made and written in blocks, so a
file of ten million rows needs no more memory than one of a hundred thousand.

A visitor who clicks differs from one who does not in means, spreads and correlations (FEATURES).
Each class is a Gaussian copula: correlated normal numbers, turned into beta-distributed ones that keep
the correlations (Nelsen, An Introduction to Copulas, 2006, section 2.9). A few visitors are undecided:
they lie between the classes. The numbers were chosen so that a logistic regression gets about 97 %
right, as on the data set that the example is known by.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.special import betaincinv, ndtr

BLOCK = 100_000
HEADER = (
    "Daily Time Spent on Site,Age,Area Income,Daily Internet Usage,"
    "Ad Topic Line,City,Male,Country,Timestamp,Clicked on Ad"
)
# By class (no click, click): lowest, highest, mean and standard deviation of each feature.
FEATURES = (
    ((48.0, 91.5, 77.3, 6.95), (32.6, 91.5, 52.7, 12.6)),  # Daily Time Spent on Site, minutes
    ((19.0, 54.0, 31.5, 6.1), (19.0, 61.0, 40.5, 8.85)),  # Age, years
    ((33_000.0, 79_500.0, 61_600.0, 8_700.0), (14_000.0, 79_500.0, 48_400.0, 14_150.0)),  # Area Income
    ((146.0, 267.5, 215.8, 22.5), (104.5, 270.0, 144.2, 29.2)),  # Daily Internet Usage, minutes
)
MALE = (0.5, 0.46)
# By class: the correlations of the four features, in the order above.
CORRELATIONS = (
    (
        (1.0, 0.34, -0.40, -0.32),
        (0.34, 1.0, 0.30, 0.29),
        (-0.40, 0.30, 1.0, -0.26),
        (-0.32, 0.29, -0.26, 1.0),
    ),
    ((1.0, 0.0, 0.0, -0.22), (0.0, 1.0, 0.0, -0.03), (0.0, 0.0, 1.0, -0.02), (-0.22, -0.03, -0.02, 1.0)),
)
# This share of the visitors lies between the classes, by a weight drawn from this range.
UNDECIDED, BETWEEN = 0.03, (0.2, 1.0)
GRID = np.linspace(0.0, 1.0, 4097)
FIRST_SECOND = np.datetime64("2016-01-01T00:00:00")
SECONDS = 205 * 86_400  # to 2016-07-24

WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))


def make_features(rng: np.random.Generator, target: np.ndarray) -> np.ndarray:
    """Draw the four measured features of each visitor, shape (n, 4)."""
    normal = rng.standard_normal((len(target), 4))
    weight = np.where(rng.random(len(target)) < UNDECIDED, rng.uniform(*BETWEEN, len(target)), 0.0)
    features = np.empty_like(normal)
    for label in (0, 1):
        members = target == label
        uniform = ndtr(normal[members] @ np.linalg.cholesky(CORRELATIONS[label]).T)
        for column, by_class in enumerate(FEATURES):
            own, other = (
                np.interp(uniform[:, column], GRID, quantiles(*by_class[k])) for k in (label, 1 - label)
            )
            features[members, column] = own + (other - own) * weight[members]
    return features


def quantiles(low: float, high: float, mean: float, std: float) -> np.ndarray:
    """Tabulate the quantiles of the beta distribution with these moments (method of moments)."""
    centre, spread = (mean - low) / (high - low), std / (high - low)
    weight = centre * (1 - centre) / spread**2 - 1
    return low + (high - low) * betaincinv(centre * weight, (1 - centre) * weight, GRID)


def make_rows(rng: np.random.Generator, rows: int) -> Iterator[str]:
    """Make the lines of one block; half of its visitors click."""
    target = rng.permutation(np.arange(rows) % 2)
    features = make_features(rng, target)
    time, income, usage = (features[:, column].round(2).tolist() for column in (0, 2, 3))
    age = features[:, 1].round().astype(int).tolist()
    male = (rng.random(rows) < np.take(MALE, target)).astype(int).tolist()
    moment = FIRST_SECOND + rng.integers(0, SECONDS, rows).astype("timedelta64[s]")
    stamp = (text.replace("T", " ") for text in moment.astype(str).tolist())
    topic = join(rng, " ", rows, "qualities", "topics", "offers")
    city = join(rng, "", rows, "beginnings", "endings")
    country = join(rng, "", rows, "countries")
    columns = (time, age, income, usage, topic, city, male, country, stamp, target.tolist())
    return (",".join(map(str, row)) for row in zip(*columns, strict=True))


def join(rng: np.random.Generator, between: str, rows: int, *lists: str) -> list[str]:
    """Draw one word of each list for each row."""
    options = [np.array(WORDS[name], dtype=object) for name in lists]
    picks = [words[rng.integers(0, len(words), rows)].tolist() for words in options]
    return [between.join(parts) for parts in zip(*picks, strict=True)]


def write_csv(path: Path, rows: int, seed: int) -> None:
    """Write the file block by block; each block has its own random numbers."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(HEADER + "\n")
        for start in range(0, rows, BLOCK):
            rng = np.random.default_rng([seed, start // BLOCK])
            out.writelines(line + "\n" for line in make_rows(rng, min(BLOCK, rows - start)))


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("advertising.csv"))
    arguments = parser.parse_args()
    write_csv(arguments.out, arguments.rows, arguments.seed)


if __name__ == "__main__":
    main()
