"""How well figures are read out of real reports: recall, precision and agreement, per report, against coded figures.

    python bench/read_reports.py [--shared ../shared] [--show missed wrong extra kind period status approx name]

A figure is found when it stands within the coded quote and has its value; it is right when the unit agrees too.
`digits` is the share of right ones among those in Arabic digits, `precision` the right ones among all that were read.
"""

import argparse
import csv
import time
from pathlib import Path

from jingwei.reports.reading import read
from jingwei.reports.reading.agreement import ASPECTS, Agreement, agrees, compare

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = ("figures", "found", "digits", "right", "precision", *ASPECTS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared", help="directory with reports/ and figures/"
    )
    parser.add_argument("--show", nargs="*", default=[], choices=["missed", "wrong", "extra", *ASPECTS])
    options = parser.parse_args()
    print(f"{'report':<20}" + "".join(f"{name:>10}" for name in COLUMNS) + "  CPU s/10,000 signs")
    for path in sorted((options.shared / "reports").glob("*.txt")):
        with (options.shared / "figures" / f"{path.stem}.csv").open(encoding="utf-8-sig", newline="") as file:
            coded = list(csv.DictReader(file))
        data = path.read_bytes()
        read(data, path.name)  # tables are loaded once, outside the clock
        begun = time.process_time()
        reading = read(data, path.name)
        spent = time.process_time() - begun
        agreement = compare(reading, coded)
        print(line(path.stem, agreement) + f"{spent / len(reading.text) * 10_000:10.3f}")
        details(agreement, options.show)
    return 0


def line(name: str, agreement: Agreement) -> str:
    digits = agreement.in_digits
    right = sum(figure is not None and figure.unit == row["unit"] for row, figure in digits)
    shares = [
        agreement.recall(),
        right / len(digits),
        len(agreement.right) / len(agreement.found),
        agreement.precision(),
        *map(agreement.share, ASPECTS),
    ]
    return f"{name:<20}{len(agreement.pairs):>10}" + "".join(f"{share * 100:>8.1f} %" for share in shares)


def details(agreement: Agreement, show: list[str]) -> None:
    for row, figure in agreement.pairs:
        if figure is None:
            if "missed" in show:
                print("  missed", row["id"], row["quote"], row["value"], row["unit"])
            continue
        if "wrong" in show and figure.unit != row["unit"]:
            print("  wrong", row["id"], row["quote"], row["unit"], "read", figure.value, figure.unit)
        for aspect in ASPECTS:
            if aspect in show and not agrees(aspect, figure, row):
                column = "indicator" if aspect == "name" else aspect
                print(f"  {aspect}", row["id"], row["quote"], "|", row[column], "| read", getattr(figure, column))
    for figure in agreement.extra if "extra" in show else []:
        print("  extra", figure.quote, figure.value, figure.unit)


if __name__ == "__main__":
    raise SystemExit(main())
