"""A CSV cell is data, whatever a document wrote into it."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from analytics.csv_text import write_csv


def read(frame: pd.DataFrame) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(write_csv(frame).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("attack", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_begins_like_a_formula_is_kept_from_being_one(attack: str) -> None:
    [row] = read(pd.DataFrame({"title": [attack]}))
    assert row["title"] == f"'{attack}"


def test_numbers_and_plain_text_stay_as_they_are() -> None:
    frame = pd.DataFrame({"minutes": [-2.5, None], "title": ["a, b", None], "note": ["a=b", "1-2"]})
    assert read(frame) == [{"minutes": "-2.5", "title": "a, b", "note": "a=b"}, {"minutes": "", "title": "", "note": "1-2"}]


def test_a_spreadsheet_reads_it_as_utf_8() -> None:
    assert write_csv(pd.DataFrame({"name": ["Zoë"]})).startswith(b"\xef\xbb\xbf")
