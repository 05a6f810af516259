"""The image can't be built in a test, so its recipe is read: what it copies exists, what it promises is there."""

from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Instruction(NamedTuple):
    """One line of a Dockerfile, continuations joined: `COPY`, `app app`."""

    name: str
    value: str


def recipe() -> list[Instruction]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    split = (line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))
    return [Instruction(name, " ".join(value.split())) for name, value in split]


def stages() -> list[list[Instruction]]:
    found: list[list[Instruction]] = []
    for instruction in recipe():
        if instruction.name == "FROM":
            found.append([])
        found[-1].append(instruction)
    return found


def copied_from_checkout() -> list[str]:
    values = [i.value for i in recipe() if i.name == "COPY" and not i.value.startswith("--from=")]
    return [source for value in values for source in value.split()[:-1]]


def test_every_copied_path_exists() -> None:
    assert [path for path in copied_from_checkout() if not (ROOT / path).exists()] == []


def test_every_copied_path_reaches_the_builder() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    allowed = {line.removeprefix("!") for line in lines if line.startswith("!")}

    assert lines[1] == "*"
    assert {path for path in copied_from_checkout() if not any(fnmatch(path, a) for a in allowed)} == set()


def test_final_image_takes_only_the_virtual_environment_from_the_build() -> None:
    build, final = stages()

    assert build[0].value.endswith(" AS build")
    assert [i.value for i in final if i.name in {"COPY", "ADD"}] == ["--from=build /opt/ketnoi /opt/ketnoi"]
    assert not [i.value for i in final if i.name == "RUN" and ("pip" in i.value or "apt" in i.value)]


def test_build_tools_stay_out_of_the_copied_environment() -> None:
    installs = [i.value for i in stages()[0] if i.name == "RUN" and "requirements-build.lock" in i.value]

    assert installs
    assert all("/opt/build/bin/pip" in value for value in installs)


def test_final_image_runs_as_a_named_user_and_reports_its_health() -> None:
    final = {i.name: i.value for i in stages()[-1]}

    assert final["USER"] == "ketnoi"
    assert "http://127.0.0.1:8000/" in final["HEALTHCHECK"]
    assert "exec ketnoi serve --host 0.0.0.0 --port 8000" in final["CMD"]
