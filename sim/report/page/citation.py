"""How the program is cited, as CITATION.cff (Citation File Format 1.2.0) has it.

``CITATION.cff`` at the root is printed by ``python -m sim.report.page.citation > CITATION.cff``.
"""

from __future__ import annotations

import sys

from sim.store.provenance import versions_here

__all__ = ["LICENCE", "TITLE", "citation_text"]

TITLE = "journey-engine"
LICENCE = "Apache-2.0"

CITATION = """\
cff-version: 1.2.0
message: "If you use this software, please cite it as below."
type: software
title: "{title}"
abstract: >-
  Puts the same synthetic customers through multichannel, cross-channel and
  omnichannel strategies and tells which one earns more.
version: "{version}"
license: {licence}
authors:
  - name: "journey-engine contributors"
keywords:
  - customer journey
  - discrete-event simulation
  - marketing
  - next best action
  - omnichannel
"""


def citation_text(version: str) -> str:
    """The file's content.

    Args:
        version: of the program.
    """
    return CITATION.format(title=TITLE, version=version, licence=LICENCE)


if __name__ == "__main__":
    sys.stdout.write(citation_text(versions_here()[TITLE]))
