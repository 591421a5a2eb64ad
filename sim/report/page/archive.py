"""A report's folders as one file to keep or publish: all that repeats the work, and no customer.

Of each folder only the manifest, the question, the result and the scenario's text are taken; never
events, tables of customers, or parts. Files stand in fixed order with a fixed time, uncompressed:
what a compressor makes hangs on its version, and the same folders are to give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator

from sim.report.page.citation import LICENCE, TITLE, citation_text
from sim.report.page.commands import as_typed, repeat_command, reproduce_command
from sim.report.page.markdown import escaped
from sim.report.page.sections.methods.data import people_of, published
from sim.report.page.sources import Source, Sources
from sim.scenario.ledger import ledger
from sim.store.answer_file import RESULT, text_of
from sim.store.run_dir import MANIFEST
from sim.store.study_dir import QUESTION

__all__ = ["SCENARIO", "SUMS", "archive_of"]

SCENARIO, VERSIONS, SUMS = "scenario.toml", "versions.txt", "SHA256SUMS"
TIME = (1980, 1, 1, 0, 0, 0)
"""The first that the form knows."""
MODE = 0o100644 << 16
UNIX = 3
METHODS = (
    "Monks, T., Currie, C. S. M., Onggo, B. S., Robinson, S., Kunc, M., Taylor, S. J. E. (2019). "
    "Strengthening the reporting of empirical simulation studies: Introducing the STRESS "
    "guidelines. Journal of Simulation 13(1).",
    "Salmon, J. K., Moraes, M. A., Dror, R. O., Shaw, D. E. (2011). Parallel random numbers: as "
    "easy as 1, 2, 3. SC 2011. (Random numbers.)",
    "McKay, M. D., Beckman, R. J., Conover, W. J. (1979). A comparison of three methods for "
    "selecting values of input variables in the analysis of output from a computer code. "
    "Technometrics 21(2). (Draws of uncertain numbers.)",
)


def archive_of(sources: Sources) -> bytes:
    """The archive, a ZIP file; the same bytes for the same folders."""
    held: dict[str, str] = dict(_files(sources))
    sums = "".join(
        f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in held.items()
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, text in (*held.items(), (SUMS, sums)):
            entry = zipfile.ZipInfo(name, TIME)
            entry.create_system, entry.external_attr = UNIX, MODE
            archive.writestr(entry, text.encode())
    return out.getvalue()


def _files(sources: Sources) -> Iterator[tuple[str, str]]:
    """Name and content of each file, in their order."""
    versions = sources.main.folder.manifest["versions"]
    yield "README.md", _readme(sources)
    yield "CITATION.cff", citation_text(str(versions.get(TITLE, "unknown")))
    yield "REFERENCES.md", _references(sources)
    for source in sources.all:
        folder, name = source.folder, source.name
        told = folder.manifest
        yield f"{name}/{SCENARIO}", told["scenario"]["text"]
        yield f"{name}/{MANIFEST}", text_of(told)
        if folder.is_study:
            yield f"{name}/{QUESTION}", text_of(folder.question)
        yield f"{name}/{RESULT}", folder.answer_text()
        pinned = (f"{package}=={version}\n" for package, version in told["versions"].items())
        yield f"{name}/{VERSIONS}", "".join(pinned)


def _readme(sources: Sources) -> str:
    scenario = sources.scenario.scenario
    lines = [
        f"# {escaped(scenario.title or scenario.name)}", "",
        f"Results of {TITLE} ({LICENCE}), and all that repeats them. There is no data of customers "
        "here: no events, and no tables of people.", "",
        "| file | holds |", "| :-- | :-- |",
        f"| `*/{SCENARIO}` | the scenario's text, as it was run |",
        f"| `*/{MANIFEST}` | command, seed, settings, versions, machine, digests of events |",
        f"| `*/{QUESTION}` | what a study was asked |",
        f"| `*/{RESULT}` | all that was found |",
        f"| `*/{VERSIONS}` | versions of Python and of packages then |",
        f"| `{SUMS}` | SHA-256 of all other files: `sha256sum --check {SUMS}` |", "",
        "## Repeat", "",
        "In this folder, with the program installed. Each command writes a new folder, whose "
        f"`{RESULT}` holds the same digests of events, or of a study is the same to the last byte.",
        "", "```sh",
        *(_command(source) for source in sources.all), "```", "",
        "## Check", "",
        "These simulate again, write nothing, and compare every digest.",
        "", "```sh",
        *(as_typed((*reproduce_command(source.name), *_people(source))) for source in sources.all),
        "```",
    ]  # fmt: skip
    tables = list(dict.fromkeys(told["file"] for one in sources.all if (told := people_of(one))))
    if tables:
        lines += ["", "Both need the table of customers, which is not in here: "
                  f"{escaped(', '.join(tables))}."]  # fmt: skip
    return "\n".join(lines) + "\n"


def _command(source: Source) -> str:
    """What repeats a folder, from the scenario in the archive."""
    words = repeat_command(source, f"{source.name}/{SCENARIO}")
    if words is None:
        return f"# {source.name} was asked for from Python: see below"
    return as_typed(words)


def _people(source: Source) -> tuple[str, ...]:
    told = people_of(source)
    return ("--people", told["file"]) if told else ()


def _references(sources: Sources) -> str:
    lines = ["# References", "", "## Program and methods", "", "- The program: see CITATION.cff."]
    lines += [f"- {escaped(one)}" for one in METHODS]
    said = published(ledger(sources.scenario))
    lines += ["", "## Published and fitted numbers of the scenario", ""]
    lines += [f"- {escaped(one)}" for one in said] or ["None."]
    return "\n".join(lines) + "\n"
