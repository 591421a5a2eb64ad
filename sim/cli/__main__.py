"""``python -m sim.cli`` is the command ``journey``."""

from sim.cli import main

if __name__ == "__main__":
    main()
