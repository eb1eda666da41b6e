import hashlib
import io

import pytest

from pipeline_tasks import csv_blocks
from pipeline_tasks.csv_blocks import CsvReader, split_records
from pipeline_tasks.errors import BadData


@pytest.fixture(params=[5, 16, 1 << 20])
def block_bytes(request, monkeypatch):
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", request.param)


def reader_of(content):
    return CsvReader(io.BytesIO(content), "file.csv")


@pytest.mark.usefixtures("block_bytes")
@pytest.mark.parametrize(
    ("rows", "records"),
    [
        (b"1,2\n3,4\n", [b"1,2", b"3,4"]),
        (b"1,2\n3,4", [b"1,2", b"3,4"]),
        (b'"a\nb",2\n3,4\n', [b'"a\nb",2', b"3,4"]),
        (b'"say ""x\n""",2\n3,4\n', [b'"say ""x\n""",2', b"3,4"]),
        (b"", []),
    ],
)
def test_blocks_hold_whole_records_and_count_them(rows, records):
    blocks = list(reader_of(b"a,b\n" + rows).blocks())
    assert [record for block in blocks for record in split_records(block.content)] == records
    assert sum(block.rows for block in blocks) == len(records)
    assert b"".join(block.content for block in blocks) == rows


def test_first_row_after_the_header_is_row_two(monkeypatch):
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", 8)
    blocks = list(reader_of(b"a,b\n" + b"1,2\n" * 7).blocks())
    assert [block.first_row for block in blocks] == [2, 5, 7]


def test_hash_is_the_one_of_the_file():
    content = b"a,b\n1,2\n"
    reader = reader_of(content)
    list(reader.blocks())
    assert reader.sha256 == hashlib.sha256(content).hexdigest()


def test_header_may_be_quoted_and_begin_with_a_mark():
    assert reader_of(b'\xef\xbb\xbf"a, b",c\r\n1,2\r\n').header == ["a, b", "c"]


@pytest.mark.parametrize("content", [b"", b"\n", b"  \n1,2\n"])
def test_empty_file_is_refused(content):
    with pytest.raises(BadData, match=r"file\.csv: expected a header and rows, got an empty file"):
        reader_of(content)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_named(encoding):
    with pytest.raises(BadData, match="expected UTF-8, got UTF-16"):
        reader_of("\ufeffa,b\n1,2\n".encode(encoding))


def test_header_of_another_encoding_is_refused():
    with pytest.raises(BadData, match="expected UTF-8, got 0xe9 in the header"):
        reader_of("a,\u00e9\n".encode("latin-1"))


def test_quote_that_never_ends_is_named(monkeypatch):
    monkeypatch.setattr(csv_blocks, "BLOCK_BYTES", 8)
    with pytest.raises(BadData, match="expected the quoted text in row 3 to end, got no closing quote"):
        list(reader_of(b'a,b\n1,2\n",2\n' + b"1,2\n" * 20).blocks())
