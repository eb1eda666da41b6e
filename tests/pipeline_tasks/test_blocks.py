import pytest

from pipeline_tasks.blocks import row_blocks


@pytest.mark.parametrize("rows", [1, 9, 10, 11, 20, 21, 99])
def test_blocks_cover_every_row_once_and_are_small(rows):
    blocks = list(row_blocks(rows, 10))
    assert [row for block in blocks for row in range(block.start, block.stop)] == list(range(rows))
    assert max(block.stop - block.start for block in blocks) <= 10


def test_last_block_is_no_remnant():
    assert [block.stop - block.start for block in row_blocks(21, 10)] == [7, 7, 7]


def test_no_rows_are_one_empty_block():
    assert list(row_blocks(0)) == [slice(0, 0)]
