"""What is left of memory and disk, as Linux tells it."""

import os
from pathlib import Path

import pytest

from sim.study.estimate.limits import available_memory, free_disk, limits_here, resident

GB = 1 << 30
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@pytest.fixture
def proc(tmp_path):
    """A /proc with 8 GB at hand, of which this process has one besides."""
    place = tmp_path / "proc"
    (place / "self").mkdir(parents=True)
    (place / "meminfo").write_text(
        f"MemTotal: 99999999 kB\nMemFree: 1 kB\nMemAvailable: {8 * GB // 1024} kB\n"
    )
    (place / "self" / "statm").write_text(f"999999 {GB // PAGE} 12 1 0 1 0\n")
    return place


def group(place: Path, **files: object) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        (place / name.replace("__", ".")).write_text(f"{value}\n")


def test_the_machine_alone(proc, tmp_path):
    assert resident(proc) == GB
    assert available_memory(proc, tmp_path / "none") == 9 * GB


def test_a_control_group_of_version_2_and_those_above(proc, tmp_path):
    groups = tmp_path / "groups"
    (proc / "self" / "cgroup").write_text("0::/box/inner\n")
    group(groups / "box/inner", memory__max="max", memory__current=GB)
    assert available_memory(proc, groups) == 9 * GB
    group(
        groups / "box", memory__max=4 * GB, memory__current=3 * GB,
        memory__stat=f"anon 5\ninactive_file {GB}\nactive_file 7",
    )  # fmt: skip
    assert available_memory(proc, groups) == (4 - 3 + 1) * GB + GB


def test_a_container_whose_path_is_that_of_the_host(proc, tmp_path):
    groups = tmp_path / "groups"
    (proc / "self" / "cgroup").write_text("0::/docker/0123\n")
    group(groups, memory__max=2 * GB, memory__current=GB)
    assert available_memory(proc, groups) == 2 * GB


def test_a_control_group_of_version_1(proc, tmp_path):
    groups = tmp_path / "groups"
    (proc / "self" / "cgroup").write_text("5:cpu:/box\n4:memory,hugetlb:/box\n")
    group(groups / "memory/box", memory__limit_in_bytes=3 * GB, memory__usage_in_bytes=GB)
    group(groups / "memory", memory__limit_in_bytes=(1 << 63) - 4096, memory__usage_in_bytes=GB)
    assert available_memory(proc, groups) == 3 * GB


def test_a_system_that_tells_nothing(tmp_path):
    assert resident(tmp_path) >= 0


def test_the_disk_of_a_folder_that_is_not_there_yet(tmp_path):
    free = free_disk(tmp_path / "a" / "b")
    assert free is not None
    assert free > 0
    assert limits_here(tmp_path).memory is None or limits_here(tmp_path).memory > 0
