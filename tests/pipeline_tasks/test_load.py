import json

import numpy as np
import pytest

from pipeline_tasks import csv_blocks, load
from pipeline_tasks.errors import BadArgument, BadData
from pipeline_tasks.load import load_data

HEADER = (
    "Daily Time Spent on Site,Age,Area Income,Daily Internet Usage,"
    "Ad Topic Line,City,Male,Country,Timestamp,Clicked on Ad"
)


def changed(line, column, value):
    cells = line.split(",")
    cells[column] = value
    return ",".join(cells)


@pytest.fixture
def load_lines(pipeline, write_csv):
    def run(lines):
        pipeline.again(source=write_csv(lines)).load()
        return json.loads(pipeline.path("data.json").read_text())

    return run


@pytest.fixture
def fault_of(pipeline, write_csv):
    def run(lines, encoding="utf-8"):
        with pytest.raises(BadData) as caught:
            pipeline.again(source=write_csv(lines, encoding)).load()
        return str(caught.value)

    return run


def test_shipped_data_has_a_thousand_balanced_rows(pipeline):
    reference = pipeline.load()
    summary = json.loads(pipeline.path("data.json").read_text())
    assert reference == str(pipeline.path("data.json"))
    assert (summary["rows"], summary["positives"]) == (1000, 500)
    assert (summary["duplicates_removed"], summary["rows_with_gaps_removed"]) == (0, 0)


def test_arrays_hold_the_needed_columns(pipeline, csv_lines):
    pipeline.load()
    features = np.load(str(pipeline.path("features.npy")))
    cells = csv_lines[1].split(",")
    assert features.shape == (1000, 5)
    assert features[0].tolist() == [float(cells[column]) for column in (0, 1, 2, 3, 6)]
    assert np.load(str(pipeline.path("target.npy")))[0] == int(cells[9])
    assert np.load(str(pipeline.path("row_numbers.npy"))).tolist() == list(range(2, 1002))


def test_order_of_the_columns_does_not_matter(pipeline, write_csv, csv_lines):
    pipeline.load()
    plain = np.load(str(pipeline.path("features.npy")))
    mirrored = [",".join(reversed(line.split(","))) for line in csv_lines]
    other = pipeline.again(source=write_csv(mirrored), run_id="mirrored")
    other.load()
    assert (np.load(str(other.path("features.npy"))) == plain).all()


def test_missing_file_says_where_it_was_looked_for(pipeline, tmp_path):
    missing = tmp_path / "nowhere.csv"
    with pytest.raises(BadData, match=f"expected a CSV file at {missing} .*got nothing there"):
        pipeline.again(source=missing).load()


def test_folder_is_no_file(pipeline, tmp_path):
    with pytest.raises(BadData, match="got a folder there"):
        pipeline.again(source=tmp_path).load()


def test_relative_source_is_shown_with_its_folder(pipeline, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadData, match=f"expected a CSV file at {tmp_path}/x.csv"):
        pipeline.again(source="x.csv").load()


def test_features_are_checked_before_the_file_is_read(pipeline):
    with pytest.raises(BadArgument, match="expected features to be different columns"):
        load_data("nowhere.csv", pipeline.storage, "run", ["Age", "Age"], "Clicked on Ad")


def test_missing_columns_are_all_named(fault_of, csv_lines):
    message = fault_of([changed(changed(csv_lines[0], 1, "Years"), 9, "Clicked"), *csv_lines[1:]])
    assert "expected a column 'Age', got the columns 'Daily Time Spent on Site', 'Years'" in message
    assert "expected a column 'Clicked on Ad'" in message


def test_column_that_is_there_twice_is_named(fault_of, csv_lines):
    assert "expected one column 'Age', got 2 of them" in fault_of(
        [changed(csv_lines[0], 5, "Age"), *csv_lines[1:]]
    )


def test_all_faults_are_told_at_once_with_their_rows(fault_of, csv_lines):
    csv_lines[11] = changed(csv_lines[11], 1, "old")
    csv_lines[12] = changed(csv_lines[12], 1, "200")
    csv_lines[13] = changed(csv_lines[13], 2, "-5")
    csv_lines[14] = changed(csv_lines[14], 9, "2")
    csv_lines[15] = changed(csv_lines[15], 6, "0.5")
    csv_lines[16] = csv_lines[16] + ",more"
    message = fault_of(csv_lines)
    assert "column 'Age': expected a number, got 'old' (row 12)" in message
    assert "column 'Age': expected a number from 0 to 120, got 200 (row 13)" in message
    assert "column 'Area Income': expected a number from 0 to 1e+07, got -5 (row 14)" in message
    assert "column 'Clicked on Ad': expected 0 or 1, got 2 (row 15)" in message
    assert "column 'Male': expected 0 or 1, got 0.5 (row 16)" in message
    assert "expected 10 fields in each row, got 11 (row 17)" in message


def test_faults_of_cells_and_of_the_whole_file_are_told_together(fault_of, csv_lines):
    rows = [line for line in csv_lines[1:] if line.endswith(",1")]
    gaps = [changed(line, 1, "") for line in rows[:50]]
    text = changed(rows[50], 1, "old")
    message = fault_of([csv_lines[0], *gaps, text, *rows[51:], *rows[100:150]])
    assert "column 'Age': expected a number, got 'old' (row 52)" in message
    assert "expected at least 10 rows of class 0, got 0" in message
    assert "expected gaps in at most 1 % of the rows, got a gap in row 2" in message
    assert "and 45 more" in message
    assert "expected copies of others in at most 1 % of the rows, got a copy in row 502" in message


def test_other_columns_are_checked_where_one_is_missing(fault_of, csv_lines):
    csv_lines[0] = changed(csv_lines[0], 1, "Years")
    csv_lines[11] = changed(csv_lines[11], 2, "much")
    csv_lines[12] = changed(csv_lines[12], 6, "2")
    message = fault_of(csv_lines)
    assert "expected a column 'Age'" in message
    assert "column 'Area Income': expected a number, got 'much' (row 12)" in message
    assert "column 'Male': expected 0 or 1, got 2 (row 13)" in message
    assert message.count("\n- ") == 3


def test_missing_target_hides_no_other_fault_and_makes_none(fault_of, csv_lines):
    csv_lines[0] = changed(csv_lines[0], 9, "Clicked")
    csv_lines[11] = changed(csv_lines[11], 1, "200")
    message = fault_of(csv_lines)
    assert "expected a column 'Clicked on Ad'" in message
    assert "expected a number from 0 to 120, got 200 (row 12)" in message
    assert message.count("\n- ") == 2


def test_rows_that_cannot_be_read_may_be_of_any_class(fault_of, csv_lines):
    wrong = [changed(line, 1, "x") for line in csv_lines[1:]]
    assert fault_of([csv_lines[0], *wrong]).count("\n- ") == 1


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separator_is_named_once(fault_of, csv_lines, separator):
    message = fault_of([line.replace(",", separator) for line in csv_lines])
    assert message.endswith(f"- expected commas between the columns, got {separator!r} in the header")


def test_file_with_old_line_ends_is_told_so(fault_of, csv_lines):
    message = fault_of(["\r".join(csv_lines)])
    assert message.endswith("expected lines to end with LF or CRLF, got CR alone in the header")


def test_many_cases_of_a_fault_are_counted(fault_of, csv_lines):
    wrong = [changed(line, 1, "x") for line in csv_lines[1:]]
    assert "'x' (row 6) and 995 more" in fault_of([csv_lines[0], *wrong])


def test_limits_are_those_of_the_spec(pipeline, write_csv, csv_lines):
    source = pipeline.again(source=write_csv([*csv_lines, csv_lines[1]]))
    with pytest.raises(BadData) as caught:
        source.load(ranges={"Age": [0, 20]}, tolerated_share="0", minimum_per_class="600")
    message = str(caught.value)
    assert "column 'Age': expected a number from 0 to 20" in message
    assert "expected at least 600 rows of class 0, got 50" in message
    assert "expected copies of others in at most 0 % of the rows, got a copy in row 1002" in message


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"ranges": {"Agee": [0, 120]}}, "ranges and flags of the features .*, got 'Agee'"),
        ({"flags": ["Female"]}, "ranges and flags of the features .*, got 'Female'"),
        ({"ranges": {"Age": [120, 0]}}, r"the range of 'Age' to be \[lowest, highest\], got \[120, 0\]"),
        ({"ranges": {"Age": 120}}, "the range of 'Age' to be .*, got 120"),
        ({"tolerated_share": 1}, "expected tolerated_share to be a number of at least 0 and below 1, got 1"),
        ({"minimum_per_class": 0}, "expected minimum_per_class to be a whole number of at least 1, got 0"),
    ],
)
def test_limits_that_make_no_sense_are_named(pipeline, settings, told):
    with pytest.raises(BadArgument, match=told):
        pipeline.load(**settings)


def test_infinite_number_is_refused(fault_of, csv_lines):
    csv_lines[1] = changed(csv_lines[1], 2, "inf")
    assert "got inf (row 2)" in fault_of(csv_lines)


def test_feature_without_a_known_range_must_be_finite(pipeline, write_csv, csv_lines):
    csv_lines[0] = csv_lines[0].replace("Age", "Height")
    csv_lines[1] = changed(csv_lines[1], 1, "inf")
    with pytest.raises(BadData, match=r"column 'Height': expected a finite number, got inf \(row 2\)"):
        load_data(str(write_csv(csv_lines)), pipeline.storage, "run", ["Height"], "Clicked on Ad")


def test_empty_file_is_refused(fault_of):
    assert "got an empty file" in fault_of([])


def test_header_alone_is_refused(fault_of):
    assert "expected rows after the header, got none" in fault_of([HEADER])


@pytest.mark.parametrize(("kept", "other"), [("0", "1"), ("1", "0")])
def test_one_class_alone_is_refused(fault_of, csv_lines, kept, other):
    rows = [line for line in csv_lines[1:] if line.endswith(f",{kept}")]
    assert f"expected at least 10 rows of class {other}, got 0" in fault_of([csv_lines[0], *rows])


def test_wrong_encoding_names_byte_and_row(fault_of, csv_lines):
    csv_lines[20] = changed(csv_lines[20], 5, "Orl\u00e9ans")
    assert "expected UTF-8, got the byte 0xe9 (row 21)" in fault_of(csv_lines, "latin-1")


def test_utf_8_beyond_ascii_is_fine(load_lines, csv_lines):
    csv_lines[20] = changed(csv_lines[20], 5, "Orl\u00e9ans")
    assert load_lines(csv_lines)["rows"] == 1000


def test_utf_16_is_refused(fault_of, csv_lines):
    assert "expected UTF-8, got UTF-16" in fault_of(csv_lines, "utf-16")


def test_carriage_return_inside_a_row_is_refused(fault_of, csv_lines):
    csv_lines[20] = changed(csv_lines[20], 4, "two\rlines")
    assert "expected lines to end with LF or CRLF, got CR alone after row 2" in fault_of(csv_lines)


def test_row_that_is_the_only_one_and_too_long_is_refused(fault_of, csv_lines):
    assert "expected 10 fields in each row, got 11 (row 2)" in fault_of(
        [csv_lines[0], csv_lines[1] + ",more"]
    )


def test_a_few_gaps_are_left_out_and_counted(load_lines, csv_lines, pipeline):
    for row in (3, 500):
        csv_lines[row] = changed(csv_lines[row], 2, "")
    summary = load_lines(csv_lines)
    assert (summary["rows"], summary["rows_with_gaps_removed"]) == (998, 2)
    assert 4 not in np.load(str(pipeline.path("row_numbers.npy")))


def test_many_gaps_are_refused(fault_of, csv_lines):
    for row in range(1, 12):
        csv_lines[row] = changed(csv_lines[row], 2, "")
    message = fault_of(csv_lines)
    assert "expected gaps in at most 1 % of the rows, got a gap in row 2" in message
    assert "and 6 more" in message


def test_gap_in_a_column_that_is_not_needed_is_no_gap(load_lines, csv_lines):
    csv_lines[3] = changed(csv_lines[3], 5, "")
    assert load_lines(csv_lines)["rows_with_gaps_removed"] == 0


def test_a_few_copies_are_left_out_and_counted(load_lines, csv_lines, pipeline):
    summary = load_lines([*csv_lines, csv_lines[5], csv_lines[5], csv_lines[9]])
    assert (summary["rows"], summary["duplicates_removed"]) == (1000, 3)
    assert len(np.load(str(pipeline.path("features.npy")))) == 1000
    assert np.load(str(pipeline.path("row_numbers.npy"))).max() == 1001


def test_many_copies_are_refused(fault_of, csv_lines):
    message = fault_of([*csv_lines, *csv_lines[1:]])
    assert "expected copies of others in at most 1 % of the rows, got a copy in row 1002" in message


def test_equal_visitors_at_other_times_are_no_copies(load_lines, csv_lines):
    again = [changed(line, 8, "2017-01-01 00:00:00") for line in csv_lines[1:]]
    assert load_lines(csv_lines + again)["duplicates_removed"] == 0


def test_empty_lines_are_no_rows(load_lines, csv_lines):
    summary = load_lines([*csv_lines[:5], "", *csv_lines[5:], ""])
    assert (summary["rows"], summary["rows_with_gaps_removed"]) == (1000, 0)


def test_windows_line_ends_are_fine(load_lines, csv_lines):
    assert load_lines([line + "\r" for line in csv_lines])["rows"] == 1000


def test_quoted_field_may_hold_commas_and_line_ends(load_lines, csv_lines):
    csv_lines[5] = changed(csv_lines[5], 4, '"one, two\nthree"')
    assert load_lines(csv_lines)["rows"] == 1000


def test_row_numbers_count_quoted_line_ends_as_one_row(fault_of, csv_lines):
    csv_lines[5] = changed(csv_lines[5], 4, '"two\nlines"')
    csv_lines[7] = changed(csv_lines[7], 1, "old")
    assert "'old' (row 8)" in fault_of(csv_lines)


def test_small_blocks_give_the_same_arrays(pipeline, monkeypatch):
    pipeline.load()
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", 1000)
    other = pipeline.again(run_id="blocks")
    other.load()
    for name in load.FILES:
        assert other.path(name).read_bytes() == pipeline.path(name).read_bytes()


def test_faults_of_all_blocks_are_told_in_their_order(fault_of, csv_lines, monkeypatch):
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", 1000)
    for row in (900, 5, 400):
        csv_lines[row] = changed(csv_lines[row], 1, "old")
    assert "got 'old' (row 6), 'old' (row 401), 'old' (row 901)" in fault_of(csv_lines)


def test_great_file_is_kept_in_single_precision_and_says_so(pipeline, monkeypatch, capsys):
    monkeypatch.setattr(load, "SINGLE_PRECISION_BYTES", 1000)
    pipeline.load()
    assert np.load(str(pipeline.path("features.npy"))).dtype == np.float32
    said = "streamed in blocks of 1,048,576 bytes; kept: 6 columns, the features as float32"
    assert said in capsys.readouterr().out


def test_bad_data_leaves_no_reference_behind(pipeline, write_csv, csv_lines):
    bad = pipeline.again(source=write_csv([csv_lines[0]]))
    with pytest.raises(BadData):
        bad.load()
    assert not bad.path("data.json").exists()
    assert not bad.path("features.npy").exists()
