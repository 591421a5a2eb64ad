from benchmarks.edited import measured
from benchmarks.scorers.task import Task


def test_an_edit_of_a_rule_changes_what_the_next_process_decides() -> None:
    found = measured(Task(rows=400, actions=3), edits=2)
    assert found["changed"] == [True, True]
    assert len(found["seconds"]) == 2
