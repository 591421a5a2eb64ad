from benchmarks.stream import BLOCK, measured


def test_a_file_of_several_blocks_is_decided_as_a_whole() -> None:
    found = measured(BLOCK + 1)
    assert found["rows"] == BLOCK + 1
    assert 0 < found["decided"] <= found["rows"]
    assert found["memory_bytes"] < 1 << 30
