"""Rules of the house that a program can check: imports, sizes, names, the README's commands."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("engine", "sim", "scenarios")
LAYERS = (
    "sim.cli",
    "sim.report",
    "sim.study",
    "sim.clocks",
    "sim.store",
    "sim.model.people",
    "sim.model.market",
    "sim.model.living",
    "sim.model.deciding",
    "sim.model.contact",
    "sim.model.knowledge",
    "sim.model.customers",
    "sim.model.records",
    "sim.scenario",
    "engine",
)
"""Each may import those that follow it."""
LONGEST_MODULE = 450
COMMANDS = ("first", "test")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def sources(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of all that a module imports, within functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            named = node.args[0] if node.args else None
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                yield node.lineno, named.value


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def layer(name: str) -> int | None:
    """Place of a module in LAYERS; None for what is not of this project."""
    return next((place for place, part in enumerate(LAYERS) if within(name, part)), None)


def misdirected(module: str, imported: str) -> bool:
    """Whether this import points against the layers."""
    if module == "sim":  # the public face re-exports from anywhere but the command line
        return within(imported, "sim.cli")
    if within(imported, "scenarios"):
        return not within(module, "sim.scenario")
    own, other = layer(module), layer(imported)
    if other is None:
        # `sim` itself is only a face: within the project it would make a circle.
        return within(imported, "sim")
    return own is None or other < own


@pytest.mark.parametrize(
    ("module", "imported", "wrong"),
    [
        ("sim.study.run", "sim.clocks.simulate", False),
        ("sim.study.run", "engine.errors.RunError", False),
        ("sim.model.customers.state", "sim.model.records.layout", False),
        ("sim.scenario.library", "scenarios", False),
        ("sim", "sim.study.run.run", False),
        ("sim.clocks.compiled", "sim.study.run", True),
        ("engine.rules.kernel", "sim.model.records.layout", True),
        ("sim.model.knowledge.view", "sim.model.living.session", True),
        ("engine.kernels", "sim", True),
        ("sim.model.market.market", "sim.Scenario", True),
        ("sim.model.market.market", "sim.store.digest", True),
        ("sim.model.market.market", "scenarios", True),
        ("sim", "sim.cli", True),
        ("scenarios", "sim.model", True),
    ],
)
def test_the_check_of_directions_itself(module: str, imported: str, wrong: bool) -> None:
    assert misdirected(module, imported) is wrong


def test_imports_point_one_way() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {module_name(path)} imports {imported}"
        for path in sources(*PACKAGES)
        for line, imported in imports(path)
        if misdirected(module_name(path), imported)
    ]
    assert not wrong, "\n".join(wrong)


def test_modules_stay_readable() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(*PACKAGES, "tests", "benchmarks")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST_MODULE
    }
    assert not long


def test_nothing_runs_text_or_loads_objects() -> None:
    banned_modules = ("pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib")
    banned_calls = {"eval", "exec", "__import__"}
    found = []
    for path in sources(*PACKAGES):
        found += [
            f"{path.relative_to(ROOT)}:{line}: {name}"
            for line, name in imports(path)
            if name.split(".")[0] in banned_modules
        ]
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}: {node.func.id}"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in banned_calls
        ]
    assert not found, "\n".join(found)


GUARDED = ("kernels", "dispatchers", "boundaries", "prefetch", "scan/memory")


def test_only_guarded_modules_compile() -> None:
    allowed = {ROOT / "engine" / f"{name}.py" for name in GUARDED}
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources(*PACKAGES)
        if path not in allowed
        for line, name in imports(path)
        if within(name, "numba")
    ]
    assert not found, f"import kernel from engine.kernels instead: {found}"


@pytest.mark.parametrize("package", ["engine", "sim"])
def test_importing_a_package_loads_nothing_heavy(package: str) -> None:
    heavy = ["numba", "pyarrow", "pydantic", "scipy", "simpy", "numpy", "rich", "typer"]
    code = f"import sys, {package}; print(*[name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


@pytest.mark.parametrize("package", ["engine", "sim"])
def test_public_names_are_the_documented_ones(package: str) -> None:
    line = re.search(r"^Public names: (.*)\.$", README, re.MULTILINE)
    assert line is not None
    documented = sorted(re.findall(rf"`{package}\.(\w+)`", line.group(1)))
    module = importlib.import_module(package)
    assert sorted(module.__all__) == documented
    for name in documented:
        assert getattr(module, name) is not None


@pytest.mark.parametrize("package", ["engine", "sim"])
def test_packages_are_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


def readme_command(name: str) -> str:
    """The command as a person reads it: the block after its mark."""
    block = re.search(rf"^<!-- command: {name} -->\n```sh\n(.*?)```$", README, re.M | re.S)
    assert block is not None, f"README.md has no command {name}"
    return block.group(1)


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_of_the_readme_do_everything_in_one_line(name: str) -> None:
    command = readme_command(name)
    assert command.count("\n") == 1
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -c constraints.txt ")
    # The first blocks that a reader meets are these two, in this order.
    assert re.findall(r"^```sh\n(.*)\n```$", README, re.M)[: len(COMMANDS)] == [
        readme_command(each).rstrip("\n") for each in COMMANDS
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_check_finds_the_same_commands(name: str) -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    function = re.search(r"^readme\(\) \{\n.*?^\}$", script, re.M | re.S)
    assert function is not None
    done = subprocess.run(
        ["bash", "-c", f"{function.group(0)}\nreadme {name}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == readme_command(name)
    assert f"$(readme {name})" in script


def test_tested_versions_are_names_and_versions_and_cover_what_is_required() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+", pin) for pin in pins)
    pinned = {pin.partition("==")[0] for pin in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        required += [name for name in extra if not name.startswith(project["name"])]
    names = {re.split(r"[<>=!~ \[]", requirement)[0].lower() for requirement in required}
    assert names <= pinned


def test_only_kernels_go_without_annotations() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    loose = [
        name
        for override in project["tool"]["mypy"]["overrides"]
        if not override.get("disallow_untyped_defs", True)
        for name in override["module"]
    ]
    for name in loose:
        path = ROOT / f"{name.replace('.', '/')}.py"
        functions = [
            node
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)
        ]
        assert functions, name
        for function in functions:
            typed = function.returns is not None
            compiled = any(
                ast.unparse(mark).partition("(")[0] in ("kernel", "part", "inlined", "boundary")
                for mark in function.decorator_list
            )
            assert typed or compiled, f"{name}.{function.name} has neither types nor a compiler"


def test_commands_in_the_readme_exist() -> None:
    named = set(re.findall(r"^journey (\w+)", README, re.M))
    assert named
    code = "from sim.cli import main; main(['--help'])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    offered = set(re.findall(r"^  (\w+)  ", done.stdout, re.M))
    assert named <= offered
