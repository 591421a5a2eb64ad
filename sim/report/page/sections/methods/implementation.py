"""STRESS-DES 5 and 6: programs, random numbers, order of events, machine, and how to get it."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.page.citation import LICENCE
from sim.report.page.commands import (
    as_typed,
    folder_named,
    is_built_in,
    repeat_command,
    reproduce_command,
)
from sim.report.page.document import Block, Table
from sim.report.page.sections.methods.data import people_of
from sim.report.page.sections.methods.items import group, item, points, text
from sim.report.page.sources import Source, Sources
from sim.report.words.told import Code, Part, Sentence, say
from sim.report.words.values import DASH
from sim.store.answer_file import RESULT
from sim.store.provenance import sha256_of

__all__ = ["access", "implementation"]

COUNTER = (
    ("customer", "40"), ("replication", "24"), ("kind of draw", "8"),
    ("channel, action or creative, by its name", "24"), ("window", "16"),
    ("ordinal within window, kind and name", "16"),
)  # fmt: skip
"""What the counter of a draw is made of, and in how many bits (engine/random/philox.py)."""


def implementation(sources: Sources) -> Iterator[Block]:
    """5.1 to 5.4."""
    return group(
        5, _software(sources), _random(sources), _execution(sources), _machine(sources)
    )  # fmt: skip


def access(sources: Sources) -> Iterator[Block]:
    """6.1."""
    main = sources.main.folder
    return group(
        6,
        item(
            "6.1",
            text(
                say("The model is the program {name}, {licence}; {citation} in its repository says "
                    "how to cite it.", name=Code("journey-engine"), licence=LICENCE,
                    citation=Code("CITATION.cff")),
                say("The scenario {name} {comes}; SHA-256 of its text: {sha}.",
                    name=Code(main.scenario.name),
                    comes="comes with this version of the program" if is_built_in(main)
                    else "is a file of its author, whose text the manifest of each folder holds",
                    sha=Code(main.manifest["scenario"]["sha256"])),
                say("{archive} packs scenario, manifests, questions, results, versions, references "
                    "and these commands, and no customer data.",
                    archive=Code(as_typed(("journey", "report", *map(folder_named, sources.all),
                                           "--archive", "archive.zip")))),
            ),
        ),
    )  # fmt: skip


def _software(sources: Sources) -> Iterator[Block]:
    versions = [source.folder.manifest["versions"] for source in sources.all]
    same = all(one == versions[0] for one in versions)
    shown = versions[:1] if same else versions
    names = dict.fromkeys(name for one in shown for name in one)
    headings = ("package", "version") if same else (
        "package", *(source.name for source in sources.all)
    )  # fmt: skip
    rows = tuple(
        (Code(name), *(Code(one[name]) if name in one else DASH for one in shown)) for name in names
    )
    return item(
        "5.1",
        text(
            say("Python; the behaviour is compiled by Numba, and driven by a clock of its own or "
                "by SimPy, which give the same events to the last byte.")
        ),
        Table("methods-versions", "Versions at the time of the run", headings, rows),
    )  # fmt: skip


def _random(sources: Sources) -> Iterator[Block]:
    main = sources.main
    table = Table(
        "methods-counter", "The counter of one draw", ("part", "bits"),
        tuple((name, Code(bits)) for name, bits in COUNTER),
    )  # fmt: skip
    seed = main.quoted(str(main.at("seed")), "seed") if main.has("seed") else DASH
    return item(
        "5.2",
        text(
            say("The counter-based generator {name} (Salmon, Moraes, Dror and Shaw, Parallel "
                "random numbers: as easy as one, two, three), tested with the known answers of its "
                "authors. Key: the seed, {seed}.", name=Code("Philox4x32-10"), seed=seed),
            say("There are no streams to run through: the counter names each draw, one uniform a "
                "decision, turned into other distributions by inversion. What else was drawn, the "
                "order of the work and the number of threads change no draw."),
            say("Draws of uncertain numbers come from the same generator, by the name of the "
                "number and the draw."),
            _numpy(sources),
        ),
        table,
    )  # fmt: skip


def _numpy(sources: Sources) -> Sentence | None:
    """Where numpy's own generator designs or resamples, which only some studies do."""
    drawn = [one.name for one in sources.all if one.kind == "pilot" or (
        one.kind == "sweep" and one.folder.question.get("design") in ("lhs", "sobol", "screening",
                                                                       "variance"))]  # fmt: skip
    if not drawn:
        return None
    return say("Designs of points and simulated experiments ({names}) come from numpy's "
               "generators, seeded from the same seed.", names=", ".join(drawn))  # fmt: skip


def _execution(sources: Sources) -> Iterator[Block]:
    return item(
        "5.3",
        text(
            say("Order of events: by time, then by kind of event, then by customer. At a server: a "
                "release, then a start, then an arrival, then giving up."),
            say("The {clock} clock was used. Customers are simulated window by window in fixed "
                "blocks on threads; sums are of whole numbers, so that neither clock nor threads "
                "nor blocks change a result.",
                clock=Code(str(sources.main.folder.manifest["settings"].get("clock", "compiled")))),
        ),
        text(
            say("Commands that repeat the work, each into a new folder{file}:",
                file="" if is_built_in(sources.main.folder) else
                "; the scenario's file must be the one whose SHA-256 stands under 6.1")
        ),
        points(map(_again, sources.all)),
        _digests(sources),
        text(say("Commands that simulate again, write nothing and compare all digests:")),
        points(map(_reproduced, sources.all)),
    )  # fmt: skip


def _again(source: Source) -> Sentence:
    words = repeat_command(source)
    if words is None:
        return say("{name}: asked for from Python; see {command}.", name=Code(source.name),
                   command=Code(as_typed(reproduce_command(folder_named(source)))))  # fmt: skip
    return say("{name}: {command}", name=Code(source.name), command=Code(as_typed(words)))


def _reproduced(source: Source) -> Sentence:
    given = people_of(source)
    words = reproduce_command(folder_named(source))
    return say("{command}", command=Code(
        as_typed((*words, "--people", given["file"]) if given else words)
    ))  # fmt: skip


def _digests(sources: Sources) -> Table:
    rows: list[tuple[Part, ...]] = []
    for source in sources.all:
        rows += _digests_of(source)
    note = say(
        "The digest of events is SHA-256 over sums of the hashes of all event rows, by replication "
        "and window, whether events are stored or not; the repeated folder has it in its {result}, "
        "under {key}. Of a study it is the SHA-256 of {result} itself.",
        result=Code(RESULT), key=Code("events_digest"),
    )  # fmt: skip
    return Table(
        "methods-digests", "Digests to compare", ("folder", "of", "digest"), tuple(rows), note
    )


def _digests_of(source: Source) -> Iterator[tuple[Part, ...]]:
    name, told = Code(source.name), source.folder.manifest["digests"]
    if source.folder.is_study:
        yield (
            name,
            say("{result}", result=Code(RESULT)),
            Code(sha256_of(source.folder.answer_text())),
        )
    elif source.has("events_digests"):
        for strategy in source.at("events_digests"):
            if source.has("events_digests", strategy):
                yield name, Code(strategy), source.figure("events_digests", strategy)
    elif source.has("events_digest"):
        yield name, Code(str(source.at("strategy"))), source.figure("events_digest")
    else:
        for strategy, digest in told.items():
            yield name, Code(strategy), Code(digest)


def _machine(sources: Sources) -> Iterator[Block]:
    rows = tuple(_machine_of(source) for source in sources.all)
    headings = ("folder", "system", "processor", "processors", "threads", "started (UTC)",
                "seconds")  # fmt: skip
    return item("5.4", Table("methods-machine", "Machine and time of each run", headings, rows))


def _machine_of(source: Source) -> tuple[Part, ...]:
    manifest = source.folder.manifest
    where = manifest["platform"]
    wall = manifest.get("wall_s")
    return (
        Code(source.name), Code(f"{where.get('system', DASH)} {where.get('release', '')}".strip()),
        Code(str(where.get("machine", DASH))), Code(str(where.get("processors", DASH))),
        Code(str(manifest["settings"].get("threads", DASH))), Code(manifest["started"]),
        Code(DASH if wall is None else f"{wall:.1f}"),
    )  # fmt: skip
