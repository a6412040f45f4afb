"""What holds for the whole house: words in both languages, import rules, nothing tracked of one machine alone."""

import re
import string
import subprocess
import tomllib
from pathlib import Path

import pytest

from oberih import __version__
from oberih.terms.words import LANGS, word_list

HOUSE = Path(__file__).parents[1]
_PLURAL = re.compile(r"\{(\w+)((?:\|[^|{}]*)+)\}")
#: a noun's form that only one language has a use for, and the field that it is a form of: ракет, missiles
_FORM_OF = {"many": "kind"}
#: a key in code: Fault(key="room.name"), Finding("room.name"), say("room.name", …)
_KEY_IN_CODE = re.compile(r"""(?:\bkey=|\bsay\(|\bFinding\()\s*["']([a-z_]+\.[a-z0-9_.]+)["']""")


def project() -> dict:
    return tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))


def tracked() -> list[Path]:
    """Files that git keeps."""
    if not (HOUSE / ".git").exists():
        pytest.skip("not a git checkout, so nobody can say which files are tracked")
    command = ["git", "-C", str(HOUSE), "ls-files", "-z"]
    names = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    return [HOUSE / name for name in names if name and (HOUSE / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Name and content of each tracked file that is text."""
    found = []
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            found.append((path.relative_to(HOUSE).as_posix(), content.decode("utf-8", errors="replace")))
    return found


def fields(text: str) -> set[str]:
    """Names of the fields that a sentence takes, plural forms among them."""
    counted = {name for name, _ in _PLURAL.findall(text)}
    filled = {name for _, name, _, _ in string.Formatter().parse(_PLURAL.sub("", text)) if name}
    return {_FORM_OF.get(name, name) for name in counted | filled}


def test_every_sentence_is_in_both_languages_and_says_the_same_things():
    faults = []
    for key, said in word_list().items():
        if set(said) != set(LANGS) or not all(text.strip() for text in said.values()):
            faults.append(f"{key}: has {sorted(said)}")
        elif fields(said["uk"]) != fields(said["en"]):
            faults.append(f"{key}: fields {sorted(fields(said['uk']))} in uk, {sorted(fields(said['en']))} in en")
    assert faults == []


def test_a_count_has_three_forms_in_ukrainian_and_two_in_english():
    faults = [
        f"{key}.{lang}: {match.group(0)}"
        for key, said in word_list().items()
        for lang, n_forms in (("uk", 3), ("en", 2))
        for match in _PLURAL.finditer(said[lang])
        if match.group(2).count("|") != n_forms
    ]
    assert faults == []


def test_ukrainian_is_written_with_ukrainian_letters():
    faults = [key for key, said in word_list().items() if re.search("[ыэёъ]", said["uk"], re.IGNORECASE)]
    assert faults == []


def test_every_key_that_the_code_names_is_in_the_word_list():
    used = {
        (path.relative_to(HOUSE).as_posix(), key)
        for path in (HOUSE / "src").rglob("*.py")
        for key in _KEY_IN_CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert len(used) > 20  # the pattern still finds them
    assert sorted(each for each in used if each[1] not in word_list()) == []


def test_the_import_rules_are_written_down():
    rules = project()["tool"]["importlinter"]
    by_name = {contract["name"]: contract for contract in rules["contracts"]}
    layers = by_name["data flows upward"]["layers"]
    named = {name for layer in layers for name in re.findall(r"\w+", layer)}
    rooms = {path.parent.name for path in (HOUSE / "src" / "oberih").glob("*/__init__.py")}
    assert rooms <= named  # a room that no layer names would escape the rules
    assert layers[-1] == "terms"
    assert "kernels know only numbers" in by_name


def test_no_tracked_file_names_a_place_of_one_machine():
    # /proc, /etc and /tmp are places of any such machine; a home or a work folder is one person's
    personal = re.compile(r"(?<![\w.])/(?:home|Users|root|work|opt|mnt)/\w[\w.-]*")
    faults = [(name, match.group(0)) for name, text in texts() for match in personal.finditer(text)]
    assert faults == []


def test_the_lock_names_a_hash_for_all_that_the_project_needs_and_no_address():
    lock = (HOUSE / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|^\s*--(?:index|extra-index|find-links|trusted)", lock, re.MULTILINE)
    entries = re.split(r"\n(?=[a-zA-Z0-9])", lock.strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    held = {re.split(r"[=<>~ ;\[]", entry, maxsplit=1)[0] for entry in entries}
    table = project()["project"]
    wanted = table["dependencies"] + table["optional-dependencies"]["dev"]
    names = {re.split(r"[=<>~ ;\[]", each, maxsplit=1)[0].replace("_", "-").lower() for each in wanted}
    assert names - held == set()


def test_version_and_changelog_agree():
    assert project()["project"]["version"] == __version__
    changes = (HOUSE / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in changes or f"## [{__version__}]" in changes


def test_every_command_that_the_readme_gives_exists():
    makefile = (HOUSE / "Makefile").read_text(encoding="utf-8")
    told = set(re.findall(r"^\s*make (\w+)", (HOUSE / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "test"} <= told
    assert told <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_what_the_readme_links_to_is_there():
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (HOUSE / "README.md").read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (HOUSE / link).exists()] == []
